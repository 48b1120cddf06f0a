"""When the simulated team does what."""

from datetime import date

import pytest

from outreach.programmes.rules.calendar import Calendar
from outreach.town.staff.habits import Asked, Choice, choice_of, reads_on
from tests.world import paris

CALENDAR = Calendar()
MONDAY = paris("2026-03-09 09:45")


def asked(kind: str, reason: str = "step", **more: object) -> Asked:
    given = {"raised_at": MONDAY, "due_at": MONDAY, **more}
    return Asked(kind, reason, **given)  # type: ignore[arg-type]


def test_letters_are_posted_the_day_they_are_due() -> None:
    assert choice_of(asked("letter"), CALENDAR, MONDAY) == Choice("posted")
    later = asked("letter", due_at=paris("2026-03-10 09:00"))
    assert choice_of(later, CALENDAR, MONDAY) is None


def test_nobody_works_on_sunday() -> None:
    assert choice_of(asked("letter"), CALENDAR, paris("2026-03-15 10:00")) is None


def test_what_comes_of_a_call_or_a_visit_is_the_tenant_s() -> None:
    assert choice_of(asked("call", "yes"), CALENDAR, MONDAY) == Choice()
    visit = asked("visit", due_at=paris("2026-03-09 15:30"))
    assert choice_of(visit, CALENDAR, MONDAY) is None
    assert choice_of(visit, CALENDAR, paris("2026-03-09 16:10")) == Choice()


@pytest.mark.parametrize(
    ("reason", "now", "outcome"),
    [
        ("stop", "2026-03-12 09:45", "close"),
        ("no", "2026-03-10 09:45", "close"),
        ("reply", "2026-03-10 09:45", "continue"),
        ("alert", "2026-03-09 11:20", "new_visit"),
    ],
)
def test_decisions_take_their_time(reason: str, now: str, outcome: str) -> None:
    decision = asked("decide", reason, grave=reason == "alert")
    assert choice_of(decision, CALENDAR, MONDAY) is None
    found = choice_of(decision, CALENDAR, paris(now))
    assert found is not None
    assert found.outcome == outcome
    assert bool(found.note) == (reason == "alert")  # it is written down


def test_who_wants_to_meet_gets_a_visit_on_a_wednesday() -> None:
    wish = asked("decide", "reply", wishes=frozenset({"appointment"}))
    found = choice_of(wish, CALENDAR, paris("2026-03-10 09:45"))
    assert found == Choice("new_visit", on=date(2026, 3, 11))


@pytest.mark.parametrize("reason", ["slot_chosen", "reply", "missed"])
def test_nobody_goes_on_before_an_appointment_has_taken_place(reason: str) -> None:
    later = paris("2026-03-20 09:45")
    assert choice_of(asked("decide", reason, meets=True), CALENDAR, later) is None
    assert choice_of(asked("decide", reason), CALENDAR, later) == Choice("continue")


def test_a_figure_that_took_its_appointment_needs_no_answer() -> None:
    later = paris("2026-03-09 11:20")
    assert reads_on(asked("decide", "slot_chosen", meets=True), CALENDAR, later)
    assert not reads_on(asked("decide", "slot_chosen", meets=True), CALENDAR, MONDAY)
    assert not reads_on(asked("decide", "reply"), CALENDAR, later)


@pytest.mark.parametrize("reason", ["paused", "reply", "stop_probable"])
def test_nobody_simulated_goes_on_after_an_alert(reason: str) -> None:
    later = paris("2026-03-20 09:45")
    assert choice_of(asked("decide", reason, grave=True), CALENDAR, later) is None


def test_nobody_simulated_decides_for_whoever_is_not_safe_at_home() -> None:
    later = paris("2026-03-20 09:45")
    assert choice_of(asked("decide", "alert", grave=True, watched=True), CALENDAR, later) is None


def test_what_no_habit_covers_stays_open() -> None:
    later = paris("2026-03-20 09:45")
    assert choice_of(asked("decide", "threat"), CALENDAR, later) is None
