"""Whose message is this: by reply address, then by the message it answers, then by sender."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState, Thread
from outreach.channels.base import Inbound
from outreach.clock import Clock
from outreach.database import database_of
from outreach.messages.models import Attempt, Purpose
from outreach.people.models import ContactPoint, Person, PointStatus

# Our own Message-IDs carry the attempt's key (see the e-mail door).
_OUR_ID = re.compile(r"att-([a-z0-9]{26})@")


@dataclass(frozen=True, slots=True)
class Home:
    """Where a message belongs: one thread, or none and every case that it may concern.

    `person_ids` are those who may have written: a refusal is theirs, and nobody else's.
    `answered` holds the hashes of our addresses that the message answers, when it names them.
    """

    sender_hash: str
    thread: Thread | None
    case_ids: tuple[int, ...] = ()
    person_ids: tuple[int, ...] = ()
    point_ids: tuple[int, ...] = ()
    answered: frozenset[str] = field(default_factory=frozenset)

    @property
    def uncertain(self) -> bool:
        """It may be one of several people: nobody's words may land in another's file."""
        return self.thread is None and bool(self.case_ids)


def find_home(session: Session, inbound: Inbound) -> Home:
    """Find the thread of a message without writing anything."""
    sender_hash = database_of(session).fingerprint(inbound.sender)
    points = _points(session, sender_hash)
    named = _by_token(session, inbound) or _by_reference(session, inbound)
    threads = _by_people(session, points)
    if named is not None:
        holders = {point.person_id for point in points}
        stranger = bool(holders) and named.person_id not in holders
        threads = [named, *threads] if stranger else [named]
    return _home(sender_hash, threads, points, _answered(session, inbound))


def _home(
    sender_hash: str,
    threads: Sequence[Thread],
    points: Sequence[ContactPoint],
    answered: frozenset[str],
) -> Home:
    holders = {point.person_id for point in points}
    if len(threads) == 1:
        thread = threads[0]
        return Home(
            sender_hash,
            thread,
            _ids([thread.case_id]),
            _ids([thread.person_id]),
            tuple(p.id for p in points if p.person_id == thread.person_id),
            answered,
        )
    return Home(
        sender_hash,
        None,
        _ids(t.case_id for t in threads),
        _ids(holders & {t.person_id for t in threads}) or _ids(t.person_id for t in threads),
        tuple(point.id for point in points),
        answered,
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


def concerned(session: Session, home: Home) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Cases and people that share a number or an address with who wrote: a STOP is for them too."""
    hashes = set(
        session.scalars(
            select(ContactPoint.value_hash).where(
                ContactPoint.person_id.in_(home.person_ids),
                ContactPoint.value_hash.is_not(None),
                ContactPoint.status != PointStatus.WRONG_PERSON,
            )
        )
    )
    rows = session.execute(
        select(Thread.case_id, Thread.person_id)
        .join(ContactPoint, ContactPoint.person_id == Thread.person_id)
        .where(
            ContactPoint.value_hash.in_(hashes | {home.sender_hash}),
            ContactPoint.status != PointStatus.WRONG_PERSON,
        )
    ).all()
    return (
        _ids([*home.case_ids, *(row.case_id for row in rows)]),
        _ids([*home.person_ids, *(row.person_id for row in rows)]),
    )


def last_question(session: Session, thread: Thread) -> str | None:
    """The step of the last message of the sequence that left in a thread."""
    return session.scalar(
        select(Attempt.step)
        .where(
            Attempt.thread_id == thread.id,
            Attempt.purpose == Purpose.SEQUENCE,
            Attempt.channel == "sms",
            Attempt.status.in_(("accepted", "sent", "delivered", "uncertain", "calling")),
        )
        .order_by(Attempt.id.desc())
        .limit(1)
    )


def bounced_attempt(session: Session, inbound: Inbound) -> str | None:
    """The key of the attempt that a bounce speaks of, if it is one of ours."""
    keys = [inbound.bounced_key, *_keys(inbound)]
    return session.scalar(select(Attempt.key).where(Attempt.key.in_([k for k in keys if k])))


def _points(session: Session, sender_hash: str) -> list[ContactPoint]:
    """Where that sender is known; not where somebody else was found to answer (care.md §2)."""
    return list(
        session.scalars(
            select(ContactPoint).where(
                ContactPoint.value_hash == sender_hash,
                ContactPoint.status != PointStatus.WRONG_PERSON,
            )
        )
    )


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


def _answered(session: Session, inbound: Inbound) -> frozenset[str]:
    keys = _keys(inbound)
    if not keys:
        return frozenset()
    rows = session.scalars(select(Attempt.address_hash).where(Attempt.key.in_(keys)))
    return frozenset(value for value in rows if value)


def _keys(inbound: Inbound) -> list[str]:
    return [key for reference in inbound.references for key in _OUR_ID.findall(reference)]


def _by_people(session: Session, points: Sequence[ContactPoint]) -> list[Thread]:
    """Threads of those people: of their living cases, else of the latest closed one.

    A number that somebody else's closed case holds too may have changed hands: both are given.
    """
    rows = session.execute(
        select(Thread, Case, Person)
        .join(Case, Case.id == Thread.case_id)
        .join(Person, Person.id == Thread.person_id)
        .where(Thread.person_id.in_({point.person_id for point in points}))
        .order_by(Case.id)
    ).all()
    living = [(thread, person) for thread, case, person in rows if case.state != CaseState.CLOSED]
    if not living:
        return [thread for thread, _, _ in rows[-1:]]
    names = {person.match_hash for _, person in living}
    others = [thread for thread, _, person in rows if person.match_hash not in names]
    return [*(thread for thread, _ in living), *others]


def _ids(values: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(sorted({value for value in values if value is not None}))
