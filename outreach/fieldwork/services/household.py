"""The people of a case: who a task is about when it names nobody, and what they refused."""

from collections.abc import Collection

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case, Thread, visible_to
from outreach.people.models import ContactPoint
from outreach.sequences.services.refusals import refusers
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind

_PEOPLE = select(Thread.person_id).where(Thread.case_id == bindparam("case")).order_by(Thread.id)


def people_of(session: Session, case: Case) -> list[int]:
    """Ids of the people of a case, the one named by the landlord first."""
    found = session.scalars(_PEOPLE, {"case": case.id})
    return [person_id for person_id in found if person_id is not None]


def person_of(session: Session, case: Case) -> int | None:
    """The person named by the landlord."""
    return next(iter(people_of(session, case)), None)


def whose(session: Session, case: Case, task: Task) -> int | None:
    """Whom a task was about that names nobody; a decision about a household stays everybody's."""
    everybody = people_of(session, case)
    known = len(everybody) == 1 or task.kind != TaskKind.DECIDE
    return next(iter(everybody), None) if known else None


def first_people(session: Session, case_ids: Collection[int]) -> dict[int, int]:
    """The same of many cases, by case."""
    rows = select(Thread.case_id, Thread.person_id).where(
        Thread.case_id.in_(case_ids), Thread.person_id.is_not(None)
    )
    found: dict[int, int] = {}
    for case_id, person_id in session.execute(rows.order_by(Thread.id)):
        if case_id is not None and person_id is not None:
            found.setdefault(case_id, person_id)
    return found


def has_refused(session: Session, case: Case, person_id: int | None) -> bool:
    """Whether a person (None = anybody of the case) said STOP or refused contact."""
    who = [person_id] if person_id is not None else people_of(session, case)
    return bool(refusers(session, who))


def is_discreet(session: Session, case: Case) -> bool:
    """Whether somebody else reads what comes to anybody of a case, by any way.

    Who finds a card under the door is not known: the strictest discretion holds for all who live
    there.
    """
    return case.reference in discreet_among(session, (case.reference,))


def discreet_among(session: Session, references: Collection[str]) -> frozenset[str]:
    """The same of several cases, by their references."""
    rows = (
        select(Case.reference)
        .join(Thread, Thread.case_id == Case.id)
        .join(ContactPoint, ContactPoint.person_id == Thread.person_id)
        .where(Case.reference.in_(references), ContactPoint.discreet.is_(True))
    )
    return frozenset(session.scalars(rows))


def locked_case(session: Session, staff: Staff, reference: str, *more: int) -> Case | None:
    """A case that somebody may know of, locked with the cases `more`; None for anything else."""
    case_id = case_id_of(session, staff, reference)
    if case_id is None:
        return None
    return cases.lock(session, sorted({case_id, *more}))[case_id]


def case_id_of(session: Session, staff: Staff, reference: str) -> int | None:
    """The row of a case that somebody may know of."""
    rows = select(Case.id).where(Case.reference == reference.strip().upper(), visible_to(staff))
    return session.scalar(rows)


def reference_of(
    session: Session, staff: Staff, thread_id: int | None, task_id: int | None
) -> str | None:
    """The case of a thread, or else of a task, when somebody may know of it."""
    rows = select(Case.reference).where(visible_to(staff))
    if thread_id is not None:
        rows = rows.join(Thread, Thread.case_id == Case.id).where(Thread.id == thread_id)
    else:
        rows = rows.join(Task, Task.case_id == Case.id).where(Task.id == task_id)
    return session.scalar(rows)
