"""What is asked for goes to stdout; everything else goes to stderr."""

import json
from collections.abc import Sequence
from datetime import date, datetime

import click

_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")

json_option = click.option("--json", "as_json", is_flag=True, help="La réponse en JSON.")


def show(text: str) -> None:
    """Print what was asked for, on stdout."""
    click.echo(text)


def note(text: str) -> None:
    """Print a word to the person at the keyboard, on stderr."""
    click.echo(text, err=True)


def show_json(value: object, *, indent: int | None = 2) -> None:
    """Print `value` as JSON on stdout; without `indent`, on one line that leaves at once."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=indent))


def show_table(titles: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print columns under their titles; the last column is left as long as it is."""
    lines = [titles, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(titles) - 1)]
    for line in lines:
        cells = [cell.ljust(width) for cell, width in zip(line, widths, strict=False)]
        show("  ".join([*cells, line[-1]]).rstrip())


def show_pairs(pairs: Sequence[tuple[str, str]]) -> None:
    """Print labels and their values, one pair a line."""
    width = max(len(label) for label, _ in pairs)
    for label, value in pairs:
        show(f"  {label.ljust(width)}  {value}")


def day(value: date) -> str:
    """A date as the screen shows it: ``lun. 02/03/2026``."""
    return f"{_DAYS[value.weekday()]} {value:%d/%m/%Y}"


def moment(value: datetime) -> str:
    """A local instant as the screen shows it: ``lun. 02/03/2026 10:12``."""
    return f"{day(value.date())} {value:%H:%M}"


def several(count: int, one: str, many: str = "") -> str:
    """``1 constat``, ``3 constats``; French counts zero as one."""
    return f"{count} {(many or one + 's') if count > 1 else one}"


def agree(question: str) -> bool:
    """Ask the person at the keyboard, on stderr; only a clear "oui" is one."""
    answer: str = click.prompt(f"{question} [o/N]", default="n", show_default=False, err=True)
    return answer.strip().lower() in ("o", "oui", "y", "yes")
