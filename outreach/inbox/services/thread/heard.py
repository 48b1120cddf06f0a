"""What came in by a thread: from where, up to which message, and what waits."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.replies.models import Reply


def last_reply(session: Session, thread_id: int) -> int:
    """The row of the last message that came in, 0 when none did."""
    return session.scalar(select(func.max(Reply.id)).where(Reply.thread_id == thread_id)) or 0


def senders(session: Session, thread_id: int) -> set[str]:
    """The hashes of the numbers and addresses that the person wrote from."""
    return set(session.scalars(select(Reply.sender_hash).where(Reply.thread_id == thread_id)))


def unhandled(session: Session, thread_id: int) -> list[Reply]:
    """The messages that nobody has dealt with, oldest first."""
    rows = select(Reply).where(
        Reply.thread_id == thread_id,
        Reply.handled_at.is_(None),
        (Reply.nature != "auto_reply") | Reply.alert,
    )
    return list(session.scalars(rows.order_by(Reply.received_at, Reply.id)))
