"""Places and the queue."""

from hypothesis import given
from hypothesis import strategies as st

from outreach.programmes.rules.capacity import Candidate, admitted, places


def case(rank: int, *, taken: bool = False) -> Candidate:
    """One case of the queue."""
    return Candidate(f"AHU-2026-{rank:04d}", taken, rank)


def test_places_go_in_import_order_and_the_rest_waits() -> None:
    cases = [case(3), case(1, taken=True), case(4), case(2)]
    assert admitted(3, cases) == ("AHU-2026-0002", "AHU-2026-0003")
    assert places(3, cases).available == 2


def test_a_lowered_capacity_takes_no_place_back() -> None:
    cases = [case(n, taken=True) for n in range(5)] + [case(9)]
    assert places(3, cases).available == 0
    assert admitted(3, cases) == ()


@given(st.integers(0, 12), st.lists(st.booleans(), max_size=20))
def test_never_more_households_than_places(total: int, taken: list[bool]) -> None:
    cases = [case(rank, taken=flag) for rank, flag in enumerate(taken)]
    started = admitted(total, cases)
    assert not started or len(started) + sum(taken) <= total
    assert len(started) == min(len(taken) - sum(taken), places(total, cases).available)
    assert list(started) == sorted(started)
