"""A programme that is played in lots."""

from datetime import UTC, datetime

from outreach.simulate.figures import Figures
from outreach.simulate.lots import LARGEST, split, together
from outreach.simulate.options import Options
from outreach.simulate.playing import Played
from outreach.simulate.watch.breach import Breach, Promise


def _played(options: Options, *breaches: Breach) -> Played:
    figures = Figures(options.cases, 1, 1, 2, 3, {"sms": {0: 2}}, {"call": {1: 1}}, {"decide": 1})
    return Played(figures, ("p",), breaches, f"digest of {options.seed}", 10, 1, options)


def test_a_small_programme_is_one_lot() -> None:
    options = Options(LARGEST, 30, 7)
    assert list(split(options)) == [options]


def test_a_large_one_is_many_of_one_size_and_of_other_seeds() -> None:
    lots = list(split(Options(10_001, 365, 999_999_999, faults=True)))
    assert sum(lot.cases for lot in lots) == 10_001
    assert max(lot.cases for lot in lots) - min(lot.cases for lot in lots) <= 1
    assert max(lot.cases for lot in lots) <= LARGEST
    assert len({lot.seed for lot in lots}) == len(lots)
    assert all(0 <= lot.seed < 1_000_000_000 and lot.faults for lot in lots)


def test_lots_are_counted_together_and_the_broken_one_is_named() -> None:
    first, second = (Options(5, 30, seed) for seed in (1, 2))
    breach = Breach(Promise.NEVER_LOST, datetime(2026, 3, 2, tzinfo=UTC), "AHU-2026-0001")
    whole = together([_played(first), _played(second, breach)])
    assert whole.figures == Figures(
        10, 2, 2, 4, 6, {"sms": {0: 4}}, {"call": {1: 2}}, {"decide": 2}
    )
    assert (whole.entries, whole.crashes, whole.breaches) == (20, 2, (breach,))
    assert whole.options == second
    assert whole.digest not in (_played(first).digest, _played(second).digest)
