"""What would follow from an outcome, before it is one: it is carried out, looked at and undone."""

from contextlib import suppress
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.fieldwork.services.outcomes import Closed, Outcome, close_in
from outreach.messages.services.means import Means
from outreach.sequences.models import Enrolment
from outreach.sequences.rules.rehearse import Rehearsed
from outreach.sequences.services.journey import foretold
from outreach.sequences.services.snapshots import load_runs
from outreach.tasks.models import Task


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What one person would get, and what humans would have to do, if they stay silent."""

    first_name: str = field(repr=False)
    steps: tuple[Rehearsed, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """What an outcome would do: refused or not, and the plan of every run that would go on."""

    closed: Closed
    runs: tuple[Foreseen, ...] = ()


class _UndoneError(Exception):
    """Carries nothing: it rolls the transaction back."""


def preview(
    means: Means, task_id: int, outcome: Outcome, actor: str, *, fictitious_allowed: bool = False
) -> Preview:
    """Say what closing a task would lead to; nothing is kept, and nothing leaves."""
    found = Preview(Closed(task_id))
    with suppress(_UndoneError), means.database.write() as session:
        closed = close_in(
            session, means, task_id, outcome, actor, fictitious_allowed=fictitious_allowed
        )
        going = closed.problem is None
        found = Preview(closed, plans_of(session, means, task_id) if going else ())
        raise _UndoneError
    return found


def plans_of(session: Session, means: Means, task_id: int) -> tuple[Foreseen, ...]:
    """The plan of every run of a task's case that goes on by itself, as it stands."""
    now = means.clock.now()
    ids = session.scalars(
        select(Enrolment.id)
        .join(Task, Task.case_id == Enrolment.case_id)
        .where(Task.id == task_id, Enrolment.state == "active")
        .order_by(Enrolment.id)
    ).all()
    session.flush()
    runs = load_runs(session, means, ids, now) if ids else []
    return tuple(
        Foreseen(run.person.first_name or "", foretold(session, run, now))
        for run in runs
        if not run.snapshot.paused
    )
