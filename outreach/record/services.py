"""Writing the journal of a case, anchoring it day by day, and proving that it is whole."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from itertools import groupby
from typing import Any, Protocol

from sqlalchemy import Select, func, insert, literal, select
from sqlalchemy.orm import Session

from outreach.keys import fingerprint
from outreach.record.models import CASE_HEADS, Anchor, JournalEntry
from outreach.record.rules import (
    GENESIS,
    Break,
    Entry,
    Fact,
    Problem,
    canonical,
    checked_code,
    entry_hash,
    verify_chain,
)

_PAGE = 200  # cases verified at a time
Facts = Mapping[str, Fact]


class Chain(Protocol):
    """What the journal needs of a case row, which the caller holds locked and saves."""

    reference: str
    salt: str | None
    journal_length: int
    journal_head: str


@dataclass(frozen=True, slots=True)
class Note:
    """One fact to write down; `body` is only kept as a fingerprint under the case's salt."""

    case: Chain
    event: str
    actor: str
    at: datetime
    facts: Facts = field(default_factory=dict)
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """The first broken row of one case."""

    reference: str
    number: int
    problem: Problem


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a verification read and found; at most one finding per case, in reading order."""

    cases: int
    entries: int
    findings: tuple[Finding, ...]

    @property
    def intact(self) -> bool:
        """Whether nothing is broken."""
        return not self.findings


def write(
    session: Session,
    case: Chain,
    event: str,
    actor: str,
    at: datetime,
    facts: Facts | None = None,
    body: str | None = None,
) -> Entry:
    """Write one entry in the caller's transaction and move the case's length and head on.

    Raises `FactError` for anything but codes, keys and dates, ValueError for a naive instant.
    """
    return write_all(session, [Note(case, event, actor, at, facts or {}, body)])[0]


def write_all(session: Session, notes: Sequence[Note]) -> list[Entry]:
    """Write many entries, of any cases, in one statement; entries of a case keep their order.

    The caller saves each case's new `journal_length` and `journal_head` (an ORM row does so by
    itself; after a Core batch use `save_heads`).
    """
    entries = [_next(note) for note in notes]
    if entries:
        session.execute(insert(JournalEntry.__table__), [asdict(e) for e in entries])  # type: ignore[arg-type]
    return entries


def save_heads(session: Session, cases: Iterable[Chain]) -> None:
    """Store the length and head of cases that are not rows of this session."""
    for case in cases:
        session.execute(
            CASE_HEADS.update()
            .where(CASE_HEADS.c.reference == case.reference)
            .values(journal_length=case.journal_length, journal_head=case.journal_head)
        )


def anchor(session: Session, day: date) -> int:
    """Keep the head of every case whose journal grew since its last anchor; returns how many.

    Safe to repeat: a case has at most one anchor a day, and what grew later waits for the next.
    """
    case, kept = CASE_HEADS.c, Anchor.__table__.c
    own = kept.reference == case.reference
    longest = select(func.coalesce(func.max(kept.length), 0)).where(own).scalar_subquery()
    since = select(kept.reference).where(own, kept.on_day >= day).exists()
    grown = select(
        case.reference, literal(day, kept.on_day.type), case.journal_length, case.journal_head
    ).where(case.journal_length > longest, ~since)
    names = ["reference", "on_day", "length", "head"]
    found = session.execute(insert(Anchor).from_select(names, grown))
    return int(found.rowcount)  # type: ignore[attr-defined]  # a DML result has it


def verify(session: Session, reference: str | None = None) -> Verdict:
    """Check one case's journal, or all of them, page by page; LookupError for an unknown case."""
    cases = entries = 0
    findings: list[Finding] = []
    for page in _pages(session, reference):
        counts, broken = _verify_page(session, page)
        cases, entries = cases + len(page), entries + counts
        findings += broken
    findings += _strays(session, reference)
    if reference is not None and not cases and not findings:
        raise LookupError("no such case")
    return Verdict(cases, entries, tuple(findings))


def _next(note: Note) -> Entry:
    """The entry that `note` becomes; moves the case's length and head on."""
    case = note.case
    if note.at.tzinfo is None:
        raise ValueError("an instant in the journal is aware")
    known = note.body is not None and case.salt is not None  # after erasure there is no salt
    draft = Entry(
        reference=case.reference,
        number=(case.journal_length or 0) + 1,  # a row not yet flushed has no default
        at=note.at,
        actor=checked_code("actor", note.actor),
        event=checked_code("event", note.event),
        facts=canonical(note.facts),
        body=fingerprint(bytes.fromhex(str(case.salt)), str(note.body)) if known else None,
        previous=case.journal_head or GENESIS,
        hash="",
    )
    entry = Entry(**{**asdict(draft), "hash": entry_hash(draft)})
    case.journal_length, case.journal_head = entry.number, entry.hash
    return entry


def _pages(session: Session, reference: str | None) -> Iterator[dict[str, tuple[int, str]]]:
    """Length and head of cases by reference, a page at a time."""
    case, last = CASE_HEADS.c, ""
    query = select(case.reference, case.journal_length, case.journal_head)
    if reference is not None:
        query = query.where(case.reference == reference)
    while True:
        page = query.where(case.reference > last).order_by(case.reference).limit(_PAGE)
        rows = session.execute(page).all()
        if rows:
            yield {row[0]: (row[1], row[2]) for row in rows}
        if len(rows) < _PAGE:
            return
        last = rows[-1][0]


def _verify_page(
    session: Session, page: Mapping[str, tuple[int, str]]
) -> tuple[int, list[Finding]]:
    anchors: dict[str, dict[int, str]] = {}
    kept = select(Anchor.reference, Anchor.length, Anchor.head).where(Anchor.reference.in_(page))
    for reference, length, head in session.execute(kept):
        anchors.setdefault(reference, {})[length] = head
    chains = _chains(session, page)
    findings = []
    for reference, (length, head) in page.items():
        entries = chains.get(reference, [])
        found = verify_chain(entries, length, head, anchors.get(reference))
        if found is not None:
            findings.append(_finding(reference, found))
    return sum(map(len, chains.values())), findings


def _chains(session: Session, references: Iterable[str]) -> dict[str, list[Entry]]:
    columns = JournalEntry.__table__.c
    rows = session.execute(
        select(*columns)
        .where(columns.reference.in_(list(references)))
        .order_by(columns.reference, columns.number)
    )
    entries = (Entry(**row) for row in rows.mappings())
    return {key: list(found) for key, found in groupby(entries, lambda e: e.reference)}


def _strays(session: Session, reference: str | None) -> list[Finding]:
    """Rows of the journal whose case is not there."""
    columns, case = JournalEntry.__table__.c, CASE_HEADS.c
    query: Select[Any] = (
        select(columns.reference, func.min(columns.number))
        .where(~select(case.reference).where(case.reference == columns.reference).exists())
        .group_by(columns.reference)
    )
    if reference is not None:
        query = query.where(columns.reference == reference)
    return [Finding(name, number, Problem.STRAY) for name, number in session.execute(query)]


def _finding(reference: str, found: Break) -> Finding:
    return Finding(reference, found.number, found.problem)
