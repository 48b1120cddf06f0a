"""A visit that is decided is announced by a letter first, unless it was agreed with the person.

Nobody knocks at a door unannounced: the person can say no before (domain.md §7.2).
"""

from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from outreach.agenda.rules import VISIT_HOURS
from outreach.agenda.services.diary import Diary
from outreach.cases.models import Case
from outreach.database import local_day
from outreach.fieldwork.models import VisitStay
from outreach.fieldwork.rules import SPEAKING, Problem
from outreach.fieldwork.services import days
from outreach.fieldwork.services.household import person_of
from outreach.fieldwork.services.objections import BY_HAND
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.programmes.rules.daylight import is_dark
from outreach.sequences.rules.reasons import Reason
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import VISIT_LETTER, NewTask, cancel, cancel_open, raise_task

NEW_VISIT, AGAIN = "new_visit", "letter_again"


def is_announced(case: Case, task: Task) -> bool:
    """Whether a visit decided here needs a letter: nobody has spoken about it with the person."""
    return task.reason not in SPEAKING and case.state not in BY_HAND


def first_day(session: Session, case: Case, now: datetime) -> date:
    """The first day of a visit that a letter posted tomorrow announces in time."""
    calendar = days.calendar_of(session, case)
    policy = programmes.policy_of(session.get_one(Programme, case.programme_id))
    return calendar.add_working_days(calendar.day(now), policy.letter_working_days + 2)


def hour_of(session: Session, case: Case, on: date, now: datetime) -> datetime | None:
    """When whoever follows the case is free for a visit that day, by daylight, within the hours.

    The first such hour when nobody follows it or none is free; None if the day has none.
    """
    calendar = days.calendar_of(session, case)
    hours = [calendar.at(on, hour) for hour in VISIT_HOURS]
    hours = [at for at in hours if calendar.is_open(at) and not is_dark(at)]
    if not hours or case.owner_id is None:
        return hours[0] if hours else None
    found = Diary(session, now).visit_at(case.team, case.owner_id, calendar, hours[0])
    return found if found in hours else hours[0]


def announce(
    session: Session, case: Case, task: Task, at: datetime | None, actor: str, now: datetime
) -> None:
    """Ask for the letter that names the day; in the words of the one before, if there was one."""
    last = last_of(session, case, TaskKind.LETTER, Task.visit_at.is_not(None))
    letter = NewTask(
        TaskKind.LETTER,
        days.calendar_of(session, case).day(now),
        reason=VISIT_LETTER,
        step=last.step if last else None,
        enrolment_id=last.enrolment_id if last else None,
        person_id=task.person_id or person_of(session, case),
        visit_at=at,
    )
    raise_task(session, case, letter, now=now, actor=actor)


def last_of(
    session: Session, case: Case, kind: TaskKind, *only: ColumnElement[bool]
) -> Task | None:
    """The last task of a kind that a case's script asked for."""
    rows = select(Task).where(
        Task.case_id == case.id, Task.kind == kind, Task.enrolment_id.is_not(None), *only
    )
    return session.scalar(rows.order_by(Task.id.desc()).limit(1))


def letter_objection(
    session: Session,
    case: Case,
    letter: Task,
    at: datetime | None,
    posted: date | None,
    now: datetime,
    *,
    left: bool,
) -> Problem | None:
    """Why a letter `posted` that day can't announce a visit at `at`, or on the day that it names.

    `left`: a note says that it left all the same; the visit is then not announced.
    """
    if at is not None:
        announced = letter.visit_at is not None and posted is not None
        return days.notice_objection(session, case, announced, at, posted or letter.due_on, now)
    waits = letter.state == TaskState.OPEN and case.state not in BY_HAND
    if not waits or left or posted is None or letter.visit_at is None:
        return None
    late = days.arrives_late(session, case, letter.visit_at, posted)
    return Problem.LATE if late else None


def name_day(session: Session, case: Case | None, letter: Task, at: datetime | None) -> None:
    """The letter names that day, if it is another; the visit that it announces is then too."""
    before, letter.visit_at = letter.visit_at, at or letter.visit_at
    if case is None or letter.visit_at is None:
        return
    if letter.visit_at == before:
        if letter.outcome == "posted":
            _date_visit(session, case, letter, before)
    elif letter.reason in (VISIT_LETTER, AGAIN):
        move_visit(session, case, letter.visit_at)
    else:
        _date_visit(session, case, letter, before)


def told_of(session: Session, visit: Task) -> datetime | None:
    """When a visit is; of one that its script asked for without an hour, what the letter said that
    is in the post: its reader knows of that day, and of no other."""
    if visit.visit_at is not None or visit.reason != Reason.STEP:
        return visit.visit_at
    rows = select(Task.visit_at).where(
        Task.enrolment_id == visit.enrolment_id,
        Task.kind == TaskKind.LETTER,
        Task.outcome == "posted",
        Task.visit_at.is_not(None),
    )
    return session.scalar(rows.order_by(Task.id.desc()).limit(1))


