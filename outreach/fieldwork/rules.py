"""What each outcome of a human's task means for the record, the sequence and the person."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Meaning:
    """What follows from one outcome.

    `channel`: the attempt it is, if any ("" = none). `pauses`: the person was reached, so the
    automation stops. `doubts`: what it says of the address ("wrong_person", "suspect").
    `asks`: the reason of a decision to take, if any.
    """

    channel: str = ""
    pauses: bool = False
    refuses: bool = False
    doubts: str = ""
    asks: str = ""


MEANINGS: Mapping[str, Mapping[str, Meaning]] = {
    "letter": {
        "posted": Meaning("letter"),
        "returned": Meaning("letter", doubts="suspect", asks="letter_returned"),
    },
    "call": {
        "reached": Meaning("call", pauses=True),
        "no_answer": Meaning("call"),
        "voicemail": Meaning("voicemail"),
        "wrong_number": Meaning("call", doubts="wrong_person"),
        "refused": Meaning("call", pauses=True, refuses=True, asks="refused"),
    },
    "visit": {
        "met": Meaning("visit", pauses=True),
        "not_home": Meaning("visit"),
        "refused": Meaning("visit", pauses=True, refuses=True, asks="refused"),
        "wrong_address": Meaning("visit", doubts="suspect", asks="wrong_address"),
        "vacant": Meaning("visit", doubts="suspect", asks="vacant"),
    },
    "message": {"sent": Meaning(), "not_sent": Meaning()},
    "check_number": {"corrected": Meaning(), "none_found": Meaning()},
    "decide": {
        "continue": Meaning(),
        "new_visit": Meaning(),
        "final_letter": Meaning(),
        "close": Meaning(),
    },
}
CANCELLED = "cancelled"

# Why a case is closed, from what the decision was about.
_CLOSE_REASONS: Mapping[str, str] = {
    "stop": "stopped",
    "stop_probable": "stopped",
    "opted_out_at_provider": "stopped",
    "no": "declined",
    "refused": "declined",
    "end_programme_end": "programme_end",
}


def outcomes_of(kind: str) -> tuple[str, ...]:
    """Every outcome a task of this kind may have, in the order to show them."""
    return (*MEANINGS[kind], CANCELLED)


def may_follow(kind: str, state: str, outcome: str | None, proposed: str) -> bool:
    """Whether a task may take an outcome: an open task any, a posted letter that it came back."""
    if proposed not in outcomes_of(kind):
        return False
    return state == "open" or (kind == "letter" and outcome == "posted" and proposed == "returned")


def close_reason(task_reason: str) -> str:
    """The reason for which a case is closed, when deciding about `task_reason`."""
    return _CLOSE_REASONS.get(task_reason, "not_reached")
