"""Visits as they are made: who goes, who is inside since when, and what to mind at a door."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.database import Base, Sealed


class VisitStay(Base):
    """What a visit's task does not hold: the second visitor, the stay, the card at the door."""

    __tablename__ = "visit_stays"

    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"), primary_key=True)
    companion_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    entered_at: Mapped[datetime | None]
    entered_by: Mapped[str | None] = mapped_column(String(40))
    left_at: Mapped[datetime | None]
    alarm_at: Mapped[datetime | None]  # the colleague on watch was told
    answered_at: Mapped[datetime | None]  # somebody takes care of the alarm
    answered_by: Mapped[str | None] = mapped_column(String(40))
    escalated_at: Mapped[datetime | None]  # nobody did: the coordination was told
    card_left: Mapped[bool] = mapped_column(default=False)

    @property
    def heard(self) -> bool:
        """Whether somebody takes care of the alarm since it was last told to more people."""
        told = self.escalated_at or self.alarm_at
        return told is not None and self.answered_at is not None and self.answered_at >= told


class VisitWatch(Base):
    """Whom a team tells when a visit lasts too long; without a row, nobody is told anything."""

    __tablename__ = "visit_watches"

    team: Mapped[str] = mapped_column(String(40), primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    minutes: Mapped[int] = mapped_column(SmallInteger)
    patience: Mapped[int] = mapped_column(SmallInteger)  # minutes until the coordination is told
    word: Mapped[str | None] = mapped_column(Sealed)  # said on the phone by who can't speak freely


class VisitIncident(Base):
    """What happened at a door, for whoever wrote it and the coordination only."""

    __tablename__ = "visit_incidents"
    __table_args__ = (Index(None, "case_id"), UniqueConstraint("key"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(26))  # of the form: sent twice, it is one incident
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    visit_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))
    task_id: Mapped[int] = mapped_column(ForeignKey("tasks.id"))  # the coordination's
    text: Mapped[str | None] = mapped_column(Sealed)
    happened_at: Mapped[datetime]
    written_at: Mapped[datetime]
    written_by: Mapped[str] = mapped_column(String(40))


class SafetyRemark(Base):
    """A fact to mind at a door, never an opinion; it is looked at again after six months."""

    __tablename__ = "safety_remarks"
    __table_args__ = (Index(None, "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    text: Mapped[str | None] = mapped_column(Sealed)
    written_at: Mapped[datetime]
    written_by: Mapped[str] = mapped_column(String(40))
    review_on: Mapped[date] = mapped_column(Date)
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(40))


class CalendarFeed(Base):
    """Somebody's appointments for a calendar program; of its secret address only a hash is kept."""

    __tablename__ = "calendar_feeds"
    __table_args__ = (Index(None, "staff_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    made_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
