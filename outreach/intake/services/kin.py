"""Whom a row shares a number, an address or a name with, among the cases we have already.

Both sides are told: the new case by its codes, the older one by its codes and a task.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

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


def lock_kin(session: Session, rows: Iterable[ReferralRow], known: Iterable[int]) -> None:
    """Lock the cases that a whole file may touch, in the order of their ids, `known` included."""
    every = [_marks(session, row) for row in rows]
    hashes = {value for marks in every for value in marks.ways}
    people = {marks.person for marks in every}
    found = session.scalars(
        select(Thread.case_id)
        .join(Person, Person.id == Thread.person_id)
        .outerjoin(ContactPoint, ContactPoint.person_id == Person.id)
        .where(ContactPoint.value_hash.in_(hashes) | Person.match_hash.in_(people))
    )
    ids = {case_id for case_id in found if case_id is not None}
    cases.lock(session, sorted(ids.union(known)))


def kin_of(session: Session, row: ReferralRow) -> Kin:
    """The people of other cases that share something with a row; closed cases by person only."""
    marks = _marks(session, row)
    found: defaultdict[tuple[int, int], set[Code]] = defaultdict(set)
    for case_id, state, person_id, match, value in _sharing(session, marks):
        if match == marks.person:
            found[case_id, person_id].add(Code.SAME_PERSON)
        if state != CaseState.CLOSED:
            found[case_id, person_id].add(marks.code(value))
    for case_id, person_id, packed in _namesakes(session, marks):
        if packed and unpack(packed).key == marks.address:
            found[case_id, person_id].add(Code.SAME_PERSON)
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


def _sharing(
    session: Session, marks: _Marks
) -> Sequence[Row[int, str, int, str | None, str | None]]:
    rows = session.execute(
        select(Case.id, Case.state, Person.id, Person.match_hash, ContactPoint.value_hash)
        .join(Thread, Thread.case_id == Case.id)
        .join(Person, Person.id == Thread.person_id)
        .join(ContactPoint, ContactPoint.person_id == Person.id)
        .where(ContactPoint.value_hash.in_(marks.ways))
    )
    return rows.all()


def _namesakes(session: Session, marks: _Marks) -> Sequence[Row[int, int, str | None]]:
    if not marks.address:
        return ()
    rows = session.execute(
        select(Case.id, Person.id, ContactPoint.value)
        .join(Thread, Thread.case_id == Case.id)
        .join(Person, Person.id == Thread.person_id)
        .join(ContactPoint, ContactPoint.person_id == Person.id)
        .where(Person.match_hash == marks.person, ContactPoint.kind == PointKind.POSTAL)
    )
    return rows.all()
