"""Whose message is this: by reply address, then by the message it answers, then by sender."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState, Thread
from outreach.channels.base import Inbound
from outreach.clock import Clock
from outreach.database import database_of
from outreach.messages.models import Attempt, Purpose
from outreach.people.models import ContactPoint, Person, PointStatus

# Our own Message-IDs carry the attempt's key (see the e-mail door).
_OUR_ID = re.compile(r"att-([a-z0-9]{26})@")
_BY_HAND = (Purpose.ANSWER, Purpose.HUMAN_FIRST)
_ASKING = (Purpose.SEQUENCE, Purpose.REMINDER, *_BY_HAND)


class Place(Protocol):
    """What is asked of a thread here."""

    @property
    def id(self) -> int: ...
    @property
    def case_id(self) -> int | None: ...
    @property
    def person_id(self) -> int | None: ...


class _Known(NamedTuple):
    """A place where a sender is known, and a thread of its holder (none: no case of theirs)."""

    point_id: int
    rank: int
    holder_id: int
    match_hash: str | None
    id: int | None
    case_id: int | None
    state: str | None


class _Spot(NamedTuple):
    """A thread, as read."""

    id: int
    case_id: int | None
    person_id: int | None


# Where a sender is known; not where somebody else was found to answer (care.md §2).
_KNOWN = (
    select(
        ContactPoint.id,
        ContactPoint.rank,
        ContactPoint.person_id,
        Person.match_hash,
        Thread.id,
        Thread.case_id,
        Case.state,
    )
    .join(Person, Person.id == ContactPoint.person_id)
    .outerjoin(Thread, Thread.person_id == ContactPoint.person_id)
    .outerjoin(Case, Case.id == Thread.case_id)
    .where(
        ContactPoint.value_hash == bindparam("sender"),
        ContactPoint.status != PointStatus.WRONG_PERSON,
    )
    .order_by(Thread.case_id, Thread.id)
)
_SPOT = select(Thread.id, Thread.case_id, Thread.person_id)


@dataclass(frozen=True, slots=True)
class Home:
    """Where a message belongs: one thread, or none and every case that it may concern.

    `person_ids` are those who may have written: a refusal is theirs, and nobody else's.
    `point_id`: the first place of theirs that it came from, to be answered; none without a thread.
    `answered` holds the hashes of our addresses that the message answers, when it names them.
    """

    sender_hash: str
    thread: Place | None
    case_ids: tuple[int, ...] = ()
    person_ids: tuple[int, ...] = ()
    point_id: int | None = None
    answered: frozenset[str] = field(default_factory=frozenset)

    @property
    def uncertain(self) -> bool:
        """It may be one of several people: nobody's words may land in another's file."""
        return self.thread is None and bool(self.case_ids)


def find_home(session: Session, inbound: Inbound) -> Home:
    """Find the thread of a message without writing anything."""
    sender_hash = database_of(session).fingerprint(inbound.sender)
    rows = session.connection().execute(_KNOWN, {"sender": sender_hash})
    known = [_Known._make(row) for row in rows]
    named = _by_token(session, inbound) or _by_reference(session, inbound)
    threads = _by_people(known)
    if named is not None:
        holders = {one.holder_id for one in known}
        stranger = bool(holders) and named.person_id not in holders
        threads = [named, *threads] if stranger else [named]
    return _home(sender_hash, threads, known, _answered(session, inbound))


def _home(
    sender_hash: str,
    threads: Sequence[Place],
    known: Sequence[_Known],
    answered: frozenset[str],
) -> Home:
    holders = {one.holder_id for one in known}
    if len(threads) == 1:
        thread = threads[0]
        return Home(
            sender_hash,
            thread,
            _ids([thread.case_id]),
            _ids([thread.person_id]),
            _first(one for one in known if one.holder_id == thread.person_id),
            answered,
        )
    return Home(
        sender_hash,
        None,
        _ids(t.case_id for t in threads),
        _ids(holders & {t.person_id for t in threads}) or _ids(t.person_id for t in threads),
        answered=answered,
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


class Question(NamedTuple):
    """The last SMS that a figure may answer: of the sequence, or a reminder."""

    key: str
    step: str | None
    purpose: str


def last_question(session: Session, thread: Place) -> Question | None:
    """The last SMS that left in a thread, unless a human wrote it: a figure answers their words."""
    last = session.execute(
        select(Attempt.key, Attempt.step, Attempt.purpose)
        .where(
            Attempt.thread_id == thread.id,
            Attempt.purpose.in_(_ASKING),
            Attempt.channel == "sms",
            Attempt.status.in_(("accepted", "sent", "delivered", "uncertain", "calling")),
        )
        .order_by(Attempt.id.desc())
        .limit(1)
    ).first()
    if last is None or last.purpose in _BY_HAND:
        return None
    return Question._make(last)


def bounced_attempt(session: Session, inbound: Inbound) -> str | None:
    """The key of the attempt that a bounce speaks of, if it is one of ours."""
    keys = [inbound.bounced_key, *_keys(inbound)]
    return session.scalar(select(Attempt.key).where(Attempt.key.in_([k for k in keys if k])))


def _by_token(session: Session, inbound: Inbound) -> Place | None:
    if not inbound.reply_token:
        return None
    token = inbound.reply_token.lower()
    return _spot(session, _SPOT.where(Thread.reply_token == token))


def _by_reference(session: Session, inbound: Inbound) -> Place | None:
    keys = _keys(inbound)
    if not keys:
        return None
    rows = _SPOT.join(Attempt, Attempt.thread_id == Thread.id).where(Attempt.key.in_(keys))
    return _spot(session, rows)


def _spot(session: Session, rows: Select[int, int | None, int | None]) -> _Spot | None:
    found = session.execute(rows).first()
    return None if found is None else _Spot._make(found)


def _answered(session: Session, inbound: Inbound) -> frozenset[str]:
    keys = _keys(inbound)
    if not keys:
        return frozenset()
    rows = session.scalars(select(Attempt.address_hash).where(Attempt.key.in_(keys)))
    return frozenset(value for value in rows if value)


def _keys(inbound: Inbound) -> list[str]:
    return [key for reference in inbound.references for key in _OUR_ID.findall(reference)]


def _by_people(known: Sequence[_Known]) -> list[Place]:
    """Threads of those people: of their living cases, else of the latest closed one.

    A number that somebody else's closed case holds too may have changed hands: both are given.
    """
    rows = {one.id: one for one in known if one.id is not None and one.state is not None}.values()
    living = [one for one in rows if one.state != CaseState.CLOSED]
    if not living:
        return [_thread(one) for one in [*rows][-1:]]
    names = {one.match_hash for one in living}
    others = [one for one in rows if one.match_hash not in names]
    return [_thread(one) for one in (*living, *others)]


def _thread(known: _Known) -> _Spot:
    assert known.id is not None  # noqa: S101  only those are asked for
    return _Spot(known.id, known.case_id, known.holder_id)


def _first(known: Iterable[_Known]) -> int | None:
    return min(((one.rank, one.point_id) for one in known), default=(0, None))[1]


def _ids(values: Iterable[int | None]) -> tuple[int, ...]:
    return tuple(sorted({value for value in values if value is not None}))
