"""A thread leaves what is to be done, and comes back if that was a slip."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from outreach.inbox.rules import ALERT
from outreach.inbox.services.sight import Found, hold_thread
from outreach.inbox.services.thread.heard import last_reply
from outreach.inbox.services.thread.opened import open_reasons
from outreach.messages.services.means import Means
from outreach.record import services as record
from outreach.replies.models import Reply
from outreach.staff.models import Staff


class Settled(StrEnum):
    """What became of the wish."""

    DONE = "done"
    SAME = "same"  # nothing waited, or nothing can come back
    NEWER = "newer"  # the person wrote since the page was opened
    ALERT = "alert"  # decided first, by its task
    RESTRICTED = "restricted"  # not theirs to read
    READ_FIRST = "read_first"  # an alert without a task: say that it was read
    GONE = "gone"  # no such thread for them


def needs_no_answer(
    means: Means, staff: Staff, thread_id: int, seen: int, *, read: bool = False
) -> Settled:
    """« Sans réponse à donner »: somebody read it, and nothing is to be written.

    `seen`: the last message that was on the page; `read`: they say that they read the alert.
    """
    now = means.clock.now()
    with means.database.write() as session:
        found = hold_thread(session, staff, thread_id)
        if found is None:
            return Settled.GONE
        if found.thread.first_unanswered_at is None:
            return Settled.SAME
        if last_reply(session, thread_id) > seen:
            return Settled.NEWER
        if found.thread.alert:
            stands = _alert(session, found, read=read)
            if stands is not None:
                return stands
        settle(session, found, staff.code, now, how="nothing")
        return Settled.DONE


def bring_back(means: Means, staff: Staff, thread_id: int) -> Settled:
    """Put a thread among what is to be done again, with what was last dealt with."""
    now = means.clock.now()
    with means.database.write() as session:
        found = hold_thread(session, staff, thread_id)
        if found is None:
            return Settled.GONE
        if found.thread.first_unanswered_at is not None:
            return Settled.SAME
        if not _reopen(session, found):
            return Settled.SAME
        if found.case is not None:
            record.write(session, found.case, "thread.reopened", staff.code, now)
        return Settled.DONE


def settle(session: Session, found: Found, actor: str, now: datetime, *, how: str) -> None:
    """Take one thread out of what is to be done, in the caller's transaction.

    An alert that nobody has decided stays in sight, whatever was written.
    """
    thread = found.thread
    if thread.first_unanswered_at is None or alert_undecided(session, found):
        return
    thread.first_unanswered_at, thread.alert = None, False
    session.execute(
        update(Reply)
        .where(Reply.thread_id == thread.id, Reply.handled_at.is_(None))
        .values(handled_at=now)
    )
    if found.case is not None:
        facts: record.Facts = {"threads": 1, "how": how}
        record.write(session, found.case, "thread.answered", actor, now, facts)


def alert_undecided(session: Session, found: Found) -> bool:
    """Whether the task of an alert of this person is still open."""
    if not found.thread.alert or found.case is None:
        return False
    return ALERT in open_reasons(session, found.case.id, found.thread.person_id)


def _alert(session: Session, found: Found, *, read: bool) -> Settled | None:
    if not found.concerned:
        return Settled.RESTRICTED
    if alert_undecided(session, found):
        return Settled.ALERT
    return None if read else Settled.READ_FIRST


def _reopen(session: Session, found: Found) -> bool:
    thread = found.thread
    last = session.scalar(select(func.max(Reply.handled_at)).where(Reply.thread_id == thread.id))
    rows = list(
        session.scalars(
            select(Reply)
            .where(Reply.thread_id == thread.id, Reply.handled_at == last)
            .order_by(Reply.received_at, Reply.id)
        )
    )
    if last is None or not rows:
        return False
    for reply in rows:
        reply.handled_at = None
    thread.first_unanswered_at = min(reply.came_at for reply in rows)
    thread.alert = any(reply.alert for reply in rows)
    return True
