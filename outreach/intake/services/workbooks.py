"""XLSX sheets as grids of text; the only importer of openpyxl on the way in."""

import warnings
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from io import BytesIO

import openpyxl

from outreach.intake.rules.faults import Fault, FileError

# A workbook is a zip archive: what it unpacks to is bounded before it is unpacked.
_MOST_UNPACKED = 200 * 1024 * 1024
_MOST_COLUMNS = 200
_MOST_ROWS = 20_000  # far above what a table may have: only a bound on the reading
# Formatted but empty rows may go on for a million; a gap that long ends the sheet.
_LONGEST_GAP = 500

Grid = list[list[str]]


def sheets(data: bytes) -> Iterator[tuple[str, Grid]]:
    """The titles and grids of a workbook, visible sheets first.

    Raises `FileError` when it can't be read.
    """
    _check_archive(data)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and validation: we read values
            yield from _sheets(data)
    except FileError:
        raise
    except Exception:
        # The library raises whatever a broken part of a workbook leads to.
        raise FileError(Fault.BROKEN) from None


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
            names = set(archive.namelist())
    except Exception:
        raise FileError(Fault.BROKEN) from None
    if unpacked > _MOST_UNPACKED:
        raise FileError(Fault.TOO_BIG)
    if "[Content_Types].xml" not in names:
        raise FileError(Fault.NOT_A_TABLE)


def _sheets(data: bytes) -> Iterator[tuple[str, Grid]]:
    book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=True)
    try:
        if not book.worksheets:  # their list is damaged
            raise FileError(Fault.BROKEN)
        visible_first = sorted(book.worksheets, key=lambda sheet: sheet.sheet_state != "visible")
        for sheet in visible_first:
            sheet.reset_dimensions()  # some programs write wrong ones
            rows = sheet.iter_rows(max_col=_MOST_COLUMNS, values_only=True)
            yield str(sheet.title), _grid(rows)
    finally:
        book.close()


def _grid(rows: Iterable[tuple[object, ...]]) -> Grid:
    grid: Grid = []
    filled = 0
    for place, row in enumerate(rows, start=1):
        cells = [_text(value) for value in row]
        grid.append(cells)
        if any(cells):
            filled = place
        if place - filled > _LONGEST_GAP or filled > _MOST_ROWS:
            break
    return grid[:filled]


def _text(value: object) -> str:
    """A cell as a person reads it: dates in ISO, whole numbers without their ".0"."""
    match value:
        case None:
            return ""
        case bool():
            return "vrai" if value else "faux"
        case datetime():
            return value.date().isoformat()
        case date() | time():
            return value.isoformat()
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
        case _:
            return str(value)
