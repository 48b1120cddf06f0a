"""What comes in: stored, the automation stopped, then read, answered and shown: one transaction.

The order is a promise: whatever fails later, the message is in an inbox and nothing automatic
goes on (design.md §4, §5.2, §5.3).
"""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState, PauseReason, Thread
from outreach.channels.base import Act, Inbound, Nature
from outreach.database import database_of
from outreach.messages.models import Status
from outreach.messages.services.attempts import locked
from outreach.messages.services.settle import News, settle
from outreach.record import services as record
from outreach.replies.models import Reply
from outreach.replies.rules.choices import MENUS, with_menu
from outreach.replies.rules.follow import told_by_provider
from outreach.replies.rules.intents import classify
from outreach.replies.rules.reading import Intent, Reading
from outreach.replies.services.consequences import act_on
from outreach.replies.services.ears import Ears
from outreach.replies.services.finding import (
    Home,
    bounced_attempt,
    concerned,
    find_home,
    last_question,
    stray_thread,
)
from outreach.replies.services.heard import Heard, Noted, worried
from outreach.sequences.services.pausing import pause_case

_MOST_MEDIA = 999

log = structlog.get_logger(__name__)

# When reading fails, a human reads: never a reason to lose the message.
_UNREADABLE = Reading(intents=(Intent.OTHER,))


class FoundBy(StrEnum):
    """How a message reached us."""

    HOOK = "hook"
    SWEEP = "sweep"  # the provider's listing: its hook was lost
    IMAP = "imap"
    NOTE = "note"  # a worker wrote down what the person said


@dataclass(frozen=True, slots=True)
class Received:
    """What became of one inbound: `new` is False for one that we had already."""

    new: bool
    reply_id: int | None = None
    thread_id: int | None = None


def receive(
    ears: Ears,
    inbound: Inbound,
    found_by: FoundBy,
    source: str,
    actor: str = "tenant",
    noted: Noted | None = None,
) -> Received:
    """Take in one message from the door `source`, or `noted` by somebody; safe to repeat."""
    now = ears.means.clock.now()
    with ears.means.database.write() as session:
        home = find_home(session, inbound)
        case_ids, people = concerned(session, home)
        locked_cases = cases.lock(session, list(case_ids))
        if inbound.nature is Nature.BOUNCE and _bounce(session, ears, inbound, now):
            return Received(new=True)
        thread = home.thread or stray_thread(session, home, ears.means.clock)
        channel = noted.channel if noted else inbound.medium.value
        reply = _store(session, home, thread, inbound, channel, found_by, source, now)
        if reply is None:
            return Received(new=False)
        if inbound.nature is Nature.MESSAGE:
            for case_id in home.case_ids:
                _stop(session, ears, locked_cases[case_id], actor, now)
        ears.means.probe("paused")
        try:
            with session.begin_nested():
                found = {case_id: locked_cases[case_id] for case_id in home.case_ids}
                late = found_by in (FoundBy.SWEEP, FoundBy.NOTE)
                reading = worried(_understand(ears, thread, session, inbound), noted)
                heard = Heard(
                    home, thread, found, locked_cases, people, reply, inbound, reading, late
                )
                _read(session, ears, heard, now)
        except DBAPIError:
            raise  # the database itself: the provider is told to come again, or the sweep does
        except Exception as error:
            log.error("reply.unread", error=type(error).__name__)
            cases.mark_unanswered(session, thread.id, now, alert=True)
        return Received(new=True, reply_id=reply.id, thread_id=thread.id)


def _stop(session: Session, ears: Ears, case: Case, actor: str, now: datetime) -> None:
    if case.state != CaseState.CLOSED:
        pause_case(session, ears.means, case, PauseReason.REPLY, actor=actor, now=now)


def _store(
    session: Session,
    home: Home,
    thread: Thread,
    inbound: Inbound,
    channel: str,
    found_by: FoundBy,
    source: str,
    now: datetime,
) -> Reply | None:
    """The row of a message; None when the same one is here already."""
    database = database_of(session)
    message_hash = database.fingerprint(inbound.message_id) if inbound.message_id else None
    if message_hash is not None and _seen(session, source, message_hash, inbound):
        return None
    reply = Reply(
        thread_id=thread.id,
        case_id=thread.case_id,
        source=source,
        provider_id=inbound.provider_id[:255],
        message_id_hash=message_hash,
        channel=channel,
        sender=inbound.sender,
        sender_hash=home.sender_hash,
        text=inbound.text,
        whole=inbound.whole or None,
        subject=inbound.subject or None,
        media=min(inbound.media, _MOST_MEDIA),
        nature=inbound.nature.value,
        found_by=found_by.value,
        sent_at=inbound.at,
        received_at=now,
    )
    try:
        with session.begin_nested():
            session.add(reply)
    except IntegrityError:
        return None
    return reply


def _seen(session: Session, source: str, message_hash: str, inbound: Inbound) -> bool:
    """The same e-mail under another number of the mailbox; not another one that copies its id."""
    twins = select(Reply).where(Reply.source == source, Reply.message_id_hash == message_hash)
    return any(
        (twin.sender, twin.text) == (inbound.sender, inbound.text)
        for twin in session.scalars(twins)
    )


def _read(session: Session, ears: Ears, heard: Heard, now: datetime) -> None:
    """Understand a stored message and do what follows."""
    reply, reading = heard.reply, heard.reading
    reply.intents = json.dumps([intent.value for intent in reading.intents])
    reply.kinds = json.dumps([kind.value for kind in reading.kinds])
    reply.alert = Intent.DISTRESS in reading.intents
    for case in heard.cases.values():
        _journal(session, heard, case, now)
    if heard.inbound.nature is Nature.AUTO_REPLY and not reply.alert:
        return  # shown in the thread; nobody waits for an answer
    cases.mark_unanswered(session, heard.thread.id, now, alert=reply.alert)
    if heard.inbound.nature is Nature.MESSAGE:
        act_on(session, ears, heard, now)


def _journal(session: Session, heard: Heard, case: Case, now: datetime) -> None:
    """The case's own words leave a fingerprint; what may be another's leaves none."""
    reply = heard.reply
    facts: record.Facts = {
        "channel": reply.channel,
        "nature": reply.nature,
        "found_by": reply.found_by,
    }
    if heard.own_case is not None:
        record.write(session, case, "reply.received", "tenant", now, facts, body=reply.text)
    else:
        record.write(session, case, "reply.unattached", "system", now, facts)
    if reply.alert:
        record.write(session, case, "alert.raised", "system", now, {})


def _understand(ears: Ears, thread: Thread, session: Session, inbound: Inbound) -> Reading:
    try:
        reading = classify(inbound.text, ears.lexicon)
        menu = MENUS.get(last_question(session, thread) or "")
        return told_by_provider(with_menu(reading, menu or {}), inbound.opt_out_type)
    except Exception as error:
        log.error("reply.unreadable", error=type(error).__name__)
        return _UNREADABLE


def _bounce(session: Session, ears: Ears, inbound: Inbound, now: datetime) -> bool:
    """Apply a bounce to the attempt it speaks of; False when it is none of ours."""
    key = bounced_attempt(session, inbound)
    if key is None:
        return False
    if not inbound.bounce_over:
        return True  # sent again meanwhile, it would arrive twice; the end of it is told too
    act = Act.BAD_NUMBER if inbound.bounce_permanent else Act.RETRY_LATER
    news = News(Status.UNDELIVERED, code="bounce", act=act, source="bounce")
    settle(session, locked(session, key), news, now, ears.means.follow)
    return True
