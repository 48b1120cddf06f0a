"""The alarm when nobody came out of a visit: to whoever is on watch, then to the coordination.

It ends when somebody comes out or the outcome is told; a visit that is called off meanwhile has
somebody inside all the same. Whoever takes care of it is given time; if nobody has come out by
then, the coordination is told all the same. While no provider takes any of it, the whole team is
told again and again: an outage of an hour must not be an alarm that nobody ever gets.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case
from outreach.database import local_day
from outreach.fieldwork.models import VisitStay, VisitWatch
from outreach.fieldwork.rules import OVERDUE
from outreach.fieldwork.services.visits.sounding import INSIDE, UNHEARD, is_inside, visitors_of
from outreach.fieldwork.services.visits.staying import HELPERS, Problem, locked_visit
from outreach.fieldwork.services.visits.telling import words_of
from outreach.fieldwork.services.visits.watching import named
from outreach.messages.models import NoticeState, StaffNotice
from outreach.messages.rules.dates import hour_words
from outreach.messages.services.means import CLOCKS_AGREE, Means
from outreach.messages.services.sending.notices import (
    UNDER_WAY,
    Words,
    all_failed,
    call_off,
    last_told,
    send_notices,
    tell,
)
from outreach.people.rules.numbers import display
from outreach.record import services as record
from outreach.sequences.rules.words.notices import OVERDUE as OVERDUE_TEXT
from outreach.sequences.rules.words.notices import STILL_OVERDUE
from outreach.staff.models import Role, Staff
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import NewTask, followers, raise_task

_AGAIN = timedelta(minutes=5)  # while nothing can leave
_PERSISTS = timedelta(hours=12)  # by then somebody was missed in another way
_MACHINE = "system"
_NO_NUMBER = "numéro non noté dans outreach"
_NO_NAME = "un·e collègue"


def watch_over(means: Means) -> int:
    """Sound what is due, tell the coordination of what stays so, send; how many tasks were raised.

    One visit that can't be looked after keeps no other from it: its error is raised at the end.
    """
    now = means.clock.now()
    _end_what_is_over(means, now)
    faults: list[Exception] = []
    raised = 0
    for task_id, case_id in inside(means):
        try:
            raised += _look_after(means, task_id, case_id, now)
        except Exception as error:
            faults.append(error)
    try:
        send_notices(means)
    except Exception as error:
        faults.append(error)
    if faults:
        raise faults[0]
    return raised


def answer(means: Means, staff: Staff, task_id: int) -> Problem | None:
    """Note that somebody takes care of an alarm; whoever did so before has the thanks.

    Once it went on to the coordination, one of them takes it over.
    """
    now = means.clock.now()
    with means.database.write() as session:
        visit = locked_visit(session, staff, task_id, over=True, roles=HELPERS)
        if isinstance(visit, Problem):
            return visit
        if visit.stay.alarm_at is None or visit.stay.left_at is not None:
            return Problem.CALM
        if not visit.stay.heard:
            # Not before it was told, even if a clock was set back meanwhile.
            told = visit.stay.escalated_at or visit.stay.alarm_at
            visit.stay.answered_at, visit.stay.answered_by = max(now, told), staff.code
            record.write(session, visit.case, "visit.alarm_answered", staff.code, now, {})
            call_off(session, [task_id], now)
    return None


def inside(means: Means) -> Sequence[tuple[int, int]]:
    """Task and case of each visit that nobody came out of, in teams that named somebody.

    Without those whose alarm reached the coordination: there is nobody left to tell.
    """
    now = means.clock.now()
    taken = exists().where(
        StaffNotice.task_id == VisitStay.task_id,
        StaffNotice.state.in_(UNDER_WAY),
        StaffNotice.made_at >= VisitStay.escalated_at,
    )
    rows = (
        select(Task.id, Case.id)
        .join(Case, Case.id == Task.case_id)
        .join(VisitStay, VisitStay.task_id == Task.id)
        .join(VisitWatch, VisitWatch.team == Case.team)
        .where(
            INSIDE,
            or_(
                VisitStay.escalated_at.is_(None),
                and_(VisitStay.alarm_at > now - _PERSISTS, UNHEARD, ~taken),
            ),
        )
    )
    with means.database.read() as session:
        found = session.execute(rows.order_by(VisitStay.entered_at, Task.id)).all()
    return [(task_id, case_id) for task_id, case_id in found]


def _look_after(means: Means, task_id: int, case_id: int, now: datetime) -> int:
    with means.database.write() as session:
        case = cases.lock(session, [case_id])[case_id]
        task = session.get_one(Task, task_id, populate_existing=True)
        stay = session.get_one(VisitStay, task_id, populate_existing=True)
        watch = session.get(VisitWatch, case.team)
        if watch is None or stay.entered_at is None or stay.left_at is not None:
            return 0
        if task.state == TaskState.DONE:
            return 0
        if stay.alarm_at is None:
            if not _is_over(stay.entered_at, timedelta(minutes=watch.minutes), now):
                return 0
            if not _sound(session, means, case, stay, now):
                _escalate(session, means, case, stay, now)
            return 1
        told = stay.escalated_at or stay.alarm_at
        failed = not stay.heard and all_failed(session, task_id, told)
        if stay.escalated_at is not None:
            if failed and _is_over(last_told(session, task_id) or stay.escalated_at, _AGAIN, now):
                _tell(session, means, stay, _all_but_inside(session, case, stay), now)
            return 0
        heard = max(filter(None, (stay.alarm_at, stay.answered_at)))
        if failed or _is_over(heard, timedelta(minutes=watch.patience), now):
            _escalate(session, means, case, stay, now)
    return 0


def _is_over(since: datetime, span: timedelta, now: datetime) -> bool:
    """Whether a span has passed; one that began in the future was timed by a clock that is set
    right since, and nobody knows how long it lasts: better too early than never."""
    return since + span <= now or since > now + CLOCKS_AGREE


def _sound(session: Session, means: Means, case: Case, stay: VisitStay, now: datetime) -> bool:
    """Whether somebody is told who can look at a telephone."""
    inside = {each.id for each in visitors_of(session, stay)}
    who = named(session, case.team)
    if who is not None and who.id in inside:
        who = None  # whoever is inside helps nobody: the coordination is told at once
    stay.alarm_at = now
    new = NewTask(TaskKind.DECIDE, local_day(session, now), reason=OVERDUE)
    raise_task(session, case, new, now=now).owner_id = who.id if who is not None else None
    record.write(session, case, "visit.overdue", _MACHINE, now, {})
    words = _words(session, means, stay, OVERDUE_TEXT)
    to = [who] if who is not None else []
    tried = tell(session, means, to, words, reason=OVERDUE, task_id=stay.task_id, now=now)
    return tried > 0 and who is not None and not is_inside(session, who)


def _escalate(session: Session, means: Means, case: Case, stay: VisitStay, now: datetime) -> None:
    """Tell the coordination; the whole team where none of it can be reached."""
    stay.escalated_at = now
    record.write(session, case, "visit.alarm_passed_on", _MACHINE, now, {})
    able = _all_but_inside(session, case, stay)
    leading = [each for each in able if each.role == Role.COORDINATOR]
    if _tell(session, means, stay, leading, now) == 0:
        _tell(session, means, stay, able, now)


def _tell(
    session: Session, means: Means, stay: VisitStay, to: Sequence[Staff], now: datetime
) -> int:
    words = _words(session, means, stay, STILL_OVERDUE)
    return tell(session, means, to, words, reason=STILL_OVERDUE, task_id=stay.task_id, now=now)


def _all_but_inside(session: Session, case: Case, stay: VisitStay) -> Sequence[Staff]:
    inside = {each.id for each in visitors_of(session, stay)}
    return [each for each in followers(session, case.team) if each.id not in inside]


def _end_what_is_over(means: Means, now: datetime) -> None:
    rows = (
        select(StaffNotice.task_id)
        .join(VisitStay, VisitStay.task_id == StaffNotice.task_id)
        .join(Task, Task.id == StaffNotice.task_id)
        .where(
            StaffNotice.state == NoticeState.WAITING,
            VisitStay.left_at.is_not(None) | (Task.state == TaskState.DONE),
        )
    )
    with means.database.read() as session:
        over = set(session.scalars(rows))
    if over:
        with means.database.write() as session:
            call_off(session, over, now)


def _words(session: Session, means: Means, stay: VisitStay, code: str) -> Words:
    visitors = visitors_of(session, stay)
    names = " et ".join(each.first_name for each in visitors) or _NO_NAME
    numbers = " ou ".join(display(each.phone) for each in visitors if each.phone)
    assert stay.entered_at is not None  # noqa: S101  an alarm is of somebody who went in
    values = {
        "ts": names,
        "h": hour_words(stay.entered_at.astimezone(means.database.zone), "fr"),
        "collegue": numbers or _NO_NUMBER,
        "lien": f"{means.site}/visites/{stay.task_id}/alarme",
    }
    return words_of(code, values)
