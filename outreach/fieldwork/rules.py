"""What each outcome of a human's task means for the record, the sequence and the person."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from outreach.agenda.rules import SUSPENDING
from outreach.cases.rules import PAPER_REASONS
from outreach.inbox.rules import ABOUT_WORDS, ALERT, TO_ATTACH


class Problem(StrEnum):
    """Why a task was not closed."""

    UNKNOWN = "unknown_task"
    OUTCOME = "unknown_outcome"
    CLOSED = "already_closed"
    FUTURE = "date_in_the_future"
    EARLY = "date_before_the_case"
    NOTE = "note_needed"
    NUMBER = "number_unreadable"
    BLOCKED_NUMBER = "number_blocked"  # it refused, or is somebody else's
    NAME = "name_still_damaged"
    STOPPED = "person_refused"  # what a STOP or a refusal ended, nobody restarts
    ENDED = "nothing_to_resume"
    NO_PLACE = "no_place"
    ALERT = "alert_open"  # nobody closes a case over somebody in danger
    KEPT = "not_cancellable"  # an alert or a threat is decided, never cancelled away
    UNREAD = "words_unread"  # the person wrote since the visit was planned
    ROLE = "role_missing"
    THREATENED = "threat_undecided"  # the coordination says whether anybody is visited
    DRAFT = "draft_unwelcome"
    VISIT_DAY = "visit_day"
    VISIT_HOUR = "visit_hour"
    VISIT_DARK = "visit_dark"
    VISIT_SOON = "visit_before_the_letter"
    LATE = "letter_too_late"  # for the visit that it announces, as it stands
    NO_VISIT = "letter_without_visit"
    ADDRESS = "address_wrong"  # a letter posted there again would come back again


class Cause(StrEnum):
    """Why a letter came back, as the post prints it."""

    UNKNOWN = "unknown"  # nobody of that name there: the address is wrong
    ACCESS = "access"  # something lacks in it, or the box could not be reached
    REFUSED = "refused"  # by whoever was there: it may not have been the person
    OTHER = "other"


class Sequel(StrEnum):
    """What becomes of the automation once a human decided to go on."""

    RESUMED = "resumed"
    HELD = "held"  # another task of the same kind is open
    MEETING = "meeting"  # one is agreed, a visit too: whoever is to be seen is not silent
    BY_HAND = "by_hand"  # contact is made: no machine goes on
    WAITING = "waiting"  # eligible, and no place is left


class Waits(StrEnum):
    """What stands still until a task is closed."""

    MESSAGES = "messages"  # of this person: this letter must be in the post first
    RUN = "run"  # what follows in the script
    EVERYTHING = "everything"  # all that is automatic in this case
    NAME = "name"  # messages greet by name
    CASE = "case"  # it is not accepted yet
    NUMBER = "number"  # nothing leaves to it


class Sight(StrEnum):
    """How much of a task somebody may see."""

    WHOLE = "whole"
    RESTRICTED = "restricted"  # an alert that is not theirs
    DISCREET = "discreet"  # whom, what and when: not what the person said


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

# Deciding about these settles a pause: "continue" lets the machine go on, if nothing else holds it.
RESUMING = frozenset({*ABOUT_WORDS, "paused", "pause_over", "incident"})
# These end the run for good; "end_…" is the end of the script itself.
_FINAL = frozenset({"refused", "opted_out_at_provider"})
# What these ask is settled by the refusal itself: "continue" is no answer, in any state.
ABOUT_REFUSALS = frozenset({"stop", "stop_probable", "no", *_FINAL})
# Somebody of us is speaking with the person, who may agree on a visit; whatever else asked for a
# decision (an address, a clash, a threat), a letter tells of the visit first, and can be refused.
SPEAKING = frozenset(
    {
        *(ABOUT_WORDS - ABOUT_REFUSALS - SUSPENDING - {TO_ATTACH, "wrong_person"}),
        *("paused", "pause_over", "missed", "remind_by_voice", "meeting_over", "in_contact"),
        *PAPER_REASONS,
    }
)
# Deciding to go on about these accepts a case that the file alone could not.
ACCEPTING = frozenset({"to_check", "earlier_refusal", "programme_not_started"})
# Deciding to go on about these means posting the information letter again.
RETURNED = "letter_returned"
REPOSTING = frozenset({RETURNED, "letter_missing"})

SAME_PERSON = "same_person"  # settles a pause too, in the case that waits for it
# Decisions that ask a human for something new.
NEW_WORK = frozenset({"new_visit", "final_letter"})
# Somebody may be in danger: what follows is written down (care.md §3).
GRAVE = frozenset({ALERT, *SUSPENDING})

# Nobody came out of a visit: everybody of the team sees it before all else.
OVERDUE = "visit_overdue"
# Fixed answers that tell of an alert, when a human sends them.
ALERTING = frozenset({ALERT, "SUICIDE", "TOIT"})
_UNSAID = {Sight.RESTRICTED: "alert_restricted", Sight.DISCREET: "words_private"}
# These tell what the person said, like every draft.
_TELLING = frozenset(
    {*ABOUT_WORDS, *PAPER_REASONS, "refused", "opted_out_at_provider", "earlier_refusal"}
)

# A decision that somebody takes of their own accord: to close, for the reason that follows.
CLOSING = "closing_"
# Why a case is closed, from what the decision was about.
_CLOSE_REASONS: Mapping[str, str] = {
    "stop": "stopped",
    "stop_probable": "stopped",
    "opted_out_at_provider": "stopped",
    "no": "declined",
    "refused": "declined",
    "earlier_refusal": "declined",
    "same_person": "mistake",
    "to_check": "withdrawn",
    "end_programme_end": "programme_end",
}
# What somebody may choose by themselves: at any time, once we wrote, and of a silence.
_BEFORE = ("withdrawn", "mistake")
_REFUSALS = ("declined", "stopped")
_SILENCES = ("not_reached",)  # unless somebody refused: then that is the reason


def meaning_of(kind: str, outcome: str, cause: str = "") -> Meaning:
    """What follows from an outcome; of a letter that came back, `cause` says why."""
    meaning = MEANINGS[kind].get(outcome, Meaning())
    if outcome == "returned" and cause == Cause.UNKNOWN:
        return replace(meaning, doubts="invalid")
    return meaning


def outcomes_of(kind: str) -> tuple[str, ...]:
    """Every outcome a task of this kind may have, in the order to show them."""
    return (*MEANINGS[kind], CANCELLED)


def may_follow(kind: str, state: str, outcome: str | None, proposed: str) -> bool:
    """Whether a task may take an outcome: an open task any, a posted letter that it came back."""
    if proposed not in outcomes_of(kind):
        return False
    return state == "open" or (kind == "letter" and outcome == "posted" and proposed == "returned")


def wants_to_resume(reason: str) -> bool:
    """Whether "continue" says that the run goes on, so that it must be able to."""
    return reason in RESUMING or reason in _FINAL or reason.startswith("end_")


def close_reason(
    task_reason: str, *, in_contact: bool, refused: bool = False, declined: bool = False
) -> str:
    """The reason for which a case is closed, when deciding about `task_reason`.

    `declined`: somebody said no; `refused`: somebody refused in any way, a STOP included.
    """
    default = "completed" if in_contact else "not_reached"
    if not in_contact and refused:
        default = "declined" if declined else "stopped"
    chosen = task_reason.removeprefix(CLOSING) if task_reason.startswith(CLOSING) else ""
    if chosen and chosen not in _SILENCES:
        return chosen
    return _CLOSE_REASONS.get(task_reason, default)


def may_close_for(reason: str, *, started: bool, in_contact: bool) -> bool:
    """Whether somebody may choose a reason to close: nothing is completed that never began."""
    if not started:
        return reason in _BEFORE
    return reason in (*_BEFORE, *_REFUSALS, *(("completed",) if in_contact else _SILENCES))


def what_waits(
    kind: str, reason: str, *, required: bool, stopped: bool, outside: bool
) -> Waits | None:
    """What a task holds up.

    `required`: a later step of the script waits for its closing. `stopped`: the case is paused.
    `outside`: it is not accepted yet.
    """
    if reason == "name_to_correct":
        return Waits.NAME
    if outside and reason in ACCEPTING:
        return Waits.CASE
    if stopped and kind == "decide" and (reason in RESUMING or reason == SAME_PERSON):
        return Waits.EVERYTHING
    if required:
        return Waits.MESSAGES if kind == "letter" else Waits.RUN
    return Waits.NUMBER if kind == "check_number" else None


def sight_of(kind: str, reason: str, role: str, *, concerned: bool) -> Sight:
    """How much of a task a role may see; `concerned`: the case or the task is theirs to follow."""
    if role == "reception" and (kind == "message" or reason in _TELLING | ALERTING | GRAVE):
        return Sight.RESTRICTED if reason in ALERTING else Sight.DISCREET
    if reason in ALERTING and role == "worker" and not concerned:
        return Sight.RESTRICTED
    return Sight.WHOLE


def shown_reason(kind: str, reason: str, role: str, *, concerned: bool) -> str:
    """Why a task was raised, as far as a role may know."""
    sight = sight_of(kind, reason, role, concerned=concerned)
    return _UNSAID.get(sight, reason)


def may_close(kind: str, role: str, sight: Sight) -> bool:
    """Whether a role may say what came of a task: reception posts letters, nothing else."""
    if role == "reception":
        return kind == "letter" and sight is Sight.WHOLE
    return role in ("worker", "coordinator") and sight is Sight.WHOLE
