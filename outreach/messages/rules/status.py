"""How the status of an attempt may move, and what counts."""

from collections.abc import Mapping

# A status may only be replaced by one of a higher rank: receipts come early, late and twice.
_RANK: Mapping[str, int] = {
    "reserved": 0,
    "calling": 1,
    "uncertain": 2,
    "accepted": 3,
    "sent": 4,
    "undelivered": 5,
    "failed": 5,
    "delivered": 6,
    # Ends reached without the provider having sent anything; nothing follows them.
    "refused": 9,
    "blocked": 9,
    "cancelled": 9,
    "absent": 9,
}
_ENDS = frozenset({"refused", "blocked", "cancelled", "absent"})
_PROVIDER_HAS_IT = frozenset({"accepted", "sent", "undelivered", "failed", "delivered"})

IN_FLIGHT = frozenset({"reserved", "calling", "uncertain"})
COUNTING = frozenset(
    {"accepted", "sent", "delivered"}
    | {"posted", "reached", "no_answer", "voicemail", "refused", "met", "not_home", "vacant"}
)
_NEVER_LEFT = frozenset({"refused", "blocked", "cancelled", "absent", "failed"})
# Why a human called a message failed that may have left: nobody will ever know.
NEVER_KNOWN = "never_known"
_COUNTING_PURPOSES = frozenset({"sequence", "human_first"})


def forward(current: str, proposed: str) -> bool:
    """Whether an attempt may move from `current` to `proposed`."""
    if current == proposed or current in ("blocked", "cancelled", "refused"):
        return False
    if current == "absent":
        # A listing that lagged said "never sent"; the provider's own word wins over it.
        return proposed in _PROVIDER_HAS_IT
    if proposed in _ENDS:
        return current in IN_FLIGHT
    return _RANK[proposed] > _RANK[current]


def counts(purpose: str, status: str, *, by_machine: bool) -> bool:
    """Whether an attempt counts in the expertise record (design.md §7, `counts`).

    `by_machine`: the status is a provider's, where ``refused`` means the provider refused it.
    """
    if by_machine and status == "refused":
        return False
    return purpose in _COUNTING_PURPOSES and status in COUNTING


def why_uncounted(purpose: str, status: str, *, by_machine: bool) -> str:
    """The code of why an attempt does not count; "" when it does.

    ``purpose`` (an answer to the person, a reminder, a confirmation), else ``under_way``, else
    the status or outcome itself.
    """
    if counts(purpose, status, by_machine=by_machine):
        return ""
    if purpose not in _COUNTING_PURPOSES:
        return "purpose"
    if status in ("reserved", "calling"):
        return "under_way"
    return "refused_by_provider" if by_machine and status == "refused" else status


def spends_contact(status: str, channel: str, reason: str | None = None) -> bool:
    """Whether an attempt weighs on the cap of phone contacts: whatever may have reached them."""
    if channel in ("call", "voicemail"):
        return True
    return channel == "sms" and (status not in _NEVER_LEFT or reason == NEVER_KNOWN)
