"""What waits for a human's answer, alerts first, then the one that has waited longest."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Integer, bindparam, exists, select, update
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState, Thread
from outreach.inbox.rules import ABOUT_WORDS
from outreach.people.models import ContactPoint
from outreach.record import services as record
from outreach.replies.models import Reply
from outreach.tasks.models import Task, TaskState

_MINE: ColumnElement[int] = bindparam("case", type_=Integer)
_OWN = select(Thread).where(Thread.case_id == _MINE, Thread.first_unanswered_at.is_not(None))
_OF_PEOPLE = (
    select(ContactPoint.value_hash)
    .join(Thread, Thread.person_id == ContactPoint.person_id)
    .where(Thread.case_id == _MINE, ContactPoint.value_hash.is_not(None))
)
_OTHER = Thread.__table__.alias("other_thread")
_BUSY = (
    exists()
    .where(
        ContactPoint.value_hash == Thread.sender_hash,
        _OTHER.c.person_id == ContactPoint.person_id,
        Case.id == _OTHER.c.case_id,
        Case.id != _MINE,
        Case.state != CaseState.CLOSED,
        Task.case_id == Case.id,
        Task.state == TaskState.OPEN,
        Task.reason.in_(ABOUT_WORDS),
    )
    .correlate(Thread)
)
# Threads without a case, of a number of this case: the words may be this household's.
_STRAY = select(Thread).where(
    Thread.case_id.is_(None),
    Thread.first_unanswered_at.is_not(None),
    Thread.sender_hash.in_(_OF_PEOPLE),
)
# Those that no other case decides about.
_SHARED = _STRAY.where(~_BUSY)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One thread to answer, with what was last written in it."""

    thread_id: int
    case: str | None
    sender: str
    channel: str
    first_unanswered_at: datetime
    intents: tuple[str, ...]
    text: str
    alert: bool


def to_answer(session: Session) -> list[Waiting]:
    """Every thread that somebody must answer."""
    threads = session.execute(
        select(Thread, Case.reference)
        .outerjoin(Case, Case.id == Thread.case_id)
        .where(Thread.first_unanswered_at.is_not(None))
        .order_by(Thread.alert.desc(), Thread.first_unanswered_at, Thread.id)
    ).all()
    replies = _unanswered(session, [thread.id for thread, _ in threads])
    return [_waiting(thread, reference, replies[thread.id]) for thread, reference in threads]


def _unanswered(session: Session, thread_ids: list[int]) -> dict[int, list[Reply]]:
    found: dict[int, list[Reply]] = {thread_id: [] for thread_id in thread_ids}
    rows = (
        select(Reply)
        .where(
            Reply.thread_id.in_(thread_ids),
            Reply.handled_at.is_(None),
            (Reply.nature != "auto_reply") | Reply.alert,
        )
        .order_by(Reply.received_at, Reply.id)
    )
    for reply in session.scalars(rows):
        found[reply.thread_id].append(reply)
    return found


def _waiting(thread: Thread, reference: str | None, replies: list[Reply]) -> Waiting:
    """All that was written since, in one text: a cry for help may stand before a "merci"."""
    first = thread.first_unanswered_at
    assert first is not None  # noqa: S101  the query asked for it
    intents = dict.fromkeys(
        intent for reply in replies for intent in json.loads(reply.intents or "[]")
    )
    return Waiting(
        thread_id=thread.id,
        case=reference,
        sender=(replies[-1].sender or "") if replies else "",
        channel=replies[-1].channel if replies else "",
        first_unanswered_at=first,
        intents=tuple(intents),
        text="\n".join(reply.text or "" for reply in replies),
        alert=thread.alert,
    )


def mark_answered(session: Session, case: Case, *, actor: str, now: datetime) -> int:
    """Take a case's threads out of the inbox: a human has dealt with what was written.

    A thread that the case shares with others (one number, several cases) goes only once none of
    them has something to decide about it. Gives the number of threads that were waiting.
    """
    mine = {"case": case.id}
    waiting = [*session.scalars(_OWN, mine), *session.scalars(_SHARED, mine)]
    ids = [thread.id for thread in waiting]
    if not ids:
        return 0
    for thread in waiting:
        thread.first_unanswered_at, thread.alert = None, False
    session.execute(
        update(Reply)
        .where(Reply.thread_id.in_(ids), Reply.handled_at.is_(None))
        .values(handled_at=now)
    )
    facts = {"threads": len(ids)}
    record.write(session, case, "thread.answered", actor, now, facts)
    return len(ids)


def stray_of(session: Session, case: Case) -> int | None:
    """The thread of no case whose words may be this one's; None when no such words wait."""
    strays = session.scalars(_STRAY.order_by(Thread.first_unanswered_at), {"case": case.id})
    return next((thread.id for thread in strays), None)


def is_waiting(session: Session, case: Case) -> bool:
    """Whether something that was written in a case, or may have been, waits for a human."""
    mine = {"case": case.id}
    return bool(session.scalars(_OWN, mine).first() or session.scalars(_STRAY, mine).first())
