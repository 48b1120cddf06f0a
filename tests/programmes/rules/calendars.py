"""Random calendars and instants that property tests share."""

from datetime import UTC, date, datetime, time

from hypothesis import strategies as st

from outreach.programmes.rules.calendar import CHRISTMAS, Calendar, Window

_MOMENTS = st.builds(time, st.integers(8, 20), st.sampled_from([0, 15, 30, 45]))
DAYS = st.dates(date(2024, 1, 1), date(2032, 12, 31))
INSTANTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


def _windows(moments: list[time]) -> tuple[Window, ...]:
    ordered = sorted(moments)
    return tuple(zip(ordered[::2], ordered[1::2], strict=False))


def _week(days: list[tuple[Window, ...]], working: int) -> tuple[tuple[Window, ...], ...]:
    """Seven days of which `working` surely has hours."""
    days[working] = days[working] or ((time(10), time(12)),)
    return tuple(days)


_day = st.lists(_MOMENTS, max_size=4, unique=True).map(_windows)
_weeks = st.builds(_week, st.lists(_day, min_size=7, max_size=7), st.integers(0, 6))
_closures = st.builds(
    lambda first, length: (first, date.fromordinal(first.toordinal() + length)),
    DAYS,
    st.integers(0, 40),
)
CALENDARS = st.one_of(
    st.just(Calendar()),
    st.builds(
        Calendar,
        hours=_weeks,
        closures=st.lists(_closures, max_size=3).map(tuple),
        yearly=st.sampled_from([(CHRISTMAS,), (), (((8, 1), (8, 20)), CHRISTMAS)]),
    ),
)
