"""What keeps a step back: spacing, cap, letter in the post, steps it requires.

Each limit is a *floor*: the earliest instant it allows, with the reason to show. A limit whose
instant nobody can know yet (a letter still to be posted) is *unmet* instead.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from outreach.programmes.rules.policy import cap_free_at, spacing_free_on
from outreach.sequences.rules.facts import NOT_ARRIVED, Snapshot, TaskFact, Touch
from outreach.sequences.rules.reach import target
from outreach.sequences.rules.reasons import Reason
from outreach.sequences.rules.script import Requirement, Step, StepKind

MESSAGES = frozenset({StepKind.SMS, StepKind.EMAIL})
PHONE = frozenset({StepKind.SMS, StepKind.CALL})
_POSTING_DAYS = 5
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


class Floor(NamedTuple):
    """The earliest instant of a step, and why not before."""

    at: datetime
    why: Reason


def floors(snapshot: Snapshot, step: Step) -> Iterator[Floor]:
    """Every known limit on a step, apart from its own day."""
    if step.kind in MESSAGES:
        yield from _spacing(snapshot, step)
    if step.kind in PHONE:
        yield from _cap(snapshot, step)
    if step.kind is StepKind.DECIDE:
        yield from _after_visit(snapshot)
    yield from (floor for _, floor in _requirements(snapshot, step) if floor is not None)


def unmet(snapshot: Snapshot, step: Step) -> Reason | None:
    """Why a step must wait for something that has no date yet; None when nothing is missing."""
    missing = (why for why, floor in _requirements(snapshot, step) if floor is None)
    return next(missing, None)


def letter_overdue(snapshot: Snapshot, now: datetime) -> TaskFact | None:
    """The letter still open five working days after its date: the coordinator's (care.md §1)."""
    calendar = snapshot.calendar
    letters = (task for task in snapshot.tasks if task.kind == StepKind.LETTER)
    late = (
        task
        for task in letters
        if task.state == "open"
        and calendar.day(now) > calendar.add_working_days(task.due_on, _POSTING_DAYS)
    )
    return next(late, None)


def _spacing(snapshot: Snapshot, step: Step) -> Iterator[Floor]:
    point = target(snapshot, step.kind)
    key = point.number_key if point else ""
    instants = [past.at for past in snapshot.past if past.spaces]
    instants += [touch.at for touch in snapshot.elsewhere if touch.spaces and _same(touch, key)]
    if instants:
        yield _after_spacing(snapshot, max(instants), Reason.SPACING)
    tries = snapshot.tries(step.id)
    if tries and tries[-1].status in NOT_ARRIVED:
        yield _after_spacing(snapshot, tries[-1].at, Reason.RETRY)


def _after_spacing(snapshot: Snapshot, last: datetime, why: Reason) -> Floor:
    day = spacing_free_on(snapshot.calendar.day(last), snapshot.policy)
    return Floor(snapshot.calendar.at(day, time()), why)


def _cap(snapshot: Snapshot, step: Step) -> Iterator[Floor]:
    """The cap per person and the cap of the number are two ceilings; both hold."""
    point = target(snapshot, step.kind)
    key = point.number_key if point else ""
    person = [past.at for past in snapshot.past if past.phone_contact]
    number = [touch.at for touch in snapshot.elsewhere if touch.phone_contact and _same(touch, key)]
    free = cap_free_at(person + number, _LONG_AGO, snapshot.policy, snapshot.calendar.zone)
    if free > _LONG_AGO:
        yield Floor(free, Reason.CAP)


def _same(touch: Touch, key: str) -> bool:
    return bool(key) and touch.number_key == key


def _after_visit(snapshot: Snapshot) -> Iterator[Floor]:
    """Nobody can decide on the morning of the visit what follows from it."""
    for task in snapshot.tasks:
        if task.kind == StepKind.VISIT:
            next_day = task.due_on + timedelta(days=1)
            yield Floor(snapshot.calendar.at(next_day, time()), Reason.AFTER_VISIT)


def _requirements(snapshot: Snapshot, step: Step) -> Iterator[tuple[Reason, Floor | None]]:
    """Each thing the step needs: its reason while unmet, and its floor once known."""
    if step.kind in MESSAGES:
        yield from _notice(snapshot)
    for requirement in step.requires:
        day = _satisfied_on(snapshot, requirement)
        floor = Floor(snapshot.calendar.at(day, time()), Reason.AFTER_STEP) if day else None
        yield Reason.REQUIRED, floor


def _notice(snapshot: Snapshot) -> Iterator[tuple[Reason, Floor | None]]:
    """No automated message before the information letter had time to arrive (care.md §1)."""
    letter = snapshot.script.letter
    if letter is None:
        return
    wanted = Requirement(letter.id, ("posted",), snapshot.policy.letter_working_days, None)
    day = _satisfied_on(snapshot, wanted)
    floor = Floor(snapshot.calendar.at(day, time()), Reason.NOTICE_DELAY) if day else None
    yield Reason.NOTICE, floor


def _satisfied_on(snapshot: Snapshot, requirement: Requirement) -> date | None:
    """The first day a requirement is met; None when that depends on a human still."""
    task, limit = snapshot.task(requirement.step), requirement.or_after_working_days
    if task is None:  # never raised: a step that may be waited out was skipped
        return None if limit is None else snapshot.started_on
    days = []
    if _closed_well(task, requirement.outcomes):
        days.append(_later(snapshot, task.done_on or task.due_on, requirement.working_days))
    if limit is not None:
        days.append(_later(snapshot, snapshot.calendar.day(task.raised_at), limit))
    return min(days, default=None)


def _closed_well(task: TaskFact, outcomes: tuple[str, ...]) -> bool:
    if outcomes:
        return task.state == "done" and task.outcome in outcomes
    return task.state != "open"


def _later(snapshot: Snapshot, day: date, working_days: int) -> date:
    return snapshot.calendar.add_working_days(day, working_days) if working_days else day
