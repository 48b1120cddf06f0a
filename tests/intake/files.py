"""Landlord files for tests: one plausible row to vary, and ways to write a table."""

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime

import openpyxl

from outreach.intake.rules.batches import Reading, read_table
from outreach.intake.services.files import read_file

Cell = str | int | float | date | datetime | None

HEADERS = (
    "reference",
    "nom",
    "prenom",
    "telephone",
    "telephone2",
    "email",
    "adresse",
    "code_postal",
    "ville",
    "date_entree",
    "premier_impaye",
    "garant",
    "tentatives_bailleur",
    "langue",
    "remarque_visite",
)
ROW: dict[str, Cell] = {
    "reference": "LL-1",
    "nom": "MARTIN",
    "prenom": "Élodie",
    "telephone": "06 39 98 00 10",
    "adresse": "12 rue des Carmes",
    "code_postal": "45000",
    "ville": "ORLEANS",
    "date_entree": "01/06/2026",
    "premier_impaye": "05/07/2026",
    "garant": "non",
    "tentatives_bailleur": "2",
}


def row(**cells: Cell) -> dict[str, Cell]:
    """The plausible row with some cells replaced."""
    return {**ROW, **cells}


def grid(*rows: dict[str, Cell], headers: Sequence[str] = HEADERS) -> list[list[Cell]]:
    """Headers and rows as lists of cells."""
    return [list(headers), *([one.get(name) for name in headers] for one in rows)]


def as_csv(table: Sequence[Sequence[Cell]], delimiter: str = ";", encoding: str = "utf-8") -> bytes:
    """A table as delimited text."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows(table)
    return out.getvalue().encode(encoding)


def as_xlsx(*sheets: Sequence[Sequence[Cell]]) -> bytes:
    """Tables as the sheets of a workbook."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for table in sheets:
        sheet = book.create_sheet()
        for cells in table:
            sheet.append(list(cells))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read(data: bytes, fictitious_allowed: bool = True) -> Reading:
    """The whole way from bytes to rows."""
    return read_table(read_file(data), fictitious_allowed)


def read_rows(*rows: dict[str, Cell]) -> Reading:
    """Rows as a CSV file, read."""
    return read(as_csv(grid(*rows)))
