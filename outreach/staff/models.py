"""Those who work with the product, and how they prove who they are; never the landlord."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from outreach.database import Base, Sealed


class Role(StrEnum):
    """What someone may do."""

    WORKER = "worker"
    RECEPTION = "reception"
    COORDINATOR = "coordinator"
    ADMIN = "admin"
    DPO = "dpo"


STRONG = frozenset({Role.COORDINATOR, Role.ADMIN})  # nothing opens to them without a second factor


class Staff(Base):
    """One user; `code` is how the journal names them."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    first_name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str | None] = mapped_column(Sealed)
    role: Mapped[str] = mapped_column(String(20))
    team: Mapped[str] = mapped_column(String(40))  # sees the cases of this team
    password_hash: Mapped[str] = mapped_column(String(255), default="")  # "" until invited in
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]  # the last time they came in
    session_key: Mapped[str] = mapped_column(String(64), unique=True)  # changed: signed out
    factor: Mapped[str | None] = mapped_column(String(20))  # the second one: authenticator
    factor_secret: Mapped[str | None] = mapped_column(Sealed)
    recovery_codes: Mapped[str | None] = mapped_column(Sealed)  # JSON list
    passkey_handle: Mapped[str | None] = mapped_column(String(64), unique=True)

    def __repr__(self) -> str:
        """Code and role only."""
        return f"<Staff {self.code} {self.role}>"


class Passkey(Base):
    """A key that a phone, a computer or a token holds for its owner (WebAuthn)."""

    __tablename__ = "passkeys"
    __table_args__ = (Index(None, "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    name: Mapped[str] = mapped_column(String(64))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    transports: Mapped[list[str]]
    extensions: Mapped[str] = mapped_column(String(255), default="")
    device_type: Mapped[str] = mapped_column(String(64), default="")
    backed_up: Mapped[bool] = mapped_column(default=False)
    usage: Mapped[str] = mapped_column(String(64))  # first or secondary factor
    created_at: Mapped[datetime]
    used_at: Mapped[datetime]


class Invitation(Base):
    """A link that lets someone choose their password, once; its token is kept as a hash."""

    __tablename__ = "invitations"

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(String(40))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Try(Base):
    """One failed try to come in, so that every process slows down whoever guesses."""

    __tablename__ = "tries"
    __table_args__ = (Index(None, "key_hash", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    key_hash: Mapped[str] = mapped_column(String(64))  # of an account, or of an address
    at: Mapped[datetime]
