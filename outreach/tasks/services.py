"""Raising tasks and finding the open ones; done inside the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import ColumnElement, and_, bindparam, func, or_, select, update
from sqlalchemy.orm import Session

from outreach.bulk import insert_many, insert_unless, inserted, listed
from outreach.cases import services as cases
from outreach.cases.models import AnyCase, Case, CaseState, visible_to
from outreach.clock import Clock
from outreach.database import Database, change
from outreach.record import services as record
from outreach.staff.models import Role, Staff
from outreach.tasks.models import Task, TaskKind, TaskState

RECONFIRM, VISIT_LETTER = "to_reconfirm", "visit_letter"
_OPEN_OF = select(Task).where(Task.case_id == bindparam("case"), Task.state == TaskState.OPEN)
_OF_KINDS = _OPEN_OF.where(listed(Task.kind, "kinds"))
_STANDING = _OPEN_OF.where(
    Task.kind == bindparam("kind"),
    Task.reason == bindparam("reason"),
    Task.step.is_not_distinct_from(bindparam("step")),
    Task.person_id.is_not_distinct_from(bindparam("person")),
)
_OF_STEPS = select(
    Task.case_id,
    Task.enrolment_id,
    Task.person_id,
    Task.kind,
    Task.step,
    Task.reason,
    Task.state,
    Task.round,
).where(listed(Task.case_id, "cases"), Task.step.is_not(None))
_LAST_ROUND = select(func.max(Task.round)).where(
    Task.enrolment_id == bindparam("run"), Task.step == bindparam("step")
)


def _same(column: Any) -> ColumnElement[bool]:
    """Whether a column holds what is to be inserted there, nothing included."""
    new = bindparam(f"new_{column.key}", type_=column.type)
    return or_(column == new, and_(column.is_(None), new.is_(None)))


_UNASKED = insert_unless(
    Task.__table__,
    (
        *("case_id", "owner_id", "raised_at", "round", "kind", "due_on", "reason", "step"),
        *("enrolment_id", "person_id", "visit_at", "note"),
    ),
    and_(
        Task.case_id == bindparam("new_case_id", type_=Task.case_id.type),
        Task.state == TaskState.OPEN,
        *(_same(column) for column in (Task.kind, Task.step, Task.reason, Task.person_id)),
    ),
)


class Entrusted(StrEnum):
    """What became of a wish to entrust a case."""

    DONE = "done"
    SAME = "same"
    NO_CASE = "no_case"
    CLOSED = "closed"
    NOBODY = "nobody"  # not somebody of the team who follows cases


@dataclass(frozen=True, slots=True)
class NewTask:
    """What a human must do, before it is a row."""

    kind: TaskKind
    due_on: date
    reason: str = ""
    step: str | None = None
    enrolment_id: int | None = None
    person_id: int | None = None
    visit_at: datetime | None = None
    note: str | None = None
    private: bool = False  # its reason tells what the person wrote: not for the journal


_RECONFIRM = (
    update(Task)
    .where(
        Task.case_id == bindparam("case"),
        Task.state == TaskState.OPEN,
        Task.kind == TaskKind.VISIT,
        Task.reason != RECONFIRM,
    )
    .values(reason=RECONFIRM)
    .returning(Task.id, Task.step)
)


class Holder(record.Chain, Protocol):
    """What a task takes of its case."""

    id: int
    owner_id: int | None


def raise_task(
    session: Session, case: Case | None, new: NewTask, *, now: datetime, actor: str = "system"
) -> Task:
    """Add a task; an open one of the same case, kind, step and reason is given back instead."""
    standing = _standing(session, case, new)
    if standing is not None:
        return standing
    task = Task(**_values(case, new, _next_round(session, new), now))
    session.add(task)
    session.flush()
    if case is not None:
        record.write_all(session, [_raised(case, new, actor, now)])
    return task


def ask(
    session: Session, case: AnyCase, new: NewTask, *, now: datetime, actor: str = "system"
) -> None:
    """The same in one statement, for whoever does not need the row."""
    session.flush()
    row = _values(case, new, _next_round(session, new), now)
    if inserted(session.connection(), _UNASKED, row):
        record.write_all(session, [_raised(case, new, actor, now)])


def raise_many(
    session: Session, wanted: Sequence[tuple[Holder, NewTask]], now: datetime
) -> list[record.Note]:
    """The same for steps of many runs in few statements; what the journal is to say of it."""
    if not wanted:
        return []
    standing: set[tuple[object, ...]] = set()
    rounds: dict[tuple[int | None, str | None], int] = {}
    for row in session.execute(_OF_STEPS, {"cases": [case.id for case, _ in wanted]}):
        run = row.enrolment_id, row.step
        rounds[run] = max(rounds.get(run, 0), row.round)
        if row.state == TaskState.OPEN:
            standing.add((row.case_id, row.kind, row.step, row.reason, row.person_id))
    new = [
        (case, each)
        for case, each in wanted
        if (case.id, each.kind, each.step, each.reason, each.person_id) not in standing
    ]
    rows = [
        _values(case, each, rounds.get((each.enrolment_id, each.step), 0) + 1, now)
        for case, each in new
    ]
    insert_many(session.connection(), Task.__table__, rows)
    return [_raised(case, each, "system", now) for case, each in new]


def open_tasks(session: Session) -> list[Task]:
    """Every open task, the oldest due first."""
    rows = select(Task).where(Task.state == TaskState.OPEN)
    return list(session.scalars(rows.order_by(Task.due_on, Task.id)))


def followers(session: Session, team: str) -> Sequence[Staff]:
    """Who of a team may follow a case, by first name."""
    rows = select(Staff).where(
        Staff.team == team, Staff.active, Staff.role.in_((Role.WORKER, Role.COORDINATOR))
    )
    return session.scalars(rows.order_by(Staff.first_name, Staff.id)).all()


def entrust(
    database: Database, clock: Clock, staff: Staff, reference: str, to_id: int | None
) -> Entrusted:
    """Give a case to somebody of its team, or to nobody, with the open tasks of whoever had it."""
    now = clock.now()
    with database.write() as session:
        rows = select(Case.id).where(Case.reference == reference.strip().upper(), visible_to(staff))
        case_id = session.scalar(rows)
        if case_id is None:
            return Entrusted.NO_CASE
        case = cases.lock(session, [case_id])[case_id]
        codes = {each.id: each.code for each in followers(session, case.team)}
        if to_id is not None and to_id not in codes:
            return Entrusted.NOBODY
        if case.state == CaseState.CLOSED:
            return Entrusted.CLOSED
        if case.owner_id == to_id:
            return Entrusted.SAME
        _pass_on(session, case, to_id)
        case.owner_id = to_id
        facts = {"to": codes[to_id] if to_id is not None else None}
        record.write(session, case, "case.entrusted", staff.code, now, facts)
        return Entrusted.DONE


def _pass_on(session: Session, case: Case, to_id: int | None) -> None:
    """Open tasks follow their case; one that was given to somebody else stays theirs."""
    rows = select(Task).where(Task.case_id == case.id, Task.state == TaskState.OPEN)
    for task in session.scalars(rows):
        if task.owner_id in (None, case.owner_id):
            task.owner_id = to_id


def cancel_open(
    session: Session,
    case: AnyCase,
    kinds: tuple[TaskKind, ...],
    *,
    now: datetime,
    actor: str,
    steps_only: bool = False,
    reason: str | None = None,
) -> int:
    """Cancel a case's open tasks of some kinds (with `steps_only`, only a sequence's).

    `reason`: only those raised for it, now that it is settled.
    """
    found = session.scalars(_OF_KINDS, {"case": case.id, "kinds": list(kinds)})
    cancelled = [
        task
        for task in found
        if not (steps_only and task.enrolment_id is None) and reason in (None, task.reason)
    ]
    for task in cancelled:
        cancel(session, case, task, now=now, actor=actor)
    return len(cancelled)


def cancel(
    session: Session, case: AnyCase | None, task: Task, *, now: datetime, actor: str
) -> None:
    """Close one open task undone."""
    task.state, task.outcome = TaskState.CANCELLED, "cancelled"
    task.done_at, task.done_by = now, actor
    if case is not None:
        facts = {"kind": task.kind, "step": task.step}
        record.write(session, case, "task.cancelled", actor, now, facts)


def reconfirm_visits(session: Session, case: AnyCase, *, now: datetime) -> int:
    """The person said something since: no visit of this case is made before it is read."""
    found = sorted(change(session, Task, _RECONFIRM, {"case": case.id}), key=lambda row: row.id)
    for visit in found:
        record.write(session, case, "visit.to_reconfirm", "system", now, {"step": visit.step})
    return len(found)


def _values(case: Holder | None, new: NewTask, rank: int, now: datetime) -> dict[str, Any]:
    return {
        "case_id": case.id if case else None,
        "owner_id": case.owner_id if case else None,
        "raised_at": now,
        "round": rank,
        "kind": new.kind,
        "due_on": new.due_on,
        "reason": new.reason,
        "step": new.step,
        "enrolment_id": new.enrolment_id,
        "person_id": new.person_id,
        "visit_at": new.visit_at,
        "note": new.note,
    }


def _raised(case: Holder, new: NewTask, actor: str, now: datetime) -> record.Note:
    facts = {"kind": new.kind.value, "due_on": new.due_on.isoformat()}
    if new.step:
        facts["step"] = new.step
    if new.reason and not new.private:
        facts["reason"] = new.reason
    return record.Note(case, "task.raised", actor, now, facts)


def _standing(session: Session, case: Case | None, new: NewTask) -> Task | None:
    if case is None:
        return None
    same = {
        "case": case.id,
        "kind": new.kind,
        "reason": new.reason,
        "step": new.step,
        "person": new.person_id,
    }
    return session.scalar(_STANDING, same)


def _next_round(session: Session, new: NewTask) -> int:
    if new.enrolment_id is None or new.step is None:
        return 1
    last = session.scalar(_LAST_ROUND, {"run": new.enrolment_id, "step": new.step})
    return (last or 0) + 1
