"""Closing tasks: each outcome feeds the record, the sequence and what we know of the person."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case
from outreach.database import database_of, local_day
from outreach.fieldwork.rules import (
    CANCELLED,
    Problem,
    Sequel,
    may_follow,
    meaning_of,
    outcomes_of,
)
from outreach.fieldwork.services import contacts, decisions, drafts, numbers
from outreach.fieldwork.services.household import whose
from outreach.fieldwork.services.leftovers import leave_nobody
from outreach.fieldwork.services.objections import Proposal, objection
from outreach.fieldwork.services.visits import announcing
from outreach.fieldwork.services.visits.calming import calm_visit
from outreach.fieldwork.services.visits.late import may_tell
from outreach.fieldwork.services.words import settle_words
from outreach.inbox.services.waiting import is_waiting
from outreach.messages.services.means import Means
from outreach.record import services as record
from outreach.sequences.services.planning import replan
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import RECONFIRM


@dataclass(frozen=True, slots=True)
class Closed:
    """What became of a request to close a task.

    `allowed` = the outcomes it may have; `sequel` = what becomes of the automation, when the
    outcome was to go on.
    """

    task_id: int
    problem: Problem | None = None
    allowed: tuple[str, ...] = ()
    sequel: Sequel | None = None
    why: str = ""  # the code of what forbids a draft


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a human says of a task: `on` the day it was done (None = today), `note` for the team.

    Of a new visit `on` is its day. `visit_at`: the instant of a visit, the letter's or the new one.
    `role`: of who says it, when known. `cause`: why a letter came back; `anyway`: though late.
    """

    code: str
    on: date | None = None
    note: str = ""
    visit_at: datetime | None = None
    role: str | None = None
    cause: str = ""
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to say of a task."""

    task_id: int
    outcome: Outcome
    actor: str


@dataclass(frozen=True, slots=True)
class _Said:
    """An outcome with what was read of it, on its way through one transaction."""

    outcome: Outcome
    way: numbers.Way | None
    at: datetime
    actor: str
    now: datetime

    @property
    def code(self) -> str:
        return self.outcome.code

    @property
    def proposal(self) -> Proposal:
        """The decision it is."""
        said = self.outcome
        return Proposal(said.code, said.note, said.on, said.visit_at, said.role)

    @property
    def done_on(self) -> date | None:
        """The day it was done; a new visit's day lies ahead."""
        return None if self.code == "new_visit" else self.outcome.on


def close_task(
    means: Means, task_id: int, outcome: Outcome, actor: str, *, fictitious_allowed: bool = False
) -> Closed:
    """Close one task and do all that follows, in one transaction."""
    wish = Wish(task_id, outcome, actor)
    return close_tasks(means, [wish], fictitious_allowed=fictitious_allowed)[0]


def close_tasks(
    means: Means, wishes: Sequence[Wish], *, fictitious_allowed: bool = False
) -> list[Closed]:
    """Close some tasks, each as if by itself and in their order, in one transaction."""
    with means.database.write() as session, record.gathered(session):
        return _close(session, means, wishes, fictitious_allowed=fictitious_allowed)


def close_in(
    session: Session,
    means: Means,
    task_id: int,
    outcome: Outcome,
    actor: str,
    *,
    fictitious_allowed: bool,
) -> Closed:
    """Close one, inside its caller's transaction."""
    wish = Wish(task_id, outcome, actor)
    return _close(session, means, [wish], fictitious_allowed=fictitious_allowed)[0]


def _close(
    session: Session, means: Means, wishes: Sequence[Wish], *, fictitious_allowed: bool
) -> list[Closed]:
    now = means.clock.now()
    rows = select(Task).where(Task.id.in_([wish.task_id for wish in wishes])).order_by(Task.id)
    tasks = {task.id: task for task in session.scalars(rows)}
    ways = [
        _way(session, tasks.get(wish.task_id), wish.outcome, fictitious_allowed=fictitious_allowed)
        for wish in wishes
    ]
    found = _lock(session, tasks.values(), ways)
    # They may have been closed before they were locked.
    session.scalars(rows.execution_options(populate_existing=True).with_for_update()).all()
    closed = [
        _close_one(session, means, wish, tasks.get(wish.task_id), found, way, now)
        for wish, way in zip(wishes, ways, strict=True)
    ]
    moved = {tasks[each.task_id].case_id for each in closed if each.problem is None}
    replan(session, means, {case_id for case_id in moved if case_id is not None}, now)
    return closed


def _close_one(
    session: Session,
    means: Means,
    wish: Wish,
    task: Task | None,
    locked: Mapping[int, Case],
    way: numbers.Way | None,
    now: datetime,
) -> Closed:
    if task is None:
        return Closed(wish.task_id, Problem.UNKNOWN)
    case = locked[task.case_id] if task.case_id is not None else None
    said = _Said(wish.outcome, way, _instant(session, wish.outcome, now), wish.actor, now)
    problem = _problem(session, case, task, said)
    if problem is not None:
        return Closed(task.id, problem, outcomes_of(task.kind))
    why = _unsendable(session, means, case, task, said)
    if why:
        return Closed(task.id, Problem.DRAFT, why=why)
    return Closed(task.id, sequel=_apply(session, means, case, task, said))


def _way(
    session: Session, task: Task | None, outcome: Outcome, *, fictitious_allowed: bool
) -> numbers.Way | None:
    if task is None or task.kind != TaskKind.CHECK_NUMBER or outcome.code != "corrected":
        return None
    return numbers.read_way(session, outcome.note, fictitious_allowed=fictitious_allowed)


