"""Texts that a human sends from the association's mobile, and ticks: the tick is the gate."""

from datetime import datetime, timedelta

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case
from outreach.fieldwork.rules import CANCELLED
from outreach.fieldwork.services.days import calendar_of
from outreach.messages.models import OPEN, PENDING, Attempt, Purpose, Status
from outreach.messages.services.attempts import cancel
from outreach.messages.services.means import Means
from outreach.messages.services.recheck import unwelcome
from outreach.messages.services.settle import News, settle
from outreach.record import services as record
from outreach.tasks.models import Task, TaskKind, TaskState

_FRESH = timedelta(days=3)  # later, neither its day nor its words are those of the plan
_IN_HOURS = (Purpose.SEQUENCE, Purpose.REMINDER, Purpose.HUMAN_FIRST)
_SAME = (
    *("case_id", "person_id", "thread_id", "enrolment_id", "task_id", "reply_id", "step"),
    *("position", "purpose", "channel", "medium", "contact_point_id", "address", "address_hash"),
    *("subject", "body", "language", "text_code", "script_version", "segments"),
)


def objection(
    session: Session, means: Means, case: Case, task: Task, at: datetime, now: datetime
) -> str:
    """The code of why a draft must not be sent at `at`; "" when nothing stands in the way.

    What was sent all the same is told by a note: then the record says so.
    """
    attempt = _draft(session, task)
    if attempt is None:
        taken = _taken_back(session, task)
        return (taken.reason or "expired") if taken is not None else ""
    stands = unwelcome(session, attempt, held=means.held)
    if stands:
        return stands
    if now - attempt.at > _FRESH:
        return "expired"
    shut = attempt.purpose in _IN_HOURS and not calendar_of(session, case).is_open(at)
    return "outside_hours" if shut else ""


def settle_draft(
    session: Session,
    means: Means,
    task: Task,
    outcome: str,
    at: datetime,
    actor: str,
    now: datetime,
) -> None:
    """A drafted text was sent by hand, or was not."""
    attempt = _draft(session, task)
    if attempt is None:
        taken = _last(session, task) if outcome == "sent" else None
        if taken is not None:
            _write_late(session, means, taken, at, actor, now)
        return
    attempt.automated, attempt.actor = False, actor
    if outcome == "sent":
        attempt.at = attempt.called_at = at
        settle(session, attempt, News(Status.SENT, source="worker"), now, means.follow)
    else:
        attempt.reason = "not_sent_by_worker"
        settle(session, attempt, News(Status.BLOCKED, source="worker"), now, means.follow)


def left_before(session: Session, task: Task, outcome: str) -> bool:
    """Whether a draft that was taken back may still be told sent: a reply was noted first, say.

    Not once the same step has another attempt: that one is ticked.
    """
    taken = _taken_back(session, task)
    if outcome != "sent" or taken is None:
        return False
    again = _tries(taken).where(Attempt.status.in_(OPEN), Attempt.id != taken.id)
    return session.scalar(again.limit(1)) is None


def drop_stale(session: Session, means: Means, now: datetime) -> int:
    """Take back drafts that nobody sent in time: their step is planned again; how many."""
    found = session.execute(
        select(Attempt, Task)
        .join(Task, Task.id == Attempt.task_id)
        .where(
            PENDING,
            Attempt.status == Status.RESERVED,
            Attempt.at < now - _FRESH,
            Task.state == TaskState.OPEN,
        )
        .order_by(Attempt.id)
    ).all()
    ids = {task.case_id for _, task in found if task.case_id is not None}
    held = cases.lock(session, sorted(ids))
    for attempt, task in found:
        task.state, task.outcome = TaskState.CANCELLED, CANCELLED
        task.done_at, task.done_by = now, "system"
        case = held.get(task.case_id or 0)
        if case is not None:
            facts: record.Facts = {"kind": task.kind, "step": task.step}
            record.write(session, case, "task.cancelled", "system", now, facts)
        cancel(session, means, attempt, "expired", now)
    return len(found)


def _draft(session: Session, task: Task) -> Attempt | None:
    return session.scalar(
        select(Attempt).where(Attempt.task_id == task.id, Attempt.status == Status.RESERVED)
    )


def _taken_back(session: Session, task: Task) -> Attempt | None:
    """The draft of a message task that was cancelled before anybody ticked it."""
    cancelled = task.kind == TaskKind.MESSAGE and task.outcome == CANCELLED
    return _last(session, task) if cancelled else None


def _last(session: Session, task: Task) -> Attempt | None:
    rows = select(Attempt).where(Attempt.task_id == task.id).order_by(Attempt.id.desc())
    return session.scalar(rows.limit(1))


def _tries(attempt: Attempt) -> Select[int]:
    """The numbers of the tries of an attempt's step; its own alone when it is of no run."""
    rows = select(Attempt.try_no)
    if attempt.enrolment_id is None:
        return rows.where(Attempt.id == attempt.id)
    return rows.where(Attempt.enrolment_id == attempt.enrolment_id, Attempt.step == attempt.step)


def _write_late(
    session: Session, means: Means, taken: Attempt, at: datetime, actor: str, now: datetime
) -> None:
    """One more row for what had left: the one that was taken back stays as it is."""
    left = Attempt(
        **{name: getattr(taken, name) for name in _SAME},
        key=means.clock.key(),
        try_no=max(session.scalars(_tries(taken))) + 1,
        automated=False,
        actor=actor,
        status=Status.SENT,
        at=at,
        called_at=at,
        settled_at=now,
    )
    session.add(left)
    session.flush()
    case = session.get(Case, left.case_id) if left.case_id else None
    if case is not None:
        facts = {"attempt": left.key, "channel": left.channel, "status": left.status}
        record.write(session, case, "attempt.logged", actor, now, facts, body=left.body)
