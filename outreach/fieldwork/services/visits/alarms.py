"""The alarm when nobody came out of a visit: to whoever is on watch, then to the coordination.

It ends when somebody comes out or the outcome is told; a visit that is called off meanwhile has
somebody inside all the same. Whoever takes care of it is given time; if
nobody has come out by then, the coordination is told all the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case, visible_to
from outreach.database import local_day
from outreach.fieldwork.models import VisitStay, VisitWatch
from outreach.fieldwork.rules import OVERDUE
from outreach.fieldwork.services.household import people_of
from outreach.fieldwork.services.visits.staying import Problem, locked_visit
from outreach.fieldwork.services.visits.watching import coordination, named
from outreach.messages.models import NoticeState, StaffNotice
from outreach.messages.rules.dates import hour_words
from outreach.messages.rules.render import render
from outreach.messages.services.means import Means
from outreach.messages.services.sending.notices import (
    Words,
    all_failed,
    call_off,
    send_notices,
    tell,
)
from outreach.people.models import ContactPoint, PointKind
from outreach.people.rules.addresses import one_line, unpack
from outreach.people.rules.numbers import display
from outreach.record import services as record
from outreach.sequences.rules.words.notices import OVERDUE as OVERDUE_TEXT
from outreach.sequences.rules.words.notices import STILL_OVERDUE
from outreach.sequences.services.studio.shelf import shipped_words
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import NewTask, followers, raise_task

_MACHINE = "system"
_NO_NUMBER = "numéro non noté dans outreach"
_NO_NAME = "un·e collègue"


@dataclass(frozen=True, slots=True)
class Alarm:
    """One visit that lasts, for whoever helps. `failed`: nothing could leave the application."""

    task_id: int
    reference: str
    since: datetime
    over: bool
    visitors: tuple[Staff, ...]
    address: str = field(repr=False)
    word: str = field(repr=False)
    sounded_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: str = ""
    escalated_at: datetime | None = None
    failed: bool = False


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
    send_notices(means)
    if faults:
        raise faults[0]
    return raised


def answer(means: Means, staff: Staff, task_id: int) -> Problem | None:
    """Note that somebody takes care of an alarm; whoever did so before has the thanks."""
    now = means.clock.now()
    with means.database.write() as session:
        visit = locked_visit(session, staff, task_id, over=True)
        if isinstance(visit, Problem):
            return visit
        if visit.stay.alarm_at is None or visit.stay.left_at is not None:
            return Problem.CALM
        if visit.stay.answered_at is None:
            visit.stay.answered_at, visit.stay.answered_by = now, staff.code
            record.write(session, visit.case, "visit.alarm_answered", staff.code, now, {})
            call_off(session, [task_id], now)
    return None


def alarm_of(session: Session, staff: Staff, task_id: int) -> Alarm | None:
    """The alarm of a visit of the team, None while nobody is inside or ever was."""
    row = session.execute(
        select(Task, Case, VisitStay)
        .join(Case, Case.id == Task.case_id)
        .join(VisitStay, VisitStay.task_id == Task.id)
        .where(Task.id == task_id, Task.kind == TaskKind.VISIT, visible_to(staff))
    ).first()
    task, case, stay = row if row is not None else (None, None, None)
    if task is None or case is None or stay is None or stay.entered_at is None:
        return None
    watch = session.get(VisitWatch, case.team)
    answered = session.scalar(select(Staff.first_name).where(Staff.code == stay.answered_by))
    return Alarm(
        task_id=task.id,
        reference=case.reference,
        since=stay.entered_at,
        over=stay.left_at is not None or task.state == TaskState.DONE,
        visitors=_visitors(session, stay),
        address=_address(session, task, case),
        word=(watch.word or "") if watch is not None else "",
        sounded_at=stay.alarm_at,
        answered_at=stay.answered_at,
        answered_by=answered or "",
        escalated_at=stay.escalated_at,
        failed=stay.alarm_at is not None and _nothing_left(session, task.id),
    )


def sounding(session: Session, staff: Staff) -> Sequence[int]:
    """The visits whose alarm sounds and that nobody takes care of, the oldest first."""
    rows = (
        select(VisitStay.task_id)
        .join(Task, Task.id == VisitStay.task_id)
        .join(Case, Case.id == Task.case_id)
        .where(
            VisitStay.alarm_at.is_not(None),
            VisitStay.left_at.is_(None),
            VisitStay.answered_at.is_(None),
            Task.state != TaskState.DONE,
            visible_to(staff),
        )
    )
    return session.scalars(rows.order_by(VisitStay.alarm_at, VisitStay.task_id)).all()


def inside(means: Means) -> Sequence[tuple[int, int]]:
    """Task and case of each visit that nobody came out of, in teams that named somebody."""
    rows = (
        select(Task.id, Case.id)
        .join(Case, Case.id == Task.case_id)
        .join(VisitStay, VisitStay.task_id == Task.id)
        .join(VisitWatch, VisitWatch.team == Case.team)
        .where(
            VisitStay.entered_at.is_not(None),
            VisitStay.left_at.is_(None),
            VisitStay.escalated_at.is_(None),
            Task.state != TaskState.DONE,
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
        if task.state == TaskState.DONE or stay.escalated_at is not None:
            return 0
        if stay.alarm_at is None:
            if stay.entered_at + timedelta(minutes=watch.minutes) > now:
                return 0
            _sound(session, means, case, stay, now)
            return 1
        heard = max(filter(None, (stay.alarm_at, stay.answered_at)))
        in_vain = stay.answered_at is None and all_failed(session, task_id, OVERDUE)
        if in_vain or heard + timedelta(minutes=watch.patience) <= now:
            _escalate(session, means, case, stay, now)
    return 0


def _sound(session: Session, means: Means, case: Case, stay: VisitStay, now: datetime) -> None:
    inside = {each.id for each in _visitors(session, stay)}
    who = named(session, case.team)
    if who is not None and who.id in inside:
        who = None  # whoever is inside helps nobody: the coordination is told at once
    stay.alarm_at = now
    new = NewTask(TaskKind.DECIDE, local_day(session, now), reason=OVERDUE)
    raise_task(session, case, new, now=now).owner_id = who.id if who is not None else None
    record.write(session, case, "visit.overdue", _MACHINE, now, {})
    words = _words(session, means, stay, OVERDUE_TEXT)
    to = [who] if who is not None else []
    tell(session, means, to, words, reason=OVERDUE, task_id=stay.task_id, now=now)


def _escalate(session: Session, means: Means, case: Case, stay: VisitStay, now: datetime) -> None:
    stay.escalated_at = now
    to = _others(session, case, stay)
    words = _words(session, means, stay, STILL_OVERDUE)
    tell(session, means, to, words, reason=STILL_OVERDUE, task_id=stay.task_id, now=now)
    record.write(session, case, "visit.alarm_passed_on", _MACHINE, now, {})


def _others(session: Session, case: Case, stay: VisitStay) -> Sequence[Staff]:
    """The coordination, without whoever is inside; else everybody of the team who is not."""
    inside = {each.id for each in _visitors(session, stay)}
    leading = [each for each in coordination(session, case.team) if each.id not in inside]
    team = followers(session, case.team)
    return leading or [each for each in team if each.id not in inside]


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
    text = shipped_words().notices["fr"][code]
    visitors = _visitors(session, stay)
    names = " et ".join(each.first_name for each in visitors) or _NO_NAME
    numbers = " ou ".join(display(each.phone) for each in visitors if each.phone)
    assert stay.entered_at is not None  # noqa: S101  an alarm is of somebody who went in
    values = {
        "ts": names,
        "h": hour_words(stay.entered_at.astimezone(means.database.zone), "fr"),
        "collegue": numbers or _NO_NUMBER,
        "lien": f"{means.site}/visites/{stay.task_id}/alarme",
    }
    subject, body, short = (
        render(template, values) for template in (text.subject, text.body, text.text)
    )
    return Words(subject, body, short)


def _visitors(session: Session, stay: VisitStay) -> tuple[Staff, ...]:
    """Whoever went in, and who came along."""
    first = session.scalar(select(Staff).where(Staff.code == stay.entered_by))
    second = session.get(Staff, stay.companion_id) if stay.companion_id is not None else None
    both = {each.id: each for each in (first, second) if each is not None}
    return tuple(both.values())


def _address(session: Session, task: Task, case: Case) -> str:
    person_id = task.person_id or next(iter(people_of(session, case)), None)
    rows = select(ContactPoint).where(
        ContactPoint.person_id == person_id, ContactPoint.kind == PointKind.POSTAL
    )
    points = session.scalars(rows.order_by(ContactPoint.rank, ContactPoint.id))
    value = next((point.value for point in points if point.value), None)
    return one_line(unpack(value)) if value else ""


def _nothing_left(session: Session, task_id: int) -> bool:
    return all_failed(session, task_id, OVERDUE) and all_failed(session, task_id, STILL_OVERDUE)
