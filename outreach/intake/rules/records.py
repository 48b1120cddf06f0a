"""Delimited text into records, refusing a quote that swallowed the lines after it."""

import csv
import io
import re

from outreach.intake.rules.faults import Fault, FileError

DELIMITERS = (";", ",", "\t", "|")
# A record of its own after the last one: an unclosed quote would have eaten it.
_END = "\x1eend\x1e"
# Bounds on the reading, far above what a table may have.
_MOST_RECORDS = 20_000
_MOST_CELLS = 1_000
_PREFERENCE = re.compile(r"\Asep=(.)\r?\n?", re.IGNORECASE)


def announced(text: str) -> tuple[str, str]:
    """The delimiter of a first line `sep=;` ("" without one), and the text after that line."""
    if found := _PREFERENCE.match(text):
        return found[1], text[found.end() :]
    return "", text


def records(text: str, delimiter: str) -> list[list[str]]:
    """All records, blank ones too, so that a record's place is its row in a spreadsheet.

    Raises `FileError` when a quote is not closed or a cell is endless.
    """
    whole = io.StringIO(f"{_closed(text)}{_END}", newline="")
    read: list[list[str]] = []
    try:
        for record in csv.reader(whole, delimiter=delimiter, skipinitialspace=True):
            read.append(_checked(record, len(read) + 1, delimiter))
    except csv.Error:
        raise FileError(Fault.UNCLOSED_QUOTE) from None
    if read[-1] != [_END]:
        raise FileError(Fault.UNCLOSED_QUOTE)
    return read[:-1]


def _checked(record: list[str], place: int, delimiter: str) -> list[str]:
    if place > _MOST_RECORDS:
        raise FileError(Fault.TOO_MANY_ROWS)
    if len(record) > _MOST_CELLS:
        raise FileError(Fault.NOT_A_TABLE)
    if any(_swallowed(cell, delimiter, len(record)) for cell in record):
        raise FileError(Fault.UNCLOSED_QUOTE, f"Voir vers la ligne {place}.")
    return record


def _closed(text: str) -> str:
    return text if not text or text.endswith(("\n", "\r")) else f"{text}\n"


def _swallowed(cell: str, delimiter: str, width: int) -> bool:
    """Whether a cell holds a line that looks like a record itself."""
    if "\n" not in cell and "\r" not in cell:
        return False
    return max(line.count(delimiter) for line in cell.splitlines()) >= max(4, width // 2)
