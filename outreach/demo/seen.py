"""What the association knows of one person, for whoever holds that person's phone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Referral, Thread
from outreach.cases.services import open_pauses
from outreach.fieldwork.services.sheet import sheet_of
from outreach.messages.services.means import Means
from outreach.sequences.models import Enrolment
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.town.street import Tenant

POSTED = ("posted", "returned")


@dataclass(frozen=True, slots=True)
class Seen:
    """One case, as the team sees it; `next_at`: when the machine acts next, if nothing is said."""

    reference: str
    state: str
    close_reason: str | None
    thread_id: int | None
    waiting: datetime | None
    alert: bool
    paused: bool
    next_at: datetime | None
    tasks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter in somebody's box, in each of its languages."""

    on: date
    texts: Mapping[str, str]
    returned: bool = False


def seen_of(session: Session, tenant: Tenant) -> Seen | None:
    """What the team sees of somebody; None before the landlord's file named them."""
    case = _case(session, tenant)
    if case is None:
        return None
    thread = session.scalar(select(Thread).where(Thread.case_id == case.id).order_by(Thread.id))
    run = session.scalar(
        select(Enrolment).where(Enrolment.case_id == case.id, Enrolment.state == "active")
    )
    paused = bool(open_pauses(session, case.id))
    tasks = session.scalars(
        select(Task).where(Task.case_id == case.id, Task.state == TaskState.OPEN).order_by(Task.id)
    )
    return Seen(
        case.reference,
        case.state,
        case.close_reason,
        thread.id if thread else None,
        thread.first_unanswered_at if thread else None,
        bool(thread and thread.alert),
        paused,
        None if paused or run is None else run.due_at,
        tuple((task.kind, task.reason) for task in tasks),
    )


def letters_of(session: Session, means: Means, tenant: Tenant, sender: str) -> list[Letter]:
    """The letters that were posted to somebody, the last one first."""
    case = _case(session, tenant)
    if case is None:
        return []
    rows = session.scalars(
        select(Task)
        .where(
            Task.case_id == case.id,
            Task.kind == TaskKind.LETTER,
            Task.outcome.in_(POSTED),
        )
        .order_by(Task.done_on.desc(), Task.id.desc())
    )
    found = []
    for task in rows:
        sheet = sheet_of(session, means, task.id, sender)
        if sheet is not None and sheet.letters and task.done_on is not None:
            found.append(Letter(task.done_on, sheet.letters, task.outcome == "returned"))
    return found


def _case(session: Session, tenant: Tenant) -> Case | None:
    return session.scalar(
        select(Case)
        .join(Referral, Referral.case_id == Case.id)
        .where(Referral.landlord_reference == tenant.household.reference)
    )
