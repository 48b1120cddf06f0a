"""What we hold of a known reference, to compare with what a new file says."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Referral, Thread
from outreach.database import database_of
from outreach.intake.rules.changes import Known, compare
from outreach.intake.rules.rows import ReferralRow
from outreach.people.models import ContactPoint, Person, PointKind
from outreach.people.rules.addresses import Address, unpack


def changes_of(session: Session, case: Case, row: ReferralRow) -> tuple[str, ...]:
    """The columns in which a row differs from its case, by name and never with a value."""
    referral = session.scalars(select(Referral).where(Referral.case_id == case.id)).one()
    person = session.scalars(
        select(Person)
        .join(Thread, Thread.person_id == Person.id)
        .where(Thread.case_id == case.id)
        .order_by(Thread.id)
        .limit(1)
    ).one()
    points = list(session.scalars(select(ContactPoint).where(ContactPoint.person_id == person.id)))
    return compare(_known(referral, person, points), row)


def mark_of(session: Session, row: ReferralRow) -> str:
    """A keyed fingerprint of what a row says, to know it again without keeping it."""
    said = [
        *(row.last_name, row.first_name, row.address.key, row.visit_remark, row.language),
        *(phone.e164 for phone in row.phones),
        *(email.address.lower() for email in row.emails),
        *(row.entry_date, row.first_missed_on, row.guarantor, row.landlord_attempts),
    ]
    return f"row:{database_of(session).fingerprint('|'.join(map(str, said)))}"


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
