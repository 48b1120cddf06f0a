"""Visits that nobody of the team goes to: they stand in no one's agenda."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState, visible_to
from outreach.fieldwork.services.household import first_people
from outreach.people.models import Person
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind, TaskState


@dataclass(frozen=True, slots=True)
class Unowned:
    """One of them; `visit_at`: None when only its day is known."""

    task_id: int
    reference: str
    name: str = field(repr=False)
    visit_at: datetime | None
    due_on: date


def unowned_visits(session: Session, staff: Staff) -> tuple[Unowned, ...]:
    """The open visits whose task and case nobody has, the next first."""
    rows = (
        select(Task, Case.reference)
        .join(Case, Case.id == Task.case_id)
        .where(
            Task.kind == TaskKind.VISIT,
            Task.state == TaskState.OPEN,
            Task.owner_id.is_(None),
            Case.owner_id.is_(None),
            Case.state != CaseState.CLOSED,
            visible_to(staff),
        )
        .order_by(Task.due_on, Task.visit_at, Task.id)
    )
    found = session.execute(rows).all()
    first = first_people(session, {task.case_id for task, _ in found if task.case_id is not None})
    return tuple(
        Unowned(
            task_id=task.id,
            reference=reference,
            name=_name(session, task.person_id or first.get(task.case_id or 0)),
            visit_at=task.visit_at,
            due_on=task.due_on,
        )
        for task, reference in found
    )


def _name(session: Session, person_id: int | None) -> str:
    person = session.get(Person, person_id) if person_id is not None else None
    names = (person.first_name, person.last_name) if person is not None else ()
    return " ".join(part for part in names if part)
