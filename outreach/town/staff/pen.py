"""A worker writes back, as they would on the page of a thread."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Thread
from outreach.inbox.services.acts.settling import Settled, needs_no_answer
from outreach.inbox.services.answering.answer import Answered, Result, answer, look
from outreach.inbox.services.answering.writing import Typed
from outreach.inbox.services.thread.heard import unhandled
from outreach.messages.services.means import Means
from outreach.people.models import ContactPoint
from outreach.replies.models import Reply
from outreach.staff.models import Staff


def waiting_words(session: Session, case_id: int) -> Reply | None:
    """The last message of a case that nobody has dealt with."""
    threads = session.scalars(
        select(Thread.id).where(Thread.case_id == case_id, Thread.first_unanswered_at.is_not(None))
    )
    found = [reply for thread in threads for reply in unhandled(session, thread)]
    return found[-1] if found else None


def write_back(means: Means, staff: Staff, case: Case, words: str) -> bool:
    """Answer the last message of a case by the way it came; whether it is on its way."""
    with means.database.read() as session:
        reply = waiting_words(session, case.id)
        point = _point(session, reply) if reply is not None else None
        if reply is None or point is None:
            return False
        typed = Typed(point.id, words, means.clock.key(), reply.id)
        thread_id = reply.thread_id
    looked = look(means, staff, thread_id, typed)
    if looked.result is Result.ASKS:
        typed = _agreed(typed, looked)
    return answer(means, staff, thread_id, typed).result is Result.RESERVED


def leave_unanswered(means: Means, staff: Staff, words: Reply) -> bool:
    """Say that the last message of a thread was read and needs no answer."""
    return needs_no_answer(means, staff, words.thread_id, words.id) is Settled.DONE


def _agreed(typed: Typed, looked: Answered) -> Typed:
    asks = looked.written.asks if looked.written is not None else ()
    return Typed(typed.point_id, typed.text, typed.key, typed.seen, frozenset(asks))


def _point(session: Session, reply: Reply) -> ContactPoint | None:
    rows = select(ContactPoint).where(ContactPoint.value_hash == reply.sender_hash)
    return session.scalar(rows.limit(1))
