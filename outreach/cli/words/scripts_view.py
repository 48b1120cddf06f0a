"""How a check of the words is shown: as data, and as lines of text."""

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import click

from outreach.cli.output import several, show, show_table
from outreach.sequences.rules.check import Report, Row
from outreach.sequences.rules.fields import ScriptError


def report_data(found: Report | ScriptError) -> dict[str, Any]:
    """Everything `scripts check --json` gives."""
    if isinstance(found, ScriptError):
        return {"findings": [_unreadable(fault) for fault in found.faults], "texts": []}
    return {
        "findings": [asdict(problem) for problem in found.problems],
        "texts": [asdict(row) for row in found.rows],
    }


def _unreadable(fault: str) -> dict[str, str]:
    where = fault.partition(" : ")[0]
    return {"where": where, "step": "", "language": "", "code": "unreadable", "message": fault}


def show_problems(lines: Sequence[str], *, err: bool = False) -> None:
    """Print one line per fault, each once."""
    for line in dict.fromkeys(lines):
        click.echo(line, err=err)


def show_report(report: Report) -> None:
    """Print the faults, or what the texts cost when there is none."""
    show_problems([f"{each.where} : {each.message}" for each in report.problems])
    if report.problems:
        return
    languages = sorted({row.language for row in report.rows}, key=lambda code: (code != "fr", code))
    show_table(
        ("Langue", "Textes", "SMS", "Caractères au plus", "Segments au plus"),
        [_cost(language, report.rows) for language in languages],
    )
    texts = {(row.where, row.step, row.field) for row in report.rows}
    show(f"Rien à signaler : {several(len(texts), 'texte')}, {several(len(languages), 'langue')}.")


def _cost(language: str, rows: Sequence[Row]) -> tuple[str, ...]:
    mine = [row for row in rows if row.language == language]
    sms = [row for row in mine if row.segments is not None]
    count = len({(row.where, row.step, row.field) for row in mine})
    return (
        language,
        str(count),
        str(len({(row.where, row.step, row.field) for row in sms})),
        str(max((row.characters for row in sms), default=0)),
        str(max((row.segments or 0 for row in sms), default=0)),
    )
