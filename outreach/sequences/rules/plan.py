"""When each step is planned, and what acting late does to the steps that follow.

J0 is the day of the first SMS. Until it has left, J0 is reckoned from the first step. A step is
planned on J0 + its day, later if a limit says so, moved to a working day.
"""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import takewhile
from typing import NamedTuple

from outreach.sequences.rules.facts import Advance, Decision, RaiseTask, Send, Skip, Snapshot
from outreach.sequences.rules.limits import MESSAGES, Floor, floors
from outreach.sequences.rules.reasons import Reason
from outreach.sequences.rules.script import StepKind
from outreach.sequences.rules.spread import spread, visit_slot

TASK_HOUR = time(8)
VISIT_DATED = "visit_dated"  # `when` of a message that announces a visit
_DAILY = 1  # days: a worker that looks once a day is not late
_LONG_WEEKEND = 3  # days: the longest shut period that is no closure


class Planned(NamedTuple):
    """The instant of a step (UTC), what decided it, and the day before moving to an open one."""

    at: datetime
    why: Reason
    wanted: date


def planned(snapshot: Snapshot, index: int) -> Planned:
    """When step `index` is planned, whatever the present instant; it may lie in the past."""
    step, calendar = snapshot.steps[index], snapshot.calendar
    floor = max([_own_day(snapshot, index), *floors(snapshot, step)], key=lambda limit: limit.at)
    wanted = calendar.day(floor.at)
    if step.kind in MESSAGES:
        at = spread(calendar, step.prefer, floor.at, snapshot.reference, step.id)
        return Planned(at, floor.why, wanted)
    if floor.why is Reason.VISIT:
        return Planned(floor.at, floor.why, wanted)
    day = calendar.next_working_day(wanted)
    return Planned(calendar.at(day, TASK_HOUR), floor.why, wanted)


def _own_day(snapshot: Snapshot, index: int) -> Floor:
    """The step's own date: from the dated visit when it hangs on one, else from J0."""
    step, calendar = snapshot.steps[index], snapshot.calendar
    if snapshot.visit_at is not None:
        visit = calendar.day(snapshot.visit_at)
        eve = calendar.previous_working_day(visit)
        if VISIT_DATED in step.when:
            return Floor(calendar.at(eve, time()), Reason.VISIT)
        if step.kind is StepKind.VISIT:
            raised = visit if calendar.is_working_day(visit) else eve
            return Floor(calendar.at(raised, TASK_HOUR), Reason.VISIT)
    day = anchor(snapshot) + timedelta(days=step.day)
    return Floor(calendar.at(day, time()), Reason.PLANNED)


def anchor(snapshot: Snapshot) -> date:
    """J0: as the run has it, else reckoned from the first step."""
    return snapshot.j0 or snapshot.started_on - timedelta(days=snapshot.steps[0].day)


def after(snapshot: Snapshot, decision: Decision, now: datetime) -> Advance:
    """Where the run stands once `decision`, taken at `now`, is carried out.

    The first SMS fixes J0. Any other step that is acted on late moves J0 by its lateness, so
    that the intervals which follow are kept and no backlog falls on one day.
    """
    if not isinstance(decision, Send | RaiseTask | Skip):
        return Advance(snapshot.position, snapshot.j0)
    index = index_of(snapshot, decision.step)
    position = max(snapshot.position, index + 1)
    if isinstance(decision, Skip) and not _fixes_j0(snapshot, decision, index):
        return Advance(position, snapshot.j0)
    return Advance(position, j0_after(snapshot, index, now))


def _fixes_j0(snapshot: Snapshot, skip: Skip, index: int) -> bool:
    return index == snapshot.script.first_sms and skip.reason is not Reason.ALREADY


def j0_after(snapshot: Snapshot, index: int, now: datetime) -> date | None:
    """J0 once step `index` is acted on at `now`."""
    today = snapshot.calendar.day(now)
    if index == snapshot.script.first_sms:
        return today - timedelta(days=snapshot.steps[index].day)
    late = _lateness(_before(snapshot, now), index, today)
    return anchor(snapshot) + timedelta(days=late) if late else snapshot.j0


def _before(snapshot: Snapshot, now: datetime) -> Snapshot:
    """The run before this instant: the act itself must not space its own step."""
    earlier = tuple(past for past in snapshot.past if past.at < now)
    return snapshot if len(earlier) == len(snapshot.past) else replace(snapshot, past=earlier)


def _lateness(snapshot: Snapshot, index: int, today: date) -> int:
    """Days by which the plan slipped: an outage, and for tasks a closure they had to sit out.

    Spacing keeps messages apart after a closure; nothing else would keep a letter and the visit
    it announces apart.
    """
    plan = planned(snapshot, index)
    day = snapshot.calendar.day(plan.at)
    late, slipped = (today - day).days, (today - plan.wanted).days
    if snapshot.steps[index].kind in MESSAGES:
        return late if late > _DAILY else 0
    return slipped if late > _DAILY or slipped > _LONG_WEEKEND else 0


def proposed_visit(snapshot: Snapshot, index: int, now: datetime) -> datetime | None:
    """The slot that letter `index`, raised at `now`, proposes; None when it announces no visit.

    Never sooner than a letter posted that day leaves notice of: holidays may stand in between.
    """
    later = snapshot.steps[index + 1 :]
    own = takewhile(lambda step: step.kind is not StepKind.LETTER, later)
    visit = next((step for step in own if step.kind is StepKind.VISIT), None)
    if visit is None:
        return None
    j0 = j0_after(snapshot, index, now) or anchor(snapshot)
    calendar = snapshot.calendar
    posted = calendar.next_working_day(calendar.day(now))
    known = calendar.add_working_days(posted, snapshot.policy.letter_working_days + 1)
    day = max(calendar.next_working_day(j0 + timedelta(days=visit.day)), known)
    return visit_slot(calendar, snapshot.reference, day)


def leaves_notice(snapshot: Snapshot, visit_at: datetime, posted_on: date) -> bool:
    """Whether a letter posted that day arrives before the visit it proposes, working days kept."""
    arrived = snapshot.calendar.add_working_days(posted_on, snapshot.policy.letter_working_days)
    return arrived < snapshot.calendar.day(visit_at)


def index_of(snapshot: Snapshot, step: str) -> int:
    """The index of a step in its script; raises StopIteration for a step it does not have."""
    return next(rank for rank, each in enumerate(snapshot.steps) if each.id == step)
