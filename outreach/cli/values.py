"""Types of arguments, with French words for what is wrong."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, Generic, TypeVar

import click

T = TypeVar("T")


class Value(click.ParamType[T], Generic[T]):
    """An argument that `read` understands; its ValueError is a French sentence for the user."""

    def __init__(self, name: str, read: Callable[[str], T]) -> None:
        self.name = name
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> T:
        """Read the text; what is no text (a default) passes as it is."""
        if not isinstance(value, str):
            done: T = value
            return done
        try:
            value.encode()
            return self._read(value)
        except UnicodeEncodeError:  # bytes of another encoding, kept as they came
            self.fail("ce texte n'est pas en UTF-8.", param, ctx)
        except ValueError as error:
            self.fail(str(error), param, ctx)


def whole(least: int, most: int) -> Value[int]:
    """A whole number from `least` to `most`."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text.strip()) or not least <= int(text) <= most:
            raise ValueError(f"mettez un nombre entier de {least} à {most}.")
        return int(text)

    return Value("nombre", read)


def line(most: int) -> Value[str]:
    """One non-empty line of at most `most` characters."""

    def read(text: str) -> str:
        tidy = " ".join(text.split())
        if not tidy or len(tidy) > most:
            raise ValueError(f"mettez de 1 à {most} caractères.")
        return tidy

    return Value("texte", read)


def one_of(choices: Iterable[str]) -> Value[str]:
    """One of some words."""
    known = tuple(choices)

    def read(text: str) -> str:
        if text not in known:
            raise ValueError(f"mettez {', '.join(known[:-1])} ou {known[-1]}.")
        return text

    return Value("mot", read)


def read_day(text: str) -> date:
    """A date, ISO or ``dd/mm/yyyy``."""
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            return datetime.strptime(text.strip(), form).date()  # noqa: DTZ007  a date has no zone
        except ValueError:
            continue
    raise ValueError("mettez une date, par exemple 2026-03-02 ou 02/03/2026.")


def read_moment(text: str) -> datetime:
    """A day and an hour, ISO 8601; naive when no offset is given."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError:
        found = None
    if found is None or not re.search(r"[T ]\d", text.strip()):
        raise ValueError("mettez un jour et une heure, par exemple 2026-12-17T10:30.")
    return found


DAY = Value("date", read_day)
MOMENT = Value("instant", read_moment)
TEXT = Value("texte", str)
