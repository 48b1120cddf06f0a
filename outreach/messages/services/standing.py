"""What is known of some people at one instant, loaded in a few statements for a whole batch."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import bindparam, distinct, func, or_, select
from sqlalchemy.orm import Session

from outreach.bulk import listed
from outreach.cases.models import Case, CaseState, Pause, Thread
from outreach.database import UtcInstant, database_of
from outreach.messages.models import Attempt, Purpose
from outreach.messages.rules.status import spends_contact
from outreach.people.models import ContactPoint
from outreach.people.services import refused_hashes
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.programmes.rules.calendar import Calendar
from outreach.programmes.rules.policy import ContactPolicy
from outreach.tasks.models import Task, TaskKind

_Key = TypeVar("_Key")
# Far enough back for every window of the policy, and for the last contact before it.
_LOOK_BACK = timedelta(days=120)
# Human attempts that were a contact in the person's eyes, whatever came of them.
_HUMAN_CONTACT = ("reached", "no_answer", "voicemail", "refused", "met", "not_home")


@dataclass(frozen=True, slots=True)
class Agreement:
    """One programme's rules, ready for use."""

    programme: Programme
    calendar: Calendar
    policy: ContactPolicy
    held: bool

    def open_on(self, day: date) -> bool:
        """Whether the agreement runs on a day; dates not set do not close it."""
        programme = self.programme
        return not (
            (programme.starts_on is not None and day < programme.starts_on)
            or (programme.ends_on is not None and day > programme.ends_on)
        )


@dataclass(frozen=True, slots=True)
class Trace:
    """One earlier attempt, as the caps, the spacing and the sequence see it."""

    person_id: int | None
    address_hash: str | None
    enrolment_id: int | None
    step: str | None
    try_no: int
    at: datetime
    status: str
    act: str | None
    by_machine: bool
    spends: bool  # weighs on the cap of phone contacts
    spaces: bool  # the next automated message keeps its distance


class Point(NamedTuple):
    """One contact point, as read."""

    id: int
    person_id: int
    kind: str
    value: str | None
    value_hash: str | None
    rank: int
    status: str
    to_confirm: bool
    discreet: bool


# Built once, and the same whatever the length of the lists: read and planned once by the database.
_PAUSED = select(Pause.case_id).where(listed(Pause.case_id, "cases"), Pause.ended_at.is_(None))
_PROGRAMMES = select(Programme).where(
    Programme.id.in_(select(Case.programme_id).where(listed(Case.id, "cases")))
)
_POINTS = (
    select(*(getattr(ContactPoint, name) for name in Point._fields))
    .where(listed(ContactPoint.person_id, "people"))
    .order_by(ContactPoint.rank, ContactPoint.id)
)
_SHARED = (
    select(ContactPoint.value_hash)
    .join(Thread, Thread.person_id == ContactPoint.person_id)
    .join(Case, Case.id == Thread.case_id)
    .where(listed(ContactPoint.value_hash, "hashes"), Case.state != CaseState.CLOSED)
    .group_by(ContactPoint.value_hash)
    .having(func.count(distinct(Case.id)) > 1)
)
_TRACES = select(
    Attempt.person_id,
    Attempt.address_hash,
    Attempt.enrolment_id,
    Attempt.step,
    Attempt.try_no,
    Attempt.at,
    Attempt.channel,
    Attempt.status,
    Attempt.reason,
    Attempt.act,
    Attempt.medium,
    Attempt.purpose,
).where(
    or_(listed(Attempt.person_id, "people"), listed(Attempt.address_hash, "hashes")),
    Attempt.at > bindparam("since", type_=UtcInstant),
)
_NOTICES = (
    select(Task.case_id, func.min(Task.done_on))
    .where(listed(Task.case_id, "cases"), Task.kind == TaskKind.LETTER, Task.outcome == "posted")
    .group_by(Task.case_id)
)


