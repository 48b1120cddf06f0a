"""What is seen of an alarm: which ones sound, and whom to call where."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from outreach.cases.models import Case, visible_to
from outreach.fieldwork.models import VisitStay, VisitWatch
from outreach.fieldwork.rules import OVERDUE
from outreach.fieldwork.services.household import people_of
from outreach.messages.services.sending.notices import all_failed
from outreach.people.models import ContactPoint, PointKind
from outreach.people.rules.addresses import one_line, unpack
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind, TaskState

# Whoever went in and did not come out, of a stay beside its task.
INSIDE = and_(
    VisitStay.entered_at.is_not(None), VisitStay.left_at.is_(None), Task.state != TaskState.DONE
)
# Nobody takes care of it since it was last told to more people: the contrary of `VisitStay.heard`.
UNHEARD = or_(VisitStay.answered_at.is_(None), VisitStay.answered_at < VisitStay.escalated_at)
_SOUNDING = (
    select(VisitStay.task_id)
    .join(Task, Task.id == VisitStay.task_id)
    .where(VisitStay.alarm_at.is_not(None), INSIDE, UNHEARD)
)


@dataclass(frozen=True, slots=True)
class Alarm:
    """One visit that lasts, for whoever helps. `failed`: nothing could leave the application.

    `waits`: it sounds, and nobody takes care of it since it was last told.
    """

    task_id: int
    reference: str
    since: datetime
    over: bool
    visitors: tuple[Staff, ...]
    address: str = field(repr=False)
    word: str = field(repr=False)
    waits: bool = False
    sounded_at: datetime | None = None
    answered_at: datetime | None = None
    answered_by: str = ""
    escalated_at: datetime | None = None
    failed: bool = False


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
    over = stay.left_at is not None or task.state == TaskState.DONE
    return Alarm(
        task_id=task.id,
        reference=case.reference,
        since=stay.entered_at,
        over=over,
        visitors=visitors_of(session, stay),
        address=_address(session, task, case),
        word=(watch.word or "") if watch is not None else "",
        waits=stay.alarm_at is not None and not over and not stay.heard,
        sounded_at=stay.alarm_at,
        answered_at=stay.answered_at,
        answered_by=answered or "",
        escalated_at=stay.escalated_at,
        failed=stay.alarm_at is not None and all_failed(session, task.id, stay.alarm_at),
    )


def sounding(session: Session, staff: Staff) -> Sequence[int]:
    """The visits whose alarm sounds and that nobody takes care of, the oldest first."""
    rows = _SOUNDING.join(Case, Case.id == Task.case_id).where(visible_to(staff))
    return session.scalars(rows.order_by(VisitStay.alarm_at, VisitStay.task_id)).all()


def count_sounding(session: Session) -> int:
    """How many sound, in every team."""
    return session.scalar(select(func.count()).select_from(_SOUNDING.subquery())) or 0


def visit_of_alarm(session: Session, task_id: int) -> int | None:
    """The visit whose alarm a task asks about, while somebody is inside."""
    asks = aliased(Task)
    rows = (
        select(VisitStay.task_id)
        .join(Task, Task.id == VisitStay.task_id)
        .join(asks, asks.case_id == Task.case_id)
        .where(
            asks.id == task_id,
            asks.reason == OVERDUE,
            VisitStay.alarm_at.is_not(None),
            VisitStay.left_at.is_(None),
        )
    )
    return session.scalar(rows.order_by(VisitStay.alarm_at.desc()).limit(1))


def visitors_of(session: Session, stay: VisitStay) -> tuple[Staff, ...]:
    """Whoever went in, and who came along."""
    first = session.scalar(select(Staff).where(Staff.code == stay.entered_by))
    second = session.get(Staff, stay.companion_id) if stay.companion_id is not None else None
    both = {each.id: each for each in (first, second) if each is not None}
    return tuple(both.values())


def is_inside(session: Session, staff: Staff, but: int | None = None) -> bool:
    """Whether somebody is on a visit, alone or not, and did not come out; `but`: except one."""
    rows = (
        select(VisitStay.task_id)
        .join(Task, Task.id == VisitStay.task_id)
        .where(or_(VisitStay.entered_by == staff.code, VisitStay.companion_id == staff.id), INSIDE)
    )
    if but is not None:
        rows = rows.where(VisitStay.task_id != but)
    return session.scalar(rows.limit(1)) is not None


def _address(session: Session, task: Task, case: Case) -> str:
    person_id = task.person_id or next(iter(people_of(session, case)), None)
    rows = select(ContactPoint).where(
        ContactPoint.person_id == person_id, ContactPoint.kind == PointKind.POSTAL
    )
    points = session.scalars(rows.order_by(ContactPoint.rank, ContactPoint.id))
    value = next((point.value for point in points if point.value), None)
    return one_line(unpack(value)) if value else ""
