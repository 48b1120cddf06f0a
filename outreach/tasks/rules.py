"""When a task is due, as a list says it."""

from datetime import date, timedelta
from enum import StrEnum

_SUNDAY = 6


class When(StrEnum):
    """How soon; in the order of a list."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"  # until Sunday
    LATER = "later"


def when_due(due_on: date, today: date) -> When:
    """How soon a task is due on the day `today`."""
    if due_on < today:
        return When.LATE
    if due_on == today:
        return When.TODAY
    sunday = today + timedelta(days=_SUNDAY - today.weekday())
    return When.WEEK if due_on <= sunday else When.LATER
