"""A paper of the landlord, a bailiff or a court that the household brought, noted as it was seen.

Whoever brings a paper was met: that stops what is automatic, as any contact does. To correct or to
strike out an entry stops and starts nothing.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState, Paper, PauseReason
from outreach.cases.rules import Doubt, Facts, LegalDay, Strike, doubt_of, legal_days
from outreach.database import local_day
from outreach.fieldwork.services.household import locked_case
from outreach.fieldwork.services.leftovers import leave_nobody
from outreach.messages.services.means import Means
from outreach.record import services as record
from outreach.sequences.models import Enrolment
from outreach.sequences.services.pausing import ACTIVE, pause_case
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import RECONFIRM, NewTask, cancel_open, raise_task, reconfirm_visits


class Answer(StrEnum):
    """What became of the request."""

    DONE = "done"
    SAME = "same"  # that very paper is noted already
    CHANGED = "changed"  # what would follow is not what was seen
    DOUBT = "doubt"
    GONE = "gone"  # no such case or entry, or it is struck out


@dataclass(frozen=True, slots=True)
class Effect:
    """What follows from a paper. `stops`: messages were to leave, and don't; `unsure`: a visit is
    to be confirmed again; `due_on`: when somebody acts on it, if anybody must. `seen`: what
    somebody has to agree to.
    """

    days: tuple[LegalDay, ...]
    stops: bool
    unsure: bool
    closed: bool
    due_on: date | None
    seen: str


@dataclass(frozen=True, slots=True)
class Noted:
    """What became of a paper; `number`: its entry, or the one that says the same."""

    answer: Answer
    number: int = 0
    effect: Effect | None = None
    doubt: Doubt | None = None


def note_paper(
    means: Means,
    staff: Staff,
    reference: str,
    facts: Facts,
    seen: str,
    *,
    instead_of: int | None = None,
) -> Noted:
    """Note a paper if that does what was `seen`; `instead_of`: the entry that it corrects."""
    now = means.clock.now()
    with means.database.write() as session:
        case = locked_case(session, staff, reference)
        old = _standing(session, case, instead_of)
        if case is None or (instead_of is not None and old is None):
            return Noted(Answer.GONE)
        hesitation = _hesitate(session, case, facts, seen, old, now)
        if hesitation is not None:
            return hesitation
        paper = _add(session, case, facts, staff.code, now, old)
        if old is not None:
            _strike(session, case, old, Strike.CORRECTED, staff.code, now)
        elif case.state != CaseState.CLOSED:
            reason = PauseReason.HUMAN_CONTACT
            pause_case(session, means, case, reason, actor=staff.code, now=now)
            reconfirm_visits(session, case, now=now)
        leave_nobody(session, case, None, now)
        return Noted(Answer.DONE, paper.number)


def strike_paper(means: Means, staff: Staff, reference: str, number: int, why: Strike) -> Answer:
    """Strike an entry out: it stays in the record, and its task is not to do any more."""
    now = means.clock.now()
    with means.database.write() as session:
        case = locked_case(session, staff, reference)
        paper = _standing(session, case, number)
        if case is None or paper is None:
            return Answer.GONE
        facts = {"paper": number, "reason": why.value}
        record.write(session, case, "paper.struck", staff.code, now, facts)
        _strike(session, case, paper, why, staff.code, now)
        leave_nobody(session, case, None, now)
        return Answer.DONE


def _hesitate(
    session: Session, case: Case, facts: Facts, seen: str, old: Paper | None, now: datetime
) -> Noted | None:
    """What has to be looked at again before it is noted, if anything."""
    today = local_day(session, now)
    doubt = doubt_of(facts, today)
    if doubt is not None:
        return Noted(Answer.DOUBT, doubt=doubt)
    for paper in cases.papers_of(session, case.id):
        if paper.struck_at is None and paper.facts == facts:
            return Noted(Answer.SAME, paper.number)
    effect = _weigh(session, case, facts, old, today)
    return None if effect.seen == seen else Noted(Answer.CHANGED, effect=effect)


def _weigh(session: Session, case: Case, facts: Facts, old: Paper | None, today: date) -> Effect:
    going = select(Enrolment.id).where(Enrolment.case_id == case.id, Enrolment.state == ACTIVE)
    stops = old is None and session.scalar(going.limit(1)) is not None
    days, closed = legal_days(facts, today), case.state == CaseState.CLOSED
    unsure = old is None and not closed and _visit_is_sure(session, case)
    due_on = facts.due_on(today) if facts.reason else None
    digest = hashlib.sha256(repr((facts, days, stops, unsure, closed, due_on)).encode())
    return Effect(days, stops, unsure, closed, due_on, digest.hexdigest()[:16])


def _visit_is_sure(session: Session, case: Case) -> bool:
    """Whether a visit is to be made, and nothing was said since it was proposed."""
    rows = select(Task.id).where(
        Task.case_id == case.id,
        Task.kind == TaskKind.VISIT,
        Task.state == TaskState.OPEN,
        Task.reason != RECONFIRM,
    )
    return session.scalar(rows.limit(1)) is not None


def _standing(session: Session, case: Case | None, number: int | None) -> Paper | None:
    """An entry of a case that is not struck out."""
    if case is None or number is None:
        return None
    rows = select(Paper).where(Paper.case_id == case.id, Paper.number == number)
    return session.scalar(rows.where(Paper.struck_at.is_(None)))


def _add(
    session: Session, case: Case, facts: Facts, actor: str, now: datetime, old: Paper | None
) -> Paper:
    number = len(cases.papers_of(session, case.id)) + 1
    codes: record.Facts = {
        "paper": number,
        "kind": facts.kind.value,
        "dated_on": facts.dated_on,
        "received_on": facts.received_on,
        "deadline": facts.deadline,
    }
    if old is None:
        record.write(session, case, "paper.noted", actor, now, codes)
    else:
        more = {**codes, "instead_of": old.number}
        record.write(session, case, "paper.corrected", actor, now, more)
    paper = Paper(
        case_id=case.id,
        number=number,
        kind=facts.kind.value,
        dated_on=facts.dated_on,
        received_on=facts.received_on,
        deadline=facts.deadline,
        task_id=_ask(session, case, facts, actor, now),
        replaces=old.number if old else None,
        noted_at=now,
        noted_by=actor,
    )
    session.add(paper)
    session.flush()
    return paper


def _ask(session: Session, case: Case, facts: Facts, actor: str, now: datetime) -> int | None:
    if not facts.reason:
        return None
    due_on = facts.due_on(local_day(session, now))
    new = NewTask(TaskKind.DECIDE, due_on, reason=facts.reason)
    task = raise_task(session, case, new, now=now, actor=actor)
    task.due_on = min(task.due_on, due_on)  # one that stands already may be due later
    return task.id


def _strike(
    session: Session, case: Case, paper: Paper, why: Strike, actor: str, now: datetime
) -> None:
    paper.struck_at, paper.struck_by, paper.struck_why = now, actor, why.value
    session.flush()
    live = [each for each in cases.papers_of(session, case.id) if each.struck_at is None]
    if paper.task_id is None or any(each.task_id == paper.task_id for each in live):
        return
    task = session.get_one(Task, paper.task_id)
    if task.state == TaskState.OPEN:  # there is one open task for a reason
        cancel_open(session, case, (TaskKind.DECIDE,), now=now, actor=actor, reason=task.reason)
