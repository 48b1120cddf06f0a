"""A visit that is decided is announced by a letter first, unless it was agreed with the person.

Nobody knocks at a door unannounced: the person can say no before (domain.md §7.2).
"""

from datetime import date, datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from outreach.agenda.rules import VISIT_HOURS
from outreach.agenda.services.diary import Diary
from outreach.cases.models import Case
from outreach.fieldwork.rules import UNAGREED
from outreach.fieldwork.services import days
from outreach.fieldwork.services.household import person_of
from outreach.fieldwork.services.objections import BY_HAND
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.programmes.rules.daylight import is_dark
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import VISIT_LETTER, NewTask, cancel_open, raise_task

NEW_VISIT, AGAIN = "new_visit", "letter_again"


def is_announced(case: Case, task: Task) -> bool:
    """Whether a visit decided here needs a letter: nobody has spoken about it with the person."""
    return task.reason in UNAGREED and case.state not in BY_HAND


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


def name_day(session: Session, case: Case | None, letter: Task, at: datetime | None) -> None:
    """The letter names that day, if it is another; the visit that it announces moves with it."""
    if at is None or at == letter.visit_at:
        return
    letter.visit_at = at
    if case is not None and letter.reason in (VISIT_LETTER, AGAIN):
        move_visit(session, case, at)


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


def withdraw_letter(session: Session, case: Case, actor: str, now: datetime) -> None:
    """A visit that was made, or is not to be, is not announced any more."""
    cancel_open(session, case, (TaskKind.LETTER,), now=now, actor=actor, reason=VISIT_LETTER)
