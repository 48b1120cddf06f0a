"""Hours cut into slots, and the three to offer."""

from datetime import UTC, date, datetime, time, timedelta

from outreach.agenda.rules import Away, Hours, Slot, chosen, free_slots, quarters, window
from outreach.programmes.rules.calendar import Calendar
from tests.world import paris

CALENDAR = Calendar()
WEEK = [Hours(1, 1, day, time(9), time(12), 60) for day in range(7)]
MARCH = (date(2026, 3, 2), date(2026, 3, 6))


def slots(*away: Away, taken: frozenset[tuple[int, datetime]] = frozenset()) -> list[Slot]:
    return free_slots(CALENDAR, WEEK, away, taken, MARCH)


def test_hours_are_cut_into_whole_slots() -> None:
    found = slots()
    assert len(found) == 5 * 3
    assert found[0].starts_at == paris("2026-03-02 09:00")
    assert found[2].ends_at == paris("2026-03-02 12:00")


def test_a_slot_that_would_end_too_late_is_none() -> None:
    hours = [Hours(1, 1, 0, time(9), time(10, 30), 60)]
    assert len(free_slots(CALENDAR, hours, (), frozenset(), MARCH)) == 1


def test_nobody_is_offered_a_day_off() -> None:
    """Neither a holiday, nor a week-end, nor the closure of Christmas."""
    christmas = (date(2026, 12, 23), date(2027, 1, 4))
    found = free_slots(CALENDAR, WEEK, (), frozenset(), christmas)
    days = {CALENDAR.day(slot.starts_at) for slot in found}
    assert days == {date(2026, 12, 23), date(2027, 1, 4)}


def test_an_absence_is_one_colleagues_or_the_whole_teams() -> None:
    tuesday = date(2026, 3, 3)
    assert len(slots(Away(1, tuesday, tuesday))) == 4 * 3
    assert len(slots(Away(2, tuesday, tuesday))) == 5 * 3
    assert slots(Away(None, *MARCH)) == []


def test_one_taken_quarter_takes_its_slot() -> None:
    taken = frozenset({(1, paris("2026-03-02 09:45").astimezone(UTC))})
    assert slots(taken=taken)[0].starts_at == paris("2026-03-02 10:00")
    assert len(slots(taken=frozenset({(2, paris("2026-03-02 09:45").astimezone(UTC))}))) == 15


def test_a_span_touches_its_quarters() -> None:
    start = paris("2026-03-02 09:05")
    assert len(quarters(start, start + timedelta(minutes=60))) == 5
    assert quarters(start, start)[:1] == [paris("2026-03-02 09:00")]


def test_what_is_offered_differs_in_day_and_in_half() -> None:
    hours = [
        *(Hours(1, 1, day, time(9, 30), time(11, 30), 60) for day in range(5)),
        *(Hours(1, 1, day, time(14), time(16), 60) for day in range(5)),
    ]
    found = chosen(free_slots(CALENDAR, hours, (), frozenset(), MARCH), 3)
    assert [slot.starts_at for slot in found] == [
        paris("2026-03-02 09:30"),
        paris("2026-03-03 14:00"),
        paris("2026-03-04 09:30"),
    ]


def test_two_colleagues_at_one_hour_are_one_choice() -> None:
    hours = [Hours(who, 1, 0, time(9), time(10), 60) for who in (1, 2, 3)]
    assert len(chosen(free_slots(CALENDAR, hours, (), frozenset(), MARCH), 3)) == 1


def test_there_is_time_to_answer_and_the_day_needs_no_month() -> None:
    first, last = window(CALENDAR, paris("2026-03-06 18:00"))
    assert (first, last) == (date(2026, 3, 10), date(2026, 3, 27))


def test_both_changes_of_the_clock_keep_the_hours_of_the_office() -> None:
    for week in ((date(2026, 3, 27), date(2026, 3, 30)), (date(2026, 10, 23), date(2026, 10, 26))):
        found = free_slots(CALENDAR, WEEK, (), frozenset(), week)
        local = [slot.starts_at.astimezone(CALENDAR.zone).time() for slot in found]
        assert local == [time(9), time(10), time(11)] * 2
