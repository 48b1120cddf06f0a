"""What comes in: stored, the automation stopped, then read, answered and shown: one transaction.

The order is a promise: whatever fails later, the message is in an inbox and nothing automatic
goes on (design.md §4, §5.2, §5.3).
"""

import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

import structlog
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm import Session

from outreach.bulk import insert_once
from outreach.cases import services as cases
from outreach.cases.models import AnyCase, CaseState, PauseReason
from outreach.channels.base import Act, Inbound, Nature
from outreach.database import database_of
from outreach.messages.models import Status
from outreach.messages.services.attempts import locked
from outreach.messages.services.settle import News, settle
from outreach.record import services as record
from outreach.replies.models import Reply, waits_since
from outreach.replies.rules.choices import with_menu
from outreach.replies.rules.follow import told_by_provider, what_follows
from outreach.replies.rules.intents import classify
from outreach.replies.rules.reading import Intent, Reading
from outreach.replies.services.choosing import menu_of
from outreach.replies.services.consequences import act_on
from outreach.replies.services.ears import Ears
from outreach.replies.services.finding import (
    Home,
    Place,
    Question,
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


# Found after its time, so never answered.
_LATE = frozenset({FoundBy.SWEEP, FoundBy.NOTE})


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
    """Take in one message from the door `source`, or `noted` by somebody; safe to repeat.

    When what follows from it fails, it is taken in again without being read: stored, the
    automation stopped, and shown as an alert.
    """
    now = ears.means.clock.now()
    came = _Came(inbound, found_by, source, actor, noted, now)
    reading = _understand(ears, inbound)  # before any lock: it takes longer than a statement
    try:
        return _take_in(ears, came, reading)
    except (DBAPIError, PoolTimeoutError):
        raise  # the database itself: the provider is told to come again, or the sweep does
    except Exception as error:
        log.error("reply.unread", error=type(error).__name__)
        return _take_in(ears, came, None)


@dataclass(frozen=True, slots=True)
class _Came:
    """One message, and how and when it came."""

    inbound: Inbound
    found_by: FoundBy
    source: str
    actor: str
    noted: Noted | None
    now: datetime

    @property
    def since(self) -> datetime:
        """Since when the person waits."""
        return waits_since(self.inbound.at, self.now)

    @property
    def channel(self) -> str:
        """How the words came."""
        return self.noted.channel if self.noted else self.inbound.medium.value


class _Stored(NamedTuple):
    """Its row."""

    id: int
    channel: str


def _take_in(ears: Ears, came: _Came, reading: Reading | None) -> Received:
    """All of it in one transaction; without a reading, only what no message may lack."""
    inbound, now = came.inbound, came.now
    with ears.means.database.write() as session, record.gathered(session):
        home = find_home(session, inbound)
        case_ids, people = home.case_ids, home.person_ids
        if reading is not None and _stops(reading, inbound):
            case_ids, people = concerned(session, home)
        locked_cases = cases.hold(session, case_ids)
        if inbound.nature is Nature.BOUNCE and _bounce(session, ears, inbound, now):
            return Received(new=True)
        thread = home.thread or stray_thread(session, home, ears.means.clock)
        question = None
        if reading is not None:
            reading, question = _in_its_thread(session, thread, reading, came)
        reply_id = _store(session, home, thread, came, reading)
        if reply_id is None:
            return Received(new=False)
        if inbound.nature is Nature.MESSAGE:
            for case_id in home.case_ids:
                _stop(session, ears, locked_cases[case_id], came.actor, now)
        ears.means.probe("paused")
        if reading is None:
            cases.mark_unanswered(session, thread.id, came.since, alert=True)
        else:
            found = {case_id: locked_cases[case_id] for case_id in home.case_ids}
            stored, late = _Stored(reply_id, came.channel), came.found_by in _LATE
            _follow(
                session,
                ears,
                Heard(
                    *(home, thread, found, locked_cases, people, stored, inbound, reading),
                    late=late,
                    question=question,
                ),
                came,
            )
        return Received(new=True, reply_id=reply_id, thread_id=thread.id)


def _stop(session: Session, ears: Ears, case: AnyCase, actor: str, now: datetime) -> None:
    if case.state != CaseState.CLOSED:
        pause_case(session, ears.means, case, PauseReason.REPLY, actor=actor, now=now)


def _store(
    session: Session, home: Home, thread: Place, came: _Came, reading: Reading | None
) -> int | None:
    """The id of a message's row; None when the same one is here already."""
    inbound, database = came.inbound, database_of(session)
    message_hash = database.fingerprint(inbound.message_id) if inbound.message_id else None
    if message_hash is not None and _seen(session, came.source, message_hash, inbound):
        return None
    row = {
        "thread_id": thread.id,
        "case_id": thread.case_id,
        "source": came.source,
        "provider_id": inbound.provider_id[:255],
        "message_id_hash": message_hash,
        "channel": came.channel,
        "sender": inbound.sender,
        "sender_hash": home.sender_hash,
        "text": inbound.text,
        "whole": inbound.whole or None,
        "subject": inbound.subject or None,
        "media": min(inbound.media, _MOST_MEDIA),
        "nature": inbound.nature.value,
        "found_by": came.found_by.value,
        "intents": reading and json.dumps([intent.value for intent in reading.intents]),
        "kinds": reading and json.dumps([kind.value for kind in reading.kinds]),
        "alert": reading is not None and _alarming(reading),
        "sent_at": inbound.at,
        "received_at": came.now,
    }
    return insert_once(session.connection(), Reply.__table__, row, ("source", "provider_id"))


def _seen(session: Session, source: str, message_hash: str, inbound: Inbound) -> bool:
    """The same e-mail under another number of the mailbox; not another one that copies its id."""
    twins = select(Reply).where(Reply.source == source, Reply.message_id_hash == message_hash)
    return any(
        (twin.sender, twin.text) == (inbound.sender, inbound.text)
        for twin in session.scalars(twins)
    )


def _follow(session: Session, ears: Ears, heard: Heard, came: _Came) -> None:
    """Do what follows from a stored message."""
    alert, answer_at = _alarming(heard.reading), None
    for case in heard.cases.values():
        _journal(session, heard, came, case)
    if came.inbound.nature is Nature.AUTO_REPLY and not alert:
        return  # shown in the thread; nobody waits for an answer
    if came.inbound.nature is Nature.MESSAGE and act_on(session, ears, heard, came.now):
        answer_at = came.now
    cases.mark_unanswered(session, heard.thread.id, came.since, alert=alert, answer_at=answer_at)


def _journal(session: Session, heard: Heard, came: _Came, case: AnyCase) -> None:
    """The case's own words leave a fingerprint; what may be another's leaves none."""
    inbound, now = came.inbound, came.now
    facts: record.Facts = {
        "channel": came.channel,
        "nature": inbound.nature.value,
        "found_by": came.found_by.value,
    }
    if heard.own_case is not None:
        record.write(session, case, "reply.received", "tenant", now, facts, body=inbound.text)
    else:
        record.write(session, case, "reply.unattached", "system", now, facts)
    if _alarming(heard.reading):
        record.write(session, case, "alert.raised", "system", now, {})


def _alarming(reading: Reading) -> bool:
    return Intent.DISTRESS in reading.intents


def _understand(ears: Ears, inbound: Inbound) -> Reading:
    try:
        return classify(inbound.text, ears.lexicon)
    except Exception as error:
        log.error("reply.unreadable", error=type(error).__name__)
        return _UNREADABLE


def _stops(reading: Reading, inbound: Inbound) -> bool:
    """Whether it is a STOP, which is for more than the cases that it came to."""
    return what_follows(told_by_provider(reading, inbound.opt_out_type)).opt_out


def _in_its_thread(
    session: Session, thread: Place, reading: Reading, came: _Came
) -> tuple[Reading, Question | None]:
    """The same reading, with what was asked before, and what the provider or a colleague knows."""
    question = None
    if reading.choice is not None:
        question = last_question(session, thread)
        reading = with_menu(reading, menu_of(session, question))
    return worried(told_by_provider(reading, came.inbound.opt_out_type), came.noted), question


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
