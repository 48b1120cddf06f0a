"""What happened at a door: written by who was there, read by them and by the coordination.

Nobody is visited again, and nothing automatic leaves, until the coordination decided.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.agenda.rules import INCIDENT
from outreach.cases.models import Case, CaseState, PauseReason, visible_to
from outreach.database import local_day
from outreach.fieldwork.models import VisitIncident
from outreach.fieldwork.services.visits.staying import Problem, locked_visit
from outreach.fieldwork.services.visits.telling import words_of
from outreach.messages.services.means import Means
from outreach.messages.services.sending.notices import tell
from outreach.record import services as record
from outreach.sequences.rules.words.notices import INCIDENT as INCIDENT_TEXT
from outreach.sequences.services.pausing import pause_case
from outreach.staff.models import Role, Staff
from outreach.tasks.models import Task, TaskKind
from outreach.tasks.services import NewTask, followers, raise_task

LONGEST = 2000
_OLDEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Account:
    """What somebody tells; `key` is of the form they filled, so that it counts once."""

    key: str
    text: str = field(repr=False)
    happened_at: datetime | None


@dataclass(frozen=True, slots=True)
class Report:
    """What was told, for those who may read it."""

    text: str = field(repr=False)
    happened_at: datetime
    written_at: datetime
    author: str


@dataclass(frozen=True, slots=True)
class Reports:
    """The incidents of a household; `kept` counts those that others may read."""

    reference: str
    reports: tuple[Report, ...]
    kept: int


def report(means: Means, staff: Staff, task_id: int, account: Account) -> Problem | None:
    """Write down an incident, stop what is automatic, and ask the coordination."""
    now = means.clock.now()
    text = account.text.strip()[:LONGEST]
    with means.database.write() as session:
        visit = locked_visit(session, staff, task_id, over=True)
        if isinstance(visit, Problem):
            return visit
        if session.scalar(select(VisitIncident.id).where(VisitIncident.key == account.key)):
            return None
        if not text:
            return Problem.NO_WORDS
        if account.happened_at is None or not now - _OLDEST < account.happened_at <= now:
            return Problem.WHEN
        case = visit.case
        new = NewTask(TaskKind.DECIDE, local_day(session, now), reason=INCIDENT)
        task = raise_task(session, case, new, now=now)
        task.owner_id = None  # the coordination's, whoever follows the case
        session.add(
            VisitIncident(
                key=account.key,
                case_id=case.id,
                visit_id=task_id,
                task_id=task.id,
                text=text,
                happened_at=account.happened_at,
                written_at=now,
                written_by=staff.code,
            )
        )
        record.write(session, case, "visit.incident", staff.code, now, {})
        _tell(session, means, staff, case, task.id, now)
        if case.state != CaseState.CLOSED:
            pause_case(session, means, case, PauseReason.MANUAL, actor=staff.code, now=now)
    return None


def _tell(
    session: Session, means: Means, author: Staff, case: Case, task_id: int, now: datetime
) -> None:
    """Tell the coordination that there is something to read and decide: not what."""
    values = {"ts": author.first_name, "lien": f"{means.site}/taches/{task_id}"}
    team = followers(session, case.team)
    to = [each for each in team if each.role == Role.COORDINATOR and each.id != author.id]
    words = words_of(INCIDENT_TEXT, values)
    tell(session, means, to, words, reason=INCIDENT, task_id=task_id, now=now)


def reports_of(session: Session, staff: Staff, task_id: int) -> Reports | None:
    """The incidents of a household, from a visit to it, as far as somebody may read them."""
    rows = select(Case).join(Task, Task.case_id == Case.id)
    rows = rows.where(Task.id == task_id, Task.kind == TaskKind.VISIT, visible_to(staff))
    case = session.scalar(rows)
    if case is None:
        return None
    told = (
        select(VisitIncident, Staff.first_name)
        .outerjoin(Staff, Staff.code == VisitIncident.written_by)
        .where(VisitIncident.case_id == case.id)
        .order_by(VisitIncident.happened_at, VisitIncident.id)
    )
    found = [(row, author) for row, author in session.execute(told)]
    mine = tuple(
        Report(row.text or "", row.happened_at, row.written_at, author or "")
        for row, author in found
        if staff.role == Role.COORDINATOR or row.written_by == staff.code
    )
    return Reports(case.reference, mine, len(found) - len(mine))


def visit_of_incident(session: Session, task_id: int) -> int | None:
    """The visit whose incident a task of the coordination is about."""
    rows = select(VisitIncident.visit_id).where(VisitIncident.task_id == task_id)
    return session.scalar(rows.order_by(VisitIncident.id.desc()).limit(1))
