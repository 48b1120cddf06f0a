"""Playing a simulation to its end: what came of it, and the fingerprint of all its journals."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.demo.story import promises
from outreach.simulate.figures import Figures, measure
from outreach.simulate.options import Options
from outreach.simulate.scene import Scene, scene

_TOLD, _WEEK = 10, 7
Promises = list[tuple[str, list[str]]]


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a simulation; `digest` is of every case's journal, `broken` of our own parts."""

    figures: Figures
    promises: Promises
    broken: tuple[str, ...]
    digest: str
    entries: int

    @property
    def kept(self) -> bool:
        """Whether nothing went wrong."""
        return not self.broken and not any(breaches for _, breaches in self.promises)


def play(options: Options, say: Callable[[int], None] = lambda _days: None) -> Played:
    """Play it; `say` hears of the days that have passed, now and then. Raises `NoGroundError`."""
    with scene(options) as put:
        stretch = max(options.days // _TOLD, _WEEK)
        for day in range(stretch, options.days, stretch):
            put.days.play(options.start + timedelta(days=day))
            say(day)
        put.days.play(options.start + timedelta(days=options.days))
        return _played(put)


def _played(put: Scene) -> Played:
    found = promises.kept(put.days.ears.means, put.street, put.calendar)
    with put.database.read() as session:
        entries, digest = fingerprint(session)
        figures = measure(session, put.options)
    return Played(figures, found, put.days.guard.faults, digest, entries)


def fingerprint(session: Session) -> tuple[int, str]:
    """How many entries all journals have, and one SHA-256 of their heads."""
    rows = select(Case.reference, Case.journal_length, Case.journal_head).order_by(Case.reference)
    digest, entries = hashlib.sha256(), 0
    for reference, length, head in session.execute(rows):
        digest.update(f"{reference} {length} {head}\n".encode())
        entries += length
    return entries, digest.hexdigest()
