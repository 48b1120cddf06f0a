"""Whose message is this: by reply address, then by the message it answers, then by sender."""

import re
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState, Thread
from outreach.channels.base import Inbound
from outreach.clock import Clock
from outreach.database import database_of
from outreach.messages.models import Attempt
from outreach.people.models import ContactPoint

# Our own Message-IDs carry the attempt's key (see the e-mail door).
_OUR_ID = re.compile(r"att-([a-z0-9]{26})@")


@dataclass(frozen=True, slots=True)
class Home:
    """Where a message belongs: one thread, or none, and every case whose number it is."""

    sender_hash: str
    thread: Thread | None
    case_ids: tuple[int, ...] = ()
    person_ids: tuple[int, ...] = ()
    point_ids: tuple[int, ...] = ()

    @property
    def shared(self) -> bool:
        """The number stands in several cases: nobody's words may land in another's file."""
        return self.thread is None and len(self.case_ids) > 1


def find_home(session: Session, inbound: Inbound) -> Home:
    """Find the thread of a message without writing anything."""
    sender_hash = database_of(session).fingerprint(inbound.sender)
    points = list(
        session.scalars(select(ContactPoint).where(ContactPoint.value_hash == sender_hash))
    )
    named = _by_token(session, inbound) or _by_reference(session, inbound)
    threads = [named] if named is not None else _by_people(session, points)
    if len(threads) == 1:
        thread = threads[0]
        return Home(
            sender_hash,
            thread,
            (thread.case_id,) if thread.case_id is not None else (),
            (thread.person_id,) if thread.person_id is not None else (),
            tuple(p.id for p in points if p.person_id == thread.person_id),
        )
    return Home(
        sender_hash,
        None,
        tuple(sorted({t.case_id for t in threads if t.case_id is not None})),
        tuple(sorted({t.person_id for t in threads if t.person_id is not None})),
        tuple(point.id for point in points),
    )


def stray_thread(session: Session, home: Home, clock: Clock) -> Thread:
    """The thread of a sender that belongs to no case, or to several: one per sender."""
    found = session.scalar(
        select(Thread).where(Thread.sender_hash == home.sender_hash, Thread.case_id.is_(None))
    )
    if found is None:
        found = Thread(
            sender_hash=home.sender_hash, reply_token=clock.key(), created_at=clock.now()
        )
        session.add(found)
        session.flush()
    return found


def bounced_attempt(session: Session, inbound: Inbound) -> str | None:
    """The key of the attempt that a bounce speaks of, if it is one of ours."""
    keys = [inbound.bounced_key, *_keys(inbound)]
    return session.scalar(select(Attempt.key).where(Attempt.key.in_([k for k in keys if k])))


def _by_token(session: Session, inbound: Inbound) -> Thread | None:
    if not inbound.reply_token:
        return None
    token = inbound.reply_token.lower()
    return session.scalar(select(Thread).where(Thread.reply_token == token))


def _by_reference(session: Session, inbound: Inbound) -> Thread | None:
    keys = _keys(inbound)
    if not keys:
        return None
    return session.scalar(
        select(Thread).join(Attempt, Attempt.thread_id == Thread.id).where(Attempt.key.in_(keys))
    )


def _keys(inbound: Inbound) -> list[str]:
    return [key for reference in inbound.references for key in _OUR_ID.findall(reference)]


def _by_people(session: Session, points: list[ContactPoint]) -> list[Thread]:
    """Threads of those people: of their living cases, else of the latest closed one."""
    people = {point.person_id for point in points}
    rows = session.execute(
        select(Thread, Case)
        .join(Case, Case.id == Thread.case_id)
        .where(Thread.person_id.in_(people))
        .order_by(Case.id)
    ).all()
    living = [thread for thread, case in rows if case.state != CaseState.CLOSED]
    return living or [thread for thread, _ in rows[-1:]]
