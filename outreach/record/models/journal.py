"""The journal: what happened in a case, chained so that no row can be changed unseen."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Date,
    ForeignKey,
    Integer,
    String,
    Text,
    column,
    func,
    insert,
    literal,
    select,
    table,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from outreach.database import Base


class JournalEntry(Base):
    """One fact of one case; database triggers refuse every change (see `guards.py` here)."""

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


def references_after(session: Session, reference: str, count: int) -> list[str]:
    """The next `count` references of cases, in the database's order."""
    case = CASE_HEADS.c
    query = select(case.reference).where(case.reference > reference)
    return list(session.scalars(query.order_by(case.reference).limit(count)))


def anchor_grown(session: Session, day: date) -> int:
    """Anchor the chains that grew since their last anchor, unless one of `day` exists."""
    case, kept = CASE_HEADS.c, Anchor.__table__.c
    own = kept.reference == case.reference
    longest = select(func.coalesce(func.max(kept.length), 0)).where(own).scalar_subquery()
    since = select(kept.reference).where(own, kept.on_day >= day).exists()
    grown = select(
        case.reference, literal(day, kept.on_day.type), case.journal_length, case.journal_head
    ).where(case.journal_length > longest, ~since)
    names = ["reference", "on_day", "length", "head"]
    adding = insert(Anchor).from_select(names, grown)
    found = session.execute(adding, execution_options={"preserve_rowcount": True})
    return int(found.rowcount)  # type: ignore[attr-defined]  # the result of DML has it


def anchors_of(session: Session, references: Iterable[str]) -> dict[str, dict[int, str]]:
    """The heads kept on earlier days, by case and length."""
    found: dict[str, dict[int, str]] = {}
    query = select(Anchor.reference, Anchor.length, Anchor.head)
    for reference, length, head in session.execute(query.where(Anchor.reference.in_(references))):
        found.setdefault(reference, {})[length] = head
    return found


def last_anchor(session: Session, reference: str) -> Anchor | None:
    """The anchor of one case that was kept last."""
    rows = select(Anchor).where(Anchor.reference == reference)
    return session.scalar(rows.order_by(Anchor.on_day.desc()).limit(1))


def chains_of(
    session: Session, references: Iterable[str]
) -> dict[str, tuple[int, str, list[dict[str, Any]]]]:
    """Length and head of these cases and their journal in order.

    One statement, so that an entry written meanwhile is in both or in neither.
    """
    case, journal = CASE_HEADS.c, JournalEntry.__table__
    query = (
        select(case.reference.label("of"), case.journal_length, case.journal_head, *journal.c)
        .select_from(CASE_HEADS.outerjoin(journal, journal.c.reference == case.reference))
        .where(case.reference.in_(list(references)))
        .order_by(case.reference, journal.c.number)
    )
    chains: dict[str, tuple[int, str, list[dict[str, Any]]]] = {}
    for row in session.execute(query).mappings():
        entries = chains.setdefault(row["of"], (row["journal_length"], row["journal_head"], []))[2]
        if row["number"] is not None:
            entries.append({column.name: row[column.name] for column in journal.c})
    return chains


def strays_of(session: Session, reference: str | None = None) -> dict[str, int]:
    """First row of each chain whose case is not there."""
    row, case = JournalEntry.__table__.c, CASE_HEADS.c
    owned = select(case.reference).where(case.reference == row.reference).exists()
    query = select(row.reference, func.min(row.number)).where(~owned).group_by(row.reference)
    if reference is not None:
        query = query.where(row.reference == reference)
    return dict(session.execute(query).all())
