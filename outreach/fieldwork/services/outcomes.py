"""Closing tasks: each outcome feeds the record, the sequence and what we know of the person."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState
from outreach.database import database_of, local_day
from outreach.fieldwork.rules import CANCELLED, MEANINGS, may_follow, outcomes_of
from outreach.fieldwork.services import contacts, decisions
from outreach.messages.services.means import Means
from outreach.record import services as record
from outreach.sequences.models import Enrolment
from outreach.sequences.services.planning import plan
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import NewTask, raise_task


class Problem(StrEnum):
    """Why a task was not closed."""

    UNKNOWN = "unknown_task"
    OUTCOME = "unknown_outcome"
    CLOSED = "already_closed"
    FUTURE = "date_in_the_future"
    NOTE = "note_needed"
    NUMBER = "number_unreadable"


@dataclass(frozen=True, slots=True)
class Closed:
    """What became of a request to close a task; `allowed` = the outcomes it may have."""

    task_id: int
    problem: Problem | None = None
    allowed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a human says of a task: `on` the day it was done (None = today), `note` for the team."""

    code: str
    on: date | None = None
    note: str = ""


def close_task(means: Means, task_id: int, outcome: Outcome, actor: str) -> Closed:
    """Close one task and do all that follows, in one transaction."""
    now = means.clock.now()
    with means.database.write() as session:
        case = _locked_case(session, task_id)
        task = session.get(Task, task_id, with_for_update=True)
        if task is None:
            return Closed(task_id, Problem.UNKNOWN)
        problem = _problem(session, case, task, outcome, now)
        if problem is not None:
            return Closed(task_id, problem, outcomes_of(task.kind))
        try:
            _apply(session, means, case, task, outcome, actor, now)
        except contacts.UnreadableNumberError:
            session.rollback()
            return Closed(task_id, Problem.NUMBER, outcomes_of(task.kind))
    return Closed(task_id)


def _locked_case(session: Session, task_id: int) -> Case | None:
    case_id = session.scalar(select(Task.case_id).where(Task.id == task_id))
    return cases.lock(session, [case_id])[case_id] if case_id is not None else None


def _problem(
    session: Session, case: Case | None, task: Task, outcome: Outcome, now: datetime
) -> Problem | None:
    if outcome.code not in outcomes_of(task.kind):
        return Problem.OUTCOME
    if not may_follow(task.kind, task.state, task.outcome, outcome.code):
        return Problem.CLOSED
    if outcome.on is not None and outcome.on > local_day(session, now):
        return Problem.FUTURE
    if case is not None and decisions.needs_reason(session, case, task, outcome.code):
        return None if outcome.note.strip() else Problem.NOTE
    return None


def _apply(
    session: Session,
    means: Means,
    case: Case | None,
    task: Task,
    outcome: Outcome,
    actor: str,
    now: datetime,
) -> None:
    day = outcome.on or local_day(session, now)
    cancelled = outcome.code == CANCELLED
    task.state = TaskState.CANCELLED if cancelled else TaskState.DONE
    task.outcome, task.done_on, task.done_at, task.done_by = outcome.code, day, now, actor
    task.note = outcome.note or task.note
    session.flush()
    if case is not None:
        facts: record.Facts = {
            "kind": task.kind,
            "outcome": outcome.code,
            "on": day,
            "step": task.step,
        }
        record.write(session, case, "task.done", actor, now, facts, body=outcome.note or None)
        _follow(session, means, case, task, outcome, actor, now)
        _leave_nobody(session, case, task, now)
    _replan(session, means, case, now)


def _follow(
    session: Session,
    means: Means,
    case: Case,
    task: Task,
    outcome: Outcome,
    actor: str,
    now: datetime,
) -> None:
    match TaskKind(task.kind):
        case TaskKind.MESSAGE:
            contacts.settle_draft(session, means, task, outcome.code, actor, now)
        case TaskKind.CHECK_NUMBER:
            contacts.correct(session, task, outcome.code, outcome.note, now)
        case TaskKind.DECIDE:
            decisions.carry_out(session, means, case, task, outcome.code, actor, now)
        case _ if outcome.code != CANCELLED:
            meaning = MEANINGS[task.kind][outcome.code]
            at = _instant(session, outcome.on, now)
            contacts.log_attempt(session, means, case, task, meaning, at, actor, now)
        case _:
            pass


def _instant(session: Session, on: date | None, now: datetime) -> datetime:
    """When it was done: now, or noon of an earlier day."""
    if on is None or on == local_day(session, now):
        return now
    return datetime.combine(on, time(12), database_of(session).zone)


def _leave_nobody(session: Session, case: Case, task: Task, now: datetime) -> None:
    """A case that waits for a human always has something for them to do."""
    if case.state != CaseState.CONTACTING or not cases.open_pauses(session, case.id):
        return
    open_one = select(Task.id).where(Task.case_id == case.id, Task.state == TaskState.OPEN)
    if session.scalar(open_one.limit(1)) is None:
        new = NewTask(
            TaskKind.DECIDE, local_day(session, now), reason="paused", person_id=task.person_id
        )
        raise_task(session, case, new, now=now)


def _replan(session: Session, means: Means, case: Case | None, now: datetime) -> None:
    """A closed task may free a step that required it, or re-space the messages that follow."""
    if case is None:
        return
    ids = session.scalars(
        select(Enrolment.id).where(
            Enrolment.case_id == case.id,
            Enrolment.state == "active",
            Enrolment.due_at.is_not(None),
        )
    )
    plan(session, means, list(ids), now)