def late_since(session: Session, visit: Task, today: date) -> date | None:
    """The day an open visit was announced for, when it is over: nobody comes on another."""
    told = told_of(session, visit) if visit.state == TaskState.OPEN else None
    if told is None:
        return None
    day = local_day(session, told)
    return day if day < today else None


def waiting_letter(session: Session, case: Case, visit: Task) -> int:
    """The letter that is to tell of a visit and is not in the post yet, or left too late for it;
    0 when nobody waits for one: it was posted, or the visit was agreed on with the person."""
    if case.state in BY_HAND or visit.state != TaskState.OPEN or visit.agreed_at is not None:
        return 0
    tells = Task.visit_at == visit.visit_at
    if visit.visit_at is None and visit.reason != NEW_VISIT:
        tells = Task.visit_at.is_not(None)
    rows = select(Task.id).where(
        Task.case_id == case.id,
        Task.kind == TaskKind.LETTER,
        Task.state == TaskState.OPEN,
        tells,
    )
    waits = session.scalar(rows.order_by(Task.id.desc()).limit(1))
    return waits or _left_late(session, case, visit)


def still_in_time(session: Session, case: Case, at: datetime | None, now: datetime) -> bool:
    """Whether a letter posted today announces that day early enough."""
    today = days.calendar_of(session, case).day(now)
    return at is not None and not days.notice_objection(session, case, True, at, today, now)


def move_visit(session: Session, case: Case, at: datetime) -> None:
    """The visit that is open is on that day; one that was agreed by word stays where it is."""
    rows = select(Task).where(
        Task.case_id == case.id,
        Task.kind == TaskKind.VISIT,
        Task.state == TaskState.OPEN,
        Task.agreed_at.is_(None),
    )
    for visit in session.scalars(rows.order_by(Task.id.desc()).limit(1)):
        visit.visit_at, visit.due_on = at, days.calendar_of(session, case).day(at)


def supersede(session: Session, case: Case, visit: Task, actor: str, now: datetime) -> None:
    """The day that was agreed takes the place of any other on which the same person was to be
    visited; whoever is at that door already goes on."""
    rows = (
        select(Task)
        .outerjoin(VisitStay, VisitStay.task_id == Task.id)
        .where(
            Task.case_id == case.id,
            Task.kind == TaskKind.VISIT,
            Task.state == TaskState.OPEN,
            Task.id != visit.id,
            or_(Task.person_id.is_(None), Task.person_id == visit.person_id),
            VisitStay.entered_at.is_(None),
        )
    )
    others = session.scalars(rows).all()
    for other in others:
        cancel(session, case, other, now=now, actor=actor)
    if others:
        withdraw_letter(session, case, actor, now)


def withdraw_letter(session: Session, case: Case, actor: str, now: datetime) -> None:
    """A visit that was made, or is not to be, is not announced any more."""
    cancel_open(session, case, (TaskKind.LETTER,), now=now, actor=actor, reason=VISIT_LETTER)


def came_late(session: Session, letter: Task) -> bool:
    """Whether a posted letter can't be there before the visit that it announces."""
    if letter.case_id is None or letter.visit_at is None or letter.done_on is None:
        return False
    case = session.get_one(Case, letter.case_id)
    late = days.arrives_late(session, case, letter.visit_at, letter.done_on)
    return late and case.state not in BY_HAND


def _left_late(session: Session, case: Case, visit: Task) -> int:
    """The letter that names the day of a visit and can't be there before; 0 when it can."""
    told = told_of(session, visit)
    rows = select(Task).where(
        Task.case_id == case.id,
        Task.kind == TaskKind.LETTER,
        Task.outcome == "posted",
        Task.visit_at == told,
    )
    letter = session.scalar(rows.order_by(Task.id.desc()).limit(1)) if told else None
    return letter.id if letter is not None and came_late(session, letter) else 0


def _date_visit(session: Session, case: Case, letter: Task, before: datetime | None) -> None:
    """The visit that the script asked for while its letter lay about is when that letter says.

    `before`: what the letter said until now.
    """
    rows = select(Task).where(
        Task.enrolment_id == letter.enrolment_id,
        Task.kind == TaskKind.VISIT,
        Task.state == TaskState.OPEN,
        Task.agreed_at.is_(None),
        Task.id > letter.id,
        or_(Task.visit_at.is_(None), Task.visit_at == before),
    )
    for visit in session.scalars(rows):
        visit.visit_at = letter.visit_at
        visit.due_on = days.visit_day(session, case, letter.visit_at, visit.raised_at)
