"""A large programme in lots, each on its own: as many at a time as the machine has processors.

Households know nothing of each other, so that lots change no story; small databases are quick.
"""

import hashlib
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from functools import reduce

from outreach.simulate.options import Options
from outreach.simulate.playing import Played, play

LARGEST = 2_500  # households in a lot
_APART, _SEEDS = 7_919, 1_000_000_000


def play_all(
    options: Options,
    say_day: Callable[[int], None] = lambda _day: None,
    say_lot: Callable[[int, int], None] = lambda _done, _of: None,
) -> Played:
    """Play a programme, in lots if it is large; the same seed gives the same, on any machine.

    `say_day` hears of the days that have passed, `say_lot` how many lots are done and of how many.
    Raises `NoGroundError`.
    """
    lots = list(split(options))
    if len(lots) == 1:
        return play(options, say_day)
    return together(list(_played(lots, say_lot)))


def split(options: Options) -> Iterator[Options]:
    """The lots: each is a simulation that can be typed by itself."""
    count = -(-options.cases // LARGEST)
    for rank in range(count):
        cases = options.cases * (rank + 1) // count - options.cases * rank // count
        yield replace(options, cases=cases, seed=(options.seed + rank * _APART) % _SEEDS)


def together(lots: list[Played]) -> Played:
    """All lots as one; the digest is that of their digests."""
    digests = "\n".join(lot.digest for lot in lots)
    return Played(
        reduce(lambda one, other: one.plus(other), (lot.figures for lot in lots)),
        lots[0].promises,
        tuple(breach for lot in lots for breach in lot.breaches),
        hashlib.sha256(digests.encode()).hexdigest() if len(lots) > 1 else lots[0].digest,
        sum(lot.entries for lot in lots),
        sum(lot.crashes for lot in lots),
        next((lot.options for lot in lots if lot.breaches), lots[0].options),
    )


def _played(lots: list[Options], say: Callable[[int, int], None]) -> list[Played]:
    found: dict[int, Played] = {}
    processes = min(len(lots), os.cpu_count() or 1)
    # Begun afresh: a fork would copy whatever this process has open.
    afresh = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=afresh) as pool:
        waiting = {pool.submit(play, lot): rank for rank, lot in enumerate(lots)}
        for done in as_completed(waiting):
            found[waiting[done]] = done.result()
            say(len(found), len(lots))
    return [found[rank] for rank in sorted(found)]
