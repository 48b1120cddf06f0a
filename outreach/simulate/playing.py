"""Playing a simulation to its end: what came of it, and the fingerprint of all its journals."""

import gc
import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.demo.story import promises
from outreach.simulate.figures import Figures, measure
from outreach.simulate.options import Options
from outreach.simulate.scene import Scene, scene
from outreach.simulate.watch.breach import Breach, BrokenPromiseError, Promise
from outreach.simulate.weather.crash import CrashError

_OURS = "outreach"
_TOLD, _WEEK = 10, 7  # times, and days at least between two
_SWEPT = 100_000  # objects made between two looks for circles of them: each look costs
_AFTERMATH = timedelta(hours=8)  # what a storm left is settled by then


@dataclass(frozen=True, slots=True)
class Played:
    """What came of a simulation; `digest` is of every case's journal.

    `breaches` ended it before its time; without any, `promises` are the names of those checked.
    `crashes`: how many times a process died.
    """

    figures: Figures
    promises: tuple[str, ...]
    breaches: tuple[Breach, ...]
    digest: str
    entries: int
    crashes: int
    options: Options  # of the simulation that ended so, to play it again


def play(options: Options, say: Callable[[int], None] = lambda _days: None) -> Played:
    """Play it; `say` hears of the days that have passed, now and then. Raises `NoGroundError`."""
    with scene(options) as put:
        with _overheard(put.watch.traces), _seldom_swept():
            breaches = _lived(put, say)
        return _played(put, breaches)


@contextmanager
def _overheard(traces: logging.Handler) -> Iterator[None]:
    """Let the watch read all that the product logs, and nobody else: a storm makes much noise."""
    log = logging.getLogger(_OURS)
    level, passes = log.level, log.propagate
    log.addHandler(traces)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(traces)
        log.setLevel(level)
        log.propagate = passes


@contextmanager
def _seldom_swept() -> Iterator[None]:
    """Nearly all that a simulation makes goes by itself, and nobody waits for its memory."""
    before = gc.get_threshold()
    gc.set_threshold(_SWEPT, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _lived(put: Scene, say: Callable[[int], None]) -> tuple[Breach, ...]:
    """Live until the last day, or until a promise is broken."""
    options = put.options
    stretch = max(options.days // _TOLD, _WEEK)
    try:
        for day in range(stretch, options.days, stretch):
            _live(put, options.start + timedelta(days=day))
            say(day)
        _live(put, options.start + timedelta(days=options.days))
        if put.storm is not None:
            put.storm.calm()
            _live(put, put.clock.now() + _AFTERMATH)
        return tuple(_ending(put))
    except BrokenPromiseError as error:
        return error.breaches


def _live(put: Scene, until: datetime) -> None:
    """Live, with a new worker each time one dies."""
    while True:
        try:
            put.days.play(until)
            break
        except CrashError:
            if put.storm is not None:
                put.storm.crashed(put.clock.now())
            put.employ()
    faults = put.days.guard.faults
    if faults:
        now, about = put.clock.now(), ", ".join(faults)
        raise BrokenPromiseError((Breach(Promise.SOUND, now, about=about),))


def _ending(put: Scene) -> Iterator[Breach]:
    """Once more from the beginning, over the whole story."""
    means, now = put.days.ears.means, put.clock.now()
    for name, found in promises.kept(means, put.street, put.calendar, _checks(put)):
        for about in found:
            yield Breach(Promise(name), now, about=about)


def _checks(put: Scene) -> Sequence[tuple[str, promises.Check]]:
    """Those that compare instants of the town with instants of a clock set wrong are left out."""
    skewed = put.storm is not None
    return [each for each in promises.CHECKS if not (skewed and each[1] in promises.BY_INSTANTS)]


def _played(put: Scene, breaches: tuple[Breach, ...]) -> Played:
    with put.database.read() as session:
        entries, digest = fingerprint(session)
        figures = measure(session, put.options)
    names = tuple(promise.value for promise in Promise)
    return Played(figures, names, breaches, digest, entries, put.fragile.crashes, put.options)


def fingerprint(session: Session) -> tuple[int, str]:
    """How many entries all journals have, and one SHA-256 of their heads."""
    rows = select(Case.reference, Case.journal_length, Case.journal_head).order_by(Case.reference)
    digest, entries = hashlib.sha256(), 0
    for reference, length, head in session.execute(rows):
        digest.update(f"{reference} {length} {head}\n".encode())
        entries += length
    return entries, digest.hexdigest()
