"""Whoever has agreed to meet somebody is not silent: nothing is written to them as if they were."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.agenda.models import Appointment, AppointmentKind, AppointmentState


def awaited_until(session: Session, case_id: int, now: datetime) -> datetime | None:
    """When the last meeting that is agreed with people of a case will be over; None = none is.

    A visit that is only announced is no agreement: the script goes on round it.
    """
    rows = select(func.max(Appointment.ends_at)).where(
        Appointment.case_id == case_id,
        Appointment.kind == AppointmentKind.MEETING,
        Appointment.state == AppointmentState.AGREED,
        Appointment.ends_at > now,
    )
    return session.scalar(rows)
