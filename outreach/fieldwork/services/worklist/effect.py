"""What an outcome does, shown before it is one, and done only as it was shown."""

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.database import local_day
from outreach.fieldwork.services.outcomes import Closed, Outcome, close_in
from outreach.fieldwork.services.preview import Foreseen, plans_of
from outreach.messages.models import Attempt
from outreach.messages.rules.status import counts
from outreach.messages.services.means import Means
from outreach.people.models import OptOut, OptOutKind
from outreach.sequences.models import Enrolment
from outreach.tasks.models import Task, TaskState

_ACTIVE, _FINISHED = "active", "finished"


@dataclass(frozen=True, slots=True)
class Other:
    """Another task of the case, that this outcome raises or makes pointless."""

    kind: str
    reason: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Effect:
    """What follows. `state`: the case's new one, if it changes; `stops`: the machine goes no
    further; `ends`: for good. `counts`: attempts that the record gains (or loses). `blocks`: what
    nothing leaves to any more, "person" or "number".

    `seen`: what of it somebody has to agree to; another one means that something changed.
    """

    closed: Closed
    runs: tuple[Foreseen, ...] = ()
    state: str = ""
    close_reason: str = ""
    stops: bool = False
    ends: bool = False
    counts: int = 0
    blocks: str = ""
    raised: tuple[Other, ...] = ()
    dropped: tuple[Other, ...] = ()
    seen: str = ""


@dataclass(frozen=True, slots=True)
class _Before:
    """How a case stands before an outcome."""

    state: str
    runs: Mapping[int, str]
    tasks: frozenset[int]
    attempts: int
    refusals: Counter[str]


class _UndoneError(Exception):
    """Carries nothing: it rolls the transaction back."""


def foresee(
    means: Means, task_id: int, outcome: Outcome, actor: str, *, fictitious_allowed: bool = False
) -> Effect:
    """Say what an outcome would do; nothing is kept, and nothing leaves."""
    found = Effect(Closed(task_id))
    with suppress(_UndoneError), means.database.write() as session:
        found = _carry_out(session, means, task_id, outcome, actor, fictitious_allowed)
        raise _UndoneError
    return found


def confirm(
    means: Means,
    task_id: int,
    outcome: Outcome,
    actor: str,
    seen: str,
    *,
    fictitious_allowed: bool = False,
) -> tuple[bool, Effect]:
    """Close a task if that does what was `seen`; whether it was done, and what it does now."""
    done, found = False, Effect(Closed(task_id))
    with suppress(_UndoneError), means.database.write() as session:
        found = _carry_out(session, means, task_id, outcome, actor, fictitious_allowed)
        if found.closed.problem is not None or found.seen != seen:
            raise _UndoneError
        done = True
    return done, found


def _carry_out(
    session: Session,
    means: Means,
    task_id: int,
    outcome: Outcome,
    actor: str,
    fictitious_allowed: bool,
) -> Effect:
    case_id = session.scalar(select(Task.case_id).where(Task.id == task_id))
    before = _look(session, case_id) if case_id is not None else None
    closed = close_in(
        session, means, task_id, outcome, actor, fictitious_allowed=fictitious_allowed
    )
    bare = Effect(closed)
    if closed.problem is not None or case_id is None or before is None:
        return replace(bare, seen=_seal(session, bare))
    session.flush()
    return _compare(session, means, session.get_one(Task, task_id), before, closed)


def _look(session: Session, case_id: int) -> _Before:
    runs = select(Enrolment.id, Enrolment.state).where(Enrolment.case_id == case_id)
    tasks = select(Task.id).where(Task.case_id == case_id, Task.state == TaskState.OPEN)
    tries = select(Attempt.purpose, Attempt.status, Attempt.medium).where(
        Attempt.case_id == case_id
    )
    return _Before(
        state=session.scalars(select(Case.state).where(Case.id == case_id)).one(),
        runs={row.id: row.state for row in session.execute(runs)},
        tasks=frozenset(session.scalars(tasks)),
        attempts=sum(
            counts(row.purpose, row.status, by_machine=row.medium is not None)
            for row in session.execute(tries)
        ),
        refusals=Counter(session.scalars(select(OptOut.kind).where(OptOut.lifted_at.is_(None)))),
    )


def _compare(session: Session, means: Means, task: Task, before: _Before, closed: Closed) -> Effect:
    case = session.get_one(Case, task.case_id)
    after = _look(session, case.id)
    left = _active(before) - _active(after)
    effect = Effect(
        closed,
        runs=plans_of(session, means, task.id),
        state=case.state if case.state != before.state else "",
        close_reason=case.close_reason or "",
        stops=bool(left) and not _active(after),
        ends=_ended(after) != _ended(before),
        counts=after.attempts - before.attempts,
        blocks=_blocked(after.refusals - before.refusals),
        raised=_others(session, after.tasks - before.tasks),
        dropped=_others(session, before.tasks - after.tasks - {task.id}),
    )
    return replace(effect, seen=_seal(session, effect))


def _active(look: _Before) -> set[int]:
    return {run for run, state in look.runs.items() if state == _ACTIVE}


def _ended(look: _Before) -> set[int]:
    return {run for run, state in look.runs.items() if state == _FINISHED}


def _blocked(new: Counter[str]) -> str:
    if not new:
        return ""
    return "number" if set(new) == {OptOutKind.WRONG_PERSON} else "person"


def _others(session: Session, ids: Collection[int]) -> tuple[Other, ...]:
    rows = select(Task).where(Task.id.in_(ids)).order_by(Task.id)
    return tuple(Other(task.kind, task.reason, task.due_on) for task in session.scalars(rows))


def _seal(session: Session, effect: Effect) -> str:
    """The same for the same consequences; dates weigh by the day, names and words not at all."""
    steps = [
        (rank, step.step, step.channel.value, local_day(session, step.at).isoformat())
        for rank, run in enumerate(effect.runs)
        for step in run.steps
    ]
    others = [
        [(each.kind, each.reason) for each in many] for many in (effect.raised, effect.dropped)
    ]
    parts = (
        effect.closed.sequel,
        effect.state,
        effect.stops,
        effect.ends,
        effect.blocks,
        others,
        steps,
    )
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
