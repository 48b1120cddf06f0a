"""Those who work with the product; the landlord is never one of them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from outreach.database import Base, Sealed


class Role(StrEnum):
    """What someone may do."""

    WORKER = "worker"
    RECEPTION = "reception"
    COORDINATOR = "coordinator"
    ADMIN = "admin"
    DPO = "dpo"


class Staff(Base):
    """One user; `code` is how the journal names them."""

    __tablename__ = "staff"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(40), unique=True)
    email: Mapped[str] = mapped_column(String(254), unique=True)
    first_name: Mapped[str] = mapped_column(String(60))
    phone: Mapped[str | None] = mapped_column(Sealed)
    role: Mapped[str] = mapped_column(String(20))
    password_hash: Mapped[str] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]

    def __repr__(self) -> str:
        """Code and role only."""
        return f"<Staff {self.code} {self.role}>"
