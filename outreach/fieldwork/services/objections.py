"""What nobody may decide about a case, whoever asks."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.agenda.rules import SUSPENDING
from outreach.agenda.services.suspension import visits_suspended
from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState, PauseReason
from outreach.fieldwork.rules import (
    ABOUT_REFUSALS,
    ACCEPTING,
    CANCELLED,
    GRAVE,
    NEW_WORK,
    RESUMING,
    RETURNED,
    SAME_PERSON,
    Problem,
    wants_to_resume,
)
from outreach.fieldwork.services import days
from outreach.fieldwork.services.household import has_refused, person_of
from outreach.fieldwork.services.words import open_reasons
from outreach.inbox.rules import ALERT
from outreach.people.models import ContactPoint, Person, PointKind, PointStatus
from outreach.programmes.models import Programme
from outreach.sequences.models import Enrolment
from outreach.sequences.services.admitting import has_place
from outreach.sequences.services.pausing import FINISHED
from outreach.staff.models import Role
from outreach.tasks.models import Task

NOT_STARTED = (CaseState.INELIGIBLE, CaseState.WAITING)
BY_HAND = (CaseState.IN_CONTACT, CaseState.DIAGNOSED, CaseState.HANDED_OVER)
_MAY_OVERRULE = (Role.COORDINATOR, Role.ADMIN)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A decision before it is taken; `role` = of who takes it, when that is known."""

    outcome: str
    note: str = ""
    visit_on: date | None = None
    visit_at: datetime | None = None
    role: str | None = None


def objection(
    session: Session, case: Case, task: Task, proposal: Proposal, now: datetime
) -> Problem | None:
    """Why a decision can't be taken, if so; the caller holds the case's lock."""
    outcome = proposal.outcome
    if outcome == CANCELLED:
        return Problem.KEPT if task.reason in GRAVE else None
    if not proposal.note.strip() and _needs_note(session, case, task, outcome):
        return Problem.NOTE  # a coordinator's decision, with a written reason (care.md §2, §3)
    if _needs_coordination(session, case, task, proposal):
        return Problem.THREATENED
    if outcome == "continue":
        return _cannot_go_on(session, case, task)
    if outcome == "close" and task.reason != ALERT and ALERT in open_reasons(session, case):
        return Problem.ALERT
    return _no_new_work(session, case, proposal, now) if outcome in NEW_WORK else None


def accepts(case: Case, task: Task) -> bool:
    """Whether "continue" makes an ineligible case eligible after all."""
    return case.state == CaseState.INELIGIBLE and task.reason in ACCEPTING


def holding(session: Session, case: Case) -> frozenset[str]:
    """Reasons of tasks that hold the automation: a twin's, while that case waits for it."""
    held = any(each.reason == PauseReason.MANUAL for each in cases.open_pauses(session, case.id))
    return RESUMING | {SAME_PERSON} if held else RESUMING


def resumes(session: Session, case: Case, task: Task) -> bool:
    """Whether "continue" about this task says that the run goes on."""
    return wants_to_resume(task.reason) or task.reason in holding(session, case)


def programme_of(session: Session, case: Case) -> Programme:
    """The agreement of a case."""
    return session.get_one(Programme, case.programme_id)


def _needs_note(session: Session, case: Case, task: Task, outcome: str) -> bool:
    if outcome == "continue":
        return task.reason in GRAVE
    if outcome not in NEW_WORK:
        return False
    return has_refused(session, case, None) or _was_grave(session, case)


def _needs_coordination(session: Session, case: Case, task: Task, proposal: Proposal) -> bool:
    """After a threat or an incident nobody is visited until a coordinator agreed (care.md §3)."""
    if proposal.role is None or proposal.role in _MAY_OVERRULE:
        return False
    if proposal.outcome == "continue":
        return task.reason in SUSPENDING  # the script may ask for a visit
    return proposal.outcome == "new_visit" and visits_suspended(session, case)


def _was_grave(session: Session, case: Case) -> bool:
    rows = select(Task.id).where(Task.case_id == case.id, Task.reason.in_(GRAVE))
    return session.scalar(rows.limit(1)) is not None


def _no_new_work(session: Session, case: Case, proposal: Proposal, now: datetime) -> Problem | None:
    refused = has_refused(session, case, None)
    if refused and proposal.role is not None and proposal.role not in _MAY_OVERRULE:
        return Problem.ROLE
    if case.state in NOT_STARTED and not has_place(session, programme_of(session, case)):
        return Problem.NO_PLACE
    if proposal.outcome == "new_visit":
        return days.visit_objection(session, case, proposal.visit_on, proposal.visit_at, now)
    return None


def _cannot_go_on(session: Session, case: Case, task: Task) -> Problem | None:
    if task.reason == "name_to_correct" and _name_damaged(session, case, task):
        return Problem.NAME
    if task.reason == RETURNED and _lives_elsewhere(session, case, task):
        return Problem.ADDRESS
    if not (accepts(case, task) or resumes(session, case, task)):
        return None
    by_hand = case.state in BY_HAND and task.reason not in ABOUT_REFUSALS
    if not by_hand and has_refused(session, case, task.person_id):
        return Problem.STOPPED
    if case.state != CaseState.CONTACTING:
        return None
    live = select(Enrolment.id).where(Enrolment.case_id == case.id, Enrolment.state != FINISHED)
    return None if session.scalar(live.limit(1)) is not None else Problem.ENDED


def _lives_elsewhere(session: Session, case: Case, task: Task) -> bool:
    """Whether the post found nobody of that name where letters go now."""
    rows = select(ContactPoint.status).where(
        ContactPoint.person_id == (task.person_id or person_of(session, case)),
        ContactPoint.kind == PointKind.POSTAL,
    )
    first = session.scalar(rows.order_by(ContactPoint.rank, ContactPoint.id).limit(1))
    return first == PointStatus.INVALID


def _name_damaged(session: Session, case: Case, task: Task) -> bool:
    person_id = task.person_id or person_of(session, case)
    person = session.get(Person, person_id) if person_id is not None else None
    return person is not None and person.name_damaged
