"""A landlord's file from bytes to a table: CSV in any encoding and delimiter, or XLSX."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from outreach.intake.rules.columns import REQUIRED
from outreach.intake.rules.decoding import readings
from outreach.intake.rules.faults import Fault, FileError
from outreach.intake.rules.records import DELIMITERS, announced, records
from outreach.intake.rules.tables import Table, build_table, header_score
from outreach.intake.services.workbooks import Grid, sheets

MOST_BYTES = 10 * 1024 * 1024
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and encrypted .xlsx
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def digest(data: bytes) -> str:
    """SHA-256 of the file, 64 hexadecimal digits: all that is kept of it."""
    return hashlib.sha256(data).hexdigest()


def read_file(data: bytes) -> Table:
    """The table of a file. Raises `FileError`, and nothing else, when there is none."""
    if len(data) > MOST_BYTES:
        raise FileError(Fault.TOO_BIG)
    if data.startswith(_OLE):
        raise FileError(Fault.PROTECTED if _ENCRYPTED in data else Fault.OLD_EXCEL)
    if data.startswith(_ZIP):
        return _workbook(data)
    if not data.strip(b"\x00\r\n\t ;,\xef\xbb\xbf\xff\xfe"):
        raise FileError(Fault.EMPTY)
    return build_table(_delimited(data), strict_width=True)


def _workbook(data: bytes) -> Table:
    """The sheet with the most headers; other sheets that hold a table are named as ignored."""
    titled = list(sheets(data))
    best = _best(grid for _, grid in titled)
    table = build_table(best, strict_width=False)
    others = tuple(
        f"feuille « {title} »"
        for title, grid in titled
        if grid is not best and header_score(grid)[0] >= len(REQUIRED)
    )
    return replace(table, ignored=table.ignored + others)


def _best(grids: Iterable[Grid]) -> Grid:
    """The first grid with the most recognised headers."""
    best: Grid = []
    score = 0
    for grid in grids:
        found, _ = header_score(grid)
        if found > score:
            best, score = grid, found
    return best


def _delimited(data: bytes) -> Grid:
    """The grid under the encoding and delimiter that make the most of the headers."""
    fault: FileError | None = None
    grids: list[Grid] = []
    for text, delimiter in _attempts(data):
        try:
            grids.append(records(text, delimiter))
        except FileError as error:
            fault = fault or error
    best = _best(grids)
    if not best and fault is not None:
        raise fault
    return best


def _attempts(data: bytes) -> Iterator[tuple[str, str]]:
    for text in readings(data):
        if "\x00" in text:
            continue  # not text at all
        told, rest = announced(text)
        for delimiter in dict.fromkeys((told, *DELIMITERS) if told else DELIMITERS):
            yield rest, delimiter
