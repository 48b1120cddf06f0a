"""What can go wrong between us and a carrier, one call at a time, in the order it is told."""

import threading
from collections import deque
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """One way a call goes wrong. "Accepted" means that the message will reach the person."""

    ACCEPT_THEN_RESET = "accept_then_reset"
    ACCEPT_THEN_HANG = "accept_then_hang"
    ACCEPTED_LATE = "accepted_late"  # reset now, accepted `amount` seconds later
    LIST_LAG = "list_lag"  # accepted, reset, listed only `amount` seconds later
    CUT_SHORT = "cut_short"  # accepted, half an answer
    NOT_JSON = "not_json"  # accepted, a 201 that is no JSON
    NO_SID = "no_sid"  # accepted, a 201 without a SID
    ERROR_500_ACCEPTED = "500_accepted"
    ERROR_500_UNACCEPTED = "500_unaccepted"
    ERROR_503_HTML = "503_html"
    TOO_MANY = "429"
    DROP = "drop"  # connection closed without an answer, nothing accepted
    RESET = "reset"
    HANG = "hang"
    REFUSE = "refuse"  # HTTP 400 with Twilio's code `amount`
    STATUS = "status"  # bare HTTP status `amount`
    NONE = "none"  # this call goes well


KINDS = ("create", "list", "fetch")
ACCEPTING = frozenset(
    {
        Fault.ACCEPT_THEN_RESET,
        Fault.ACCEPT_THEN_HANG,
        Fault.ACCEPTED_LATE,
        Fault.LIST_LAG,
        Fault.CUT_SHORT,
        Fault.NOT_JSON,
        Fault.NO_SID,
        Fault.ERROR_500_ACCEPTED,
        Fault.NONE,
    }
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """A fault with its number: seconds, Twilio's code or an HTTP status."""

    fault: Fault
    amount: int = 0


WELL = Trouble(Fault.NONE)


def parse(text: str) -> Trouble:
    """``"refuse:21610"`` or ``"drop"`` as a trouble; ValueError for anything else."""
    word, _, amount = text.partition(":")
    return Trouble(Fault(word), int(amount) if amount else 0)


class Faults:
    """The troubles to come, per kind of call (``create``, ``list``, ``fetch``) and per number."""

    def __init__(self) -> None:
        self._coming: dict[tuple[str, str], deque[Trouble]] = {}
        self._lock = threading.Lock()

    def add(self, *troubles: str, on: str = "create", to: str = "") -> None:
        """Queue `troubles` (see `parse`) for the next calls of kind `on`; KeyError if unknown.

        With `to` they wait for the next messages created for that number.
        """
        if on not in KINDS:
            raise KeyError(on)
        parsed = [parse(one) for one in troubles]
        with self._lock:
            self._coming.setdefault((on, to), deque()).extend(parsed)

    def clear(self) -> None:
        """All is well again: nothing that was queued will come."""
        with self._lock:
            self._coming.clear()

    def take(self, on: str, to: str = "") -> Trouble:
        """What this call meets: its number's own trouble first."""
        with self._lock:
            for key in ((on, to), (on, "")):
                if coming := self._coming.get(key):
                    return coming.popleft()
        return WELL
