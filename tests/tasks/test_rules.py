"""How soon a task is due."""

from datetime import date

import pytest

from outreach.tasks.rules import When, when_due

WEDNESDAY = date(2026, 3, 4)


@pytest.mark.parametrize(
    ("due_on", "when"),
    [
        (date(2026, 3, 3), When.LATE),
        (WEDNESDAY, When.TODAY),
        (date(2026, 3, 5), When.WEEK),
        (date(2026, 3, 8), When.WEEK),
        (date(2026, 3, 9), When.LATER),
    ],
)
def test_each_day_has_its_stretch(due_on: date, when: When) -> None:
    assert when_due(due_on, WEDNESDAY) is when


def test_on_a_sunday_tomorrow_is_another_week() -> None:
    assert when_due(date(2026, 3, 9), date(2026, 3, 8)) is When.LATER
