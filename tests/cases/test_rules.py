"""The days of the law, against its own figures."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.cases.rules import (
    PAPER_REASONS,
    Doubt,
    Facts,
    Legal,
    LegalDay,
    PaperKind,
    doubt_of,
    is_over,
    legal_days,
    months_later,
)

TODAY = date(2026, 3, 2)
DAYS = st.dates(date(2024, 1, 1), date(2036, 12, 31))


def day(text: str) -> date:
    return date.fromisoformat(text)


def shown(kind: PaperKind, dated: str, deadline: str = "") -> list[tuple[str, str, str]]:
    """What, the day, and where it was counted to before it was put off."""
    facts = Facts(kind, day(dated), deadline=day(deadline) if deadline else None)
    return [
        (found.what.value, found.on.isoformat(), found.counted.isoformat() if found.counted else "")
        for found in legal_days(facts, facts.dated_on)
    ]


# Loi 89-462, art. 24-I: six weeks. CPC 641: the day of the act does not count; 642: a limit that
# ends on a Saturday, a Sunday or a holiday lasts until the next day that is none of them.
@pytest.mark.parametrize(
    ("dated", "ends", "counted"),
    [
        ("2026-03-02", "2026-04-13", ""),  # Monday to Monday
        ("2026-02-28", "2026-04-13", "2026-04-11"),  # ends on a Saturday
        ("2026-03-08", "2026-04-20", "2026-04-19"),  # ends on a Sunday
        ("2026-02-23", "2026-04-07", "2026-04-06"),  # Easter Monday
        ("2026-02-20", "2026-04-03", ""),  # Good Friday is no holiday in the Loiret
        ("2026-02-21", "2026-04-07", "2026-04-04"),  # Saturday, Easter, Easter Monday
        ("2026-03-20", "2026-05-04", "2026-05-01"),  # Friday 1 May: three days on
        ("2026-04-02", "2026-05-15", "2026-05-14"),  # Ascension
        ("2026-06-02", "2026-07-15", "2026-07-14"),
        ("2026-09-30", "2026-11-12", "2026-11-11"),
        ("2025-11-20", "2026-01-02", "2026-01-01"),
        ("2024-01-18", "2024-02-29", ""),
    ],
)
def test_a_payment_order_leaves_six_weeks(dated: str, ends: str, counted: str) -> None:
    assert shown(PaperKind.PAYMENT_ORDER, dated) == [("clause", ends, counted)]


# CPC d'exécution L412-1: two months; L412-6: nobody is evicted from 1 November to 31 March.
@pytest.mark.parametrize(
    ("dated", "ends", "counted", "not_before"),
    [
        ("2026-04-07", "2026-06-08", "2026-06-07", "2026-06-09"),  # Sunday
        ("2026-05-12", "2026-07-13", "2026-07-12", "2026-07-14"),
        ("2026-05-14", "2026-07-15", "2026-07-14", "2026-07-16"),
        ("2026-08-31", "2026-11-02", "2026-10-31", "2027-04-01"),  # Saturday, then All Saints
        ("2026-08-29", "2026-10-29", "", "2026-10-30"),
        ("2026-08-30", "2026-10-30", "", "2026-10-31"),  # the last day before the truce
        ("2025-12-31", "2026-03-02", "2026-02-28", "2026-04-01"),  # no 31 February: the 28th
        ("2023-12-31", "2024-02-29", "", "2024-04-01"),  # a leap year
        ("2025-12-29", "2026-03-02", "2026-02-28", "2026-04-01"),
        ("2026-01-31", "2026-03-31", "", "2026-04-01"),  # the last day of the truce
        ("2026-02-02", "2026-04-02", "", "2026-04-03"),
        ("2026-06-30", "2026-08-31", "2026-08-30", "2026-09-01"),
        ("2026-10-31", "2026-12-31", "", "2027-04-01"),
    ],
)
def test_an_order_to_leave_gives_two_months_and_the_winter(
    dated: str, ends: str, counted: str, not_before: str
) -> None:
    assert shown(PaperKind.QUIT_ORDER, dated) == [
        ("leave", ends, counted),
        ("not_before", not_before, ""),
    ]


# Loi 89-462, art. 24-III: six weeks before the hearing; the survey five working days before.
@pytest.mark.parametrize(
    ("hearing", "prefect", "survey"),
    [
        ("2026-05-12", "2026-03-31", "2026-05-04"),  # 8 May and a week-end between
        ("2026-04-10", "2026-02-27", "2026-04-02"),  # Easter Monday between
        ("2026-05-20", "2026-04-08", "2026-05-12"),  # Ascension between
        ("2027-01-08", "2026-11-27", "2026-12-31"),  # New Year between
        ("2026-06-19", "2026-05-08", "2026-06-12"),  # counted backwards, nothing is put off
    ],
)
def test_a_summons_counts_back_from_its_hearing(hearing: str, prefect: str, survey: str) -> None:
    assert shown(PaperKind.SUMMONS, "2026-02-20", hearing) == [
        ("prefect", prefect, ""),
        ("survey", survey, ""),
        ("hearing", hearing, ""),
    ]


def test_a_summons_whose_hearing_is_not_known_gives_no_day() -> None:
    assert shown(PaperKind.SUMMONS, "2026-02-20") == []


@pytest.mark.parametrize("kind", ["reminder", "formal_notice", "judgment", "other_paper"])
def test_the_law_draws_no_day_from_other_papers(kind: str) -> None:
    assert shown(PaperKind(kind), "2026-02-20", "2026-03-20") == []


def test_only_acts_and_judgments_ask_for_somebody_at_once() -> None:
    asked = [kind.value for kind in PaperKind if Facts(kind, TODAY).reason]
    assert asked == ["payment_order", "summons", "judgment", "quit_order"]
    summons = Facts(PaperKind.SUMMONS, TODAY, deadline=day("2026-05-12"))
    assert (summons.reason, summons.due_on(TODAY)) == ("paper_summons", TODAY)


@pytest.mark.parametrize(
    ("deadline", "due"),
    [("2026-03-20", "2026-03-13"), ("2026-03-05", "2026-03-02"), ("2026-02-27", "2026-03-02")],
)
def test_a_letter_that_names_a_day_is_looked_at_a_week_before(deadline: str, due: str) -> None:
    letter = Facts(PaperKind.FORMAL_NOTICE, day("2026-02-20"), deadline=day(deadline))
    assert (letter.reason, letter.due_on(TODAY)) == ("paper_deadline", day(due))


def test_every_reason_of_a_task_is_known() -> None:
    made = {
        Facts(kind, TODAY, deadline=deadline).reason
        for kind in PaperKind
        for deadline in (None, TODAY)
    }
    assert made - {""} == PAPER_REASONS


@given(DAYS)
def test_a_limit_never_ends_sooner_than_counted_nor_a_week_later(dated: date) -> None:
    (found,) = legal_days(Facts(PaperKind.PAYMENT_ORDER, dated), dated)
    counted = dated + timedelta(days=42)
    assert counted <= found.on <= counted + timedelta(days=6)
    assert found.on.weekday() < 5
    assert found == LegalDay(Legal.CLAUSE, found.on, counted if found.on != counted else None)


@given(DAYS)
def test_nobody_is_evicted_in_winter(dated: date) -> None:
    leave, first = legal_days(Facts(PaperKind.QUIT_ORDER, dated), dated)
    assert first.on > leave.on
    assert (3, 31) < (first.on.month, first.on.day) < (11, 1)


@pytest.mark.parametrize(
    ("today", "first", "past"),
    [
        ("2026-01-15", "2026-04-01", False),  # the two months end on 10 March, in the truce
        ("2026-04-01", "2026-04-01", True),
        ("2026-06-15", "2026-06-15", True),
        ("2026-10-31", "2026-10-31", True),
        ("2026-11-01", "2027-04-01", False),  # the next truce protects as the first one did
        ("2027-03-31", "2027-04-01", False),
    ],
)
def test_a_later_truce_protects_too(today: str, first: str, past: bool) -> None:
    found = legal_days(Facts(PaperKind.QUIT_ORDER, day("2026-01-10")), day(today))[-1]
    assert (found.what, found.on, found.past) == (Legal.NOT_BEFORE, day(first), past)


@pytest.mark.parametrize(("today", "over"), [("2026-05-12", False), ("2026-05-13", True)])
def test_a_summons_is_over_the_day_after_its_hearing(today: str, over: bool) -> None:
    summons = Facts(PaperKind.SUMMONS, day("2026-02-20"), deadline=day("2026-05-12"))
    assert is_over(legal_days(summons, day(today))) is over


@given(DAYS, st.integers(0, 30))
def test_months_keep_their_day_when_it_exists(start: date, months: int) -> None:
    end = months_later(start, months)
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end + timedelta(days=1)).day == 1


@pytest.mark.parametrize(
    ("facts", "doubt"),
    [
        (Facts(PaperKind.SUMMONS, TODAY), None),
        (Facts(PaperKind.SUMMONS, TODAY + timedelta(days=1)), Doubt.FUTURE),
        (Facts(PaperKind.SUMMONS, day("2026-02-20"), received_on=day("2026-03-03")), Doubt.FUTURE),
        (Facts(PaperKind.SUMMONS, day("2006-02-20")), Doubt.OLD),
        (
            Facts(PaperKind.SUMMONS, day("2026-02-20"), received_on=day("2026-02-19")),
            Doubt.RECEIVED,
        ),
        (Facts(PaperKind.SUMMONS, day("2026-02-20"), deadline=day("2026-02-19")), Doubt.DEADLINE),
        (Facts(PaperKind.SUMMONS, day("2026-02-20"), deadline=day("2062-05-12")), Doubt.FAR),
        # A Saturday, a Sunday, Ascension: no court sits.
        (Facts(PaperKind.SUMMONS, day("2026-02-20"), deadline=day("2026-05-09")), Doubt.SHUT),
        (Facts(PaperKind.SUMMONS, day("2026-02-20"), deadline=day("2026-05-10")), Doubt.SHUT),
        (Facts(PaperKind.SUMMONS, day("2026-02-20"), deadline=day("2026-05-14")), Doubt.SHUT),
        (Facts(PaperKind.REMINDER, day("2026-02-20"), deadline=day("2026-05-09")), None),
        (Facts(PaperKind.SUMMONS, day("2026-02-20"), TODAY, day("2026-05-12")), None),
    ],
)
def test_a_slip_of_the_pen_is_seen(facts: Facts, doubt: Doubt | None) -> None:
    assert doubt_of(facts, TODAY) == doubt
