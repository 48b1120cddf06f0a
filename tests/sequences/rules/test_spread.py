"""Whether preferred windows are ever open."""

from datetime import datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.programmes.rules.calendar import Calendar, Window
from outreach.sequences.rules.spread import fits, spread
from tests.programmes.rules.calendars import INSTANTS
from tests.sequences.rules.test_script import WINDOWS


@pytest.mark.parametrize(
    ("prefer", "open_"),
    [
        ((), True),
        (((time(10), time(12)),), True),
        (((time(20), time(21)),), False),
        (((time(18, 15), time(19)),), False),  # the last hour is kept free
        (((time(12, 30), time(14)),), False),
        (((time(20), time(21)), (time(17), time(19))), True),
    ],
)
def test_a_window_is_open_at_some_contact_hour(prefer: tuple[Window, ...], open_: bool) -> None:
    assert fits(Calendar(), prefer) is open_


@given(st.lists(WINDOWS, min_size=1, max_size=2), INSTANTS)
def test_windows_that_never_fit_are_never_kept(prefer: list[Window], floor: datetime) -> None:
    calendar = Calendar()
    at = spread(calendar, prefer, floor, "AHU-2026-0001", "S1").astimezone(calendar.zone).time()
    assert fits(calendar, prefer) or not any(start <= at < end for start, end in prefer)
