"""What waits for a human's answer, alerts first, then the one that has waited longest."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Thread
from outreach.replies.models import Reply


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
            Reply.nature != "auto_reply",
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
