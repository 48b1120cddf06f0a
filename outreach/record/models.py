"""The journal: what happened in a case, chained so that no row can be changed unseen."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Date, ForeignKey, Integer, String, Text, column, table
from sqlalchemy.orm import Mapped, mapped_column

from outreach.database import Base


class JournalEntry(Base):
    """One fact of one case; database triggers refuse every change (see `record.guards`)."""

    __tablename__ = "journal"
    __table_args__ = (CheckConstraint("number >= 1", name="number"),)

    reference: Mapped[str] = mapped_column(String(20), primary_key=True)
    number: Mapped[int] = mapped_column(Integer, primary_key=True)
    at: Mapped[datetime]
    actor: Mapped[str] = mapped_column(String(40))
    event: Mapped[str] = mapped_column(String(40))
    facts: Mapped[str] = mapped_column(Text)  # canonical JSON: codes, keys and dates only
    body: Mapped[str | None] = mapped_column(String(64))  # HMAC under the case's own salt
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class Anchor(Base):
    """Head and length of one case's chain on one day: shows a tail cut off later."""

    __tablename__ = "anchors"

    reference: Mapped[str] = mapped_column(
        String(20), ForeignKey("cases.reference"), primary_key=True
    )
    on_day: Mapped[date] = mapped_column(Date, primary_key=True)
    length: Mapped[int] = mapped_column(Integer)
    head: Mapped[str] = mapped_column(String(64))


# The journal is the first room and knows no other: of the cases it sees these columns only.
CASE_HEADS = table(
    "cases",
    column("reference", String(20)),
    column("journal_length", Integer),
    column("journal_head", String(64)),
)
