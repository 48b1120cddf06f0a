"""Appointments at the door and once a day: what is offered, what is recalled, who has an hour."""

from collections.abc import Callable, Iterator
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from outreach.agenda.models import Appointment, Offer
from outreach.demo.story.slots import objection, stands, taken_twice
from outreach.messages.models import Purpose
from outreach.programmes.rules.calendar import Calendar
from outreach.simulate.watch.breach import Breach, Promise
from outreach.town.staff.office import hours_of

_OFFERED = select(Offer).where(Offer.attempt_key == bindparam("key"))
_RECALLED = select(Appointment).where(Appointment.reminder_key == bindparam("key"))


def objections(
    session: Session, key: str, purpose: str, calendar: Calendar, now: datetime
) -> Iterator[tuple[Promise, str]]:
    """What stands in the agenda against a message that is about to leave."""
    if purpose == Purpose.REMINDER:
        meeting = session.scalar(_RECALLED, {"key": key})
        if meeting is None or not stands(meeting, now):
            yield Promise.AGREED, "recalls no appointment that stands"
    if purpose != Purpose.SEQUENCE:
        return
    offers = session.scalars(_OFFERED, {"key": key}).all()
    hours = hours_of(session) if offers else {}
    for offer in offers:
        why = objection(offer, hours, calendar, now)
        if why:
            yield Promise.OFFERS, why


def look_for_crowds(session: Session, now: datetime, tell: Callable[[Breach], None]) -> None:
    """Two people of whom one colleague has the same hour."""
    for key in taken_twice(session):
        tell(Breach(Promise.ONE_TAKER, now, about=f"appointment {key}"))
