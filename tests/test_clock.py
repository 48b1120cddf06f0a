"""Clocks that somebody moves, and chance that repeats."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from outreach.clock import Dice, SteeredClock

START = datetime(2026, 3, 2, 8, 30, tzinfo=ZoneInfo("Europe/Paris"))


def test_a_steered_clock_stands_still_until_told() -> None:
    clock = SteeredClock(START)
    assert clock.now() == clock.now() == START
    assert clock.now().tzinfo is UTC
    clock.sleep(90)
    assert clock.now() == START + timedelta(seconds=90)


def test_it_jumps_forward_and_never_goes_back() -> None:
    clock = SteeredClock(START)
    later = START + timedelta(days=40)  # past a change of hour
    clock.reach(later)
    clock.reach(START)
    assert clock.now() == later
    assert clock.now().tzinfo is UTC


def test_it_runs_at_any_pace_and_keeps_its_place() -> None:
    clock = SteeredClock(START, pace=3600)
    before = clock.now()
    clock.sleep(60)
    assert clock.now() - before >= timedelta(seconds=60)
    clock.run(0)
    held = clock.now()
    assert clock.now() == held > START


def test_it_wants_an_aware_instant() -> None:
    with pytest.raises(ValueError, match="aware"):
        SteeredClock(datetime(2026, 3, 2))  # noqa: DTZ001  that is the point


def test_keys_of_a_seed_repeat_and_others_are_nobody_s_to_guess() -> None:
    first, again, other = (SteeredClock(START, seed=seed) for seed in (1, 1, None))
    assert [first.key(), first.key()] == [again.key(), again.key()]
    assert first.secret(32) == again.secret(32)
    assert len({other.key() for _ in range(50)}) == 50
    assert len(other.key()) == 26


def test_threads_share_it() -> None:
    clock = SteeredClock(START, pace=10_000)
    with ThreadPoolExecutor(4) as pool:
        keys = list(pool.map(lambda _: clock.key(), range(200)))
        instants = list(pool.map(lambda _: (clock.now(), clock.now()), range(200)))
    assert len(set(keys)) == 200
    assert all(one <= two for one, two in instants)


def test_dice_repeat_by_name_in_any_order() -> None:
    one, two = Dice(7), Dice(7)
    throws = [one.between(1, 1000, name) for name in ("a", "b", "c")]
    assert [two.between(1, 1000, name) for name in ("c", "b", "a")] == throws[::-1]
    assert one.pick("abcdef", "x", 1) == two.pick("abcdef", "x", 1)
    assert sorted(one.shuffled(range(9), "order")) == list(range(9))
    assert {Dice(seed).between(1, 10**9, "a") for seed in range(5)} != {throws[0]}
