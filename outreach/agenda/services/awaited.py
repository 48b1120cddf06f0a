"""Whoever has agreed to meet somebody is not silent: nothing is written to them as if they were."""

from datetime import datetime, time, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.agenda.models import Appointment, AppointmentKind, AppointmentState
from outreach.agenda.rules import VISIT
from outreach.database import database_of
from outreach.tasks.models import Task, TaskKind, TaskState


def awaited_until(session: Session, case_id: int, now: datetime) -> datetime | None:
    """When the last meeting or visit agreed with people of a case will be over; None = none is.

    A visit that is only announced is no agreement: the script goes on round it.
    """
    met = _meeting_until(session, case_id, now)
    ends = [end for end in (met, *_visits_until(session, case_id)) if end is not None and end > now]
    return max(ends, default=None)


def _meeting_until(session: Session, case_id: int, now: datetime) -> datetime | None:
    rows = select(func.max(Appointment.ends_at)).where(
        Appointment.case_id == case_id,
        Appointment.kind == AppointmentKind.MEETING,
        Appointment.state == AppointmentState.AGREED,
        Appointment.ends_at > now,
    )
    return session.scalar(rows)


def _visits_until(session: Session, case_id: int) -> list[datetime]:
    """Asked of the tasks: a visit without an hour, or that nobody goes to yet, is in no agenda."""
    rows = select(Task.visit_at, Task.due_on).where(
        Task.case_id == case_id,
        Task.kind == TaskKind.VISIT,
        Task.state == TaskState.OPEN,
        Task.agreed_at.is_not(None),
    )
    zone = database_of(session).zone
    return [
        at + VISIT if at is not None else datetime.combine(on + timedelta(days=1), time(), zone)
        for at, on in session.execute(rows)
    ]
