"""What an account must look like."""

import unicodedata

import pytest

from outreach.staff.rules import (
    MIN_PASSWORD,
    Objection,
    code_of,
    objection,
    tidy_email,
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
