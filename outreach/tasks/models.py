"""What a human must do."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.database import Base, Sealed


class TaskKind(StrEnum):
    """What to do."""

    LETTER = "letter"
    CALL = "call"
    VISIT = "visit"
    MESSAGE = "message"
    CHECK_NUMBER = "check_number"
    DECIDE = "decide"


class TaskState(StrEnum):
    """Whether it is done."""

    OPEN = "open"
    DONE = "done"
    CANCELLED = "cancelled"


class Task(Base):
    """One thing to do; a step of an enrolment raises at most one per round."""

    __tablename__ = "tasks"
    __table_args__ = (
        UniqueConstraint("enrolment_id", "step", "round"),
        Index(None, "case_id"),
        Index(
            "ix_tasks_open",
            "due_on",
            sqlite_where=text("state = 'open'"),
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    enrolment_id: Mapped[int | None] = mapped_column(ForeignKey("enrolments.id"))
    step: Mapped[str | None] = mapped_column(String(20))
    round: Mapped[int] = mapped_column(default=1)
    kind: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(40), default="")
    state: Mapped[str] = mapped_column(String(10), default=TaskState.OPEN)
    raised_at: Mapped[datetime]
    due_on: Mapped[date] = mapped_column(Date)
    visit_at: Mapped[datetime | None]  # the slot a letter proposes, or a visit is dated for
    agreed_at: Mapped[datetime | None]  # a visit was, by word: no letter of ours announces it
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("staff.id"))
    outcome: Mapped[str | None] = mapped_column(String(20))
    done_on: Mapped[date | None] = mapped_column(Date)
    done_at: Mapped[datetime | None]
    done_by: Mapped[str | None] = mapped_column(String(40))
    note: Mapped[str | None] = mapped_column(Sealed)

    def __repr__(self) -> str:
        """Kind and state only."""
        return f"<Task {self.id} {self.kind} {self.state}>"
