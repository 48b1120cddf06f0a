"""What the simulated team does with a task, and when: pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from outreach.programmes.rules.calendar import Calendar
from outreach.tasks.models import TaskKind

STEP = "step"  # the reason of what the script itself asks for
ALERT, PAUSED, CHOSEN = "alert", "paused", "slot_chosen"
RETURNED_AFTER = timedelta(days=6)  # a letter that nobody lives to open
# From when a decision is taken, in working days after it was asked for.
_PATIENCE: Mapping[str, int] = {ALERT: 0, "later": 15, "stop": 3}
# What is decided about each question; whatever is not here stays open for a human who is real.
_DECISIONS: Mapping[str, str] = {
    **dict.fromkeys(("stop", "stop_probable", "no", "refused", "to_check"), "close"),
    **dict.fromkeys(("reply", "later", PAUSED, "letter_returned", STEP, "uncertain"), "continue"),
    "end_complete": "close",
    **dict.fromkeys((CHOSEN, "missed"), "continue"),  # once the hour has passed
    "slot_gone": "new_visit",
    ALERT: "new_visit",
}
DECIDED = tuple(sorted(_DECISIONS))  # the questions that they answer by themselves
_AFTER_A_MEETING = frozenset({CHOSEN, "missed", "reply", PAUSED})
_MEETING, _WEDNESDAY = "new_visit", 2
_ALERT_NOTE = "Appel le jour même, avec la coordination. Une rencontre est convenue."


@dataclass(frozen=True, slots=True)
class Asked:
    """A task as its doer sees it; `due_at` is the morning of its day, or the hour of a visit.

    `wishes`: what the person's last words ask for. `grave`: somebody was in danger there.
    `meets`: an appointment of the case is still ahead.
    """

    kind: str
    reason: str
    raised_at: datetime
    due_at: datetime
    wishes: frozenset[str] = frozenset()
    grave: bool = False
    watched: bool = False
    meets: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """What they do: the outcome ("" = what the tenant makes of it), a note, the day of a visit."""

    outcome: str = ""
    note: str = ""
    on: date | None = None


def choice_of(asked: Asked, calendar: Calendar, now: datetime) -> Choice | None:
    """What to do now about a task; None to leave it for later."""
    if now < asked.due_at or not calendar.is_open(now):
        return None
    match TaskKind(asked.kind):
        case TaskKind.LETTER:
            return Choice("posted")
        case TaskKind.CALL | TaskKind.VISIT:
            return Choice()
        case TaskKind.MESSAGE:
            return Choice("sent")
        case TaskKind.CHECK_NUMBER:
            return Choice("corrected") if _rested(asked, calendar, now, 2) else None
        case TaskKind.DECIDE:
            return _decide(asked, calendar, now)


def reads_on(asked: Asked, calendar: Calendar, now: datetime) -> bool:
    """Whether words need no answer: a figure that took its appointment was confirmed at once."""
    return asked.reason == CHOSEN and _rested(asked, calendar, now, 0)


def _decide(asked: Asked, calendar: Calendar, now: datetime) -> Choice | None:
    outcome = _DECISIONS.get(asked.reason)
    if asked.meets and asked.reason in _AFTER_A_MEETING:
        return None
    if asked.grave and (asked.watched or asked.reason != ALERT):
        return None  # nobody simulated decides about somebody who may not be safe at home
    if outcome is None or not _rested(asked, calendar, now, _PATIENCE.get(asked.reason, 1)):
        return None
    wants_to_meet = asked.reason == "reply" and "appointment" in asked.wishes
    if wants_to_meet or asked.reason == "slot_gone":
        return Choice(_MEETING, on=_next(_WEDNESDAY, calendar, now))
    return Choice(outcome, _ALERT_NOTE if asked.reason == ALERT else "")


def _next(weekday: int, calendar: Calendar, now: datetime) -> date:
    """The next such day on which somebody may be visited."""
    day = calendar.day(now) + timedelta(days=1)
    return calendar.next_working_day(day + timedelta(days=(weekday - day.weekday()) % 7))


def _rested(asked: Asked, calendar: Calendar, now: datetime, days: int) -> bool:
    """Whether somebody had the time to read it, and so many working days have passed."""
    day = calendar.day(asked.raised_at)
    ready = calendar.add_working_days(day, days) if days else day
    return calendar.day(now) >= ready and now - asked.raised_at >= timedelta(minutes=20)
