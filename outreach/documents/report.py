"""A report: sections of facts and tables on A4, for whoever has to prove something."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from outreach.documents.engine import typeset
from outreach.documents.lines import unbroken


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under column names; `widths`: ``auto``, ``30mm``, or a share as ``1.2fr``."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, what it amounts to in a word, then facts, tables and a note, as there are."""

    heading: str
    verdict: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    tables: tuple[Table, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """`foot` stands at the bottom of each page, beside its number."""

    title: str
    lead: str
    foot: str
    sections: Sequence[Section] = field(repr=False)


def report_pdf(report: Report) -> bytes:
    """The PDF/UA file of a report."""
    return typeset(
        "report",
        {
            "title": report.title,
            "language": "fr",
            "lead": unbroken(report.lead),
            "foot": report.foot,
            "sections": [_section(section) for section in report.sections],
        },
    )


def _section(section: Section) -> dict[str, object]:
    return {
        "heading": section.heading,
        "verdict": section.verdict,
        "facts": [[name, unbroken(value)] for name, value in section.facts],
        "tables": [
            {
                "columns": table.columns,
                "widths": table.widths,
                "rows": [[unbroken(cell) for cell in row] for row in table.rows],
            }
            for table in section.tables
        ],
        "note": unbroken(section.note),
    }
