"""Tables read field by field; every fault is kept, with its place, until the end."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import time

CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class ScriptError(Exception):
    """What can't be read: one French sentence per fault, each beginning with its place."""

    faults: tuple[str, ...]

    def __str__(self) -> str:
        """Return all the sentences, one a line."""
        return "\n".join(self.faults)


class Fields:
    """One table and where it stands; a fault is noted and a harmless value given instead."""

    def __init__(self, table: object, place: str, faults: list[str]) -> None:
        self.place = place
        self.faults = faults
        self._table: Mapping[str, object] = table if isinstance(table, Mapping) else {}
        self._read: set[str] = set()
        if not isinstance(table, Mapping):
            self.fault("", "une table est attendue")

    def fault(self, name: str, sentence: str) -> None:
        """Note one fault of field `name`, "" for the table itself."""
        self.faults.append(f"{self.place}{', ' + name if name else ''} : {sentence}.")

    def text(self, name: str, required: bool = False) -> str:
        """Return a text without the blank lines around it."""
        value = self._take(name, "", required)
        if not isinstance(value, str):
            self.fault(name, "un texte entre guillemets est attendu")
            return ""
        if required and name in self._table and not value.strip():
            self.fault(name, "ce texte est vide")
        return value.strip()

    def code(self, name: str, choices: Collection[str], default: str = "") -> str:
        """Return one of `choices`; required when `default` is empty."""
        value = self._take(name, default, not default)
        if isinstance(value, str) and value in choices:
            return value
        if value != default:
            self.fault(name, f"une valeur parmi {', '.join(choices)} est attendue")
        return default

    def integer(self, name: str, default: int | None = None, required: bool = False) -> int | None:
        """Return a whole number, or `default`."""
        value = self._take(name, default, required)
        if value is None or (isinstance(value, int) and not isinstance(value, bool)):
            return value
        self.fault(name, "un nombre entier est attendu")
        return default

    def flag(self, name: str) -> bool:
        """Return true or false, false by default."""
        value = self._take(name, False, False)
        if not isinstance(value, bool):
            self.fault(name, "true ou false est attendu")
        return value is True

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts, empty by default."""
        value = self._take(name, [], False)
        if isinstance(value, list) and all(isinstance(item, str) for item in value):
            return tuple(value)
        self.fault(name, "une liste de textes est attendue")
        return ()

    def windows(self, name: str) -> tuple[tuple[time, time], ...]:
        """Return a list of spans of the day written ["10:00", "12:00"], empty by default."""
        value = self._take(name, [], False)
        spans = [_span(item) for item in value] if isinstance(value, list) else [None]
        if None in spans:
            self.fault(name, 'des plages comme ["10:00", "12:00"] sont attendues')
        return tuple(span for span in spans if span)

    def tables(self, name: str, required: bool = False) -> Iterator["Fields"]:
        """Yield the tables of a list, numbered from 1 in their place."""
        value = self._take(name, [], required)
        if not isinstance(value, list):
            self.fault(name, "une liste de tables est attendue")
            return
        for rank, table in enumerate(value, 1):
            yield Fields(table, f"{self.place}, {name} {rank}", self.faults)

    def rest(self) -> Iterator[tuple[str, "Fields"]]:
        """Yield the fields not read yet, each as a table named by its key."""
        for name, table in self._table.items():
            if name not in self._read:
                self._read.add(name)
                yield name, Fields(table, f"{self.place}, {name}", self.faults)

    def close(self) -> None:
        """Note the fields that nobody read: they are misspelt or not for this kind."""
        for name in self._table:
            if name not in self._read:
                self.fault(name, "champ inconnu ici")

    def _take(self, name: str, default: object, required: bool) -> object:
        self._read.add(name)
        if required and name not in self._table:
            self.fault(name, "ce champ manque")
        return self._table.get(name, default)


def _span(item: object) -> tuple[time, time] | None:
    if not (isinstance(item, list) and len(item) == 2):
        return None
    found = [CLOCK.fullmatch(clock) for clock in item if isinstance(clock, str)]
    times = [time(int(match[1]), int(match[2])) for match in found if match]
    return (times[0], times[1]) if len(times) == 2 and times[0] < times[1] else None
