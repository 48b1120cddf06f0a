"""Hours, holidays, closures and both clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.programmes.rules.calendar import PARIS, Calendar, NeverOpenError
from outreach.programmes.rules.holidays_fr import public_holidays
from tests.programmes.rules.calendars import CALENDARS, DAYS, INSTANTS

DEFAULT = Calendar()


def paris(*parts: int) -> datetime:
    """A Paris wall-clock instant."""
    return datetime(*parts, tzinfo=PARIS)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize(
    "day",
    [
        *[date(2025, 4, 21), date(2025, 5, 29), date(2025, 6, 9)],
        *[date(2026, 4, 6), date(2026, 5, 14), date(2026, 5, 25)],
        *[date(2027, 3, 29), date(2027, 5, 6), date(2027, 5, 17)],
        *[date(2028, 4, 17), date(2028, 5, 25), date(2028, 6, 5)],
        *[date(2026, 1, 1), date(2026, 5, 1), date(2026, 5, 8), date(2026, 7, 14)],
        *[date(2026, 8, 15), date(2026, 11, 1), date(2026, 11, 11), date(2026, 12, 25)],
    ],
)
def test_public_holidays_of_metropolitan_france_are_off(day: date) -> None:
    assert not DEFAULT.is_working_day(day)
    assert day in public_holidays(day.year)


@pytest.mark.parametrize("day", [date(2026, 4, 3), date(2028, 12, 26), date(2026, 5, 27)])
def test_holidays_of_alsace_and_overseas_are_not_ours(day: date) -> None:
    assert len(public_holidays(day.year)) == 11
    assert day not in public_holidays(day.year)


def test_the_service_is_closed_from_christmas_eve_to_the_second_of_january_every_year() -> None:
    for year in (2026, 2031):
        assert DEFAULT.next_working_day(date(year, 12, 24)) > date(year + 1, 1, 2)
    assert DEFAULT.is_working_day(date(2026, 12, 23))
    assert DEFAULT.next_working_day(date(2026, 12, 24)) == date(2027, 1, 4)


def test_a_dated_closure_includes_both_its_days() -> None:
    summer = Calendar(closures=((date(2026, 8, 3), date(2026, 8, 14)),))
    assert summer.next_working_day(date(2026, 8, 3)) == date(2026, 8, 17)
    assert summer.is_working_day(date(2026, 7, 31))


def test_hours_are_half_open_local_spans() -> None:
    assert not DEFAULT.is_open(paris(2026, 3, 3, 9, 29))
    assert DEFAULT.is_open(paris(2026, 3, 3, 9, 30))
    assert not DEFAULT.is_open(paris(2026, 3, 3, 12, 30))
    assert DEFAULT.is_open(paris(2026, 3, 3, 18, 59))
    assert not DEFAULT.is_open(paris(2026, 3, 3, 19, 0))
    assert not DEFAULT.is_open(paris(2026, 3, 7, 10, 0))


@pytest.mark.parametrize(
    ("friday", "opening"),
    [
        (paris(2026, 3, 27, 19), datetime(2026, 3, 30, 7, 30, tzinfo=UTC)),  # to summer time
        (paris(2026, 10, 23, 19), datetime(2026, 10, 26, 8, 30, tzinfo=UTC)),  # and back
    ],
)
def test_opening_keeps_its_wall_clock_time_over_a_clock_change(
    friday: datetime, opening: datetime
) -> None:
    assert DEFAULT.next_open(friday) == opening
    assert opening.astimezone(PARIS).time() == time(9, 30)


def test_a_skipped_hour_and_a_repeated_hour_give_sound_spans() -> None:
    night = Calendar(hours=(((time(1), time(4)),),) * 7, yearly=())
    spring, autumn = night.windows(date(2026, 3, 29))[0], night.windows(date(2026, 10, 25))[0]
    assert spring[1] - spring[0] == timedelta(hours=2)
    assert autumn[1] - autumn[0] == timedelta(hours=4)
    gap = Calendar(hours=(((time(2), time(3)),),) * 7, yearly=())
    assert gap.windows(date(2026, 3, 29)) == ()


def test_closing_time_is_known_only_while_open() -> None:
    assert DEFAULT.closes_at(paris(2026, 3, 3, 10)) == paris(2026, 3, 3, 12, 30)
    assert DEFAULT.closes_at(paris(2026, 3, 3, 13)) is None


def test_working_days_skip_the_day_itself_weekends_and_holidays() -> None:
    assert DEFAULT.add_working_days(date(2026, 3, 2), 4) == date(2026, 3, 6)
    assert DEFAULT.add_working_days(date(2026, 5, 7), 1) == date(2026, 5, 11)
    assert DEFAULT.add_working_days(date(2026, 12, 23), 1) == date(2027, 1, 4)
    assert DEFAULT.add_working_days(date(2026, 3, 7), 0) == date(2026, 3, 9)
    assert DEFAULT.previous_working_day(date(2026, 5, 11)) == date(2026, 5, 7)


def test_a_calendar_that_never_opens_says_so() -> None:
    shut = Calendar(hours=((),) * 7)
    with pytest.raises(NeverOpenError, match="Aucun jour ouvert"):
        shut.next_open(paris(2026, 3, 3, 10))
    with pytest.raises(NeverOpenError):
        shut.next_working_day(date(2026, 3, 3))


def test_a_week_has_seven_days() -> None:
    with pytest.raises(ValueError, match="seven days"):
        Calendar(hours=((),) * 6)


@given(CALENDARS, INSTANTS)
def test_the_next_opening_is_open_not_before_and_minimal(
    calendar: Calendar, instant: datetime
) -> None:
    opening = calendar.next_open(instant)
    assert opening >= instant
    assert opening.tzinfo is UTC
    assert calendar.is_open(opening)
    if opening > instant:
        assert not calendar.is_open(instant)
        assert not calendar.is_open(opening - timedelta(microseconds=1))
        day, last = calendar.day(instant), calendar.day(opening)
        while day <= last:  # nothing opens in between
            assert all(end <= instant or start >= opening for start, end in calendar.windows(day))
            day += timedelta(days=1)


@given(CALENDARS, INSTANTS, st.timedeltas(timedelta(0), timedelta(days=60)))
def test_the_next_opening_never_goes_back(
    calendar: Calendar, instant: datetime, later: timedelta
) -> None:
    assert calendar.next_open(instant) <= calendar.next_open(instant + later)


@given(CALENDARS, DAYS, st.integers(0, 15), st.integers(0, 20))
def test_adding_working_days_is_monotone_and_counts_them(
    calendar: Calendar, day: date, count: int, shift: int
) -> None:
    reached = calendar.add_working_days(day, count)
    assert calendar.is_working_day(reached)
    assert reached <= calendar.add_working_days(day + timedelta(days=shift), count)
    if count:
        between = range(day.toordinal() + 1, reached.toordinal() + 1)
        assert sum(calendar.is_working_day(date.fromordinal(n)) for n in between) == count


@given(CALENDARS, DAYS)
def test_neighbouring_working_days_agree(calendar: Calendar, day: date) -> None:
    following = calendar.add_working_days(day, 1)
    assert calendar.previous_working_day(following) <= day
    assert calendar.previous_working_day(day) < day <= calendar.next_working_day(day)


@given(CALENDARS, DAYS)
def test_windows_are_ordered_apart_and_inside_their_day(calendar: Calendar, day: date) -> None:
    spans = calendar.windows(day)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    assert all(calendar.day(start) == day for start, _ in spans)
