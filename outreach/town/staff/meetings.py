"""Appointments whose hour has passed: who came, as whoever waited for them notes it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.agenda.models import STANDING, Appointment, AppointmentKind, AppointmentState
from outreach.cases.models import Referral
from outreach.fieldwork.services.appointments.settling import settle_appointment
from outreach.messages.services.means import Means
from outreach.staff.models import Staff
from outreach.town.street import Tenant

CAME, STOOD_UP = "came", "stood_up"
_MEETING = Appointment.kind == AppointmentKind.MEETING


class Met(NamedTuple):
    """One appointment that was noted."""

    tenant: Tenant
    by: Staff
    outcome: str


def ahead(session: Session) -> set[int]:
    """The cases that an appointment stands of: nobody decides before it has taken place."""
    return set(
        session.scalars(
            select(Appointment.case_id).where(_MEETING, Appointment.state.in_(STANDING))
        )
    )


def note_meetings(
    means: Means, holder: Callable[[str], Tenant | None], leaves_from: datetime | None
) -> Iterator[Met]:
    """Note those that are over; what begins from `leaves_from` on is left to whoever watches."""
    now = means.clock.now()
    rows = (
        select(Appointment, Staff, Referral.landlord_reference)
        .join(Staff, Staff.id == Appointment.staff_id)
        .join(Referral, Referral.case_id == Appointment.case_id)
        .where(_MEETING, Appointment.state == AppointmentState.AGREED, Appointment.ends_at <= now)
        .order_by(Appointment.starts_at, Appointment.id)
    )
    with means.database.read() as session:
        found = session.execute(rows).all()
    for appointment, by, reference in found:
        tenant = holder(reference)
        left = leaves_from is not None and appointment.starts_at >= leaves_from
        if tenant is None or left:
            continue
        comes = tenant.household.who.comes
        state = AppointmentState.DONE if comes else AppointmentState.MISSED
        if settle_appointment(means, by, appointment.id, state) is None:
            yield Met(tenant, by, CAME if comes else STOOD_UP)
