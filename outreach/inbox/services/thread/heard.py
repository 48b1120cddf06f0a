"""What came in by a thread: from where, up to which message, and what waits."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Thread
from outreach.inbox.services.sight import visible_threads
from outreach.replies.models import Reply
from outreach.staff.models import Staff


def last_reply(session: Session, thread_id: int) -> int:
    """The row of the last message that came in, 0 when none did."""
    return session.scalar(select(func.max(Reply.id)).where(Reply.thread_id == thread_id)) or 0


def senders(session: Session, thread_id: int) -> list[str]:
    """The hashes of the numbers and addresses that the person wrote from, the latest first."""
    rows = (
        select(Reply.sender_hash)
        .where(Reply.thread_id == thread_id)
        .group_by(Reply.sender_hash)
        .order_by(func.max(Reply.id).desc())
    )
    return list(session.scalars(rows))


def unhandled(session: Session, thread_id: int) -> list[Reply]:
    """The messages that nobody has dealt with, oldest first."""
    rows = select(Reply).where(
        Reply.thread_id == thread_id,
        Reply.handled_at.is_(None),
        (Reply.nature != "auto_reply") | Reply.alert,
    )
    return list(session.scalars(rows.order_by(Reply.received_at, Reply.id)))


def newest_reply(session: Session) -> int:
    """The row of the last message that came in by any thread."""
    return session.scalar(select(func.max(Reply.id))) or 0


def arrived(session: Session, staff: Staff, after: int) -> int:
    """How many messages came in after that row, in the threads that somebody may open."""
    rows = (
        select(func.count())
        .select_from(Reply)
        .join(Thread, Thread.id == Reply.thread_id)
        .outerjoin(Case, Case.id == Thread.case_id)
        .where(Reply.id > after, Reply.nature != "auto_reply", visible_threads(staff))
    )
    return session.scalar(rows) or 0


def arrived_in(session: Session, thread_id: int, after: int) -> int:
    """The same, in one thread."""
    rows = (
        select(func.count())
        .select_from(Reply)
        .where(Reply.thread_id == thread_id, Reply.id > after, Reply.nature != "auto_reply")
    )
    return session.scalar(rows) or 0


def all_of(session: Session, thread_id: int) -> list[Reply]:
    """Every message of a thread, oldest first."""
    rows = select(Reply).where(Reply.thread_id == thread_id)
    return list(session.scalars(rows.order_by(Reply.received_at, Reply.id)))
