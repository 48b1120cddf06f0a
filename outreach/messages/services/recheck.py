"""The last look before a call: what may have changed since the row was reserved."""

from datetime import datetime

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Pause
from outreach.messages.models import Attempt, Purpose, Sender
from outreach.messages.services.means import CALL_LIMIT
from outreach.people.models import ContactPoint, OptOut, PointStatus
from outreach.programmes.models import Hold

_UNDER_HOLD = (Purpose.SEQUENCE, Purpose.REMINDER, Purpose.AUTOMATIC_ANSWER, Purpose.HUMAN_FIRST)
_UNDER_OPT_OUT = (*_UNDER_HOLD, Purpose.ANSWER)
_OF_A_BLOCK = ("WRONG",)  # says that the address it goes to is blocked from now on
_DEAD_POINT = (PointStatus.INVALID, PointStatus.WRONG_PERSON)
LEASE_LOST, LEASE_SHORT, SENDER_STOPPED = "lease_lost", "lease_short", "sender_stopped"


def why_not(
    session: Session, attempt: Attempt, now: datetime, *, owner: str, held: bool
) -> str | None:
    """The code of what stands in the way of calling now, or None."""
    if attempt.lease_owner != owner or attempt.lease_until is None:
        return LEASE_LOST
    if attempt.lease_until - now < 2 * CALL_LIMIT:
        return LEASE_SHORT
    if attempt.expires_at is not None and attempt.expires_at <= now:
        return "expired"
    stands = unwelcome(session, attempt, held=held)
    if stands is not None:
        return stands
    return SENDER_STOPPED if _stopped(session, attempt, now) else None


def unwelcome(session: Session, attempt: Attempt, *, held: bool) -> str | None:
    """The code of what forbids this message now, whoever would send it, or None."""
    if attempt.purpose in _UNDER_HOLD and (held or _on_hold(session, attempt)):
        return "held"
    if attempt.purpose == Purpose.SEQUENCE and _paused(session, attempt):
        return "paused"
    if attempt.purpose in _UNDER_OPT_OUT and _refused(session, attempt):
        return "opted_out"
    return "point_unusable" if _point_dead(session, attempt) else None


def _stopped(session: Session, attempt: Attempt, now: datetime) -> bool:
    """Whether the call before this one made the sender rest: its batch rests too."""
    resting = exists().where(Sender.medium == attempt.medium, Sender.stopped_until > now)
    return bool(session.scalar(select(resting)))


def _on_hold(session: Session, attempt: Attempt) -> bool:
    programme = select(Case.programme_id).where(Case.id == attempt.case_id).scalar_subquery()
    standing = exists().where(
        Hold.lifted_at.is_(None),
        or_(Hold.programme_id.is_(None), Hold.programme_id == programme),
    )
    return bool(session.scalar(select(standing)))


def _paused(session: Session, attempt: Attempt) -> bool:
    standing = exists().where(Pause.case_id == attempt.case_id, Pause.ended_at.is_(None))
    return bool(session.scalar(select(standing)))


def _refused(session: Session, attempt: Attempt) -> bool:
    if attempt.text_code in _OF_A_BLOCK:
        return False
    standing = exists().where(OptOut.value_hash == attempt.address_hash, OptOut.lifted_at.is_(None))
    if attempt.purpose == Purpose.ANSWER and attempt.reply_id is not None:
        # The person wrote after their STOP, and that is answered; not over a newer one.
        standing = standing.where(OptOut.at >= attempt.at)
    return bool(session.scalar(select(standing)))


def _point_dead(session: Session, attempt: Attempt) -> bool:
    if attempt.contact_point_id is None:
        return False
    point = session.get(ContactPoint, attempt.contact_point_id)
    if point is not None and point.discreet:
        return True  # overrides everything: someone else reads that phone (care.md §3)
    if attempt.purpose == Purpose.CONFIRMATION or attempt.text_code in _OF_A_BLOCK:
        return False  # it goes to whoever wrote, a wrong person included
    return point is None or point.status in _DEAD_POINT
