"""Going in and coming out of a visit.

Nobody goes in before what the person wrote since the announcement is read, on another day than
the one that was announced, or in the dark.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.agenda.rules import VISIT
from outreach.agenda.services.booking import is_taken
from outreach.agenda.services.suspension import visits_suspended
from outreach.cases import services as cases
from outreach.cases.models import Case, visible_to
from outreach.database import local_day
from outreach.fieldwork.models import VisitStay
from outreach.fieldwork.services.household import is_discreet
from outreach.fieldwork.services.visits.announcing import told_of, waiting_letter
from outreach.fieldwork.services.visits.calming import calm
from outreach.fieldwork.services.visits.sounding import is_inside
from outreach.inbox.services.waiting import is_waiting
from outreach.messages.services.means import Means
from outreach.programmes.rules.daylight import is_dark
from outreach.record import services as record
from outreach.staff.models import Role, Staff
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import followers

VISITORS = (Role.WORKER, Role.COORDINATOR)
HELPERS = (*VISITORS, Role.RECEPTION)  # whoever sits by the telephone may end an alarm


class Problem(StrEnum):
    """Why it is not written down."""

    UNKNOWN = "unknown"
    CLOSED = "closed"
    UNREAD = "unread"
    SUSPENDED = "suspended"
    UNANNOUNCED = "unannounced"  # the letter that tells of it is not in the post
    ELSEWHERE = "elsewhere"
    OTHER_DAY = "other_day"
    DARK = "dark"
    INSIDE = "inside"
    NOT_INSIDE = "not_inside"
    WHO = "who"
    BUSY = "busy"
    MINUTES = "minutes"
    PATIENCE = "patience"
    WORD = "word"
    CALM = "calm"
    WHEN = "when"
    NOT_YOURS = "not_yours"
    NO_WORDS = "no_words"
    DISCREET = "discreet"  # somebody else reads what comes to whoever lives there


@dataclass(frozen=True, slots=True)
class Visit:
    """An open visit under the lock of its case."""

    task: Task
    case: Case
    stay: VisitStay


def enter(means: Means, staff: Staff, task_id: int) -> Problem | None:
    """Note that somebody is at the door now."""
    now = means.clock.now()
    with means.database.write() as session:
        visit = locked_visit(session, staff, task_id)
        if isinstance(visit, Problem):
            return visit
        problem = _objection(session, staff, visit, now)
        if problem is not None:
            return problem
        if visit.stay.entered_at is not None and visit.stay.left_at is None:
            return None
        visit.stay.entered_at, visit.stay.entered_by = now, staff.code
        visit.stay.left_at = visit.stay.alarm_at = visit.stay.escalated_at = None
        visit.stay.answered_at = visit.stay.answered_by = None
        record.write(session, visit.case, "visit.entered", staff.code, now, {})
    return None


def leave(means: Means, staff: Staff, task_id: int) -> Problem | None:
    """Note that they came out."""
    now = means.clock.now()
    with means.database.write() as session:
        visit = locked_visit(session, staff, task_id, over=True, roles=HELPERS)
        if isinstance(visit, Problem):
            return visit
        if visit.stay.entered_at is None:
            return Problem.NOT_INSIDE
        if visit.stay.left_at is None:
            visit.stay.left_at = now
            calm(session, visit.case, task_id, now=now, actor=staff.code)
            record.write(session, visit.case, "visit.left", staff.code, now, {})
    return None


def leave_card(means: Means, staff: Staff, task_id: int) -> Problem | None:
    """Note that « Un mot de l'AHU » lies in the letter box, in its closed envelope."""
    now = means.clock.now()
    with means.database.write() as session:
        visit = locked_visit(session, staff, task_id, done=True)
        if isinstance(visit, Problem):
            return visit
        if is_discreet(session, visit.case):
            return Problem.DISCREET
        if not visit.stay.card_left:
            visit.stay.card_left = True
            record.write(session, visit.case, "visit.card_left", staff.code, now, {})
    return None


def accompany(means: Means, staff: Staff, task_id: int, who: int | None) -> Problem | None:
    """Say who comes along, or that nobody does."""
    now = means.clock.now()
    with means.database.write() as session:
        visit = locked_visit(session, staff, task_id)
        if isinstance(visit, Problem):
            return visit
        able = {each.id: each.code for each in followers(session, visit.case.team)}
        if who is not None and who not in able:
            return Problem.WHO
        at = visit.task.visit_at
        if who is not None and at is not None and is_taken(session, who, task_id, at, at + VISIT):
            return Problem.BUSY
        if visit.stay.companion_id != who:
            visit.stay.companion_id = who
            facts: record.Facts = {"with": able[who] if who is not None else None}
            record.write(session, visit.case, "visit.accompanied", staff.code, now, facts)
    return None


def locked_visit(
    session: Session,
    staff: Staff,
    task_id: int,
    *,
    done: bool = False,
    over: bool = False,
    roles: Collection[Role] = VISITORS,
) -> Visit | Problem:
    """A visit of the team under the lock of its case; `done`: one that was made will do too, and
    with `over` one that was called off, for whoever was inside by then."""
    case_id = session.scalar(
        select(Case.id)
        .join(Task, Task.case_id == Case.id)
        .where(Task.id == task_id, Task.kind == TaskKind.VISIT, visible_to(staff))
    )
    if case_id is None or staff.role not in roles:
        return Problem.UNKNOWN
    case = cases.lock(session, [case_id])[case_id]
    task = session.get_one(Task, task_id, populate_existing=True)
    if not (over or task.state == TaskState.OPEN or (done and task.state == TaskState.DONE)):
        return Problem.CLOSED
    stay = session.get(VisitStay, task_id, populate_existing=True)
    if stay is None:
        stay = VisitStay(task_id=task_id)
        session.add(stay)
        session.flush()
    return Visit(task, case, stay)


def _objection(session: Session, staff: Staff, visit: Visit, now: datetime) -> Problem | None:
    if is_waiting(session, visit.case):
        return Problem.UNREAD
    if visits_suspended(session, visit.case):
        return Problem.SUSPENDED
    if waiting_letter(session, visit.case, visit.task):
        return Problem.UNANNOUNCED
    if is_inside(session, staff, but=visit.task.id):  # an alarm would be given
        return Problem.ELSEWHERE
    told = told_of(session, visit.task)
    day = local_day(session, told) if told is not None else visit.task.due_on
    if day != local_day(session, now) and (told is not None or day > local_day(session, now)):
        return Problem.OTHER_DAY
    if is_dark(now) and staff.role != Role.COORDINATOR:
        return Problem.DARK
    return None
