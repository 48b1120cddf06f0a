"""Tasks in one line each, for whoever may see them, in a handful of statements."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState, visible_to
from outreach.cases.services import is_called
from outreach.database import local_day
from outreach.fieldwork.rules import (
    ALERTING,
    OVERDUE,
    Sight,
    Waits,
    may_close,
    shown_reason,
    sight_of,
    what_waits,
)
from outreach.fieldwork.services.worklist.surroundings import Surroundings, look_around
from outreach.staff.models import Role, Staff
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.rules import When, when_due
from outreach.tasks.services import RECONFIRM

_KEPT = timedelta(days=7)  # how long what is done stays in sight
_MOST_DONE = 60
_COMES_BACK = timedelta(days=90)
_OF_NO_CASE = (Role.WORKER, Role.COORDINATOR, Role.DPO)  # "answers can't be read any more"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which tasks to list: all, or only somebody's own, of one kind, of one case."""

    mine: bool = False
    kind: TaskKind | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One task; `siblings`: how many open ones its case has, itself included.

    `written`: something that the case's people wrote waits for a human. `unread`: a visit that may
    not be made before it is read. `acts`: whether whoever looks
    may say what came of it.
    """

    id: int
    kind: str
    reason: str
    state: str
    due_on: date
    when: When
    reference: str
    name: str = field(repr=False)
    owner_id: int | None
    owner: str
    visit_at: datetime | None
    waits: Waits | None
    unread: bool
    written: bool
    sight: Sight
    alert: bool
    acts: bool
    siblings: int = 0
    outcome: str | None = None
    done_at: datetime | None = None
    done_on: date | None = None
    done_by: str = ""


def open_lines(
    session: Session, staff: Staff, now: datetime, wanted: Wanted | None = None
) -> tuple[Line, ...]:
    """What is to be done, the oldest due first."""
    rows = _select(staff, wanted or Wanted()).where(Task.state == TaskState.OPEN)
    return _lines(session, staff, rows.order_by(Task.due_on, Task.id), now)


def done_lines(
    session: Session, staff: Staff, now: datetime, wanted: Wanted | None = None
) -> tuple[Line, ...]:
    """What was done or given up in the last days, the latest first."""
    rows = (
        _select(staff, wanted or Wanted())
        .where(Task.state != TaskState.OPEN, Task.done_at >= now - _KEPT)
        .order_by(Task.done_at.desc(), Task.id.desc())
        .limit(_MOST_DONE)
    )
    return _lines(session, staff, rows, now)


def posted_lines(
    session: Session, staff: Staff, now: datetime, typed: str = ""
) -> tuple[Line, ...]:
    """The letters that may still come back, the latest first; of what was `typed`, if any."""
    rows = _select(staff, Wanted(kind=TaskKind.LETTER))
    since = local_day(session, now) - _COMES_BACK
    rows = rows.where(Task.outcome == "posted", Task.done_on >= since)
    rows = rows.where(is_called(typed)) if typed else rows
    return _lines(session, staff, rows.order_by(Task.done_on.desc(), Task.id.desc()), now)


def lines_of_case(
    session: Session, staff: Staff, now: datetime, reference: str
) -> tuple[Line, ...]:
    """Everything that was ever to be done about a case: what is open first, then the latest."""
    rows = _select(staff, Wanted(reference=reference)).order_by(
        Task.state != TaskState.OPEN, Task.done_at.desc(), Task.due_on, Task.id
    )
    return _lines(session, staff, rows, now)


def line_of(session: Session, staff: Staff, task_id: int, now: datetime) -> Line | None:
    """One task; None when there is none, or when it is not for them."""
    found = _lines(session, staff, _select(staff, Wanted()).where(Task.id == task_id), now)
    return next(iter(found), None)


def due_count(session: Session, staff: Staff, today: date) -> int:
    """How many open tasks are due by `today`, among those somebody may see."""
    rows = (
        select(func.count())
        .select_from(Task)
        .outerjoin(Case, Case.id == Task.case_id)
        .where(_seen(staff), Task.state == TaskState.OPEN, Task.due_on <= today)
    )
    return session.scalar(rows) or 0


def _seen(staff: Staff) -> ColumnElement[bool]:
    own = and_(Task.case_id.is_not(None), visible_to(staff))
    return or_(own, Task.case_id.is_(None)) if staff.role in _OF_NO_CASE else own


def _select(staff: Staff, wanted: Wanted) -> Any:
    rows = (
        select(Task, Case, Staff.first_name)
        .outerjoin(Case, Case.id == Task.case_id)
        .outerjoin(Staff, Staff.id == Task.owner_id)
        .where(_seen(staff))
    )
    if wanted.mine:
        rows = rows.where(Task.owner_id == staff.id)
    if wanted.kind is not None:
        rows = rows.where(Task.kind == wanted.kind)
    return rows.where(Case.reference == wanted.reference) if wanted.reference else rows


def _lines(session: Session, staff: Staff, rows: Any, now: datetime) -> tuple[Line, ...]:
    found = session.execute(rows).all()
    around = look_around(session, [task for task, _, _ in found])
    today = local_day(session, now)
    return tuple(_line(staff, task, case, owner, around, today) for task, case, owner in found)


def _line(
    staff: Staff,
    task: Task,
    case: Case | None,
    owner: str | None,
    around: Surroundings,
    today: date,
) -> Line:
    case_id = case.id if case else 0
    concerned = case is None or case.owner_id in (None, staff.id) or task.owner_id == staff.id
    sight = sight_of(task.kind, task.reason, staff.role, concerned=concerned)
    return Line(
        id=task.id,
        kind=task.kind,
        reason=shown_reason(task.kind, task.reason, staff.role, concerned=concerned),
        state=task.state,
        due_on=task.due_on,
        when=when_due(task.due_on, today),
        reference=case.reference if case else "",
        name=around.names.get(task.id, ""),
        owner_id=task.owner_id,
        owner=owner or "",
        visit_at=task.visit_at,
        waits=_held_up(task, case, around),
        unread=task.reason == RECONFIRM and case_id in around.unread,
        written=case_id in around.unread,
        sight=sight,
        alert=task.reason in ALERTING or task.reason == OVERDUE,
        acts=may_close(task.kind, staff.role, sight),
        siblings=around.siblings.get(case_id, 0),
        outcome=task.outcome,
        done_at=task.done_at,
        done_on=task.done_on,
        done_by=around.doers.get(task.done_by or "", ""),
    )


def _held_up(task: Task, case: Case | None, around: Surroundings) -> Waits | None:
    if task.state != TaskState.OPEN or case is None:
        return None
    return what_waits(
        task.kind,
        task.reason,
        required=task.id in around.required,
        stopped=case.id in around.stopped,
        outside=case.state == CaseState.INELIGIBLE,
    )
