"""Agreements with landlords, and what stops them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    false,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from outreach.database import Base, Sealed
from outreach.staff.models import Role, Staff


class Programme(Base):
    """The agreement with one landlord; several may run."""

    __tablename__ = "programmes"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    landlord: Mapped[str] = mapped_column(String(120))
    team: Mapped[str] = mapped_column(String(40))
    starts_on: Mapped[date | None] = mapped_column(Date)
    ends_on: Mapped[date | None] = mapped_column(Date)  # last day included
    capacity: Mapped[int] = mapped_column(SmallInteger)
    fee: Mapped[int] = mapped_column(SmallInteger)  # euros per expertise
    contact_name: Mapped[str] = mapped_column(String(60), default="")
    contact_phone: Mapped[str | None] = mapped_column(Sealed)
    adil_phone: Mapped[str] = mapped_column(String(20), default="")
    head_office: Mapped[str] = mapped_column(String(200), default="")  # printed in the letter
    dpo: Mapped[str] = mapped_column(String(200), default="")  # whom to write to about one's data
    hours: Mapped[str] = mapped_column(String(400))
    terms: Mapped[dict[str, Any]]  # eligibility: see programmes.rules.eligibility
    policy: Mapped[dict[str, Any]]  # caps and spacing: see programmes.rules.policy
    categories: Mapped[dict[str, Any]]  # channel → category of the agreement
    letter_layout: Mapped[str] = mapped_column(String(10))  # programmes.rules.parameters.Layout
    created_at: Mapped[datetime]

    def __repr__(self) -> str:
        """Code only."""
        return f"<Programme {self.code}>"


def known_to(staff: Staff) -> ColumnElement[bool]:
    """Which agreements somebody may read: their team's; a DPO all."""
    match staff.role:
        case Role.DPO:
            return true()
        case Role.COORDINATOR | Role.WORKER:
            return Programme.team == staff.team
        case _:
            return false()


class Closure(Base):
    """Days on which the service is closed, both included."""

    __tablename__ = "closures"
    __table_args__ = (Index(None, "programme_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)


class Hold(Base):
    """Nothing automatic leaves while one is in force; replies still come in."""

    __tablename__ = "holds"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int | None] = mapped_column(ForeignKey("programmes.id"))  # None = all
    since: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(40))
    reason: Mapped[str] = mapped_column(String(200), default="")
    lifted_at: Mapped[datetime | None]
    lifted_by: Mapped[str | None] = mapped_column(String(40))