def _lock(
    session: Session, tasks: Collection[Task], ways: Sequence[numbers.Way | None]
) -> dict[int, Case]:
    """Programmes, cases by id, then tasks: the order in which everybody takes them."""
    deciding = {task.case_id for task in tasks if task.kind == TaskKind.DECIDE}
    decisions.lock_programmes(session, deciding)
    case_ids = {task.case_id for task in tasks if task.case_id is not None}
    case_ids = case_ids.union(*(numbers.cases_of(session, way) for way in ways))
    return cases.lock(session, sorted(case_ids)) if case_ids else {}


def _problem(session: Session, case: Case | None, task: Task, said: _Said) -> Problem | None:
    if said.code not in outcomes_of(task.kind):
        return Problem.OUTCOME
    done = may_tell(session, case, task, said.code)
    if not (done or may_follow(task.kind, task.state, task.outcome, said.code)):
        return Problem.CLOSED
    if (wrong_day := _wrong_day(session, case, task, said)) is not None or case is None:
        return wrong_day
    if task.kind == TaskKind.DECIDE:
        return objection(session, case, task, said.proposal, said.now)
    if task.kind == TaskKind.VISIT and task.reason == RECONFIRM and said.code != CANCELLED:
        return Problem.UNREAD if is_waiting(session, case) else None
    if task.kind == TaskKind.LETTER:
        posted = said.done_on or local_day(session, said.now) if said.code == "posted" else None
        at, left = said.outcome.visit_at, said.outcome.anyway or bool(said.outcome.note.strip())
        return announcing.letter_objection(session, case, task, at, posted, said.now, left=left)
    if task.kind == TaskKind.CHECK_NUMBER and said.code == "corrected":
        return numbers.objection(session, task, said.outcome.note, said.way)
    return None


def _unsendable(session: Session, means: Means, case: Case | None, task: Task, said: _Said) -> str:
    """Why a draft must not be ticked as sent: only a note says that it left all the same."""
    if task.kind != TaskKind.MESSAGE or said.code != "sent" or said.outcome.note.strip():
        return ""
    return drafts.objection(session, means, case, task, said.at, said.now) if case else ""


def _wrong_day(session: Session, case: Case | None, task: Task, said: _Said) -> Problem | None:
    """A letter posted before the case existed would free its messages at once: a slip."""
    on = said.done_on
    if on is None:
        return None
    if on > local_day(session, said.now):
        return Problem.FUTURE
    earliest = task.done_on or local_day(session, case.created_at if case else task.raised_at)
    return Problem.EARLY if on < earliest else None


def _apply(
    session: Session, means: Means, case: Case | None, task: Task, said: _Said
) -> Sequel | None:
    _write_on(session, case, task, said)
    if case is None:
        return None
    facts: record.Facts = {"kind": task.kind, "outcome": said.code}
    facts = {**facts, "on": task.done_on, "step": task.step}
    facts = {**facts, "cause": said.outcome.cause} if said.outcome.cause else facts
    body = said.outcome.note or None
    record.write(session, case, "task.done", said.actor, said.now, facts, body=body)
    settle_words(session, case, task, said.actor, said.now)
    sequel = _follow(session, means, case, task, said)
    leave_nobody(session, case, task, said.now)
    return sequel


def _write_on(session: Session, case: Case | None, task: Task, said: _Said) -> None:
    task.state = TaskState.CANCELLED if said.code == CANCELLED else TaskState.DONE
    task.outcome, task.done_on = said.code, said.done_on or local_day(session, said.now)
    task.done_at, task.done_by = said.now, said.actor
    task.note = said.outcome.note or task.note
    if task.kind == TaskKind.LETTER:  # the day that the worker wrote in it
        announcing.name_day(session, case, task, said.outcome.visit_at)
    if task.person_id is None and case is not None:
        task.person_id = whose(session, case, task)


def _follow(session: Session, means: Means, case: Case, task: Task, said: _Said) -> Sequel | None:
    actor, now = said.actor, said.now
    match TaskKind(task.kind):
        case TaskKind.MESSAGE:
            drafts.settle_draft(session, means, task, said.code, said.at, actor, now)
        case TaskKind.CHECK_NUMBER if said.code == "corrected":
            numbers.correct(session, means, case, task, said.way, now)
        case TaskKind.DECIDE:
            if task.reason == "uncertain":
                contacts.stop_waiting(session, means, case, task, now)
            return decisions.carry_out(
                session,
                means,
                case,
                task,
                said.code,
                actor,
                now,
                visit_on=said.outcome.on,
                visit_at=said.outcome.visit_at,
            )
        case _:
            if task.kind == TaskKind.VISIT:  # too late to announce it
                announcing.withdraw_letter(session, case, actor, now)
                calm_visit(session, case, task, now=now, actor=actor)
            meaning = meaning_of(task.kind, said.code, said.outcome.cause)
            if meaning.channel:
                contacts.log_attempt(session, means, case, task, meaning, said.at, actor, now)
    return None


def _instant(session: Session, outcome: Outcome, now: datetime) -> datetime:
    """When it was done: now, or noon of an earlier day."""
    on = outcome.on
    if on is None or on >= local_day(session, now):
        return now
    return datetime.combine(on, time(12), database_of(session).zone)
