"""What past imports did, as a page tells it: rows, cases and reasons, never a word of the file."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Referral, visible_to
from outreach.intake.models import ImportedFile
from outreach.intake.services.importing import told_sentences
from outreach.programmes.models import Programme, known_to
from outreach.staff.models import Staff


@dataclass(frozen=True, slots=True)
class PastImport:
    """One reading of one file; `by` is a first name, "" for the command line."""

    id: int
    programme: str
    landlord: str
    at: datetime
    by: str
    accepted: int
    rejected: int
    known: int


@dataclass(frozen=True, slots=True)
class ToldRow:
    """What became of one row; `case` is "" for a rejected one."""

    row: int
    case: str
    reasons: tuple[str, ...] = ()
    eligible: bool = False
    waiting: bool = False
    asked: bool = False  # a human decides whether it may start
    changes: tuple[str, ...] = ()
    open: bool = False  # its differences wait for somebody


@dataclass(frozen=True, slots=True)
class Told:
    """A past import with its rows; `detailed` is False for one that kept none."""

    past: PastImport
    accepted: tuple[ToldRow, ...]
    rejected: tuple[ToldRow, ...]
    known: tuple[ToldRow, ...]
    detailed: bool


def past_imports(session: Session, staff: Staff, most: int) -> list[PastImport]:
    """The last imports of somebody's agreements, newest first."""
    rows = session.execute(_imports(staff).order_by(ImportedFile.id.desc()).limit(most))
    return [_past(row) for row in rows]


def unsettled_count(session: Session, staff: Staff) -> int:
    """In how many cases a file says something else, which waits for somebody."""
    rows = (
        select(func.count())
        .select_from(Referral)
        .join(Case, Case.id == Referral.case_id)
        .where(Referral.proposed.is_not(None), visible_to(staff))
    )
    return session.scalar(rows) or 0


def told(session: Session, staff: Staff, import_id: int) -> Told | None:
    """One past import; None when there is none that they may read."""
    row = session.execute(_imports(staff).where(ImportedFile.id == import_id)).one_or_none()
    if row is None:
        return None
    kept: dict[str, Any] = row[0].told or {}
    return Told(
        _past(row),
        tuple(_accepted(kept.get("accepted", ()))),
        tuple(_rejected(kept.get("rejected", ()))),
        tuple(_known(session, staff, kept.get("known", ()))),
        detailed=row[0].told is not None,
    )


def _imports(staff: Staff) -> Select[ImportedFile, str, str, str | None]:
    return (
        select(ImportedFile, Programme.code, Programme.landlord, Staff.first_name)
        .join(Programme, Programme.id == ImportedFile.programme_id)
        .outerjoin(Staff, Staff.code == ImportedFile.actor)
        .where(known_to(staff))
    )


def _past(row: Row[ImportedFile, str, str, str | None]) -> PastImport:
    file, code, landlord, by = row
    return PastImport(
        file.id, code, landlord, file.at, by or "", file.accepted, file.rejected, file.known
    )


def _accepted(rows: Sequence[Any]) -> Iterator[ToldRow]:
    for row, case, eligible, waiting, asked, codes in rows:
        yield ToldRow(row, case, told_sentences(codes), eligible, waiting, asked)


def _rejected(rows: Sequence[Any]) -> Iterator[ToldRow]:
    for row, codes in rows:
        yield ToldRow(row, "", told_sentences(codes))


def _known(session: Session, staff: Staff, rows: Sequence[Any]) -> Iterator[ToldRow]:
    waits = set(
        session.scalars(
            select(Case.reference)
            .join(Referral, Referral.case_id == Case.id)
            .where(Referral.proposed.is_not(None), visible_to(staff))
        )
    )
    for row, case, changes in rows:
        yield ToldRow(row, case, changes=tuple(changes), open=case in waits)
