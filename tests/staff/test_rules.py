"""What an account must look like, and how often somebody may try to come in."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.staff.rules import (
    MIN_PASSWORD,
    Limit,
    Objection,
    code_of,
    objection,
    opens_at,
    tidy_code,
    tidy_email,
    usable_first_name,
    usable_password,
)

GOOD = ("lea@example.org", "Léa", "douze lettres")


def test_a_good_account_meets_no_objection() -> None:
    assert objection(*GOOD) is None


@pytest.mark.parametrize(
    "email", ["", "lea", "lea@example", "lea @example.org", "a@b@example.org", "x" * 250 + "@e.org"]
)
def test_a_bad_address_is_refused(email: str) -> None:
    assert objection(email, *GOOD[1:]) is Objection.BAD_EMAIL


@pytest.mark.parametrize("name", ["", "   ", "é" * 61])
def test_a_missing_or_endless_first_name_is_refused(name: str) -> None:
    assert objection(GOOD[0], name, GOOD[2]) is Objection.NO_FIRST_NAME


def test_a_password_has_twelve_characters_at_least() -> None:
    assert objection(*GOOD[:2], "x" * (MIN_PASSWORD - 1)) is Objection.SHORT_PASSWORD
    assert objection(*GOOD[:2], "x" * MIN_PASSWORD) is None


def test_addresses_that_differ_by_case_and_spaces_are_one() -> None:
    assert tidy_email(" Lea@Example.ORG ") == "lea@example.org"


def test_one_password_has_one_form_on_every_keyboard() -> None:
    forms = {usable_password(unicodedata.normalize(form, "été")) for form in ("NFC", "NFD")}
    assert len(forms) == 1


def test_a_code_is_short_and_goes_on_past_four_digits() -> None:
    assert (code_of(7), code_of(12345)) == ("S-0007", "S-12345")


NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LIMITS = (Limit(3, timedelta(minutes=15)), Limit(5, timedelta(days=1)))


def ago(*minutes: int) -> list[datetime]:
    return [NOW - timedelta(minutes=one) for one in minutes]


@pytest.mark.parametrize(
    ("failures", "opens"),
    [
        ([], NOW),
        (ago(1, 2), NOW),
        (ago(1, 2, 4), NOW + timedelta(minutes=11)),
        (ago(4, 1, 2), NOW + timedelta(minutes=11)),
        (ago(1, 2, 15), NOW),  # as old as the span: over
        (ago(1, 2, 3, 4), NOW + timedelta(minutes=12)),  # the third last must be over
        (ago(60, 120, 180, 240, 300), NOW + timedelta(hours=19)),
        (ago(-1, -2, -3), NOW),  # the clock was moved back
    ],
)
def test_the_next_try_is_heard_when_few_enough_are_recent(
    failures: list[datetime], opens: datetime
) -> None:
    assert opens_at(failures, LIMITS, NOW) == opens


@given(st.lists(st.integers(0, 2000), max_size=12))
def test_waiting_as_told_is_enough(minutes: list[int]) -> None:
    failures = ago(*minutes)
    opens = opens_at(failures, LIMITS, NOW)
    assert opens >= NOW
    assert opens_at(failures, LIMITS, opens) == opens


def test_a_recovery_code_is_read_however_it_is_typed() -> None:
    assert tidy_code(" AB12 cd34-EF56\u00a0") == "ab12cd34ef56"


@pytest.mark.parametrize("name", ["", "  ", "é" * 61, "Léa\nLéo", "Léa\0"])
def test_a_name_is_a_line_that_people_can_read(name: str) -> None:
    assert not usable_first_name(name)
    assert usable_first_name(" Léa-Lou d'Arc ")
