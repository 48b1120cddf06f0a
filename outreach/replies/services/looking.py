"""What an automatic answer needs to know, read in one statement under the lock of its case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import bindparam, distinct, func, or_, select
from sqlalchemy.orm import Session, aliased

from outreach.cases.models import Case, CaseState, Thread
from outreach.database import database_of
from outreach.messages.services.standing import Point
from outreach.people.models import ContactPoint, OptOut, Person
from outreach.programmes.models import Closure, Hold, Programme
from outreach.programmes.rules.calendar import Calendar
from outreach.programmes.rules.hours_text import parse_hours


class Speaker(NamedTuple):
    """Who writes for a programme."""

    contact_name: str
    contact_phone: str | None
    adil_phone: str
    landlord: str
    head_office: str
    dpo: str


@dataclass(frozen=True, slots=True)
class Seen:
    """Where the answer would go, to whom, in whose name, and what may stand in its way."""

    point: Point
    first_name: str | None
    language: str
    speaker: Speaker
    calendar: Calendar
    answered_at: datetime | None  # the thread's last automatic answer
    held: bool  # by a switch
    refused: bool
    shared: bool


_Other, _Their, _Living = aliased(ContactPoint), aliased(Thread), aliased(Case)
_HELD = or_(Hold.programme_id.is_(None), Hold.programme_id == Programme.id)
_HOLDERS = (
    select(func.count(distinct(_Living.id)))
    .join(_Their, _Their.case_id == _Living.id)
    .join(_Other, _Other.person_id == _Their.person_id)
    .where(_Other.value_hash == ContactPoint.value_hash, _Living.state != CaseState.CLOSED)
    .scalar_subquery()
)
# Of one point by its id, not of a list: PostgreSQL would plan it anew each time, which takes longer
# than to run it.
_LOOK = (
    select(
        *(getattr(ContactPoint, name) for name in Point._fields),
        *(getattr(Programme, name) for name in Speaker._fields),
        Person.first_name,
        Person.language,
        Programme.hours,
        Thread.automatic_at,
        select(Hold.id).where(Hold.lifted_at.is_(None), _HELD).exists(),
        select(OptOut.id)
        .where(OptOut.value_hash == ContactPoint.value_hash, OptOut.lifted_at.is_(None))
        .exists(),
        _HOLDERS > 1,
        Closure.starts_on,
        Closure.ends_on,
    )
    .select_from(ContactPoint)
    .join(Person, Person.id == ContactPoint.person_id)
    .join(Thread, Thread.id == bindparam("thread"))
    .join(Case, Case.id == Thread.case_id)
    .join(Programme, Programme.id == Case.programme_id)
    .outerjoin(Closure, Closure.programme_id == Programme.id)
    .where(ContactPoint.id == bindparam("point"))
    .order_by(Closure.starts_on, Closure.ends_on)
)


def look(session: Session, point_id: int | None, thread_id: int) -> Seen | None:
    """What stands at the point that a message came from, None without one.

    Its answer goes nowhere else.
    """
    session.flush()
    asked = {"point": point_id, "thread": thread_id}
    rows = session.connection().execute(_LOOK, asked).all()
    if not rows:
        return None
    cells: Iterator[Any] = iter(rows[0])
    point = Point._make(islice(cells, len(Point._fields)))
    speaker = Speaker._make(islice(cells, len(Speaker._fields)))
    first_name, language, hours, answered_at, held, refused, shared, *_ = cells
    closures = tuple((row[-2], row[-1]) for row in rows if row[-2])
    calendar = Calendar(database_of(session).zone, parse_hours(hours), closures)
    return Seen(point, first_name, language, speaker, calendar, answered_at, held, refused, shared)
