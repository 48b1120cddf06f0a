"""Who belongs to the agreement."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.programmes.rules.eligibility import (
    SENTENCES,
    Code,
    Eligibility,
    Guarantor,
    ReferralFacts,
    Terms,
    add_months,
    assess,
)
from tests.programmes.rules.calendars import DAYS

TODAY = date(2026, 11, 22)
GOOD = ReferralFacts(date(2026, 6, 1), date(2026, 7, 5), Guarantor.NONE, 2)


def judge(today: date = TODAY, terms: Terms | None = None, **changes: object) -> Eligibility:
    """The verdict on a good referral with some facts changed."""
    return assess(replace(GOOD, **changes), terms or Terms(), today)  # type: ignore[arg-type]


def test_a_new_tenant_without_guarantor_who_answers_nobody_is_eligible() -> None:
    assert judge() == Eligibility(True, False, ())


@pytest.mark.parametrize("guarantor", ["oui", "visale", "ful", "locapass"])
def test_a_guarantor_is_out_unless_the_agreement_accepts_it(guarantor: str) -> None:
    assert judge(guarantor=Guarantor(guarantor)) == Eligibility(False, False, (Code.GUARANTOR,))
    terms = Terms(guarantors=frozenset({Guarantor.NONE, Guarantor(guarantor)}))
    assert judge(terms=terms, guarantor=Guarantor(guarantor)).eligible


def test_an_unknown_guarantor_is_to_check() -> None:
    verdict = judge(guarantor=Guarantor.UNKNOWN)
    assert verdict == Eligibility(False, True, (Code.GUARANTOR_UNKNOWN,))


@pytest.mark.parametrize(
    ("entered", "first_out"),
    [
        (date(2026, 1, 15), date(2026, 7, 15)),
        (date(2025, 8, 31), date(2026, 2, 28)),
        (date(2025, 8, 29), date(2026, 2, 28)),
        (date(2023, 8, 31), date(2024, 2, 29)),
        (date(2025, 12, 31), date(2026, 6, 30)),
    ],
)
def test_six_calendar_months_end_on_the_same_day_or_the_last_of_the_month(
    entered: date, first_out: date
) -> None:
    last_in = first_out - timedelta(days=1)
    assert judge(entered_on=entered, first_missed_on=last_in).eligible
    late = judge(entered_on=entered, first_missed_on=first_out)
    assert late.reasons == (Code.MISSED_TOO_LATE,)
    assert not late.to_check


def test_the_first_missed_rent_may_fall_on_the_day_of_entry_not_before() -> None:
    assert judge(first_missed_on=GOOD.entered_on).eligible
    assert judge(first_missed_on=date(2026, 5, 31)).reasons == (Code.MISSED_BEFORE_ENTRY,)


def test_dates_in_the_future_are_to_check_and_today_is_not_the_future() -> None:
    assert judge(first_missed_on=TODAY).eligible
    verdict = judge(first_missed_on=TODAY + timedelta(days=1))
    assert verdict == Eligibility(False, True, (Code.MISSED_IN_FUTURE,))
    both = judge(entered_on=TODAY + timedelta(days=3), first_missed_on=TODAY + timedelta(days=9))
    assert both == Eligibility(False, True, (Code.ENTRY_IN_FUTURE, Code.MISSED_IN_FUTURE))


def test_the_landlord_must_have_tried() -> None:
    assert judge(landlord_attempts=0).reasons == (Code.TOO_FEW_ATTEMPTS,)
    assert judge(landlord_attempts=None).reasons == (Code.ATTEMPTS_UNKNOWN,)
    assert judge(terms=Terms(min_landlord_attempts=3)).reasons == (Code.TOO_FEW_ATTEMPTS,)
    assert judge(terms=Terms(min_landlord_attempts=0), landlord_attempts=None).eligible


def test_the_programme_must_be_open_both_ends_included() -> None:
    terms = Terms(starts=TODAY, ends=TODAY)
    assert judge(terms=terms).eligible
    assert judge(TODAY - timedelta(days=1), terms).reasons == (Code.PROGRAMME_NOT_STARTED,)
    assert judge(TODAY + timedelta(days=1), terms).reasons == (Code.PROGRAMME_ENDED,)


def test_every_reason_that_applies_is_given() -> None:
    verdict = judge(guarantor=Guarantor.YES, landlord_attempts=0, first_missed_on=date(2026, 5, 1))
    assert verdict.reasons == (
        Code.GUARANTOR,
        Code.MISSED_BEFORE_ENTRY,
        Code.TOO_FEW_ATTEMPTS,
    )


def test_every_code_has_a_french_sentence_without_figures() -> None:
    assert set(SENTENCES) == set(Code)
    for sentence in SENTENCES.values():
        assert sentence.endswith(".")
        assert not any(letter.isdigit() for letter in sentence)


@given(DAYS, st.integers(0, 24))
def test_adding_months_never_spills_into_the_next_month(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
