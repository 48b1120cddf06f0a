"""What we hold of known references, to compare with what a new file says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Referral, Thread
from outreach.database import database_of
from outreach.intake.rules.batches import reference_key
from outreach.intake.rules.changes import Known
from outreach.intake.rules.rows import ReferralRow
from outreach.people.models import ContactPoint, Person, PointKind
from outreach.people.rules.addresses import Address, unpack
from outreach.programmes.models import Programme


@dataclass(frozen=True, slots=True)
class Held:
    """A case that a reference has already."""

    case_id: int
    case: str
    state: str
    differences: tuple[str, ...]  # asked about once; see `mark_of`


def held_by(session: Session, programme: Programme) -> Mapping[str, Held]:
    """The cases of a programme, by the key of the landlord's reference."""
    rows = session.execute(
        select(
            Referral.landlord_reference, Case.id, Case.reference, Case.state, Referral.differences
        )
        .join(Case, Case.id == Referral.case_id)
        .where(Referral.programme_id == programme.id)
    )
    return {
        reference_key(name): Held(case_id, case, state, tuple(differences))
        for name, case_id, case, state, differences in rows
    }


def facts_of(session: Session, case_ids: Iterable[int]) -> Mapping[int, Known]:
    """What we hold of some cases: of the person that the landlord named."""
    wanted = list(case_ids)
    referrals = {
        each.case_id: each
        for each in session.scalars(select(Referral).where(Referral.case_id.in_(wanted)))
    }
    people = _first_people(session, wanted)
    points = _points(session, [person.id for person in people.values()])
    return {
        case_id: _known(referral, people[case_id], points.get(people[case_id].id, []))
        for case_id, referral in referrals.items()
        if case_id in people
    }


def mark_of(session: Session, row: ReferralRow) -> str:
    """A keyed fingerprint of what a row says, to know it again without keeping it."""
    said = [
        *(row.last_name, row.first_name, row.address.key, row.visit_remark, row.language),
        *(phone.e164 for phone in row.phones),
        *(email.address.lower() for email in row.emails),
        *(row.entry_date, row.first_missed_on, row.guarantor, row.landlord_attempts),
    ]
    return f"row:{database_of(session).fingerprint('|'.join(map(str, said)))}"


def _first_people(session: Session, case_ids: list[int]) -> Mapping[int, Person]:
    rows = session.execute(
        select(Thread.case_id, Person)
        .join(Person, Person.id == Thread.person_id)
        .where(Thread.case_id.in_(case_ids))
        .order_by(Thread.id.desc())
    )
    return {case_id: person for case_id, person in rows if case_id is not None}


def _points(session: Session, person_ids: list[int]) -> Mapping[int, list[ContactPoint]]:
    found: dict[int, list[ContactPoint]] = {}
    rows = select(ContactPoint).where(ContactPoint.person_id.in_(person_ids))
    for point in session.scalars(rows.order_by(ContactPoint.rank, ContactPoint.id)):
        found.setdefault(point.person_id, []).append(point)
    return found


def _known(referral: Referral, person: Person, points: list[ContactPoint]) -> Known:
    phones = (PointKind.MOBILE, PointKind.LANDLINE)
    postal = next((p.value for p in points if p.kind == PointKind.POSTAL and p.value), None)
    return Known(
        last_name=person.last_name or "",
        first_name=person.first_name or "",
        phones=frozenset(p.value for p in points if p.kind in phones and p.value),
        emails=frozenset(p.value for p in points if p.kind == PointKind.EMAIL and p.value),
        address=unpack(postal) if postal else Address(),
        entry_date=referral.entered_on,
        first_missed_on=referral.first_missed_on,
        guarantor=referral.guarantor,
        landlord_attempts=referral.landlord_attempts,
        language=person.language,
        visit_remark=referral.visit_remark or "",
    )
