"""A human writes to a person: shown first, then reserved under lock; a sender sends it."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.inbox.services.acts.settling import settle
from outreach.inbox.services.answering.writing import Typed, Written, write
from outreach.inbox.services.sight import Found, find_thread, hold_thread
from outreach.inbox.services.thread.heard import last_reply
from outreach.messages.models import Attempt
from outreach.messages.services.means import Means
from outreach.messages.services.reserve import reserve
from outreach.sequences.services.planning import replan
from outreach.staff.models import Staff


class Result(StrEnum):
    """What became of what was typed."""

    RESERVED = "reserved"  # a sender takes it from here
    ALREADY = "already"  # the same form was sent before
    NEWER = "newer"  # the person wrote since the page was opened
    ASKS = "asks"  # somebody must confirm it first
    BLOCKED = "blocked"
    TOO_LONG = "too_long"
    EMPTY = "empty"
    WAY = "way"  # not a number or an address of theirs
    NO_CASE = "no_case"  # nobody knows yet who writes there
    RESTRICTED = "restricted"  # an alert that is not theirs to read waits
    GONE = "gone"  # no such thread for them


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of it, and how it stands against the gate, when it got that far."""

    result: Result
    written: Written | None = None
    drafted: bool = False  # a colleague sends it from the association's mobile


def look(means: Means, staff: Staff, thread_id: int, typed: Typed) -> Answered:
    """How what is typed would leave, and what stands in its way; nothing is kept."""
    with means.database.read() as session:
        found = find_thread(session, staff, thread_id)
        if found is None:
            return Answered(Result.GONE)
        return _judge(session, means, staff, found, typed)


def answer(means: Means, staff: Staff, thread_id: int, typed: Typed) -> Answered:
    """Reserve what was typed, once, if it may leave as things stand now.

    Nothing is written of what may not: whoever typed it is told at once, and keeps the text.
    """
    now = means.clock.now()
    with means.database.write() as session:
        found = hold_thread(session, staff, thread_id)
        if found is None:
            return Answered(Result.GONE)
        earlier = session.scalar(select(Attempt).where(Attempt.key == typed.key))
        if earlier is not None:
            same = (earlier.thread_id, earlier.actor) == (thread_id, staff.code)
            return Answered(Result.ALREADY if same else Result.WAY)
        if last_reply(session, thread_id) > typed.seen:
            return Answered(Result.NEWER)
        judged = _judge(session, means, staff, found, typed)
        written = judged.written
        if judged.result is not Result.RESERVED or written is None or found.case is None:
            return judged
        reserve(session, means, found.case, written.draft, written.facts)
        settle(session, found, staff.code, now, how="answer")
        replan(session, means, [found.case.id], now)
        drafts = means.doors[written.draft.medium].capability.drafts
        return Answered(Result.RESERVED, written, drafted=drafts)


def _judge(session: Session, means: Means, staff: Staff, found: Found, typed: Typed) -> Answered:
    if found.case is None:
        return Answered(Result.NO_CASE)
    if found.thread.alert and not found.concerned:
        return Answered(Result.RESTRICTED)
    written = write(session, means, staff, found, typed, means.clock.now())
    if written is None:
        return Answered(Result.WAY)
    if not written.draft.body:
        return Answered(Result.EMPTY)
    if written.too_long:
        return Answered(Result.TOO_LONG, written)
    if not written.verdict.passes:
        return Answered(Result.BLOCKED, written)
    if not typed.agreed.issuperset(written.asks):
        return Answered(Result.ASKS, written)
    return Answered(Result.RESERVED, written)
