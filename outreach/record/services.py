"""Writing the journal of a case, anchoring it day by day, and proving that it is whole."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import inspect
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from outreach.bulk import insert_many, update_many
from outreach.keys import fingerprint
from outreach.record.models.journal import (
    CASE_HEADS,
    JournalEntry,
    anchor_grown,
    anchors_of,
    chains_of,
    references_after,
    strays_of,
)
from outreach.record.rules import (
    GENESIS,
    Entry,
    Fact,
    Problem,
    canonical,
    checked_code,
    entry_hash,
    verify_chain,
)

_PAGE = 200  # cases verified at a time
_GATHERED = "gathered_entries"  # where a session keeps what it gathers
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
    drafts = [_draft(note) for note in notes]  # all are checked before any case is touched
    sheet: _Sheet | None = session.info.get(_GATHERED)
    if sheet is not None:
        return [sheet.take(note.case, draft) for note, draft in zip(notes, drafts, strict=True)]
    entries = []
    for note, draft in zip(notes, drafts, strict=True):
        entry = _after(note.case.journal_length, note.case.journal_head, draft)
        note.case.journal_length, note.case.journal_head = entry.number, entry.hash
        entries.append(entry)
    _insert(session, entries)
    return entries


@contextmanager
def gathered(session: Session) -> Iterator[None]:
    """Write all that is noted inside by two statements, at the end: entries, and ends of chains.

    Until then nobody finds it in the database. Nothing is written after an error, which ends the
    transaction.
    """
    sheet = session.info[_GATHERED] = _Sheet()
    try:
        yield
    finally:
        del session.info[_GATHERED]
    _insert(session, sheet.entries)
    ends = [
        {"reference": last.reference, "journal_length": last.number, "journal_head": last.hash}
        for last in sheet.ends.values()
    ]
    update_many(session.connection(), CASE_HEADS, ends, by="reference")


@dataclass(slots=True)
class _Sheet:
    """Entries that wait to be written, and the last one of each case."""

    entries: list[Entry] = field(default_factory=list)
    ends: dict[str, Entry] = field(default_factory=dict)

    def take(self, case: Chain, draft: Entry) -> Entry:
        """Put `draft` at the end of the case's chain; what the ORM has of it counts as saved."""
        length, head = case.journal_length, case.journal_head
        if last := self.ends.get(draft.reference):
            length, head = last.number, last.hash
        entry = self.ends[draft.reference] = _after(length, head, draft)
        self.entries.append(entry)
        keep = setattr if inspect(case, raiseerr=False) is None else set_committed_value
        keep(case, "journal_length", entry.number)
        keep(case, "journal_head", entry.hash)
        return entry


def save_heads(session: Session, cases: Iterable[Chain]) -> None:
    """Store the length and head of cases that are not rows of this session."""
    heads = [
        {
            "reference": case.reference,
            "journal_length": case.journal_length,
            "journal_head": case.journal_head,
        }
        for case in cases
    ]
    update_many(session.connection(), CASE_HEADS, heads, by="reference")


def anchor(session: Session, day: date) -> int:
    """Keep the head of every case whose journal grew since its last anchor; returns how many.

    Safe to repeat: a case has at most one anchor a day, and what grew later waits for the next.
    """
    session.flush()
    return anchor_grown(session, day)


def verify(session: Session, reference: str | None = None) -> Verdict:
    """Check one case's journal, or all of them, page by page; LookupError for an unknown case."""
    parts = [_verify_page(session, page) for page in _pages(session, reference)]
    strays = strays_of(session, reference).items()
    findings = [finding for part in parts for finding in part.findings]
    findings += [Finding(name, number, Problem.STRAY) for name, number in strays]
    cases = sum(part.cases for part in parts)
    if reference is not None and not cases and not findings:
        raise LookupError("no such case")
    return Verdict(cases, sum(part.entries for part in parts), tuple(findings))


def _insert(session: Session, entries: Sequence[Entry]) -> None:
    if entries:
        rows = [entry._asdict() for entry in entries]
        insert_many(session.connection(), JournalEntry.__table__, rows)


def _draft(note: Note) -> Entry:
    """The entry that `note` becomes, checked but without a place in its chain."""
    if note.at.tzinfo is None:
        raise ValueError("an instant in the journal is aware")
    salt = note.case.salt  # erasure destroyed it: then nothing can be fingerprinted
    known = note.body is not None and salt is not None
    return Entry(
        reference=note.case.reference,
        number=0,
        at=note.at,
        actor=checked_code("actor", note.actor),
        event=checked_code("event", note.event),
        facts=canonical(note.facts),
        body=fingerprint(bytes.fromhex(str(salt)), str(note.body)) if known else None,
        previous=GENESIS,
        hash="",
    )


def _after(length: int | None, head: str | None, draft: Entry) -> Entry:
    """`draft` as what follows in a chain; a case not yet flushed has no defaults."""
    linked = draft._replace(number=(length or 0) + 1, previous=head or GENESIS)
    return linked._replace(hash=entry_hash(linked))


def _pages(session: Session, reference: str | None) -> Iterator[list[str]]:
    page = references_after(session, "", _PAGE) if reference is None else [reference]
    while page:
        yield page
        page = references_after(session, page[-1], _PAGE) if reference is None else []


def _verify_page(session: Session, page: Sequence[str]) -> Verdict:
    anchors = anchors_of(session, page)  # first: what is anchored meanwhile need not be known
    chains = chains_of(session, page)
    findings = []
    for reference, (length, head, rows) in chains.items():
        entries = (Entry(**row) for row in rows)
        broken = verify_chain(entries, length, head, anchors.get(reference))
        if broken is not None:
            findings.append(Finding(reference, broken.number, broken.problem))
    return Verdict(len(chains), sum(len(rows) for _, _, rows in chains.values()), tuple(findings))
