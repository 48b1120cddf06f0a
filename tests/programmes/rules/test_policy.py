"""Caps, spacing and the agreement's categories."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.programmes.rules.calendar import PARIS
from outreach.programmes.rules.policy import (
    DEFAULT_CATEGORIES,
    Category,
    ContactPolicy,
    cap_free_at,
    silent_until,
    spacing_free_on,
)

POLICY = ContactPolicy()
NOW = datetime(2026, 3, 20, 10, tzinfo=UTC)


def days_ago(*days: int) -> list[datetime]:
    """Contacts that many days before NOW."""
    return [NOW - timedelta(days=count) for count in days]


def test_below_the_cap_nothing_waits() -> None:
    assert cap_free_at([], NOW, POLICY, PARIS) == NOW
    assert cap_free_at(days_ago(1, 5, 9), NOW, POLICY, PARIS) == NOW


def test_the_fifth_contact_waits_until_the_oldest_of_four_is_thirty_days_old() -> None:
    assert cap_free_at(days_ago(3, 29, 7, 12), NOW, POLICY, PARIS) == NOW + timedelta(days=1)
    assert cap_free_at(days_ago(3, 31, 7, 12), NOW, POLICY, PARIS) == NOW


def test_contacts_beyond_the_cap_wait_for_the_fourth_latest() -> None:
    late = cap_free_at(days_ago(25, 20, 15, 10, 5, 1), NOW, POLICY, PARIS)
    assert late == NOW + timedelta(days=15)


def test_thirty_days_hold_by_calendar_and_by_clock_over_a_clock_change() -> None:
    contacts = [datetime(2026, 3, 1, 9, tzinfo=UTC)] * 4
    free = cap_free_at(contacts, NOW, POLICY, PARIS)
    assert free == datetime(2026, 3, 31, 9, tzinfo=UTC)
    autumn = [datetime(2026, 10, 1, 21, 30, tzinfo=UTC)] * 4  # 23:30 in Paris, 22:30 a month later
    assert cap_free_at(autumn, NOW, POLICY, PARIS).astimezone(PARIS).date() == date(2026, 10, 31)


def test_a_policy_lets_someone_be_called() -> None:
    with pytest.raises(ValueError, match="at least one contact"):
        ContactPolicy(max_contacts=0)


@given(
    st.lists(st.integers(0, 90 * 24 * 60), max_size=14),
    st.integers(1, 5),
    st.integers(1, 40),
)
def test_a_contact_at_the_freed_instant_keeps_every_window_and_none_earlier_would(
    minutes: list[int], most: int, window: int
) -> None:
    policy = ContactPolicy(max_contacts=most, window_days=window)
    contacts = [NOW - timedelta(minutes=count) for count in minutes]
    free = cap_free_at(contacts, NOW, policy, PARIS)
    assert free >= NOW
    assert 1 + recent(contacts, free, window) <= most
    if free > NOW:
        assert 1 + recent(contacts, free - timedelta(minutes=1), window) > most


def recent(contacts: list[datetime], at: datetime, window: int) -> int:
    """Contacts within `window` days of `at`, by the calendar or by the clock."""
    local = at.astimezone(PARIS).date()
    return sum(
        at - contact < timedelta(days=window)
        or (local - contact.astimezone(PARIS).date()).days < window
        for contact in contacts
    )


def test_spacing_and_silence_count_calendar_days() -> None:
    assert spacing_free_on(date(2026, 3, 27), POLICY) == date(2026, 3, 30)
    assert silent_until(date(2026, 3, 27), POLICY) == date(2026, 5, 26)


def test_every_channel_has_a_category_of_the_agreement() -> None:
    assert DEFAULT_CATEGORIES["voicemail"] is Category.TELEPHONE
    assert set(DEFAULT_CATEGORIES) == {"sms", "call", "voicemail", "letter", "visit", "email"}
