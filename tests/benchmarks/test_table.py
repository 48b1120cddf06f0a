"""Rounds, medians and the table."""

from benchmarks.harness.measure import Bar
from benchmarks.harness.rounds import Reading, run
from benchmarks.harness.table import number, table
from tests.benchmarks.runs import MEMORY, SPEED, result


def test_each_round_is_divided_by_its_neighbour() -> None:
    rounds = {"ours": [10.0, 1.0, 30.0], "peer": [10.0, 2.0, 10.0]}
    assert Reading.of(SPEED, rounds).value == 1.0, "the median of 1, 0.5 and 3"


def test_contestants_take_turns_and_every_other_round_goes_backwards() -> None:
    order: list[str] = []

    def contestant(name: str) -> float:
        order.append(name)
        return float(len(order))

    told: list[str] = []
    numbers = run(
        {name: lambda name=name: contestant(name) for name in "ab"},  # type: ignore[misc]
        3,
        lambda name, _number: told.append(name),
    )
    assert order == told == ["a", "b", "b", "a", "a", "b"]
    assert numbers == {"a": [1.0, 4.0, 5.0], "b": [2.0, 3.0, 6.0]}


def test_a_bar_is_reached_from_its_good_side() -> None:
    def verdict(bar: Bar, value: float) -> str:
        return Reading.of(bar, {"ours": [value], "peer": [1.0]}).verdict

    assert [verdict(SPEED, value) for value in (0.4, 0.5, 1.0)] == ["below", "must", "aim"]
    assert [verdict(MEMORY, value) for value in (151, 150, 80)] == ["below", "must", "aim"]
    assert verdict(Bar("÷ peer", "ours", "peer"), 0.1) == ""


def test_the_table_puts_the_bars_beside_what_was_read() -> None:
    text = table([result(SPEED, 1234.5, 5000), result(MEMORY, 79.96, name="memory")])
    lines = text.splitlines()
    assert lines[1] == "The speed (per second)"
    assert lines[2].split() == ["ours", "1,234"]
    assert lines[4].split() == ["→", "÷", "peer", "0.247", "≥", "0.5", "≥", "1", *_BELOW]
    assert lines[-1].endswith("80  ≤ 150  ≤ 80  reaches the aim")


def test_numbers_keep_three_figures() -> None:
    assert [number(one) for one in (0.04788, 1.5, 99.96, 14_522.3, None)] == [
        *("0.0479", "1.5", "100", "14,522", ""),
    ]


_BELOW = ["BELOW", "THE", "MUST"]
