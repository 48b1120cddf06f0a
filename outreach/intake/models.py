"""Files that were read: their hash is kept, never the file."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from outreach.database import Base, Sealed


class ImportedFile(Base):
    """One reading of one landlord's file, with counts."""

    __tablename__ = "imported_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(40))
    accepted: Mapped[int]
    rejected: Mapped[int]
    known: Mapped[int]
    key: Mapped[str | None] = mapped_column(String(26), unique=True)  # of the preview it came from
    told: Mapped[dict[str, Any] | None]  # rows, cases and codes: never a word of the file


class PendingImport(Base):
    """A file that was read and shown, before anything of it is written: its lines, no balance.

    It goes once it is imported or given up, or after a day.
    """

    __tablename__ = "pending_imports"

    key: Mapped[str] = mapped_column(String(26), primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    digest: Mapped[str] = mapped_column(String(64))
    lines: Mapped[str] = mapped_column(Sealed)  # JSON: the columns we know, as they were typed
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(40))
