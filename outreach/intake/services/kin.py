"""Whom a row shares a number, an address or a name with, among the cases we have already.

Both sides are told: the new case by its codes, the older one by its codes and a task.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import NamedTuple, TypeAlias

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState, PauseReason, Referral, Thread
from outreach.database import database_of
from outreach.intake.rules.reasons import Code
from outreach.intake.rules.rows import ReferralRow
from outreach.intake.services.households import raise_first_tasks
from outreach.messages.services.means import Means
from outreach.people.models import ContactPoint, Person, PointKind
from outreach.people.rules.addresses import unpack
from outreach.sequences.services.pausing import pause_case

# case and person → what they share with the row
Kin: TypeAlias = Mapping[tuple[int, int], frozenset[Code]]
_Query: TypeAlias = Select[int, str, int, str | None, str | None]
_PORTION = 5_000
_SILENT = (CaseState.CLOSED, CaseState.INELIGIBLE)  # nothing leaves there: nobody has to decide


@dataclass(frozen=True, slots=True)
class _Marks:
    """What a row can share, as hashes; `address` is "" when no letter can be sent there."""

    person: str
    phones: frozenset[str]
    emails: frozenset[str]
    address: str

    @property
    def ways(self) -> frozenset[str]:
        return self.phones | self.emails

    def code(self, value_hash: str | None) -> Code:
        return Code.SHARED_NUMBER if value_hash in self.phones else Code.SHARED_EMAIL


class _Holder(NamedTuple):
    """Somebody of a case who has what a row says; `value`: a hash, or a packed address."""

    case_id: int
    state: str
    person_id: int
    match: str | None
    value: str | None


def lock_kin(session: Session, rows: Iterable[ReferralRow], known: Iterable[int]) -> None:
    """Lock the cases that a whole file may touch, in the order of their ids, `known` included."""
    every = [_marks(session, row) for row in rows]
    by_way, by_name = _Sharing(session, every), _namesakes(session, every)
    found = {each.case_id for each in (*by_way.everybody, *chain(*by_name.values()))}
    cases.lock(session, sorted(found.union(known)))


def kin_of(session: Session, rows: Sequence[ReferralRow]) -> list[Kin]:
    """For each row, the people of other cases that share something with it.

    Closed cases by person only. A few statements, however many rows.
    """
    every = [_marks(session, row) for row in rows]
    by_way, by_name = _Sharing(session, every), _namesakes(session, every)
    return [_kin(marks, by_way, by_name.get(marks.person, ())) for marks in every]


def _kin(marks: _Marks, sharing: "_Sharing", namesakes: Iterable[_Holder]) -> Kin:
    found: defaultdict[tuple[int, int], set[Code]] = defaultdict(set)
    for holder in sharing.holders(marks):
        if holder.match == marks.person:
            found[holder.case_id, holder.person_id].add(Code.SAME_PERSON)
        if holder.state != CaseState.CLOSED:
            found[holder.case_id, holder.person_id].add(marks.code(holder.value))
    for holder in namesakes:
        if marks.address and holder.value and unpack(holder.value).key == marks.address:
            found[holder.case_id, holder.person_id].add(Code.SAME_PERSON)
    return {key: frozenset(codes) for key, codes in found.items() if codes}


def tell_kin(session: Session, kin: Kin, now: datetime) -> None:
    """Write on each older case what it shares with a new one, and ask a human about it."""
    for (case_id, person_id), codes in sorted(kin.items()):
        case = session.get(Case, case_id)
        referral = session.scalar(select(Referral).where(Referral.case_id == case_id))
        if case is None or referral is None or case.state == CaseState.CLOSED:
            continue
        referral.codes = list(dict.fromkeys((*referral.codes, *sorted(codes))))
        if case.state not in _SILENT:
            raise_first_tasks(session, case, person_id, codes, now)


def hold_twin(
    session: Session, means: Means, case: Case, codes: Iterable[str], now: datetime
) -> None:
    """The same person under two references: the new case waits, else they would get all twice."""
    if Code.SAME_PERSON in set(codes):
        pause_case(session, means, case, PauseReason.MANUAL, actor="system", now=now)


def holders_of(session: Session, value_hash: str) -> set[int]:
    """Living cases that have a number or an address."""
    rows = (
        select(Case.id)
        .join(Thread, Thread.case_id == Case.id)
        .join(ContactPoint, ContactPoint.person_id == Thread.person_id)
        .where(ContactPoint.value_hash == value_hash, Case.state != CaseState.CLOSED)
    )
    return set(session.scalars(rows))


def tell_sharing(
    session: Session, case: Case, value_hash: str, *, phone: bool, now: datetime
) -> None:
    """A worker gave `case` a number that another case has too: tell both (all locked before)."""
    holders = holders_of(session, value_hash)
    if holders <= {case.id}:
        return
    rows = session.execute(
        select(Thread.case_id, Thread.person_id)
        .join(ContactPoint, ContactPoint.person_id == Thread.person_id)
        .where(ContactPoint.value_hash == value_hash, Thread.case_id.in_(holders))
    )
    codes = frozenset({Code.SHARED_NUMBER if phone else Code.SHARED_EMAIL})
    kin = {(case_id, who): codes for case_id, who in rows if case_id and who}
    tell_kin(session, kin, now)


def _marks(session: Session, row: ReferralRow) -> _Marks:
    hashed = database_of(session).fingerprint
    return _Marks(
        hashed(row.match_key),
        frozenset(hashed(phone.e164) for phone in row.phones),
        frozenset(hashed(email.address.lower()) for email in row.emails),
        row.address.key,
    )


class _Sharing:
    """Who holds the numbers and addresses of some rows."""

    def __init__(self, session: Session, every: Sequence[_Marks]) -> None:
        self._by_value: defaultdict[str, list[_Holder]] = defaultdict(list)
        ways = {way for marks in every for way in marks.ways}
        for some in _portions(ways):
            rows = _held(ContactPoint.value_hash).where(ContactPoint.value_hash.in_(some))
            for holder in map(_Holder._make, session.execute(rows)):
                self._by_value[holder.value or ""].append(holder)

    @property
    def everybody(self) -> Iterator[_Holder]:
        return chain.from_iterable(self._by_value.values())

    def holders(self, marks: _Marks) -> Iterator[_Holder]:
        return chain.from_iterable(self._by_value.get(way, ()) for way in sorted(marks.ways))


def _namesakes(session: Session, every: Sequence[_Marks]) -> Mapping[str, list[_Holder]]:
    """Who has the name of some rows, with their postal addresses."""
    found: defaultdict[str, list[_Holder]] = defaultdict(list)
    for some in _portions({marks.person for marks in every}):
        rows = _held(ContactPoint.value).where(
            Person.match_hash.in_(some), ContactPoint.kind == PointKind.POSTAL
        )
        for holder in map(_Holder._make, session.execute(rows)):
            found[holder.match or ""].append(holder)
    return found


def _held(value: InstrumentedAttribute[str | None]) -> _Query:
    return (
        select(Case.id, Case.state, Person.id, Person.match_hash, value)
        .join(Thread, Thread.case_id == Case.id)
        .join(Person, Person.id == Thread.person_id)
        .join(ContactPoint, ContactPoint.person_id == Person.id)
    )


def _portions(values: Iterable[str]) -> Iterator[Sequence[str]]:
    """A statement takes so many parameters and no more."""
    rest = sorted(values)
    return (rest[start : start + _PORTION] for start in range(0, len(rest), _PORTION))
