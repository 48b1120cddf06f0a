"""From a grid of cells to the rows and columns that are read; the others are only named."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from outreach.intake.rules.columns import CONTACTS, REQUIRED, Column, recognise
from outreach.intake.rules.faults import Fault, FileError
from outreach.people.rules.text import clean

MOST_ROWS = 5_000
# Titles and logos may stand above the headers, but not more than that.
_TITLE_ROWS = 30
# Fewer recognised names than that are words in a text, not headers.
_FEWEST_HEADERS = 2


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the file: its number there (the first row is 1) and its known cells, cleaned."""

    row: int
    cells: Mapping[Column, str] = field(repr=False)
    shifted: bool = False  # cells beyond the last header

    def __getitem__(self, column: Column) -> str:
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Table:
    """What is read of a file. `ignored` names the other columns; their cells are never kept."""

    lines: tuple[Line, ...]
    columns: frozenset[Column]
    ignored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Headers:
    places: Mapping[Column, tuple[int, ...]]
    ignored: tuple[str, ...]
    width: int


def header_score(grid: Sequence[Sequence[str]]) -> tuple[int, int]:
    """How many columns the best header row names, and where it is (0-based; -1 = nowhere)."""
    best, where = 0, -1
    for place, record in enumerate(grid[:_TITLE_ROWS]):
        known = {found[0] for cell in record if (found := recognise(cell))}
        if len(known) > best:
            best, where = len(known), place
    return best, where


def build_table(grid: Sequence[Sequence[str]], strict_width: bool) -> Table:
    """The table of a grid; `strict_width`: cells beyond the headers mean shifted columns (CSV).

    Raises `FileError` when there is no table, or when columns are missing or double.
    """
    score, top = header_score(grid)
    if score < _FEWEST_HEADERS:
        raise FileError(Fault.NOT_A_TABLE)
    headers = _headers(grid[top])
    _check_columns(headers)
    filled = [
        (row, record)
        for row, record in enumerate(grid[top + 1 :], start=top + 2)
        if any(cell and not cell.isspace() for cell in record)
    ]
    if len(filled) > MOST_ROWS:
        raise FileError(Fault.TOO_MANY_ROWS)
    read = (_line(row, record, headers, strict_width) for row, record in filled)
    lines = tuple(line for line in read if line is not None)
    return Table(lines, frozenset(headers.places), headers.ignored)


def _headers(record: Sequence[str]) -> _Headers:
    named = [(place, found) for place, cell in enumerate(record) if (found := recognise(cell))]
    named.sort(key=lambda one: one[1][1])  # the best name of a column first; stable
    places: dict[Column, tuple[int, ...]] = {}
    ranks: dict[Column, int] = {}
    left_over: set[int] = set()
    for place, (column, rank) in named:
        target = _target(column, places)
        if target is not None:
            places[target] = (*places.get(target, ()), place)
            ranks[target] = rank
        elif ranks[column] == rank:
            raise FileError(Fault.DUPLICATE_COLUMN, f"Colonne : {column}.")
        else:
            left_over.add(place)
    unknown = left_over | (set(range(len(record))) - {place for place, _ in named})
    ignored = dict.fromkeys(clean(record[place]) for place in sorted(unknown))
    return _Headers(places, tuple(name for name in ignored if name), _width(record))


def _target(column: Column, taken: Mapping[Column, tuple[int, ...]]) -> Column | None:
    """Where a second column of one name goes: a building and a floor are one complement."""
    if column not in taken or column is Column.COMPLEMENT:
        return column
    if column is Column.PHONE and Column.PHONE2 not in taken:
        return Column.PHONE2
    return None


def _width(record: Sequence[str]) -> int:
    return max((place for place, cell in enumerate(record, start=1) if cell.strip()), default=0)


def _check_columns(headers: _Headers) -> None:
    missing = [str(column) for column in REQUIRED if column not in headers.places]
    if not any(column in headers.places for column in CONTACTS):
        missing.append(" ou ".join(CONTACTS))
    if missing:
        found = _listed(str(column) for column in Column if column in headers.places)
        raise FileError(
            Fault.MISSING_COLUMNS, f"Il manque : {_listed(missing)}. Colonnes reconnues : {found}."
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)


def _line(row: int, record: Sequence[str], headers: _Headers, strict: bool) -> Line | None:
    """One row, or None when it has no known cell or repeats the headers (a page break)."""
    cells = {
        column: text
        for column, places in headers.places.items()
        if (text := ", ".join(filter(None, (_cell(record, place) for place in places))))
    }
    beyond = strict and any(clean(cell) for cell in record[headers.width :])
    if not cells or _repeats_headers(cells):
        return None
    return Line(row, cells, beyond)


def _repeats_headers(cells: Mapping[Column, str]) -> bool:
    same = sum((recognise(text) or (None,))[0] is column for column, text in cells.items())
    return same >= max(3, len(cells) // 2)


# What a spreadsheet shows for a formula that failed, in English and in French.
_ERRORS = "#n/a #ref! #value! #name? #null! #num! #div/0! #valeur! #nom? #nul! #nombre!"
# What programs and people write for nothing; words such as "néant" are left to each column.
_NOTHING = frozenset(_ERRORS.split()) | {"null", "none", "nan", "n/a", "(vide)", "(null)"}


_LONGEST_CELL = 2_000  # more is no cell of ours, and patterns must not run over it


def _cell(record: Sequence[str], place: int) -> str:
    text = record[place][:_LONGEST_CELL] if place < len(record) else ""
    if text.startswith('="') and text.endswith('"'):  # a formula that protects leading zeros
        text = text[2:-1]
    shown = clean(text)
    return "" if shown.casefold() in _NOTHING or not re.search(r"[^\W_]|[?+#*]", shown) else shown
