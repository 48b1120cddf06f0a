"""Rehearsed dates are the dates of the engine."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import outreach
from outreach.programmes.rules.calendar import PARIS, Calendar
from outreach.sequences.rules.facts import Decision, RaiseTask, Send, SmsMode
from outreach.sequences.rules.reasons import Reason
from outreach.sequences.rules.rehearse import (
    Rehearsed,
    offered,
    project,
    rehearse,
)
from outreach.sequences.rules.script import Script, StepKind, parse_files
from tests.programmes.rules.calendars import CALENDARS
from tests.sequences.rules.runs import SCRIPT, TUESDAY, Ticker, every, paris, run

REFERENCE = "AHU-2026-0001"


def dates(rehearsed: tuple[Rehearsed, ...]) -> list[tuple[str, str, date]]:
    """Step, channel and local date."""
    return [(each.step, each.channel, each.at.astimezone(PARIS).date()) for each in rehearsed]


def test_a_silent_person_in_an_ordinary_month() -> None:
    assert dates(rehearse(SCRIPT, TUESDAY, REFERENCE)) == [
        ("info", "letter", date(2026, 2, 3)),
        ("S1", "sms", date(2026, 2, 10)),
        ("S2", "sms", date(2026, 2, 16)),
        ("mail", "email", date(2026, 2, 19)),
        ("S3", "call", date(2026, 2, 23)),
        ("lettre", "letter", date(2026, 2, 26)),
        ("S4", "sms", date(2026, 3, 5)),
        ("visite", "visit", date(2026, 3, 6)),
        ("decision", "decide", date(2026, 3, 9)),
        ("S5", "sms", date(2026, 3, 18)),
    ]


def test_the_letter_proposes_the_slot_that_the_visit_keeps() -> None:
    played = {each.step: each for each in rehearse(SCRIPT, TUESDAY, REFERENCE)}
    assert played["lettre"].visit_at == played["visite"].visit_at
    assert played["visite"].due_on == date(2026, 3, 6)


def test_slots_turn_the_call_into_a_message() -> None:
    with_slots = {each.step: each for each in rehearse(SCRIPT, TUESDAY, REFERENCE, slots=True)}
    without = {each.step: each for each in rehearse(SCRIPT, TUESDAY, REFERENCE)}
    assert with_slots["S3"].channel is StepKind.SMS
    assert without["S3"].reason is Reason.NO_SLOTS


def test_without_a_sender_or_a_mail_server_humans_call_and_mail_is_left_out() -> None:
    played = rehearse(SCRIPT, TUESDAY, REFERENCE, sms=SmsMode.NONE, email_ready=False)
    assert [each.channel for each in played if each.step in {"S1", "S2", "S5"}] == ["call"] * 3
    assert "mail" not in {each.step for each in played}


def test_christmas_is_silent() -> None:
    played = rehearse(SCRIPT, date(2026, 12, 17), REFERENCE)
    assert not any(date(2026, 12, 24) <= day <= date(2027, 1, 3) for _, _, day in dates(played))
    assert len(played) == len(SCRIPT.steps)


def test_a_projection_shows_what_is_left_with_open_tasks_done() -> None:
    ticker = Ticker(run())
    ticker.play(every(timedelta(hours=1), paris(2026, 2, 3), 20))
    paused = replace(ticker.snapshot, paused=True)
    left = project(paused, paris(2026, 3, 30, 11))
    assert [each.step for each in left][:2] == ["S3", "lettre"]
    assert left[0].at == paris(2026, 3, 30, 11)
    assert (left[1].at - left[0].at) > timedelta(days=2)


def test_a_projection_stops_where_only_a_human_can_go_on() -> None:
    doubtful = run(name_doubtful=True)
    assert [each.step for each in project(doubtful, paris(2026, 2, 3))] == ["info"]


def shipped() -> Script:
    """The script of the package."""
    folder = Path(outreach.__file__).parent / "scripts" / "premier-contact"
    files = (folder / name for name in ("script.toml", "fr.toml"))
    return parse_files({file.name: file.read_text(encoding="utf-8") for file in files})


def test_the_shipped_script_is_the_one_rehearsed_here() -> None:
    assert shipped().steps == SCRIPT.steps
    assert rehearse(shipped(), TUESDAY, REFERENCE) == rehearse(SCRIPT, TUESDAY, REFERENCE)


class Offering(Ticker):
    """A ticker whose worker always offers three appointments."""

    def tick(self, now: datetime) -> None:
        """Offer, then look."""
        slots = offered(self.snapshot.calendar, now)
        self.snapshot = replace(self.snapshot, slots=slots)
        super().tick(now)


def seen(ticker: Ticker) -> list[tuple[str, str, date]]:
    """What the ticker did, as `dates` tells it."""
    return [
        (done.step, _channel(done), at.astimezone(PARIS).date())
        for at, done in ticker.done
        if isinstance(done, Send | RaiseTask)
    ]


def _channel(done: Decision) -> str:
    return done.channel if isinstance(done, Send) else getattr(done, "kind", "")


@pytest.mark.parametrize("slots", [False, True])
@settings(max_examples=40, deadline=None)
@given(
    st.dates(date(2025, 10, 1), date(2027, 6, 1)),
    st.integers(1, 9999),
    st.sampled_from((7, 30, 60)),
    st.sampled_from(tuple(SmsMode)),
)
def test_looking_every_few_minutes_gives_exactly_the_rehearsed_dates(
    slots: bool, start: date, number: int, minutes: int, sms: SmsMode
) -> None:
    reference = f"AHU-2026-{number:04d}"
    ticker = (Offering if slots else Ticker)(run(started_on=start, reference=reference, sms=sms))
    first = ticker.snapshot.calendar.at(start, time(0, number % 7))
    ticker.play(every(timedelta(minutes=minutes), first, 110))
    assert ticker.finished
    assert seen(ticker) == dates(rehearse(SCRIPT, start, reference, sms=sms, slots=slots))


@settings(max_examples=60, deadline=None)
@given(CALENDARS, st.dates(date(2025, 10, 1), date(2027, 6, 1)))
def test_every_calendar_can_be_rehearsed_to_the_end(calendar: Calendar, start: date) -> None:
    played = rehearse(SCRIPT, start, REFERENCE, calendar=calendar)
    moments = [each.at for each in played]
    assert moments == sorted(moments)
    assert {"info", "lettre", "visite", "decision", "S5"} <= {each.step for each in played}
    sms = [each.at for each in played if each.channel is StepKind.SMS]
    assert all(calendar.is_open(at) for at in sms)
