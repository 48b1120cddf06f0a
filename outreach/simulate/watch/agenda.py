"""Appointments at the door and once a day: what is offered, what is recalled, who has an hour."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from outreach.agenda.models import Appointment, AppointmentKind, AppointmentState, Offer
from outreach.database import UtcInstant
from outreach.demo.story.slots import objection, stands, taken_twice
from outreach.messages.models import Purpose
from outreach.programmes.rules.calendar import Calendar
from outreach.simulate.watch.breach import Breach, Promise
from outreach.tasks.models import Task, TaskState
from outreach.town.staff.office import hours_of

_OFFERED = select(Offer).where(Offer.attempt_key == bindparam("key"))
_MET = select(Appointment.id).where(
    Appointment.case_id == bindparam("case"),
    Appointment.kind == AppointmentKind.MEETING,
    Appointment.state == AppointmentState.AGREED,
    Appointment.ends_at > bindparam("now", type_=UtcInstant),
)
_VISITED = select(Task.id).where(
    Task.case_id == bindparam("case"),
    Task.state == TaskState.OPEN,
    Task.agreed_at.is_not(None),
    Task.visit_at > bindparam("now", type_=UtcInstant),
)
_RECALLED = select(Appointment).where(Appointment.reminder_key == bindparam("key"))


def objections(
    session: Session, message: Any, calendar: Calendar, now: datetime
) -> Iterator[tuple[Promise, str]]:
    """What stands in the agenda against a message (a row of its attempt) that is about to leave."""
    if message.purpose == Purpose.REMINDER:
        meeting = session.scalar(_RECALLED, {"key": message.key})
        if meeting is None or not stands(meeting, now):
            yield Promise.AGREED, "recalls no appointment that stands"
    if message.purpose != Purpose.SEQUENCE:
        return
    for ahead in (_MET, _VISITED):
        if session.scalars(ahead, {"case": message.case_id, "now": now}).first() is not None:
            yield Promise.MET_FIRST, "they have agreed to meet somebody"
    offers = session.scalars(_OFFERED, {"key": message.key}).all()
    hours = hours_of(session) if offers else {}
    for offer in offers:
        why = objection(offer, hours, calendar, now)
        if why:
            yield Promise.OFFERS, why


def look_for_crowds(session: Session, now: datetime, tell: Callable[[Breach], None]) -> None:
    """Two people of whom one colleague has the same hour."""
    for key in taken_twice(session):
        tell(Breach(Promise.ONE_TAKER, now, about=f"appointment {key}"))
