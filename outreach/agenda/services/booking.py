"""Giving somebody's time to one appointment, and giving it back; inside the caller's transaction.

The primary key of the quarters decides who is first: whoever comes at the same moment waits for
the other's transaction, and then finds the time taken.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from outreach.agenda.models import (
    STANDING,
    Absence,
    Appointment,
    AppointmentKind,
    AppointmentState,
    Offer,
    Opening,
    TakenQuarter,
    Where,
)
from outreach.agenda.rules import quarters
from outreach.bulk import insert_many
from outreach.cases.models import AnyCase
from outreach.database import change, database_of, local_day
from outreach.record import services as record
from outreach.staff.models import Staff

_FREE = delete(TakenQuarter).where(TakenQuarter.appointment_key == bindparam("key"))
_QUIET = (
    update(Appointment)
    .where(Appointment.case_id == bindparam("case"), Appointment.reminded_at.is_(None))
    .values(reminded_at=bindparam("now"))
)
_OFFERED = select(Offer).where(
    Offer.attempt_key == bindparam("attempt"), Offer.rank == bindparam("rank")
)
_ANSWERED = (
    select(Appointment.id)
    .join(Offer, Offer.id == Appointment.offer_id)
    .where(Offer.attempt_key == bindparam("attempt"))
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Booking:
    """An appointment before it is a row."""

    key: str
    person_id: int | None
    staff_id: int
    starts_at: datetime
    ends_at: datetime
    kind: AppointmentKind = AppointmentKind.MEETING
    state: AppointmentState = AppointmentState.AGREED
    place: Where = Where.OFFICE
    office_id: int | None = None
    elsewhere: str | None = None
    offer_id: int | None = None
    task_id: int | None = None


def book(session: Session, case: AnyCase, new: Booking, *, now: datetime, actor: str) -> bool:
    """Take the time and write the appointment; False, and nothing written, when it is taken."""
    if not take(session, new.staff_id, new.key, new.starts_at, new.ends_at):
        return False
    write_down(session, case, new, now=now, actor=actor)
    return True


def write_down(session: Session, case: AnyCase, new: Booking, *, now: datetime, actor: str) -> None:
    """Write an appointment, whoever has its time."""
    row = {
        "key": new.key,
        "case_id": case.id,
        "person_id": new.person_id,
        "kind": new.kind,
        "state": new.state,
        "staff_id": new.staff_id,
        "place": new.place,
        "office_id": new.office_id,
        "elsewhere": new.elsewhere,
        "starts_at": new.starts_at,
        "ends_at": new.ends_at,
        "offer_id": new.offer_id,
        "task_id": new.task_id,
        "made_at": now,
        "made_by": actor,
        "changed_at": now,
    }
    insert_many(session.connection(), Appointment.__table__, [row])
    facts = _facts(session, new.key, new.kind, new.starts_at, new.place)
    record.write(session, case, _event(new.kind, new.state), actor, now, facts)


def take(session: Session, staff_id: int, key: str, starts_at: datetime, ends_at: datetime) -> bool:
    """Take every quarter of a span, in order, or none that was not theirs already."""
    session.flush()
    connection = session.connection()
    insert = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert
    wanted = quarters(starts_at, ends_at)
    rows = [{"staff_id": staff_id, "at": at, "appointment_key": key} for at in wanted]
    unless = insert(TakenQuarter).values(rows).on_conflict_do_nothing()
    new = connection.scalars(unless.returning(TakenQuarter.at)).all()
    own = select(TakenQuarter.at).where(
        TakenQuarter.staff_id == staff_id,
        TakenQuarter.at.in_(wanted),
        TakenQuarter.appointment_key == key,
    )
    if len(connection.scalars(own).all()) == len(wanted):
        return True
    mine = (TakenQuarter.staff_id == staff_id) & (TakenQuarter.appointment_key == key)
    connection.execute(delete(TakenQuarter).where(mine, TakenQuarter.at.in_(new)))
    return False


def hold(session: Session, appointment: Appointment) -> frozenset[int]:
    """Take the time of whoever goes, and give all other time of it back.

    Gives who has something else then: the appointment stands, and a human has to choose.
    """
    key, span = appointment.key, (appointment.starts_at, appointment.ends_at)
    visitors = (appointment.staff_id, appointment.companion_id)
    who = sorted({each for each in visitors if each is not None})
    busy = frozenset(each for each in who if not take(session, each, key, *span))
    theirs = TakenQuarter.staff_id.in_(who) & TakenQuarter.at.in_(quarters(*span))
    stale = delete(TakenQuarter).where(TakenQuarter.appointment_key == key, ~theirs)
    session.connection().execute(stale)
    return busy


def retime(
    session: Session,
    case: AnyCase,
    appointment: Appointment,
    starts_at: datetime,
    ends_at: datetime,
    *,
    now: datetime,
    actor: str,
) -> None:
    """Put an appointment at another time; it stays the same one for calendar programs."""
    appointment.starts_at, appointment.ends_at = starts_at, ends_at
    appointment.revision, appointment.changed_at = appointment.revision + 1, now
    session.flush()
    kind = AppointmentKind(appointment.kind)
    facts = _facts(session, appointment.key, kind, starts_at, appointment.place)
    record.write(session, case, f"{_noun(kind)}.moved", actor, now, facts)


def is_taken(
    session: Session, staff_id: int, task_id: int, starts_at: datetime, ends_at: datetime
) -> bool:
    """Whether somebody has something else then than the visit of a task."""
    own = select(Appointment.key).where(Appointment.task_id == task_id)
    rows = select(TakenQuarter.at).where(
        TakenQuarter.staff_id == staff_id,
        TakenQuarter.at.in_(quarters(starts_at, ends_at)),
        TakenQuarter.appointment_key.not_in(own),
    )
    return session.scalar(rows.limit(1)) is not None


def free(session: Session, key: str) -> None:
    """Give the time of an appointment back."""
    session.connection().execute(_FREE, {"key": key})


def move(
    session: Session,
    case: AnyCase,
    appointment: Appointment,
    state: AppointmentState,
    *,
    now: datetime,
    actor: str,
) -> None:
    """Put an appointment in another state; one that does not stand any more gives its time back."""
    if appointment.state == state:
        return
    appointment.state, appointment.changed_at = state, now
    appointment.revision += 1
    if state is AppointmentState.CANCELLED:
        session.flush()
        free(session, appointment.key)
    facts: record.Facts = {"appointment": appointment.key, "kind": appointment.kind}
    record.write(session, case, _event(appointment.kind, state), actor, now, facts)


def call_off_appointments(
    session: Session,
    case: AnyCase,
    *,
    now: datetime,
    actor: str,
    kinds: Collection[AppointmentKind] = tuple(AppointmentKind),
) -> int:
    """Cancel what stands of a case and has not begun; the number cancelled."""
    rows = select(Appointment).where(
        Appointment.case_id == case.id,
        Appointment.state.in_(STANDING),
        Appointment.kind.in_(kinds),
        Appointment.starts_at > now,
    )
    found = session.scalars(rows.order_by(Appointment.id)).all()
    for appointment in found:
        move(session, case, appointment, AppointmentState.CANCELLED, now=now, actor=actor)
    return len(found)


def keep_quiet(session: Session, case: AnyCase, now: datetime) -> None:
    """No reminder is made any more of what is agreed: they asked for no more messages."""
    change(session, Appointment, _QUIET, {"case": case.id, "now": now})


def accept(
    session: Session, case: AnyCase, attempt_key: str, rank: int, key: str, now: datetime
) -> Offer | None:
    """The slot that a person chose of those a message offered, now theirs; None when it is gone.

    One choice of a message: whoever writes another figure later wants a change, which a human
    makes.
    """
    session.flush()
    offer = session.scalar(_OFFERED, {"attempt": attempt_key, "rank": rank})
    if offer is None or offer.starts_at <= now or offer.case_id != case.id:
        return None
    if session.scalar(_ANSWERED, {"attempt": attempt_key}) is not None:
        return None
    if _is_off(session, offer):
        return None
    new = Booking(
        key=key,
        person_id=offer.person_id,
        staff_id=offer.staff_id,
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        office_id=offer.office_id,
        offer_id=offer.id,
    )
    return offer if book(session, case, new, now=now, actor="tenant") else None


def _is_off(session: Session, offer: Offer) -> bool:
    """Whether nobody sees anybody there then any more: noted since the message left.

    Whoever was offered left the team or is absent, the office closed, the hours were withdrawn.
    """
    staff = session.get_one(Staff, offer.staff_id)
    local = offer.starts_at.astimezone(database_of(session).zone)
    absent = select(Absence.id).where(
        Absence.team == staff.team,
        or_(Absence.staff_id == staff.id, Absence.staff_id.is_(None)),
        Absence.starts_on <= local.date(),
        Absence.ends_on >= local.date(),
    )
    hours = select(Opening.id).where(
        Opening.staff_id == staff.id,
        Opening.office_id == offer.office_id,
        Opening.weekday == local.weekday(),
        Opening.starts <= local.time(),
        Opening.ends > local.time(),
    )
    away = session.scalar(absent.limit(1)) is not None
    return away or not staff.active or session.scalar(hours.limit(1)) is None


def _event(kind: str, state: AppointmentState) -> str:
    """``visit.proposed``, ``appointment.agreed``: a thread tells of both in its own words."""
    return f"{_noun(kind)}.{state.value}"


def _noun(kind: str) -> str:
    return "visit" if kind == AppointmentKind.VISIT else "appointment"


def _facts(
    session: Session, key: str, kind: AppointmentKind, at: datetime, place: str
) -> record.Facts:
    on = local_day(session, at).isoformat()
    return {"appointment": key, "kind": kind.value, "on": on, "place": str(place)}
