"""The visits of one day in the order of the streets, for a phone and on paper."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import and_, literal, or_, select
from sqlalchemy.orm import Session

from outreach.agenda.models import STANDING, AppointmentKind, Where
from outreach.agenda.services.listing import Entry, between
from outreach.agenda.services.suspension import visits_suspended
from outreach.cases.models import Case, visible_to
from outreach.database import database_of, local_day
from outreach.fieldwork.models import VisitStay
from outreach.fieldwork.services.household import is_discreet, people_of
from outreach.fieldwork.services.visits.announcing import late_since, waiting_letter
from outreach.fieldwork.services.visits.remarks import Remark, remarks_of
from outreach.inbox.services.waiting import is_waiting
from outreach.people.models import ContactPoint, Person, PointKind, PointStatus
from outreach.people.rules.addresses import Address, one_line, route_key, unpack
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind, TaskState

_CALLABLE = (PointStatus.OK, PointStatus.SUSPECT)


@dataclass(frozen=True, slots=True)
class Door:
    """One visit. `unread`: something they wrote is to be read first; `suspended`: nobody goes
    before the coordination says so; `unannounced`: the letter that is to tell of it, 0 once it is
    posted; `late`: it was announced for a day that is over; `first`:
    nobody of us was ever there; `discreet`: no card at the door."""

    task_id: int
    reference: str
    state: str
    outcome: str
    visit_at: datetime | None
    name: str = field(repr=False)
    address: str = field(repr=False)
    phone: str = field(repr=False)
    language: str
    owner_id: int | None
    owner: str
    companion_id: int | None
    companion: str
    unread: bool
    suspended: bool
    unannounced: int
    late: date | None
    first: bool
    discreet: bool
    entered_at: datetime | None
    left_at: datetime | None
    card_left: bool
    remarks: tuple[Remark, ...]
    thread_id: int | None = None

    @property
    def inside(self) -> bool:
        """Whether somebody went in and did not come out, even if it was called off meanwhile."""
        stays = self.entered_at is not None and self.left_at is None
        return stays and self.state != TaskState.DONE


def round_of(
    session: Session, staff: Staff, day: date, now: datetime, *, mine: bool = False
) -> tuple[Door, ...]:
    """Every visit of a day that somebody may know of; today's holds those that are late too."""
    today = local_day(session, now)
    inside = and_(VisitStay.entered_at.is_not(None), VisitStay.left_at.is_(None))
    called_off = and_(Task.state == TaskState.CANCELLED, inside, literal(day == today))
    rows = (
        select(Task, Case, VisitStay, Staff.first_name)
        .join(Case, Case.id == Task.case_id)
        .outerjoin(VisitStay, VisitStay.task_id == Task.id)
        .outerjoin(Staff, Staff.id == Task.owner_id)
        .where(
            Task.kind == TaskKind.VISIT,
            or_(
                Task.state == TaskState.OPEN,
                and_(Task.state == TaskState.DONE, Task.done_on == day),
                called_off,
            ),
            Task.due_on <= day + timedelta(days=1),
            visible_to(staff),
        )
    )
    if mine:
        theirs = (Task.owner_id == staff.id, VisitStay.companion_id == staff.id)
        rows = rows.where(or_(*theirs, and_(inside, VisitStay.entered_by == staff.code)))
    found = []
    for task, case, stay, owner in session.execute(rows):
        when = _day(session, task)
        if task.state == TaskState.OPEN and when != day and not (day == today and when < day):
            continue
        found.append(_door(session, task, case, stay, owner or "", today))
    return tuple(door for _, door in sorted(found, key=lambda pair: pair[0]))


def also_at_homes(
    session: Session, staff: Staff, day: date, doors: Sequence[Door], *, mine: bool
) -> tuple[Entry, ...]:
    """What else the agenda holds at somebody's home that day: appointments, and visits that a
    letter proposes, whose task opens on the morning itself."""
    first = datetime.combine(day, time(), database_of(session).zone)
    shown = {door.reference for door in doors}
    return tuple(
        entry
        for entry in between(session, staff, first, first + timedelta(days=1), mine=mine)
        if entry.place == Where.HOME and entry.state in STANDING
        if entry.kind != AppointmentKind.VISIT or entry.reference not in shown
    )


def _day(session: Session, task: Task) -> date:
    return local_day(session, task.visit_at) if task.visit_at is not None else task.due_on


def _door(
    session: Session, task: Task, case: Case, stay: VisitStay | None, owner: str, today: date
) -> tuple[tuple[object, ...], Door]:
    person_id = task.person_id or next(iter(people_of(session, case)), None)
    person = session.get(Person, person_id) if person_id is not None else None
    points = _points(session, person_id)
    address = next(
        (unpack(p.value) for p in points if p.kind == PointKind.POSTAL and p.value), None
    )
    companion_id = stay.companion_id if stay is not None else None
    companion = session.get(Staff, companion_id) if companion_id is not None else None
    names = (person.first_name, person.last_name) if person is not None else ()
    door = Door(
        task_id=task.id,
        reference=case.reference,
        state=task.state,
        outcome=task.outcome or "",
        visit_at=task.visit_at,
        name=" ".join(part for part in names if part),
        address=one_line(address) if address is not None else "",
        phone=next(iter(_phones(points)), ""),
        language=person.language if person is not None else "",
        owner_id=task.owner_id,
        owner=owner,
        companion_id=companion_id,
        companion=companion.first_name if companion is not None else "",
        unread=task.state == TaskState.OPEN and is_waiting(session, case),
        suspended=task.state == TaskState.OPEN and visits_suspended(session, case),
        unannounced=waiting_letter(session, case, task),
        late=late_since(session, task, today),
        first=_is_first(session, task),
        discreet=is_discreet(session, case),
        entered_at=stay.entered_at if stay is not None else None,
        left_at=stay.left_at if stay is not None else None,
        card_left=stay.card_left if stay is not None else False,
        remarks=remarks_of(session, case.id, today),
    )
    return (*route_key(address or Address()), task.id), door


def _points(session: Session, person_id: int | None) -> list[ContactPoint]:
    rows = select(ContactPoint).where(ContactPoint.person_id == person_id)
    return list(session.scalars(rows.order_by(ContactPoint.rank, ContactPoint.id)))


def _phones(points: list[ContactPoint]) -> list[str]:
    """Numbers to ring before one climbs the stairs; a discreet one never."""
    kinds = (PointKind.MOBILE, PointKind.LANDLINE)
    return [
        point.value
        for point in points
        if point.kind in kinds and point.value and point.status in _CALLABLE and not point.discreet
    ]


def _is_first(session: Session, task: Task) -> bool:
    made = select(Task.id).where(
        Task.case_id == task.case_id,
        Task.kind == TaskKind.VISIT,
        Task.state == TaskState.DONE,
        Task.id != task.id,
    )
    return session.scalar(made.limit(1)) is None
