"""The gate: what counts as slower, and what is only noise."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.gate import compare, missing
from benchmarks.harness.keeping import kept
from benchmarks.harness.measure import Bar
from tests.benchmarks.runs import MEMORY, SPEED, result, run


@pytest.mark.parametrize(
    ("bar", "then", "now", "fails"),
    [
        (SPEED, 1.0, 1.0, False),
        (SPEED, 1.0, 0.71, False),
        (SPEED, 1.0, 0.69, True),
        (SPEED, 1.0, 9.0, False),
        (MEMORY, 70, 99, False),
        (MEMORY, 70, 101, True),
        (MEMORY, 70, 20, False),
    ],
)
def test_below_seventy_per_cent_of_a_ratio_fails(
    bar: Bar, then: float, now: float, fails: bool
) -> None:
    (one,) = compare([run(result(bar, then))], run(result(bar, now)))
    assert one.fails is fails
    assert str(one).startswith("FAILS" if fails else "ok")


@given(factor=st.floats(0.01, 100), ours=st.floats(0.1, 1e5), peer=st.floats(0.1, 1e5))
def test_a_machine_that_is_slower_for_both_changes_nothing(
    factor: float, ours: float, peer: float
) -> None:
    then = run(result(SPEED, ours, peer))
    (one,) = compare([then], run(result(SPEED, ours * factor, peer * factor)))
    assert one.share == pytest.approx(1)


def test_a_reference_is_no_promise_and_what_is_absent_is_told() -> None:
    reference = result(Bar("÷ other", "ours", "peer"), 1.0, name="other")
    then = run(result(SPEED, 1.0), result(MEMORY, 70, name="memory"), reference)
    now = run(result(SPEED, 1.0), reference)
    assert [one.name for one in compare([then], now)] == ["speed: ÷ peer"]
    assert missing([then], now) == ["memory: peak, MB"]


def test_each_ratio_is_held_against_the_last_run_that_has_it(tmp_path: Path) -> None:
    newer = run(result(SPEED, 2.0), at="2026-03-03T09:00:00+00:00")
    older = run(result(SPEED, 1.0), result(MEMORY, 70, name="memory"))
    newer.write(tmp_path / "a.json")
    older.write(tmp_path / "b.json")
    assert kept(tmp_path) == [older, newer]
    now = run(result(SPEED, 1.3), result(MEMORY, 71, name="memory"))
    assert [(one.then, one.fails) for one in compare([older, newer], now)] == [
        *((2.0, True), (70, False)),
    ]
    assert newer.name == "2026-03-03-0123456789"


def test_every_run_in_git_can_be_read_and_measured_what_is_in_git() -> None:
    assert not [run.name for run in kept() if run.commit.endswith("+")]
