"""The household of a case: who, in which language, and every way to reach them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState, Thread
from outreach.expertise.services.attempts import masked
from outreach.expertise.services.rows import full_name
from outreach.people.models import ContactPoint, Person, PointKind, PointStatus
from outreach.people.rules.addresses import Address, unpack
from outreach.people.services import refused_hashes

_ORDER = {PointKind.EMAIL.value: 1, PointKind.POSTAL.value: 2}


class Health(StrEnum):
    """What may be done with a contact point, the gravest first."""

    WRONG_PERSON = "wrong_person"
    OPTED_OUT = "opted_out"
    INVALID = "invalid"
    SUSPECT = "suspect"
    TO_CONFIRM = "to_confirm"
    OK = "ok"


@dataclass(frozen=True, slots=True)
class Way:
    """One number or address; somebody else's is masked. `shared`: another living case has it."""

    id: int
    kind: str
    value: str = field(repr=False)
    health: Health
    source: str
    discreet: bool
    shared: bool
    address: Address | None = field(default=None, repr=False)

    @property
    def doubtful(self) -> bool:
        """Whether a worker can still say that it is theirs and receives."""
        return self.health in (Health.INVALID, Health.SUSPECT, Health.TO_CONFIRM)

    @property
    def written_to(self) -> bool:
        """Whether messages or calls go there: a letter box is neither discreet nor disowned."""
        return self.kind != PointKind.POSTAL


@dataclass(frozen=True, slots=True)
class Tenant:
    """One person of the household, with their own timeline."""

    id: int
    name: str = field(repr=False)
    first_name: str = field(repr=False)
    last_name: str = field(repr=False)
    damaged: bool
    language: str
    language_confirmed: bool
    can_read: str
    thread_id: int
    waits_since: datetime | None
    alert: bool
    ways: tuple[Way, ...]


def household(session: Session, case: Case) -> tuple[Tenant, ...]:
    """Everybody of a case, the one named by the landlord first."""
    rows = session.execute(
        select(Thread, Person)
        .join(Person, Person.id == Thread.person_id)
        .where(Thread.case_id == case.id)
        .order_by(Thread.id)
    ).all()
    found = select(ContactPoint).where(
        ContactPoint.person_id.in_([person.id for _, person in rows])
    )
    points = sorted(session.scalars(found), key=_order)
    ways = {point.id: way for point, way in _ways(session, points)}
    return tuple(
        _tenant(thread, person, [ways[p.id] for p in points if p.person_id == person.id])
        for thread, person in rows
    )


def _order(point: ContactPoint) -> tuple[int, int, int]:
    """Phones, then e-mails, then the letter box; in the order to try."""
    return _ORDER.get(point.kind, 0), point.rank, point.id


def _tenant(thread: Thread, person: Person, ways: list[Way]) -> Tenant:
    return Tenant(
        id=person.id,
        name=full_name(person.first_name, person.last_name),
        first_name=person.first_name or "",
        last_name=person.last_name or "",
        damaged=person.name_damaged,
        language=person.language,
        language_confirmed=person.language_confirmed,
        can_read=person.can_read,
        thread_id=thread.id,
        waits_since=thread.first_unanswered_at,
        alert=thread.alert,
        ways=tuple(ways),
    )


def _ways(session: Session, points: Sequence[ContactPoint]) -> list[tuple[ContactPoint, Way]]:
    hashes = [point.value_hash for point in points if point.value_hash]
    refused, shared = refused_hashes(session, hashes), _shared(session, hashes)
    return [(point, _way(point, refused, shared)) for point in points if point.value]


def _way(point: ContactPoint, refused: set[str], shared: set[str]) -> Way:
    health = _health(point, refused)
    postal = unpack(point.value or "[]") if point.kind == PointKind.POSTAL else None
    value = masked(point.value) if health is Health.WRONG_PERSON else point.value
    return Way(
        id=point.id,
        kind=point.kind,
        value=value or "",
        health=health,
        source=point.source,
        discreet=point.discreet,
        shared=point.value_hash in shared,
        address=postal,
    )


def _health(point: ContactPoint, refused: set[str]) -> Health:
    if point.status == PointStatus.OK and point.value_hash in refused:
        return Health.OPTED_OUT
    if point.status == PointStatus.OK and point.to_confirm:
        return Health.TO_CONFIRM
    return Health(point.status)


def _shared(session: Session, hashes: list[str]) -> set[str]:
    """Numbers and addresses that more than one living case has."""
    rows = (
        select(ContactPoint.value_hash)
        .join(Thread, Thread.person_id == ContactPoint.person_id)
        .join(Case, Case.id == Thread.case_id)
        .where(ContactPoint.value_hash.in_(hashes), Case.state != CaseState.CLOSED)
        .group_by(ContactPoint.value_hash)
        .having(func.count(Case.id.distinct()) > 1)
    )
    return {value for value in session.scalars(rows) if value}
