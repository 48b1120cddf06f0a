"""What happens next to one run: total, pure, and branching on why the person is silent."""

from datetime import datetime, timedelta

from outreach.programmes.rules.policy import spacing_free_on
from outreach.sequences.rules.facts import (
    IN_FLIGHT,
    NEVER_LEFT,
    NOT_ARRIVED,
    Decision,
    Finish,
    RaiseTask,
    Skip,
    Snapshot,
    Wait,
)
from outreach.sequences.rules.limits import MESSAGES, unmet
from outreach.sequences.rules.outgoing import call, email, sms
from outreach.sequences.rules.plan import (
    TASK_HOUR,
    VISIT_DATED,
    planned,
    proposed_visit,
)
from outreach.sequences.rules.reasons import Reason
from outreach.sequences.rules.script import Step, StepKind

_LOOK_AGAIN = timedelta(minutes=10)  # while an attempt is in flight
_TRIES = 2  # for a message that left and did not arrive


def decide(snapshot: Snapshot, now: datetime) -> Decision:
    """The next thing to do with this run at `now` (aware); a Wait always ends later than `now`."""
    held_up = _stopped(snapshot, now)
    if held_up is not None:
        return held_up
    if retries(snapshot):
        again = _step(snapshot, snapshot.position - 1, now)
        if not isinstance(again, Skip):
            return again
    if snapshot.position >= len(snapshot.steps):
        return _end(snapshot, now)
    step = snapshot.steps[snapshot.position]
    if _is_handled(snapshot, step):
        return Skip(step.id, Reason.ALREADY)
    return _step(snapshot, snapshot.position, now)


def due_at(snapshot: Snapshot, now: datetime) -> datetime:
    """When to look at this run again: `now` itself when there is something to do at once."""
    decision = decide(snapshot, now)
    return decision.until if isinstance(decision, Wait) else now


def retries(snapshot: Snapshot) -> bool:
    """Whether the step before the next one is a message to try again."""
    if not 0 < snapshot.position <= len(snapshot.steps):
        return False
    step = snapshot.steps[snapshot.position - 1]
    tried = bool(snapshot.tries(step.id))
    return step.kind in MESSAGES and tried and not _is_handled(snapshot, step)


def _stopped(snapshot: Snapshot, now: datetime) -> Decision | None:
    """What holds or ends the whole run, whichever its step."""
    today = snapshot.calendar.day(now)
    if snapshot.paused:
        return Wait(_next_morning(snapshot, now), Reason.PAUSED)
    if snapshot.held:
        return Wait(_next_morning(snapshot, now), Reason.HELD)
    if snapshot.programme_ends is not None and today > snapshot.programme_ends:
        return Finish(Reason.PROGRAMME_END)
    if any(task.kind == StepKind.DECIDE and task.outcome == "close" for task in snapshot.tasks):
        return Finish(Reason.CLOSED)
    if snapshot.programme_starts is not None and today < snapshot.programme_starts:
        first = snapshot.calendar.next_working_day(snapshot.programme_starts)
        return Wait(snapshot.calendar.at(first, TASK_HOUR), Reason.NOT_STARTED)
    if any(past.step and past.automated and past.status in IN_FLIGHT for past in snapshot.past):
        return Wait(now + _LOOK_AGAIN, Reason.IN_FLIGHT)
    return None


def _is_handled(snapshot: Snapshot, step: Step) -> bool:
    """Whether a task or an attempt of this run already did the step, for better or worse."""
    if snapshot.task(step.id) is not None:
        return True
    tries = snapshot.tries(step.id)
    if not tries or tries[-1].status in NEVER_LEFT:
        return False
    left = [each for each in tries if each.status not in NEVER_LEFT]
    again = tries[-1].status in NOT_ARRIVED and tries[-1].retryable
    return not (again and len(left) < _TRIES)


def _step(snapshot: Snapshot, index: int, now: datetime) -> Decision:
    """Act on step `index`, or say what it waits for."""
    step, plan = snapshot.steps[index], planned(snapshot, index)
    if _misses_visit(snapshot, step, max(plan.at, now)):
        return Skip(step.id, Reason.VISIT_TOO_CLOSE)
    if plan.at > now:
        return Wait(plan.at, plan.why)
    if VISIT_DATED in step.when and snapshot.visit_at is None:
        return Skip(step.id, Reason.NO_VISIT)
    missing = unmet(snapshot, step)
    if missing is not None:
        return Wait(_next_morning(snapshot, now), missing)
    if step.kind is StepKind.SMS:
        return sms(snapshot, step, now)
    if step.kind is StepKind.EMAIL:
        return email(snapshot, step, now)
    if step.kind is StepKind.CALL:
        return call(snapshot, step, now)
    return _task(snapshot, index, now)


def _misses_visit(snapshot: Snapshot, step: Step, at: datetime) -> bool:
    """Whether a message that announces the visit could only leave on its day, or later."""
    if VISIT_DATED not in step.when or snapshot.visit_at is None:
        return False
    calendar = snapshot.calendar
    return calendar.day(calendar.next_open(at)) >= calendar.day(snapshot.visit_at)


def _task(snapshot: Snapshot, index: int, now: datetime) -> RaiseTask:
    """A letter, a visit or a decision: due on its day, never before today."""
    step, calendar = snapshot.steps[index], snapshot.calendar
    due_on = calendar.next_working_day(calendar.day(now))
    visit_at = proposed_visit(snapshot, index, now) if step.kind is StepKind.LETTER else None
    dated = snapshot.visit_at or _named(snapshot) if step.kind is StepKind.VISIT else None
    if dated is not None and dated > now:
        visit_at, due_on = dated, calendar.day(dated)
    return RaiseTask(step.id, step.kind, due_on, Reason.STEP, visit_at)


def _named(snapshot: Snapshot) -> datetime | None:
    """What the last letter says of the visit, even one that was posted late: its reader knows of
    that day, and of no other."""
    letters = (task for task in reversed(snapshot.tasks) if task.kind == StepKind.LETTER)
    return next((task.visit_at for task in letters if task.outcome == "posted"), None)


def _end(snapshot: Snapshot, now: datetime) -> Decision:
    """The run ends once the last message had its days to arrive and be answered."""
    calendar = snapshot.calendar
    left = [past.at for past in snapshot.past if past.automated and past.spaces]
    if left:
        day = spacing_free_on(calendar.day(max(left)), snapshot.policy)
        end = calendar.at(calendar.next_working_day(day), TASK_HOUR)
        if end > now:
            return Wait(end, Reason.SPACING)
    return Finish(Reason.COMPLETE)


def _next_morning(snapshot: Snapshot, now: datetime) -> datetime:
    """08:00 of the next working day, later than `now`."""
    calendar = snapshot.calendar
    today = calendar.at(calendar.next_working_day(calendar.day(now)), TASK_HOUR)
    if today > now:
        return today
    return calendar.at(calendar.add_working_days(calendar.day(now), 1), TASK_HOUR)
