"""A reserved attempt on its way: all that its call needs, so that nothing is read twice."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.bulk import listed
from outreach.cases.models import Thread
from outreach.channels.base import Medium, Outgoing
from outreach.messages.models import Attempt, Purpose
from outreach.messages.services.means import Means
from outreach.messages.services.pace import Booking

_SHORTEST = timedelta(minutes=5)
_NEARLY = timedelta(minutes=1)  # how far past closing time a provider may still send
_LONGEST = timedelta(hours=4)
_TOKENS = select(Thread.id, Thread.reply_token).where(listed(Thread.id, "ids"))


@dataclass(frozen=True, slots=True)
class Parcel:
    """One reserved attempt; it is called at `slot` or later, never earlier."""

    case_id: int | None
    enrolment_id: int | None
    medium: Medium
    slot: datetime
    sequence: bool  # of a sequence: its hour ends on the dot
    expires_at: datetime | None
    message: Outgoing
    marked_at: datetime | None = None

    @property
    def key(self) -> str:
        """The attempt's key."""
        return self.message.key

    def called(self, now: datetime) -> "Parcel":
        """The same, whose message says how long the provider may still try at `now`."""
        left = self.expires_at - now if self.expires_at is not None else _LONGEST
        shortest = _NEARLY if self.sequence else _SHORTEST
        valid_for = min(max(left, shortest), _LONGEST)
        message = replace(self.message, valid_for=valid_for)
        return replace(self, message=message, marked_at=now)


class Reserved(NamedTuple):
    """What a parcel is made of: some columns of a reserved attempt."""

    key: str
    case_id: int | None
    enrolment_id: int | None
    thread_id: int | None
    reply_id: int | None
    medium: str | None
    purpose: str
    expires_at: datetime | None
    address: str | None
    subject: str | None
    body: str | None
    language: str

    @classmethod
    def of(cls, attempt: Attempt) -> "Reserved":
        """Of a row that was read or made."""
        return cls._make(getattr(attempt, name) for name in cls._fields)

    @classmethod
    def among(cls, columns: Mapping[str, Any]) -> "Reserved":
        """Of columns about to be written."""
        return cls._make(columns[name] for name in cls._fields)


def pack(
    session: Session,
    means: Means,
    attempts: Sequence[Reserved],
    slots: Mapping[Medium, Booking | None],
    now: datetime,
) -> list[Parcel]:
    """The parcels of reserved attempts, in their order; each medium's take its slots in turn."""
    tokens = _tokens(session, attempts)
    booked = {medium: iter(found) for medium, found in slots.items() if found is not None}
    packed = []
    for attempt in attempts:
        medium = Medium(attempt.medium or Medium.SMS)
        slot = next(booked[medium]) if medium in booked else now
        message = _message(session, means, attempt, tokens.get(attempt.thread_id, ""))
        packed.append(
            Parcel(
                case_id=attempt.case_id,
                enrolment_id=attempt.enrolment_id,
                medium=medium,
                slot=slot,
                sequence=attempt.purpose == Purpose.SEQUENCE,
                expires_at=attempt.expires_at,
                message=message,
            )
        )
    return packed


def _tokens(session: Session, attempts: Sequence[Reserved]) -> Mapping[int | None, str]:
    ids = {attempt.thread_id for attempt in attempts if attempt.thread_id}
    if not ids:
        return {}
    rows = session.execute(_TOKENS, {"ids": list(ids)})
    return {thread_id: token or "" for thread_id, token in rows}


def _message(session: Session, means: Means, attempt: Reserved, token: str) -> Outgoing:
    return Outgoing(
        key=attempt.key,
        to=attempt.address or "",
        body=attempt.body or "",
        subject=attempt.subject or "",
        language=attempt.language,
        automatic=attempt.purpose in (Purpose.AUTOMATIC_ANSWER, Purpose.CONFIRMATION),
        reply_token=token,
        in_reply_to=means.answered(session, attempt.reply_id) if attempt.reply_id else "",
    )
