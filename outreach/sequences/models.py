"""Published scripts and the runs of them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, SmallInteger, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from outreach.database import Base


class ScriptVersion(Base):
    """One published version of a script; it never changes."""

    __tablename__ = "script_versions"
    __table_args__ = (UniqueConstraint("slug", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60))
    number: Mapped[int] = mapped_column(SmallInteger)
    files: Mapped[dict[str, Any]]  # canonical form: file name → TOML text
    digest: Mapped[str] = mapped_column(String(64))
    published_at: Mapped[datetime]
    published_by: Mapped[str] = mapped_column(String(40))

    @property
    def label(self) -> str:
        """How the record names it: ``premier-contact/1``."""
        return f"{self.slug}/{self.number}"


class Enrolment(Base):
    """One run of one script version for one person of one case."""

    __tablename__ = "enrolments"
    __table_args__ = (
        UniqueConstraint("case_id", "person_id", "version_id"),
        Index(
            "ix_enrolments_due",
            "due_at",
            "id",  # the order of a claim: it stops at its last row, whatever else is due
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    thread_id: Mapped[int] = mapped_column(ForeignKey("threads.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("script_versions.id"))
    state: Mapped[str] = mapped_column(String(10))  # active, paused, finished
    position: Mapped[int] = mapped_column(SmallInteger, default=0)
    started_on: Mapped[date] = mapped_column(Date)
    j0: Mapped[date | None] = mapped_column(Date)
    due_at: Mapped[datetime | None]  # NULL: an attempt is in flight, or nothing is planned
    then_at: Mapped[datetime | None]  # `due_at` once the attempt in flight is accepted
    reason: Mapped[str] = mapped_column(String(40), default="")  # why due then, or why finished
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class ScriptDraft(Base):
    """A script that a coordinator is changing; running enrolments never see it."""

    __tablename__ = "script_drafts"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(60), unique=True)
    base_number: Mapped[int] = mapped_column(SmallInteger)  # the version it started from
    files: Mapped[dict[str, Any]]  # canonical form: file name → TOML text
    revision: Mapped[int] = mapped_column(default=1)  # who saves over another's edit is told
    edited_at: Mapped[datetime]
    edited_by: Mapped[str] = mapped_column(String(40))
