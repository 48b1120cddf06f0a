"""What a human's work says: an attempt for the record, a pause, an address that is wrong."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy import case as when
from sqlalchemy.orm import Session

from outreach.bulk import listed
from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState, PauseReason, Thread
from outreach.database import database_of, local_day
from outreach.fieldwork.rules import Meaning
from outreach.messages.models import Attempt, Purpose, Status
from outreach.messages.rules.status import NEVER_KNOWN
from outreach.messages.services.means import Means
from outreach.messages.services.settle import News, settle
from outreach.people import services as people
from outreach.people.models import ContactPoint, OptOutKind, PointKind, PointStatus
from outreach.people.rules.numbers import Phone, read_phones
from outreach.record import services as record
from outreach.sequences.services.pausing import call_off, finish_case, pause_case
from outreach.tasks.models import Task, TaskKind
from outreach.tasks.services import NewTask, raise_task, reconfirm_visits

_UNPROVEN = (PointStatus.OK, PointStatus.SUSPECT)
_PHONES = (PointKind.MOBILE, PointKind.LANDLINE)
_OF_TASK = select(Attempt).where(
    Attempt.case_id == bindparam("case"),  # of which there is an index
    Attempt.task_id == bindparam("task"),
)
_THREAD = select(Thread.id).where(
    Thread.case_id == bindparam("case"), Thread.person_id == bindparam("person")
)
_IN_USE = (PointStatus.OK, PointStatus.SUSPECT, PointStatus.OPTED_OUT)

_BEST = (
    select(ContactPoint)
    .where(ContactPoint.person_id == bindparam("person"), listed(ContactPoint.kind, "kinds"))
    .order_by(
        when((ContactPoint.status.in_(_IN_USE), 0), else_=1), ContactPoint.rank, ContactPoint.id
    )
    .limit(1)
)


def log_attempt(
    session: Session,
    means: Means,
    case: Case,
    task: Task,
    meaning: Meaning,
    at: datetime,
    actor: str,
    now: datetime,
) -> None:
    """Put a letter, call or visit in the record, and do what its outcome asks for."""
    outcome = str(task.outcome)
    earlier = session.scalar(_OF_TASK, {"case": case.id, "task": task.id})
    if earlier is not None:
        _came_back(session, case, earlier, outcome, actor, now)
    else:
        _add_attempt(session, means, case, task, meaning, at, actor)
    cases.take_place(session, case, now)
    over = case.state == CaseState.CLOSED  # told afterwards: nothing is to be stopped, or decided
    if meaning.pauses and not over:
        pause_case(session, means, case, PauseReason.HUMAN_CONTACT, actor=actor, now=now)
        if task.kind == TaskKind.CALL and not meaning.refuses:
            reconfirm_visits(session, case, now=now)
        if case.state == CaseState.CONTACTING and not meaning.refuses:
            cases.move(session, case, CaseState.IN_CONTACT, actor=actor, now=now)
    if meaning.refuses:
        _refused(session, means, case, task, actor, now)
    if meaning.doubts:
        _doubt(session, case, task, meaning, now)
    if meaning.asks and not over:
        _ask(session, case, task, meaning.asks, now)


def stop_waiting(session: Session, means: Means, case: Case, task: Task, now: datetime) -> None:
    """Nobody will ever know whether a message left: it is never sent again, nor asked about.

    To go on is to take it as sent. Else it does not count for the landlord. Either way it may
    have left: it keeps its place in the caps and the spacing.
    """
    rows = select(Attempt).where(
        Attempt.case_id == case.id,
        Attempt.step == task.step,
        Attempt.status == Status.UNCERTAIN,
    )
    if task.person_id is not None:
        rows = rows.where(Attempt.person_id == task.person_id)
    going_on = task.outcome == "continue"
    news = News(Status.ACCEPTED if going_on else Status.FAILED, source="human")
    for attempt in session.scalars(rows.order_by(Attempt.id).with_for_update()):
        attempt.reason = None if going_on else NEVER_KNOWN
        settle(session, attempt, news, now, means.follow)


def _came_back(
    session: Session, case: Case, letter: Attempt, outcome: str, actor: str, now: datetime
) -> None:
    """A posted letter came back: it reached nobody, so it no longer counts."""
    letter.status, letter.settled_at = outcome, now
    facts = {"attempt": letter.key, "status": outcome, "source": "worker"}
    record.write(session, case, "attempt.moved", actor, now, facts)


def _refused(
    session: Session, means: Means, case: Case, task: Task, actor: str, now: datetime
) -> None:
    """A refusal said to a worker weighs as much as one that was written."""
    who = None if task.person_id is None else [task.person_id]
    for person_id in who or ():
        people.opt_out(session, person_id, source="worker", now=now, kind=OptOutKind.REFUSAL)
    finish_case(session, means, case, "refused", actor=actor, now=now, people=who)
    call_off(session, means, case, actor=actor, now=now)


def _add_attempt(
    session: Session,
    means: Means,
    case: Case,
    task: Task,
    meaning: Meaning,
    at: datetime,
    actor: str,
) -> None:
    point = _point(session, task, meaning.channel)
    key = means.clock.key()
    session.add(
        Attempt(
            key=key,
            case_id=case.id,
            person_id=task.person_id,
            thread_id=session.scalar(_THREAD, {"case": case.id, "person": task.person_id}),
            task_id=task.id,
            step=task.step,
            purpose=Purpose.SEQUENCE if task.enrolment_id else Purpose.HUMAN_FIRST,
            channel=meaning.channel,
            contact_point_id=point.id if point else None,
            address=point.value if point else None,
            address_hash=point.value_hash if point else None,
            automated=False,
            actor=actor,
            status=str(task.outcome),
            at=at,
            settled_at=means.clock.now(),
        )
    )
    facts = {"attempt": key, "channel": meaning.channel, "status": task.outcome}
    record.write(session, case, "attempt.logged", actor, means.clock.now(), facts)


def _point(session: Session, task: Task, channel: str) -> ContactPoint | None:
    """Where the attempt went: the first phone that is still thought theirs, or the letter box.

    The one phone of theirs that the worker's note names goes before.
    """
    kinds = (PointKind.POSTAL,) if channel in ("letter", "visit") else _PHONES
    named = _named(session, task) if kinds is _PHONES else None
    if named is not None:
        return named
    return session.scalar(_BEST, {"person": task.person_id, "kinds": list(kinds)})


def _named(session: Session, task: Task) -> ContactPoint | None:
    hashed = database_of(session).fingerprint
    read = read_phones(task.note or "", fictitious_allowed=True)
    if not read:
        return None
    hashes = [hashed(phone.e164) for phone in read if isinstance(phone, Phone)]
    rows = select(ContactPoint).where(
        ContactPoint.person_id == task.person_id,
        ContactPoint.value_hash.in_(hashes),
        ContactPoint.kind.in_(_PHONES),
    )
    theirs = session.scalars(rows).all()
    return theirs[0] if len(theirs) == 1 else None


def _doubt(session: Session, case: Case, task: Task, meaning: Meaning, now: datetime) -> None:
    point = _point(session, task, meaning.channel)
    if point is None:
        return
    if meaning.doubts == PointStatus.WRONG_PERSON and point.value_hash is not None:
        people.wrong_person(session, point.value_hash, source="worker", now=now)
        new = NewTask(
            TaskKind.CHECK_NUMBER,
            local_day(session, now),
            reason=PointStatus.WRONG_PERSON.value,
            person_id=task.person_id,
        )
        raise_task(session, case, new, now=now)
    elif point.status in _UNPROVEN and not _moved_since(session, case, task, point):
        point.status = PointStatus(meaning.doubts)


def _moved_since(session: Session, case: Case, task: Task, point: ContactPoint) -> bool:
    """Whether the address was corrected after the letter left: the new one is not in doubt."""
    sent = session.scalar(_OF_TASK, {"case": case.id, "task": task.id})
    return sent is not None and sent.address not in (None, point.value)


def _ask(session: Session, case: Case, task: Task, reason: str, now: datetime) -> None:
    new = NewTask(TaskKind.DECIDE, local_day(session, now), reason=reason, person_id=task.person_id)
    raise_task(session, case, new, now=now)
