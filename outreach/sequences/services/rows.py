"""The rows behind a run as plain values: a batch reads them without an object of the ORM each."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.people.models import Person
from outreach.sequences.models import Enrolment, ScriptVersion


class EnrolmentRow(NamedTuple):
    """One run."""

    id: int
    case_id: int
    person_id: int
    thread_id: int
    version_id: int
    state: str
    position: int
    started_on: date
    j0: date | None
    due_at: datetime | None
    reason: str


@dataclass(slots=True)
class CaseRow:
    """Its case; the end of the journal moves with what is written."""

    id: int
    reference: str
    programme_id: int
    owner_id: int | None
    state: str
    place_taken_at: datetime | None
    salt: str | None
    journal_length: int
    journal_head: str


class PersonRow(NamedTuple):
    """Its person."""

    id: int
    first_name: str | None
    last_name: str | None
    name_damaged: bool
    language: str
    language_confirmed: bool


class VersionRow(NamedTuple):
    """Its published script, without the files."""

    id: int
    slug: str
    number: int
    digest: str

    @property
    def label(self) -> str:
        """How the record names it: ``premier-contact/1``."""
        return f"{self.slug}/{self.number}"


class Rows(NamedTuple):
    """All of one run."""

    enrolment: EnrolmentRow
    case: CaseRow
    person: PersonRow
    version: VersionRow


_CASE = tuple(CaseRow.__dataclass_fields__)
_RUNS = (
    select(
        *(getattr(Enrolment, name) for name in EnrolmentRow._fields),
        *(getattr(Case, name) for name in _CASE),
        *(getattr(Person, name) for name in PersonRow._fields),
        *(getattr(ScriptVersion, name) for name in VersionRow._fields),
    )
    .join(Case, Case.id == Enrolment.case_id)
    .join(Person, Person.id == Enrolment.person_id)
    .join(ScriptVersion, ScriptVersion.id == Enrolment.version_id)
)


def runs() -> Select[Any]:
    """The statement that `read` understands, to be narrowed."""
    return _RUNS


def read(session: Session, statement: Select[Any], asked: Mapping[str, object]) -> list[Rows]:
    """The rows of a narrowed `runs()` with these parameters, in its order."""
    return [_taken_apart(row) for row in session.execute(statement, asked)]


def _taken_apart(row: Sequence[Any]) -> Rows:
    cells: Iterator[Any] = iter(row)
    return Rows(
        EnrolmentRow._make(islice(cells, len(EnrolmentRow._fields))),
        CaseRow(*islice(cells, len(_CASE))),
        PersonRow._make(islice(cells, len(PersonRow._fields))),
        VersionRow._make(cells),
    )
