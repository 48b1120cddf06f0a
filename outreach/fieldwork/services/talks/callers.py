"""Who may be at the door or on the phone: the people of some cases, to choose from."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState, Thread, visible_to
from outreach.people.models import Person
from outreach.staff.models import Staff


@dataclass(frozen=True, slots=True)
class Caller:
    """One person of one case; `owner` is who follows it."""

    person_id: int
    reference: str
    name: str = field(repr=False)
    owner: str
    closed: bool

    @property
    def code(self) -> str:
        """How a form names them."""
        return f"{self.reference}:{self.person_id}"


def callers_of(session: Session, staff: Staff, case_ids: Sequence[int]) -> tuple[Caller, ...]:
    """The people of cases that somebody may know of, in the order of the cases."""
    rows = session.execute(
        select(Case, Person, Staff.first_name)
        .join(Thread, Thread.case_id == Case.id)
        .join(Person, Person.id == Thread.person_id)
        .outerjoin(Staff, Staff.id == Case.owner_id)
        .where(Case.id.in_(case_ids), visible_to(staff))
        .order_by(Thread.id)
    ).all()
    places = {case_id: place for place, case_id in enumerate(case_ids)}
    rows = sorted(rows, key=lambda row: places[row[0].id])
    return tuple(_caller(case, person, owner) for case, person, owner in rows)


def _caller(case: Case, person: Person, owner: str | None) -> Caller:
    return Caller(
        person_id=person.id,
        reference=case.reference,
        name=" ".join(part for part in (person.first_name, person.last_name) if part) or "—",
        owner=owner or "",
        closed=case.state == CaseState.CLOSED,
    )
