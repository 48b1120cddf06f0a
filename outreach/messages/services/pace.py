"""Throttles as rows: how many messages a sender may emit now, shared by every process."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from outreach.channels.base import Medium
from outreach.messages.models import Sender
from outreach.messages.services.means import Means

HORIZON = timedelta(seconds=5)  # never reserve more than can be emitted in this span
_DEFAULT_RATE = 10.0  # messages a second, until the sender's row says otherwise
_STALE = timedelta(seconds=30)  # a free_at beyond it was written by a clock that has moved since
LONGEST_REST = timedelta(days=1)  # so was a stop beyond this: nothing asks for a longer one

_MINE = Sender.medium == bindparam("medium"), Sender.identity == bindparam("identity")
_PACE = select(Sender.per_second, Sender.free_at, Sender.stopped_until).where(*_MINE)
_SENDER = select(Sender).where(*_MINE).with_for_update()


@dataclass(frozen=True, slots=True)
class Booking:
    """`count` calls, the first at `first_at`, then one every `interval`."""

    sender_id: int
    count: int
    first_at: datetime
    interval: timedelta

    def __iter__(self) -> Iterator[datetime]:
        """The instant of each call."""
        return (self.first_at + self.interval * rank for rank in range(self.count))


class Paced(Protocol):
    """What a pace is reckoned from."""

    @property
    def per_second(self) -> float: ...
    @property
    def free_at(self) -> datetime: ...
    @property
    def stopped_until(self) -> datetime | None: ...


def look(session: Session, means: Means, medium: Medium, now: datetime) -> Paced:
    """The pace of a door as it stands, unlocked: others may book meanwhile, behind each other."""
    mine = {"medium": medium, "identity": means.doors[medium].name}
    return session.execute(_PACE, mine).first() or sender_of(session, means, medium, now)


def sender_of(session: Session, means: Means, medium: Medium, now: datetime) -> Sender:
    """The sender row of the door of a medium."""
    rate = means.rates.get(medium, _DEFAULT_RATE)
    return sender_for(session, medium.value, means.doors[medium].name, now, rate)


def sender_for(
    session: Session, medium: str, identity: str, now: datetime, per_second: float
) -> Sender:
    """The sender row of a door, made on first use with its default pace."""
    mine = {"medium": medium, "identity": identity}
    found = session.scalar(_SENDER, mine)
    if found is not None:
        return found
    made = Sender(medium=medium, identity=identity, per_second=per_second, free_at=now)
    try:
        with session.begin_nested():
            session.add(made)
    except IntegrityError:  # another process used the door for the first time at this very moment
        return session.scalars(_SENDER, mine).one()
    return made


def room(sender: Paced, now: datetime) -> int:
    """How many messages may be reserved now; none while the sender is stopped."""
    if resting(sender, now) is not None:
        return 0
    start = _start(sender, now)
    if start > now + HORIZON:
        return 0
    emitted = (now + HORIZON - start) / timedelta(seconds=1) * sender.per_second
    # A sender slower than one message in the horizon still gets its one when it is free.
    return max(int(emitted), 1 if start <= now else 0)


def resting(sender: Paced, now: datetime) -> datetime | None:
    """Until when the sender rests; None when nothing stops it now."""
    until = sender.stopped_until
    return until if until is not None and now < until <= now + LONGEST_REST else None


def take(sender: Sender, count: int, now: datetime) -> Booking:
    """Book `count` calls behind those already booked."""
    start = _start(sender, now)
    interval = timedelta(seconds=1 / sender.per_second)
    sender.free_at = start + interval * count
    return Booking(sender.id, count, start, interval)


def stop(sender: Sender, code: str, now: datetime, span: timedelta) -> None:
    """Stop a sender for a while: its trouble must not burn the contacts."""
    until, standing = now + min(span, LONGEST_REST), resting(sender, now)
    if standing is None or standing < until:
        sender.stopped_until, sender.stopped_code = until, code


def _start(sender: Paced, now: datetime) -> datetime:
    if sender.free_at - now > _STALE + timedelta(seconds=1 / sender.per_second):
        return now
    return max(sender.free_at, now)
