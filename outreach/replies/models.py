"""What people send us, and how far each mailbox was read."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.database import Base, Sealed


def waits_since(sent_at: datetime | None, received_at: datetime) -> datetime:
    """When a message came to the provider, whose clock may run ahead of ours."""
    return min(sent_at or received_at, received_at)


class Reply(Base):
    """One thing the person sent, or that a worker notes they said."""

    __tablename__ = "replies"
    __table_args__ = (
        UniqueConstraint("source", "provider_id"),
        Index(None, "thread_id", "received_at"),
        Index(None, "message_id_hash"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    source: Mapped[str] = mapped_column(String(10))  # the door, or "note"
    provider_id: Mapped[str] = mapped_column(String(255))
    message_id_hash: Mapped[str | None] = mapped_column(String(64))  # e-mail: seen before?
    message_id: Mapped[str | None] = mapped_column(Sealed)  # e-mail: what an answer names
    channel: Mapped[str] = mapped_column(String(10))
    sender: Mapped[str | None] = mapped_column(Sealed)
    sender_hash: Mapped[str] = mapped_column(String(64))
    text: Mapped[str | None] = mapped_column(Sealed)
    whole: Mapped[str | None] = mapped_column(Sealed)  # before quotes were stripped
    subject: Mapped[str | None] = mapped_column(Sealed)
    media: Mapped[int] = mapped_column(SmallInteger, default=0)
    nature: Mapped[str] = mapped_column(String(12))
    found_by: Mapped[str] = mapped_column(String(10))  # hook, sweep, imap, note
    intents: Mapped[str | None] = mapped_column(Sealed)  # JSON list, purged with the text
    kinds: Mapped[str | None] = mapped_column(Sealed)
    alert: Mapped[bool] = mapped_column(default=False)
    sent_at: Mapped[datetime | None]  # the provider's instant
    received_at: Mapped[datetime]
    handled_at: Mapped[datetime | None]

    @property
    def came_at(self) -> datetime:
        """Since when the person waits: from before it was found, if it was found late."""
        return waits_since(self.sent_at, self.received_at)


class Cursor(Base):
    """How far a mailbox or a provider's listing was read."""

    __tablename__ = "cursors"

    name: Mapped[str] = mapped_column(String(60), primary_key=True)
    value: Mapped[str] = mapped_column(String(400))
    at: Mapped[datetime]
