"""Tenants, how to reach them, and what they refused."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from outreach.database import Base, Sealed


class CanRead(StrEnum):
    """Whether a person reads easily."""

    YES = "yes"
    A_LITTLE = "a_little"
    NO = "no"
    UNKNOWN = "unknown"


class PointKind(StrEnum):
    """What a contact point is."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    EMAIL = "email"
    POSTAL = "postal"


class PointStatus(StrEnum):
    """What is known of a contact point."""

    OK = "ok"
    SUSPECT = "suspect"
    INVALID = "invalid"
    WRONG_PERSON = "wrong_person"
    OPTED_OUT = "opted_out"


class OptOutKind(StrEnum):
    """Why an address must be left alone."""

    STOP = "stop"
    REFUSAL = "refusal"
    WRONG_PERSON = "wrong_person"


class Person(Base):
    """A tenant. Names are sealed; `match_hash` finds the same person under another reference."""

    __tablename__ = "people"
    __table_args__ = (Index(None, "match_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    first_name: Mapped[str | None] = mapped_column(Sealed)
    last_name: Mapped[str | None] = mapped_column(Sealed)
    civility: Mapped[str] = mapped_column(String(10), default="")
    match_hash: Mapped[str | None] = mapped_column(String(64))
    name_damaged: Mapped[bool] = mapped_column(default=False)
    language: Mapped[str] = mapped_column(String(8), default="fr")
    language_confirmed: Mapped[bool] = mapped_column(default=False)
    can_read: Mapped[str] = mapped_column(String(10), default=CanRead.UNKNOWN)
    created_at: Mapped[datetime]

    def __repr__(self) -> str:
        """Never a name."""
        return f"<Person {self.id}>"


class ContactPoint(Base):
    """One number or address of one person, in the order in which to try it."""

    __tablename__ = "contact_points"
    __table_args__ = (Index(None, "value_hash"), Index(None, "person_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(10))
    value: Mapped[str | None] = mapped_column(Sealed)  # E.164, address, or postal lines
    value_hash: Mapped[str | None] = mapped_column(String(64))
    rank: Mapped[int] = mapped_column(SmallInteger, default=1)
    source: Mapped[str] = mapped_column(String(20), default="landlord")
    status: Mapped[str] = mapped_column(String(20), default=PointStatus.OK)
    to_confirm: Mapped[bool] = mapped_column(default=False)  # not automatic until confirmed theirs
    discreet: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    def __repr__(self) -> str:
        """Never the value."""
        return f"<ContactPoint {self.id} {self.kind} {self.status}>"


class OptOut(Base):
    """A refusal, kept as a keyed hash only: it outlives the contact point, purge and erasure."""

    __tablename__ = "opt_outs"
    __table_args__ = (Index(None, "value_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    value_hash: Mapped[str] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime]
    source: Mapped[str] = mapped_column(String(20))  # sms, email, provider, worker
    lifted_at: Mapped[datetime | None]  # a START, never a message that merely follows
