"""What the record of a case leaves out, because it may tell of somebody else than the household.

What was told of an incident is for its author and the coordination, remarks for a visit are for
those who go, and notes are the team's own words. A person who asks for their data has a right to
what is about them in it, not to what is about others: the coordination reads it through first.
"""

from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.fieldwork.models import SafetyRemark, VisitIncident
from outreach.tasks.models import Task

_Texts: TypeAlias = type[Task | VisitIncident | SafetyRemark]


@dataclass(frozen=True, slots=True)
class Withheld:
    """How many texts of each kind stay with the team."""

    incidents: int
    remarks: int
    notes: int


def withheld(session: Session, reference: str) -> Withheld:
    """The texts about a case that its record does not hold."""

    def count(
        table: type[Task | VisitIncident | SafetyRemark], *written: ColumnElement[bool]
    ) -> int:
        rows = select(func.count(table.id)).join(Case, Case.id == table.case_id)
        return session.scalar(rows.where(Case.reference == reference, *written)) or 0

    return Withheld(
        incidents=count(VisitIncident, VisitIncident.text.is_not(None)),
        remarks=count(SafetyRemark, SafetyRemark.text.is_not(None)),
        notes=count(Task, Task.note.is_not(None)),
    )
