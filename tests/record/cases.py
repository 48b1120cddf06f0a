"""Cases for the journal to be about."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.programmes.models import Programme
from outreach.record import services as record
from outreach.record.rules import Entry
from tests.databases import MONDAY

SALT = "5a" * 16


def add_case(session: Session, reference: str = "AHU-2026-0001") -> Case:
    """A case without journal, in the session."""
    case = Case(
        reference=reference,
        programme_id=_programme(session),
        team="orleans",
        state="contacting",
        eligible=True,
        reasons=[],
        created_at=MONDAY,
        salt=SALT,
    )
    session.add(case)
    session.flush()
    return case


def write(session: Session, case: record.Chain, count: int = 1) -> list[Entry]:
    """`count` more entries in the journal of `case`."""
    return [
        record.write(session, case, "task.raised", "system", MONDAY, {"kind": "letter"})
        for _ in range(count)
    ]


def _programme(session: Session) -> int:
    known = session.scalar(select(Programme.id))
    if known is not None:
        return known
    programme = Programme(
        code="P1",
        name="Essai",
        landlord="Bailleur fictif",
        team="orleans",
        capacity=20,
        fee=400,
        hours="",
        terms={},
        policy={},
        categories={},
        letter_layout="hand",
        created_at=MONDAY,
    )
    session.add(programme)
    session.flush()
    return programme.id
