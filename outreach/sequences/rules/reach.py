"""Which contact point a step goes to, and why there is none."""

from outreach.sequences.rules.facts import Contact, ContactKind, Snapshot
from outreach.sequences.rules.reasons import Reason
from outreach.sequences.rules.script import StepKind

_WHY_NOT = {
    "opted_out": Reason.OPTED_OUT,
    "discreet": Reason.DISCREET,
    "suspect": Reason.TO_CHECK,
    "invalid": Reason.TO_CHECK,
    "to_confirm": Reason.TO_CHECK,
}
# Strongest first: a refusal explains more than a number to check.
_ORDER = (Reason.OPTED_OUT, Reason.DISCREET, Reason.TO_CHECK)


def pick(snapshot: Snapshot, kind: ContactKind) -> Contact | None:
    """The usable contact point of that kind to try first; one that no other case shares wins."""
    usable = (point for point in snapshot.contacts if point.kind is kind and point.usable)
    return min(usable, key=lambda point: (point.shared, point.rank, point.id), default=None)


def phone(snapshot: Snapshot) -> Contact | None:
    """The mobile to write to, else the landline to call."""
    return pick(snapshot, ContactKind.MOBILE) or pick(snapshot, ContactKind.LANDLINE)


def target(snapshot: Snapshot, kind: StepKind) -> Contact | None:
    """The contact point a message or a call would go to."""
    if kind is StepKind.EMAIL:
        return pick(snapshot, ContactKind.EMAIL)
    return phone(snapshot)


def why_no_phone(snapshot: Snapshot) -> Reason:
    """Why nobody can be written to or called."""
    return _why(snapshot, (ContactKind.MOBILE, ContactKind.LANDLINE), Reason.NO_PHONE)


def why_no_email(snapshot: Snapshot) -> Reason:
    """Why no e-mail can leave."""
    return _why(snapshot, (ContactKind.EMAIL,), Reason.NO_EMAIL)


def _why(snapshot: Snapshot, kinds: tuple[ContactKind, ...], absent: Reason) -> Reason:
    found = {_WHY_NOT.get(point.why_not) for point in snapshot.contacts if point.kind in kinds}
    return next((reason for reason in _ORDER if reason in found), absent)
