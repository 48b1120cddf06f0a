"""Carrying out what a human decided about a case, and refusing what nobody may decide."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState, CloseReason, Referral
from outreach.database import local_day
from outreach.fieldwork.rules import (
    ACCEPTING,
    REPOSTING,
    RESUMING,
    Problem,
    Sequel,
    close_reason,
    wants_to_resume,
)
from outreach.fieldwork.services.household import has_refused, people_of, person_of
from outreach.fieldwork.services.words import open_reasons
from outreach.inbox.rules import ALERT
from outreach.intake.services.households import raise_first_tasks
from outreach.messages.services.means import Means
from outreach.people import services as people
from outreach.people.models import OptOutKind, Person
from outreach.programmes.models import Programme
from outreach.sequences.models import Enrolment
from outreach.sequences.services.admitting import has_place, place
from outreach.sequences.services.pausing import FINISHED, finish_case, resume_case
from outreach.tasks.models import Task, TaskKind
from outreach.tasks.services import NewTask, cancel_open, raise_task

_EVERY_KIND = tuple(TaskKind)
_NEW_WORK = {"new_visit": TaskKind.VISIT, "final_letter": TaskKind.LETTER}
_NOT_STARTED = (CaseState.INELIGIBLE, CaseState.WAITING)


def objection(session: Session, case: Case, task: Task, outcome: str, note: str) -> Problem | None:
    """Why a decision can't be taken, if so; the caller holds the case's lock."""
    if outcome == "continue":
        return _cannot_go_on(session, case, task)
    if outcome == "close" and task.reason != ALERT and ALERT in open_reasons(session, case):
        return Problem.ALERT
    if outcome not in _NEW_WORK:
        return None
    if has_refused(session, case, task.person_id) and not note.strip():
        return Problem.NOTE  # a coordinator's decision, with a written reason (care.md §2)
    if case.state in _NOT_STARTED and not has_place(session, _programme(session, case)):
        return Problem.NO_PLACE
    return None


def carry_out(
    session: Session,
    means: Means,
    case: Case,
    task: Task,
    outcome: str,
    actor: str,
    now: datetime,
) -> Sequel | None:
    """Go on, ask for a visit or a letter, or close; `cancelled` changes nothing."""
    match outcome:
        case "continue":
            return _go_on(session, means, case, task, actor, now)
        case "new_visit" | "final_letter":
            _ask_for(session, case, task, outcome, actor, now)
        case "close":
            _close(session, means, case, task, actor, now)
    return None


def lock_programme(session: Session, case_id: int) -> None:
    """Hold the agreement of a case that may take a place, before the case: as imports do."""
    session.execute(
        select(Programme.id)
        .join(Case, Case.programme_id == Programme.id)
        .where(Case.id == case_id, Case.state.in_(_NOT_STARTED))
        .with_for_update(of=Programme)
    )


def _cannot_go_on(session: Session, case: Case, task: Task) -> Problem | None:
    if task.reason == "name_to_correct" and _name_damaged(session, case, task):
        return Problem.NAME
    if _accepts(case, task) and has_refused(session, case, task.person_id):
        return Problem.STOPPED
    if case.state != CaseState.CONTACTING or not wants_to_resume(task.reason):
        return None
    if has_refused(session, case, task.person_id):
        return Problem.STOPPED
    live = select(Enrolment.id).where(Enrolment.case_id == case.id, Enrolment.state != FINISHED)
    return None if session.scalar(live.limit(1)) is not None else Problem.ENDED


def _name_damaged(session: Session, case: Case, task: Task) -> bool:
    person_id = task.person_id or person_of(session, case)
    person = session.get(Person, person_id) if person_id is not None else None
    return person is not None and person.name_damaged


def _accepts(case: Case, task: Task) -> bool:
    return case.state == CaseState.INELIGIBLE and task.reason in ACCEPTING


def _go_on(
    session: Session, means: Means, case: Case, task: Task, actor: str, now: datetime
) -> Sequel | None:
    if _accepts(case, task):
        return _accept(session, means, case, task, actor, now)
    if task.reason in REPOSTING:
        _post_again(session, case, task, actor, now)
        return None
    if not wants_to_resume(task.reason):
        return None  # what was asked is settled; nothing was held because of it
    if case.state in (CaseState.IN_CONTACT, CaseState.DIAGNOSED, CaseState.HANDED_OVER):
        return Sequel.BY_HAND
    if RESUMING & open_reasons(session, case):  # each asked for a human, for its own reason
        return Sequel.HELD
    resume_case(session, means, case, actor=actor, now=now)
    return Sequel.RESUMED if case.state == CaseState.CONTACTING else None


def _accept(
    session: Session, means: Means, case: Case, task: Task, actor: str, now: datetime
) -> Sequel | None:
    """A human checked what the file left open: the case is eligible after all."""
    case.eligible = True
    programme = _programme(session, case)
    place(session, means, programme, case, actor=actor, now=now)
    person_id = task.person_id or person_of(session, case)
    referral = session.scalar(select(Referral).where(Referral.case_id == case.id))
    if referral is not None and person_id is not None:
        raise_first_tasks(session, case, person_id, referral.codes, now)
    return Sequel.WAITING if case.state == CaseState.WAITING else None


def _post_again(session: Session, case: Case, task: Task, actor: str, now: datetime) -> None:
    """The letter that came back, or was not posted, is posted now: same step."""
    last = session.scalar(
        select(Task)
        .where(
            Task.case_id == case.id,
            Task.kind == TaskKind.LETTER,
            Task.outcome.in_(("returned", "cancelled")),
        )
        .order_by(Task.done_at.desc(), Task.id.desc())
        .limit(1)
    )
    again = NewTask(
        TaskKind.LETTER,
        local_day(session, now),
        reason="letter_again",
        step=last.step if last else None,
        enrolment_id=last.enrolment_id if last else None,
        person_id=task.person_id or person_of(session, case),
        visit_at=last.visit_at if last else None,
    )
    raise_task(session, case, again, now=now, actor=actor)


def _ask_for(
    session: Session, case: Case, task: Task, outcome: str, actor: str, now: datetime
) -> None:
    if case.state in _NOT_STARTED:  # accepted for this work only: no sequence starts
        case.eligible = True
        cases.move(session, case, CaseState.CONTACTING, actor=actor, now=now)
    new = NewTask(
        _NEW_WORK[outcome],
        local_day(session, now),
        reason=outcome,
        person_id=task.person_id or person_of(session, case),
        note=task.note,
    )
    raise_task(session, case, new, now=now, actor=actor)


def _close(
    session: Session, means: Means, case: Case, task: Task, actor: str, now: datetime
) -> None:
    if case.state == CaseState.CLOSED:
        return
    reason = CloseReason(
        close_reason(task.reason, in_contact=case.state not in (*_NOT_STARTED, "contacting"))
    )
    finish_case(session, means, case, "decided_close", actor=actor, now=now)
    cancel_open(session, case, _EVERY_KIND, now=now, actor=actor)
    cases.end_pauses(session, case, actor=actor, now=now)
    if reason is CloseReason.DECLINED:
        for person_id in people_of(session, case):
            people.opt_out(session, person_id, source="worker", now=now, kind=OptOutKind.REFUSAL)
    cases.move(session, case, CaseState.CLOSED, actor=actor, now=now, close_reason=reason)


def _programme(session: Session, case: Case) -> Programme:
    programme = session.get(Programme, case.programme_id)
    assert programme is not None  # noqa: S101  a foreign key says so
    return programme
