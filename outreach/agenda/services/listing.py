"""Appointments as pages show them, for whoever may know of their cases."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from outreach.agenda.models import Appointment, Office
from outreach.cases.models import Case, visible_to
from outreach.people.models import Person
from outreach.staff.models import Staff

_Companion = aliased(Staff)


@dataclass(frozen=True, slots=True)
class Entry:
    """One appointment; `companion`: who comes along, "" = nobody."""

    id: int
    kind: str
    state: str
    starts_at: datetime
    ends_at: datetime
    place: str
    office_id: int | None
    office: str
    elsewhere: str = field(repr=False)
    reference: str
    name: str = field(repr=False)
    staff_id: int
    worker: str
    companion: str
    task_id: int | None
    made_by: str


def between(
    session: Session, staff: Staff, first: datetime, last: datetime, *, mine: bool = False
) -> tuple[Entry, ...]:
    """Those that begin in a span, in order; `mine`: only those that somebody goes to."""
    rows = _select(staff).where(Appointment.starts_at >= first, Appointment.starts_at < last)
    if mine:
        rows = rows.where(
            or_(Appointment.staff_id == staff.id, Appointment.companion_id == staff.id)
        )
    return _entries(session, rows)


def of_case(session: Session, staff: Staff, case_id: int) -> tuple[Entry, ...]:
    """Every appointment of a case, in order."""
    return _entries(session, _select(staff).where(Appointment.case_id == case_id))


def one(session: Session, staff: Staff, appointment_id: int) -> Entry | None:
    """One appointment, if somebody may know of it."""
    rows = _select(staff).where(Appointment.id == appointment_id)
    return next(iter(_entries(session, rows)), None)


def _select(staff: Staff) -> Any:
    return (
        select(Appointment, Case.reference, Person, Staff.first_name, _Companion, Office.name)
        .join(Case, Case.id == Appointment.case_id)
        .join(Staff, Staff.id == Appointment.staff_id)
        .outerjoin(Person, Person.id == Appointment.person_id)
        .outerjoin(_Companion, _Companion.id == Appointment.companion_id)
        .outerjoin(Office, Office.id == Appointment.office_id)
        .where(visible_to(staff))
        .order_by(Appointment.starts_at, Appointment.id)
    )


def _entries(session: Session, rows: Any) -> tuple[Entry, ...]:
    return tuple(_entry(*row) for row in session.execute(rows))


def _entry(
    row: Appointment,
    reference: str,
    person: Person | None,
    worker: str,
    companion: Staff | None,
    office: str | None,
) -> Entry:
    names = (person.first_name, person.last_name) if person is not None else ()
    return Entry(
        id=row.id,
        kind=row.kind,
        state=row.state,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        place=row.place,
        office_id=row.office_id,
        office=office or "",
        elsewhere=row.elsewhere or "",
        reference=reference,
        name=" ".join(part for part in names if part),
        staff_id=row.staff_id,
        worker=worker,
        companion=companion.first_name if companion is not None else "",
        task_id=row.task_id,
        made_by=row.made_by,
    )
