"""All rows of a file together: who is there twice, whose number is whose."""

from collections import defaultdict
from collections.abc import Container, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace

from outreach.intake.rules.columns import Column
from outreach.intake.rules.facts import read_reference
from outreach.intake.rules.reasons import Code
from outreach.intake.rules.rows import ReferralRow, RejectedRow, read_row
from outreach.intake.rules.tables import Line, Table
from outreach.people.rules.names import match_key
from outreach.people.rules.text import fold


@dataclass(frozen=True, slots=True)
class Reading:
    """A whole file: rows in its order, and the columns that were not read."""

    accepted: tuple[ReferralRow, ...]
    rejected: tuple[RejectedRow, ...]
    ignored_columns: tuple[str, ...]


def read_table(table: Table, fictitious_allowed: bool) -> Reading:
    """Every row accepted or rejected, none lost; the first row of a reference keeps it."""
    accepted: list[ReferralRow] = []
    rejected: list[RejectedRow] = []
    holders: dict[str, Line] = {}  # who holds a reference, rejected rows included
    kept: set[str] = set()  # references with an accepted row
    for line in table.lines:
        read = read_row(line, fictitious_allowed)
        if isinstance(read, ReferralRow) and (code := _clash(line, holders, kept)):
            read = RejectedRow(read.row, read.reference, (code,))
        key = reference_key(line[Column.REFERENCE])
        if key and _name(line):
            holders.setdefault(key, line)
        if isinstance(read, ReferralRow):
            accepted.append(read)
            kept.add(key)
        else:
            rejected.append(read)
    return Reading(_with_doubts(accepted), tuple(rejected), table.ignored)


def reference_key(reference: str) -> str:
    """One key for a reference however typed: blanks and case do not matter."""
    return "".join((read_reference(reference) or "").casefold().split())


def _name(line: Line) -> str:
    return match_key(line[Column.LAST_NAME], line[Column.FIRST_NAME])


def _clash(line: Line, holders: Mapping[str, Line], kept: Container[str]) -> Code | None:
    holder = holders.get(key := reference_key(line[Column.REFERENCE]))
    if holder is None:
        return None
    if _name(holder) != _name(line):
        return Code.DUPLICATE_REFERENCE
    if key not in kept:
        return None  # the first row of this person was rejected for itself: this one counts
    return Code.DUPLICATE_ROW if _data(holder) == _data(line) else Code.CONFLICTING_ROW


def _data(line: Line) -> dict[Column, str]:
    return {column: fold(text) for column, text in line.cells.items() if fold(text)}


def _with_doubts(rows: list[ReferralRow]) -> tuple[ReferralRow, ...]:
    """Codes for what rows have in common: number, e-mail, or the person."""
    numbers = _several((phone.e164, row.row) for row in rows for phone in row.phones)
    emails = _several((one.address.casefold(), row.row) for row in rows for one in row.emails)
    people = _several((mark, row.row) for row in rows for mark in person_marks(row))
    return tuple(
        replace(
            row,
            codes=(
                *row.codes,
                *((Code.SAME_PERSON,) if row.row in people else ()),
                *((Code.SHARED_NUMBER,) if row.row in numbers else ()),
                *((Code.SHARED_EMAIL,) if row.row in emails else ()),
            ),
        )
        for row in rows
    )


def person_marks(row: ReferralRow) -> frozenset[tuple[str, str]]:
    """Name with one number, e-mail or address: two rows that share a mark are one person."""
    ways = {phone.e164 for phone in row.phones} | {one.address.casefold() for one in row.emails}
    return frozenset((row.match_key, way) for way in ways | {row.address.key} if way)


def _several(pairs: Iterable[tuple[Hashable, int]]) -> frozenset[int]:
    """The rows that share a key with another row."""
    rows: defaultdict[Hashable, set[int]] = defaultdict(set)
    for key, row in pairs:
        rows[key].add(row)
    return frozenset(row for group in rows.values() if len(group) > 1 for row in group)
