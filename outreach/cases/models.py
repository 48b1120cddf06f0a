"""AHU's work for one household: the case, where it came from, its people, its pauses, papers."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from sqlalchemy import (
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    SmallInteger,
    String,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from outreach.cases.rules import Facts, PaperKind
from outreach.database import Base, Sealed
from outreach.staff.models import Role, Staff


class CaseState(StrEnum):
    """Where the work stands (design.md §7)."""

    INELIGIBLE = "ineligible"
    WAITING = "waiting"
    CONTACTING = "contacting"
    IN_CONTACT = "in_contact"
    DIAGNOSED = "diagnosed"
    HANDED_OVER = "handed_over"
    CLOSED = "closed"


class CloseReason(StrEnum):
    """Why a case was closed (care.md §6)."""

    COMPLETED = "completed"
    DECLINED = "declined"
    NOT_REACHED = "not_reached"
    STOPPED = "stopped"
    WITHDRAWN = "withdrawn"
    MISTAKE = "mistake"
    PROGRAMME_END = "programme_end"


class PauseReason(StrEnum):
    """Why automation of a case is held."""

    REPLY = "reply"
    HUMAN_CONTACT = "human_contact"
    OPT_OUT = "opt_out"
    ALERT = "alert"
    MANUAL = "manual"
    UNCERTAIN = "uncertain"


class Case(Base):
    """One household, one fee. Holds the head and length of its journal."""

    __tablename__ = "cases"
    __table_args__ = (Index(None, "programme_id", "state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(String(20), unique=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    team: Mapped[str] = mapped_column(String(40))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    state: Mapped[str] = mapped_column(String(20))
    eligible: Mapped[bool]
    reasons: Mapped[list[str]]  # codes
    close_reason: Mapped[str | None] = mapped_column(String(20))
    created_at: Mapped[datetime]
    place_taken_at: Mapped[datetime | None]  # the first letter task or attempt
    closed_at: Mapped[datetime | None]
    salt: Mapped[str | None] = mapped_column(Sealed)  # hexadecimal; destroyed at erasure
    journal_length: Mapped[int] = mapped_column(default=0)
    journal_head: Mapped[str] = mapped_column(String(64), default="")

    def __repr__(self) -> str:
        """Reference and state only."""
        return f"<Case {self.reference} {self.state}>"


@dataclass(slots=True)
class CaseRow:
    """A case as a message finds it, without the ORM: only for what gathers its journal."""

    id: int
    reference: str
    programme_id: int
    owner_id: int | None
    state: str
    salt: str | None
    journal_length: int
    journal_head: str


AnyCase: TypeAlias = Case | CaseRow


def visible_to(staff: Staff) -> ColumnElement[bool]:
    """Which cases somebody may know of: their team's; a DPO reads all, an administrator none.

    It stands in the condition of every query that a page makes.
    """
    match staff.role:
        case Role.DPO:
            return true()
        case Role.WORKER | Role.COORDINATOR | Role.RECEPTION:
            return Case.team == staff.team
        case _:
            return false()


class Referral(Base):
    """One line of the landlord's file, without the balance: it is never read."""

    __tablename__ = "referrals"
    __table_args__ = (UniqueConstraint("programme_id", "landlord_reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    landlord_reference: Mapped[str] = mapped_column(String(60))
    entered_on: Mapped[date] = mapped_column(Date)
    first_missed_on: Mapped[date] = mapped_column(Date)
    guarantor: Mapped[str] = mapped_column(String(10))
    landlord_attempts: Mapped[int | None] = mapped_column(SmallInteger)
    visit_remark: Mapped[str | None] = mapped_column(Sealed)  # waits for a human's review
    codes: Mapped[list[str]]  # what the import noticed
    differences: Mapped[list[str]]  # fields that a later file changed, to validate
    proposed: Mapped[str | None] = mapped_column(Sealed)  # JSON: what that file says of them
    file_digest: Mapped[str] = mapped_column(String(64))
    row: Mapped[int]
    received_at: Mapped[datetime]


class Thread(Base):
    """The one timeline of a person in a case; without a case, of an unknown sender."""

    __tablename__ = "threads"
    __table_args__ = (
        UniqueConstraint("case_id", "person_id"),
        Index(None, "person_id"),
        Index(None, "sender_hash"),
        Index(
            "ix_threads_to_answer",
            "first_unanswered_at",
            sqlite_where=text("first_unanswered_at IS NOT NULL"),
            postgresql_where=text("first_unanswered_at IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    sender_hash: Mapped[str | None] = mapped_column(String(64))  # unknown or shared sender
    reply_token: Mapped[str] = mapped_column(String(26), unique=True)
    first_unanswered_at: Mapped[datetime | None]
    alert: Mapped[bool] = mapped_column(default=False)
    automatic_at: Mapped[datetime | None]  # the last automatic answer
    created_at: Mapped[datetime]


class Pause(Base):
    """A fact: who stopped the automation of a case, why, and until when to decide."""

    __tablename__ = "pauses"
    __table_args__ = (
        Index(
            "ix_pauses_open",
            "case_id",
            sqlite_where=text("ended_at IS NULL"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    reason: Mapped[str] = mapped_column(String(20))
    actor: Mapped[str] = mapped_column(String(40))
    since: Mapped[datetime]
    until: Mapped[date | None] = mapped_column(Date)  # raises a decide task, never resumes
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None] = mapped_column(String(40))


class Paper(Base):
    """A paper of the landlord, a bailiff or a court, that the household brought: days only.

    An entry never changes: a correction is another one, which says which it `replaces`, and one
    that is wrong is struck out.
    """

    __tablename__ = "papers"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int]  # which of its case, from 1
    kind: Mapped[str] = mapped_column(String(20))
    dated_on: Mapped[date] = mapped_column(Date)
    received_on: Mapped[date | None] = mapped_column(Date)
    deadline: Mapped[date | None] = mapped_column(Date)  # the day it names; a summons' hearing
    task_id: Mapped[int | None] = mapped_column(ForeignKey("tasks.id"))
    replaces: Mapped[int | None]  # the number of the entry that it corrects
    noted_at: Mapped[datetime]
    noted_by: Mapped[str] = mapped_column(String(40))
    struck_at: Mapped[datetime | None]
    struck_by: Mapped[str | None] = mapped_column(String(40))
    struck_why: Mapped[str | None] = mapped_column(String(20))

    @property
    def facts(self) -> Facts:
        """What it says."""
        return Facts(PaperKind(self.kind), self.dated_on, self.received_on, self.deadline)
