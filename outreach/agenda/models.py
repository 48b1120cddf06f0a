"""When the team sees people: office hours and places, what is offered, and what is agreed."""

from datetime import date, datetime, time
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, SmallInteger, String, Time, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from outreach.database import Base, Sealed


class Where(StrEnum):
    """Where somebody is seen."""

    OFFICE = "office"  # a place of the team, whose address is everybody's
    HOME = "home"
    ELSEWHERE = "elsewhere"


class AppointmentKind(StrEnum):
    """What it is."""

    MEETING = "meeting"
    VISIT = "visit"  # announced and refusable; made by a task


class AppointmentState(StrEnum):
    """Where it stands."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DONE = "done"
    MISSED = "missed"
    CANCELLED = "cancelled"


# What takes its time in the agenda.
STANDING = (AppointmentState.PROPOSED, AppointmentState.AGREED)


class Office(Base):
    """A place where a team sees people; one that is not used any more is kept for the past."""

    __tablename__ = "offices"
    __table_args__ = (UniqueConstraint("team", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(60))
    address: Mapped[str] = mapped_column(String(200), default="")
    active: Mapped[bool] = mapped_column(default=True)


class Opening(Base):
    """Hours of a week in which somebody sees people at an office: cut into slots to offer."""

    __tablename__ = "openings"
    __table_args__ = (UniqueConstraint("staff_id", "weekday", "starts"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    weekday: Mapped[int] = mapped_column(SmallInteger)  # 0 = Monday
    starts: Mapped[time] = mapped_column(Time)
    ends: Mapped[time] = mapped_column(Time)
    minutes: Mapped[int] = mapped_column(SmallInteger, default=60)  # of one appointment


class Absence(Base):
    """Days, both included, on which somebody sees nobody; without a name, the whole team."""

    __tablename__ = "absences"
    __table_args__ = (Index(None, "team", "ends_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team: Mapped[str] = mapped_column(String(40))
    staff_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)


class Appointment(Base):
    """One meeting or visit of a case; `key` is its name outside, `revision` counts its changes."""

    __tablename__ = "appointments"
    __table_args__ = (
        Index(None, "case_id"),
        Index(None, "staff_id", "starts_at"),
        Index(None, "state", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(26), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    kind: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(10))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    place: Mapped[str] = mapped_column(String(10))
    office_id: Mapped[int | None] = mapped_column(ForeignKey("offices.id"))
    elsewhere: Mapped[str | None] = mapped_column(Sealed)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    companion_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))  # visits in pairs
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offers.id"), unique=True)
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"), unique=True)  # of a visit
    revision: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime]
    made_by: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]  # the reminder was made, or there is to be none
    reminder_key: Mapped[str | None] = mapped_column(String(26))  # of its attempt

    def __repr__(self) -> str:
        """Kind and state only."""
        return f"<Appointment {self.id} {self.kind} {self.state}>"


class TakenQuarter(Base):
    """A quarter of an hour of somebody's time: the database gives it to one appointment only."""

    __tablename__ = "taken_quarters"
    __table_args__ = (Index(None, "appointment_key"),)

    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"), primary_key=True)
    at: Mapped[datetime] = mapped_column(primary_key=True)
    appointment_key: Mapped[str] = mapped_column(String(26))


class Offer(Base):
    """One slot that a message offers to one person, under a figure."""

    __tablename__ = "offers"
    __table_args__ = (
        UniqueConstraint("attempt_key", "rank"),
        Index(None, "staff_id", "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    attempt_key: Mapped[str] = mapped_column(String(26))
    rank: Mapped[int] = mapped_column(SmallInteger)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff.id"))
    office_id: Mapped[int] = mapped_column(ForeignKey("offices.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    held_until: Mapped[datetime]  # nobody else is offered it before
