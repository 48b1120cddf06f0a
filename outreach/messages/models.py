"""Attempts to reach a person, the senders they leave by, and what providers said of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ColumnElement,
    Float,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from outreach.database import Base, Sealed


class Purpose(StrEnum):
    """Why a message leaves: the gate's key (design.md §5.4)."""

    SEQUENCE = "sequence"
    REMINDER = "reminder"
    AUTOMATIC_ANSWER = "automatic_answer"
    CONFIRMATION = "confirmation"
    ANSWER = "answer"
    HUMAN_FIRST = "human_first"


class AttemptChannel(StrEnum):
    """How the person was approached."""

    SMS = "sms"
    EMAIL = "email"
    CALL = "call"
    VOICEMAIL = "voicemail"
    LETTER = "letter"
    VISIT = "visit"


class Status(StrEnum):
    """Where a machine-sent attempt stands; a human attempt carries its task's outcome instead."""

    RESERVED = "reserved"
    CALLING = "calling"
    UNCERTAIN = "uncertain"
    ACCEPTED = "accepted"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    REFUSED = "refused"  # by the provider
    BLOCKED = "blocked"  # by our gate
    CANCELLED = "cancelled"
    ABSENT = "absent"  # proved never sent


class NoticeState(StrEnum):
    """Where a message to a colleague stands."""

    WAITING = "waiting"
    SENT = "sent"  # a provider has it
    FAILED = "failed"
    OVER = "over"  # no longer needed


# One attempt of a step may be in one of these at a time: the database sees to it.
OPEN = ("reserved", "calling", "uncertain", "accepted", "sent", "delivered")
_OPEN = f"status IN {OPEN}"
_PENDING = "status IN ('reserved', 'calling', 'uncertain')"
# What is on its way. Said in these very words, or SQLite does not see that its index serves.
PENDING: ColumnElement[bool] = literal_column(f"attempts.{_PENDING}")


class Sender(Base):
    """One identity messages leave by, with its pace; throttles are rows, shared by processes."""

    __tablename__ = "senders"
    __table_args__ = (UniqueConstraint("medium", "identity"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    medium: Mapped[str] = mapped_column(String(10))
    identity: Mapped[str] = mapped_column(String(254))
    per_second: Mapped[float] = mapped_column(Float)
    free_at: Mapped[datetime]  # earliest instant of the next call
    stopped_until: Mapped[datetime | None]
    stopped_code: Mapped[str | None] = mapped_column(String(20))
    read_at: Mapped[datetime | None]  # when its answers were last read, where they are fetched
    unread_since: Mapped[datetime | None]  # the first time since then that they could not be


class Attempt(Base):
    """One try to reach a person, by machine or human. Rows are never deleted."""

    __tablename__ = "attempts"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "step", "try_no"),
        UniqueConstraint("medium", "provider_id"),
        Index(
            "uq_attempts_one_open",
            "enrolment_id",
            "step",
            unique=True,
            sqlite_where=text(f"enrolment_id IS NOT NULL AND {_OPEN}"),
            postgresql_where=text(f"enrolment_id IS NOT NULL AND {_OPEN}"),
        ),
        Index(
            "ix_attempts_pending",
            "status",
            "lease_until",
            sqlite_where=text(_PENDING),
            postgresql_where=text(_PENDING),
        ),
        Index(None, "case_id", "at"),
        Index(None, "person_id", "at"),
        Index(None, "address_hash", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(26), unique=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    thread_id: Mapped[int | None] = mapped_column(ForeignKey("threads.id"))
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolments.id"))
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    reply_id: Mapped[int | None] = mapped_column(ForeignKey("replies.id"))
    step: Mapped[str | None] = mapped_column(String(20))
    position: Mapped[int | None] = mapped_column(SmallInteger)  # of the step in its script
    try_no: Mapped[int] = mapped_column(SmallInteger, default=1)
    purpose: Mapped[str] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(10))
    medium: Mapped[str | None] = mapped_column(String(10))  # machine doors: sms, email
    contact_point_id: Mapped[int | None] = mapped_column(ForeignKey("contact_points.id"))
    address: Mapped[str | None] = mapped_column(Sealed)
    address_hash: Mapped[str | None] = mapped_column(String(64))
    subject: Mapped[str | None] = mapped_column(Sealed)
    body: Mapped[str | None] = mapped_column(Sealed)
    language: Mapped[str] = mapped_column(String(8), default="fr")
    text_code: Mapped[str | None] = mapped_column(String(20))  # fixed answers: ACK, STOP…
    script_version: Mapped[str | None] = mapped_column(String(60))
    segments: Mapped[int | None] = mapped_column(SmallInteger)
    automated: Mapped[bool]
    actor: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str | None] = mapped_column(String(120))  # our codes: why blocked or cancelled
    error: Mapped[str | None] = mapped_column(String(20))  # the provider's code
    act: Mapped[str | None] = mapped_column(String(20))
    provider_id: Mapped[str | None] = mapped_column(String(255))
    absent_seen: Mapped[int] = mapped_column(SmallInteger, default=0)  # listings without it
    at: Mapped[datetime]  # when it was made: reserved, then called, or as the human said
    called_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]  # unsent past it: cancelled
    lease_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None] = mapped_column(String(26))

    def __repr__(self) -> str:
        """Key and status only."""
        return f"<Attempt {self.key} {self.channel} {self.status}>"


class ProviderReceipt(Base):
    """One status word from a provider, kept even when its attempt is not (yet) known."""

    __tablename__ = "receipts"
    __table_args__ = (UniqueConstraint("attempt_key", "provider_id", "word"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_key: Mapped[str] = mapped_column(String(64))
    provider_id: Mapped[str] = mapped_column(String(255))
    word: Mapped[str] = mapped_column(String(30))
    progress: Mapped[str] = mapped_column(String(20))
    code: Mapped[str] = mapped_column(String(20), default="")
    act: Mapped[str] = mapped_column(String(20), default="")
    segments: Mapped[int | None] = mapped_column(SmallInteger)
    at: Mapped[datetime]
    applied: Mapped[bool] = mapped_column(default=False)


class StaffNotice(Base):
    """A message to a colleague, about work: never to a tenant, and no attempt.

    It is written down before it leaves and may leave twice: that is better than never.
    """

    __tablename__ = "staff_notices"
    __table_args__ = (Index(None, "state", "due_at"), Index(None, "task_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(26), unique=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))  # what it is about
    reason: Mapped[str] = mapped_column(String(40))
    medium: Mapped[str] = mapped_column(String(10))
    subject: Mapped[str | None] = mapped_column(Sealed)  # nothing once it is settled
    body: Mapped[str | None] = mapped_column(Sealed)
    state: Mapped[str] = mapped_column(String(10))
    error: Mapped[str | None] = mapped_column(String(20))  # the provider's code, or a word of ours
    tries: Mapped[int] = mapped_column(SmallInteger, default=0)
    made_at: Mapped[datetime]
    due_at: Mapped[datetime]  # the earliest instant of the next try
    settled_at: Mapped[datetime | None]

    def __repr__(self) -> str:
        """Key and state only."""
        return f"<StaffNotice {self.key} {self.medium} {self.state}>"