@dataclass(frozen=True)
class Standing:
    """Everything the gate and the sequence ask about a batch of people."""

    agreements: Mapping[int, Agreement]  # by programme
    points: Mapping[int, Sequence[Point]]  # by person, in the order to try
    refused: frozenset[str]
    shared: frozenset[str]
    paused: frozenset[int]  # cases
    traces: Sequence[Trace]
    notices: Mapping[int, date]  # case → day the information letter was posted

    def phone_contacts(self, person_id: int, address_hash: str | None) -> list[datetime]:
        """Instants that weigh on the cap, for the person and for the number."""
        return [t.at for t in self._of(person_id, address_hash) if t.spends]

    def last_contact(self, person_id: int, address_hash: str | None) -> datetime | None:
        """The last instant from which an automated message keeps its distance."""
        return max((t.at for t in self._of(person_id, address_hash) if t.spaces), default=None)

    def of_person(self, person_id: int) -> list[Trace]:
        """Everything tried with one person, in this run or another."""
        return self._by_person.get(person_id, [])

    def of_number(self, address_hash: str, person_id: int) -> list[Trace]:
        """Everything tried at one number or address with anybody but `person_id`."""
        return [t for t in self._by_number.get(address_hash, []) if t.person_id != person_id]

    def _of(self, person_id: int, address_hash: str | None) -> list[Trace]:
        others = self.of_number(address_hash, person_id) if address_hash else []
        return [*self.of_person(person_id), *others]

    @cached_property
    def _by_person(self) -> dict[int | None, list[Trace]]:
        return _grouped(self.traces, lambda trace: trace.person_id)

    @cached_property
    def _by_number(self) -> dict[str | None, list[Trace]]:
        return _grouped(self.traces, lambda trace: trace.address_hash)


def load(
    session: Session,
    case_ids: Sequence[int],
    person_ids: Sequence[int],
    now: datetime,
    *,
    held: bool,
) -> Standing:
    """The standing of some people in some cases; `held` is the setting, switches are looked up."""
    session.flush()  # below, statements go past the session
    points = _points(session, person_ids)
    hashes = [p.value_hash for ps in points.values() for p in ps if p.value_hash]
    return Standing(
        agreements=_agreements(session, case_ids, held=held),
        points=points,
        refused=frozenset(refused_hashes(session, hashes)),
        shared=_shared(session, hashes),
        paused=frozenset(session.connection().scalars(_PAUSED, {"cases": case_ids})),
        traces=_traces(session, person_ids, hashes, now),
        notices=_notices(session, case_ids),
    )


def _grouped(traces: Sequence[Trace], key: Callable[[Trace], _Key]) -> dict[_Key, list[Trace]]:
    groups: dict[_Key, list[Trace]] = defaultdict(list)
    for trace in traces:
        groups[key(trace)].append(trace)
    return groups


def _agreements(session: Session, case_ids: Sequence[int], *, held: bool) -> dict[int, Agreement]:
    zone = database_of(session).zone
    rows = session.scalars(_PROGRAMMES, {"cases": case_ids})
    return {
        row.id: Agreement(
            row,
            programmes.calendar_of(session, row, zone),
            programmes.policy_of(row),
            programmes.held(session, row, held),
        )
        for row in rows
    }


def _points(session: Session, person_ids: Sequence[int]) -> dict[int, list[Point]]:
    found: dict[int, list[Point]] = defaultdict(list)
    rows = session.connection().execute(_POINTS, {"people": person_ids})
    for point in map(Point._make, rows):
        found[point.person_id].append(point)
    return found


def _shared(session: Session, hashes: Iterable[str]) -> frozenset[str]:
    """Numbers and addresses that stand in more than one living case."""
    return frozenset(session.connection().scalars(_SHARED, {"hashes": list(hashes)}))


def _traces(
    session: Session, person_ids: Sequence[int], hashes: Sequence[str], now: datetime
) -> list[Trace]:
    asked = {"people": person_ids, "hashes": list(hashes), "since": now - _LOOK_BACK}
    return [_trace(row) for row in session.connection().execute(_TRACES, asked)]


def _trace(row: Any) -> Trace:
    unprompted = row.purpose in (Purpose.SEQUENCE, Purpose.HUMAN_FIRST)
    by_machine = row.medium is not None
    left = row.status not in ("blocked", "cancelled", "absent", "refused")
    return Trace(
        person_id=row.person_id,
        address_hash=row.address_hash,
        enrolment_id=row.enrolment_id,
        step=row.step,
        try_no=row.try_no,
        at=row.at,
        status=row.status,
        act=row.act,
        by_machine=by_machine,
        spends=unprompted and spends_contact(row.status, row.channel, row.reason),
        spaces=(unprompted and by_machine and left)
        or (not by_machine and row.status in _HUMAN_CONTACT),
    )


def _notices(session: Session, case_ids: Sequence[int]) -> dict[int, date]:
    """The first letter posted and not returned, by case."""
    rows = session.connection().execute(_NOTICES, {"cases": case_ids})
    return {case_id: day for case_id, day in rows if case_id is not None and day is not None}
