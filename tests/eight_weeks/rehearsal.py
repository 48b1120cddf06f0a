"""A silent household and a punctual worker, ticked on a grid of ten minutes, in process.

A tick at which nothing is due does nothing (one test has them all), so the others leave it out.
"""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from sqlalchemy import func, select, update

from outreach.cases.models import Case
from outreach.fieldwork.services.outcomes import Outcome, close_task
from outreach.messages.models import Attempt
from outreach.sequences.models import Enrolment
from outreach.tasks.models import Task, TaskState
from tests.eight_weeks.days import PARIS
from tests.world import World

Seen = tuple[str, str, datetime]  # step, channel, when it left or was raised
GRID = timedelta(minutes=10)
_OPEN_TASKS = select(Task).where(Task.state == TaskState.OPEN, Task.step.is_not(None))
_LONGEST = timedelta(days=130)
_OUTCOMES = {"letter": "posted", "call": "no_answer", "visit": "not_home", "decide": "continue"}


def rename(world: World, reference: str) -> None:
    """Give the only case another reference: hours are spread by it."""
    with world.database.write() as session:
        session.execute(update(Case).values(reference=reference))


def live(world: World, *, dense: bool = False) -> tuple[Seen, ...]:
    """Tick until the run ends; what was sent and raised, in order. `dense`: all the day long."""
    end = world.clock.now() + _LONGEST
    for instant, due in _grid(world, end, dense=dense):
        world.clock.set(instant)
        world.tick()
        if due:
            _work(world, instant)
            if _ended(world):
                break
    return tuple(sorted(_seen(world), key=lambda each: each[2]))


def _grid(world: World, end: datetime, *, dense: bool) -> Iterator[tuple[datetime, bool]]:
    """Instants, and whether something is due then. What another tick did is seen at the end."""
    instant, wake = world.clock.now(), None
    while instant < end:
        if wake is None or wake <= instant:
            yield instant, True
            wake = _wake(world)
        elif dense and _office(instant):
            yield instant, False
        instant += GRID


def _office(instant: datetime) -> bool:
    local = instant.astimezone(PARIS)
    return local.weekday() < 5 and 9 <= local.hour < 20


def _wake(world: World) -> datetime | None:
    """The next instant at which the engine or the worker has something to do."""
    with world.database.read() as session:
        due = session.scalar(select(func.min(Enrolment.due_at)))
        tasks = session.scalars(_OPEN_TASKS)
        return min((at for at in (due, *map(_moment, tasks)) if at is not None), default=None)


def _moment(task: Task) -> datetime:
    """When the worker does a task: at the proposed hour, else as soon as its day comes."""
    if task.kind == "visit":
        return task.visit_at or _at(task.due_on, 10)
    return max(task.raised_at, _at(task.due_on, 0))


def _work(world: World, now: datetime) -> None:
    with world.database.read() as session:
        tasks = session.scalars(_OPEN_TASKS)
        ready = [(task.id, _OUTCOMES[task.kind]) for task in tasks if _moment(task) <= now]
    for number, outcome in ready:
        assert close_task(world.means, number, Outcome(outcome), "worker").problem is None


def _ended(world: World) -> bool:
    with world.database.read() as session:
        return session.scalar(select(Enrolment.state)) == "finished"


def _seen(world: World) -> Iterator[Seen]:
    with world.database.read() as session:
        for attempt in session.scalars(select(Attempt).where(Attempt.medium.is_not(None))):
            yield attempt.step or "", attempt.channel, attempt.at
        for task in session.scalars(select(Task).where(Task.step.is_not(None))):
            yield task.step or "", task.kind, task.raised_at


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=PARIS)
