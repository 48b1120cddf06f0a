"""Who may have written from a number: those who have it, and those somebody thinks of."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Thread, visible_to
from outreach.inbox.services.sight import Found
from outreach.people.models import ContactPoint, Person
from outreach.staff.models import Staff


@dataclass(frozen=True, slots=True)
class Holder:
    """One person of a case, by their thread."""

    thread_id: int
    reference: str
    state: str
    first_name: str = field(repr=False)
    last_name: str = field(repr=False)


def holders_of(session: Session, staff: Staff, found: Found) -> tuple[Holder, ...]:
    """Those of whom the sender of a stray thread is a number or an address."""
    has_it = select(ContactPoint.person_id).where(
        ContactPoint.value_hash == found.thread.sender_hash
    )
    return _people(session, staff, Thread.person_id.in_(has_it))


def people_of_cases(session: Session, staff: Staff, case_ids: Sequence[int]) -> tuple[Holder, ...]:
    """The people of some cases, the newest case first."""
    return _people(session, staff, Thread.case_id.in_(case_ids))


def _people(session: Session, staff: Staff, condition: ColumnElement[bool]) -> tuple[Holder, ...]:
    rows = session.execute(
        select(Thread.id, Case.reference, Case.state, Person.first_name, Person.last_name)
        .join(Case, Case.id == Thread.case_id)
        .join(Person, Person.id == Thread.person_id)
        .where(condition, visible_to(staff))
        .order_by(Case.id.desc(), Thread.id)
    )
    return tuple(Holder(row[0], row[1], row[2], row[3] or "", row[4] or "") for row in rows)
