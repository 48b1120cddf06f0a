"""Appointments, judged by the town's own hours and by what people were told of them.

A check here asks nothing that the agenda decides by: no quarter that it marked as taken, no hours
that it read, no words that it put together.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.agenda.models import Appointment, AppointmentKind, AppointmentState, Offer
from outreach.demo.story.evidence import Evidence
from outreach.messages.models import Purpose
from outreach.programmes.rules.calendar import Calendar
from outreach.staff.models import Staff
from outreach.town.staff.office import Hours, hours_of

_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_FRENCH, _CONFIRMED = "fr", "RDVOK"
_MEETING = Appointment.kind == AppointmentKind.MEETING


def one_taker(seen: Evidence) -> Iterator[str]:
    """Nobody sees two people at once, and whoever took a slot is whoever it was offered to."""
    yield from taken_twice(seen.session)
    rows = select(Appointment.key).join(Offer, Offer.id == Appointment.offer_id)
    others = (Appointment.person_id != Offer.person_id) | (Appointment.case_id != Offer.case_id)
    yield from seen.session.scalars(rows.where(others))


def taken_twice(session: Session) -> Iterator[str]:
    """Appointments of one colleague that lie over each other."""
    rows = (
        select(Appointment.key, Appointment.staff_id, Appointment.starts_at, Appointment.ends_at)
        .where(_MEETING, Appointment.state != AppointmentState.CANCELLED)
        .order_by(Appointment.staff_id, Appointment.starts_at, Appointment.key)
    )
    for one, other in pairwise(session.execute(rows)):
        if one.staff_id == other.staff_id and other.starts_at < one.ends_at:
            yield other.key


def offers_hold(seen: Evidence) -> Iterator[str]:
    """What a message offered lay ahead, within hours, and is what its figures stand for."""
    offers: dict[str, list[Offer]] = {}
    for offer in seen.session.scalars(select(Offer).order_by(Offer.attempt_key, Offer.rank)):
        offers.setdefault(offer.attempt_key, []).append(offer)
    hours = hours_of(seen.session)
    for row, at in seen.departures:
        for offer in offers.get(row.key, ()):
            words = f"{offer.rank} = {words_of(offer.starts_at, seen.calendar)}"
            told = row.language != _FRENCH or words in seen.words[row.key]
            if objection(offer, hours, seen.calendar, at) or not told:
                yield row.key


def objection(
    offer: Offer, hours: Mapping[int, Sequence[Hours]], calendar: Calendar, at: datetime
) -> str:
    """Why a slot should not stand in a message of that instant, "" when it may."""
    if offer.starts_at <= at:
        return "a slot in the past"
    if not calendar.is_working_day(calendar.day(offer.starts_at)):
        return "a slot on a closed day"
    theirs = hours.get(offer.staff_id, ())
    fits = any(each.hold(offer.starts_at, offer.ends_at, calendar.zone) for each in theirs)
    return "" if fits else "a slot outside hours"


def told_as_agreed(seen: Evidence) -> Iterator[str]:
    """What is confirmed or recalled stands in the agenda then, at that hour and with that one."""
    staff = {row.id: row.first_name for row in seen.session.scalars(select(Staff))}
    chosen, recalled = _chosen(seen.session), _recalled(seen.session)
    for row, at in seen.departures:
        if row.text_code == _CONFIRMED:
            facts = [
                (words_of(each.starts_at, seen.calendar), staff[each.staff_id])
                for each in chosen.get(row.person_id, ())
            ]
        elif row.purpose == Purpose.REMINDER:
            facts = [
                (hour_of(each.starts_at, seen.calendar), staff[each.staff_id])
                for each in recalled.get(row.key, ())
                if stands(each, at)
            ]
        else:
            continue
        french, said = row.language == _FRENCH, seen.words[row.key]
        if not any(not french or _names(said, when, who) for when, who in facts):
            yield row.key


def _chosen(session: Session) -> Mapping[int | None, Sequence[Offer]]:
    """The offers that somebody took, by person."""
    found = defaultdict[int | None, list[Offer]](list)
    for offer in session.scalars(select(Offer).join(Appointment, Appointment.offer_id == Offer.id)):
        found[offer.person_id].append(offer)
    return found


def _recalled(session: Session) -> Mapping[str | None, Sequence[Appointment]]:
    """Appointments by the key of their reminder."""
    found = defaultdict[str | None, list[Appointment]](list)
    for each in session.scalars(select(Appointment).where(Appointment.reminder_key.is_not(None))):
        found[each.reminder_key].append(each)
    return found


def stands(meeting: Appointment, at: datetime) -> bool:
    """Whether an appointment was still ahead at an instant, and not called off."""
    off = meeting.state == AppointmentState.CANCELLED and meeting.changed_at <= at
    return not off and meeting.starts_at > at


def words_of(at: datetime, calendar: Calendar) -> str:
    """A day and an hour, as an SMS has them."""
    day = calendar.day(at)
    number = "1er" if day.day == 1 else str(day.day)
    return f"{_DAYS[day.weekday()]} {number} {hour_of(at, calendar)}"


def hour_of(at: datetime, calendar: Calendar) -> str:
    """The hour alone."""
    local = at.astimezone(calendar.zone)
    return f"à {local.hour}h{local.minute:02}" if local.minute else f"à {local.hour}h"


def _names(said: str, when: str, who: str) -> bool:
    return f"{when} " in said and f" avec {who}," in said
