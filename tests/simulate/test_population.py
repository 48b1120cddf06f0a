"""Who lives in a simulated programme."""

from collections import Counter
from datetime import date

from outreach.clock import Dice
from outreach.simulate.population import SHARES, settle

DAYS = [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16)]


def test_the_same_seed_settles_the_same_people_and_another_others() -> None:
    assert list(settle(30, DAYS, Dice(1))) == list(settle(30, DAYS, Dice(1)))
    assert list(settle(30, DAYS, Dice(1))) != list(settle(30, DAYS, Dice(2)))


def test_files_are_of_one_size_and_nobody_shares_a_number_or_an_address() -> None:
    homes = list(settle(6_000, DAYS, Dice(1)))
    assert set(Counter(day for day, _ in homes).values()) == {2_000}
    for of in (
        [each.phone for _, each in homes] + [each.new_phone for _, each in homes],
        [each.email for _, each in homes],
        [each.reference for _, each in homes],
        [each.who.code for _, each in homes],
    ):
        assert len(set(of)) == len(of)


def test_characters_come_in_their_shares() -> None:
    seen = Counter(each.who.code.rpartition("-")[0] for _, each in settle(4_000, DAYS, Dice(1)))
    assert set(seen) == set(SHARES)
    assert abs(seen["quiet"] / 4_000 - SHARES["quiet"] / 1_000) < 0.03
