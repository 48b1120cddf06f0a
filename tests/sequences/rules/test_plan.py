"""When steps are planned, and what lateness does."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.programmes.rules.calendar import PARIS, Calendar
from outreach.sequences.rules.facts import (
    Advance,
    ContactKind,
    Past,
    RaiseTask,
    Send,
    Skip,
    Snapshot,
    TaskFact,
    Touch,
    Wait,
)
from outreach.sequences.rules.plan import after, leaves_notice, planned, proposed_visit
from outreach.sequences.rules.reasons import Reason
from outreach.sequences.rules.rehearse import REACHABLE
from outreach.sequences.rules.script import StepKind
from outreach.sequences.rules.spread import spread, visit_slot
from tests.programmes.rules.calendars import CALENDARS, INSTANTS
from tests.sequences.rules.runs import SCRIPT, TUESDAY, paris, run

INDEX = {step.id: rank for rank, step in enumerate(SCRIPT.steps)}
J0 = date(2026, 2, 10)


def letter(step: str = "info", outcome: str = "posted", on: date = TUESDAY) -> TaskFact:
    """A letter that was dealt with."""
    raised = paris(on.year, on.month, on.day, 8)
    return TaskFact(step, "letter", "done", raised, on, outcome, on)


def sent(step: str, at: datetime, **changes: object) -> Past:
    """One message of the run that arrived."""
    past = Past(at, "delivered", automated=True, phone_contact=True, step=step)
    return replace(past, **changes)  # type: ignore[arg-type]


def day_of(snapshot: Snapshot, step: str) -> date:
    """The local date a step is planned on."""
    return planned(snapshot, INDEX[step]).at.astimezone(PARIS).date()


def test_the_first_letter_is_for_the_morning_of_the_first_day() -> None:
    assert planned(run(), 0).at == paris(2026, 2, 3, 8)
    assert planned(run(started_on=date(2026, 2, 7)), 0).at == paris(2026, 2, 9, 8)


def test_j0_is_reckoned_from_the_first_step_until_the_first_sms_left() -> None:
    assert day_of(run(tasks=(letter(),)), "S1") == J0
    assert day_of(run(tasks=(letter(),), j0=date(2026, 2, 12)), "S2") == date(2026, 2, 17)


def test_the_first_sms_waits_four_working_days_after_posting() -> None:
    late = run(tasks=(letter(on=date(2026, 2, 6)),))
    assert day_of(late, "S1") == date(2026, 2, 12)
    assert planned(late, 1).why is Reason.NOTICE_DELAY


def test_spacing_counts_from_messages_and_unanswered_visits_not_from_letters() -> None:
    base = run(j0=J0, tasks=(letter(),), past=(sent("S1", paris(2026, 2, 10, 18)),))
    visited = replace(base, past=(*base.past, Past(paris(2026, 2, 16, 15), "not_home")))
    posted = replace(base, past=(*base.past, Past(paris(2026, 2, 16, 15), "posted")))
    assert day_of(base, "S2") == date(2026, 2, 16)
    assert day_of(visited, "S2") == date(2026, 2, 19)
    assert planned(visited, INDEX["S2"]).why is Reason.SPACING
    assert day_of(posted, "S2") == date(2026, 2, 16)


def test_an_attempt_that_never_left_spaces_nothing() -> None:
    gone = sent("S1", paris(2026, 2, 16, 10), status="absent")
    assert day_of(run(j0=J0, tasks=(letter(),), past=(gone,)), "S2") == date(2026, 2, 16)


def test_the_cap_of_the_person_and_of_the_number_both_push_an_sms_not_an_email() -> None:
    calls = tuple(Past(paris(2026, 2, day, 10), "no_answer", phone_contact=True) for day in (3, 4))
    other = tuple(Touch("n1", paris(2026, 2, day, 10)) for day in (5, 6))
    number = (replace(REACHABLE[0], number_key="n1"), *REACHABLE[1:])
    capped = run(j0=J0, tasks=(letter(),), past=calls, elsewhere=other, contacts=number)
    assert day_of(capped, "S2") == date(2026, 3, 5)
    assert planned(capped, INDEX["S2"]).why is Reason.CAP
    assert day_of(capped, "mail") == date(2026, 2, 18)
    stranger = replace(capped, contacts=REACHABLE)
    assert day_of(stranger, "S2") == date(2026, 2, 16)


def test_a_message_never_falls_on_a_holiday_or_in_a_closure() -> None:
    assert day_of(run(j0=date(2026, 5, 9), tasks=(letter(),)), "S2") == date(2026, 5, 15)
    summer = Calendar(closures=((date(2026, 2, 16), date(2026, 2, 20)),))
    assert day_of(run(j0=J0, tasks=(letter(),), calendar=summer), "S2") == date(2026, 2, 23)


def test_the_announcement_of_a_visit_leaves_on_the_working_day_before() -> None:
    monday = run(j0=J0, tasks=(letter(),), visit_at=paris(2026, 3, 9, 15))
    assert day_of(monday, "S4") == date(2026, 3, 6)
    assert planned(monday, INDEX["visite"]).at == paris(2026, 3, 9, 8)
    assert day_of(replace(monday, visit_at=None), "S4") == date(2026, 3, 5)


def test_only_the_letter_before_a_visit_proposes_one() -> None:
    base = run(j0=J0)
    slot = proposed_visit(base, INDEX["lettre"], paris(2026, 2, 26, 8))
    assert slot is not None
    assert slot.astimezone(PARIS).date() == date(2026, 3, 6)
    assert proposed_visit(base, INDEX["info"], paris(2026, 2, 3, 8)) is None


def test_the_first_sms_fixes_j0_on_its_own_day() -> None:
    base = run(position=1, tasks=(letter(),))
    moved = after(base, Send("S1", StepKind.SMS, 1), paris(2026, 2, 18, 10))
    assert moved == Advance(2, date(2026, 2, 18))
    skipped = after(base, Skip("S1", Reason.NO_PHONE), paris(2026, 2, 18, 10))
    assert skipped == Advance(2, date(2026, 2, 18))


def test_a_step_acted_on_three_weeks_late_moves_all_that_follow() -> None:
    base = run(position=INDEX["lettre"], j0=J0, tasks=(letter(),))
    raised = RaiseTask("lettre", StepKind.LETTER, date(2026, 3, 19))
    moved = after(base, raised, paris(2026, 3, 19, 8))
    assert moved == Advance(INDEX["lettre"] + 1, J0 + timedelta(days=21))
    later = replace(base, position=moved.position, j0=moved.j0)
    assert day_of(later, "visite") == date(2026, 3, 27)


def test_a_day_of_lateness_and_a_planned_delay_move_nothing() -> None:
    base = run(position=2, j0=J0, tasks=(letter(),), past=(sent("S1", paris(2026, 2, 14, 10)),))
    send = Send("S2", StepKind.SMS, 1)
    assert after(base, send, paris(2026, 2, 17, 10)) == Advance(3, J0)
    assert after(base, send, paris(2026, 2, 18, 10)) == Advance(3, J0)
    assert after(base, send, paris(2026, 2, 19, 10)) == Advance(3, J0 + timedelta(days=2))


def test_a_late_message_moves_j0_even_when_its_own_attempt_is_already_listed() -> None:
    now = paris(2026, 3, 9, 10)
    base = run(position=2, j0=J0, tasks=(letter(),), past=(sent("S1", paris(2026, 2, 10, 10)),))
    listed = replace(base, past=(*base.past, sent("S2", now)))
    send = Send("S2", StepKind.SMS, 1)
    assert after(listed, send, now) == after(base, send, now) == Advance(3, date(2026, 3, 3))


def test_a_letter_posted_late_leaves_no_notice_of_its_visit() -> None:
    visit = paris(2026, 3, 6, 15)
    assert leaves_notice(run(), visit, date(2026, 2, 26))
    assert leaves_notice(run(), visit, date(2026, 2, 27))
    assert not leaves_notice(run(), visit, date(2026, 3, 2))


def test_a_letter_that_sat_out_a_closure_still_comes_days_before_its_visit() -> None:
    shut = Calendar(closures=((date(2026, 2, 25), date(2026, 3, 8)),))
    base = run(position=INDEX["lettre"], j0=J0, tasks=(letter(),), calendar=shut)
    now = planned(base, INDEX["lettre"]).at
    assert now == paris(2026, 3, 9, 8)
    slot = proposed_visit(base, INDEX["lettre"], now)
    assert slot is not None
    assert slot.astimezone(PARIS).date() == date(2026, 3, 17)


def test_a_decision_is_never_due_on_the_morning_of_the_visit() -> None:
    wednesday = run(j0=date(2026, 2, 11), tasks=(letter(),))
    assert day_of(wednesday, "visite") == day_of(wednesday, "decision") == date(2026, 3, 9)
    visit = TaskFact("visite", "visit", "open", paris(2026, 3, 9, 8), date(2026, 3, 9))
    raised = replace(wednesday, tasks=(letter(), visit))
    assert day_of(raised, "decision") == date(2026, 3, 10)


def test_waiting_and_finishing_move_nothing() -> None:
    base = run(position=3, j0=J0)
    assert after(base, Wait(paris(2026, 2, 19), Reason.PLANNED), TUESDAY_NOON) == Advance(3, J0)


TUESDAY_NOON = paris(2026, 2, 3, 12)


def test_a_person_without_any_phone_is_planned_like_the_others() -> None:
    nobody = tuple(point for point in REACHABLE if point.kind is ContactKind.POSTAL)
    assert day_of(run(contacts=nobody, tasks=(letter(),)), "S1") == J0


@given(CALENDARS, INSTANTS, st.integers(0, 9999), st.sampled_from(SCRIPT.steps))
def test_a_spread_instant_is_open_on_the_first_day_possible_and_always_the_same(
    calendar: Calendar, floor: datetime, number: int, step: object
) -> None:
    prefer, name = getattr(step, "prefer", ()), getattr(step, "id", "")
    at = spread(calendar, prefer, floor, f"AHU-2026-{number:04d}", name)
    assert at >= floor
    assert calendar.is_open(at)
    assert at == spread(calendar, prefer, floor, f"AHU-2026-{number:04d}", name)
    earlier = calendar.next_working_day(calendar.day(floor))
    while earlier < calendar.day(at):  # only a day that is nearly over may be passed by
        assert earlier == calendar.day(floor)
        earlier = calendar.next_working_day(earlier + timedelta(days=1))


def test_messages_spread_over_their_preferred_windows_and_leave_the_last_hour_free() -> None:
    floor = paris(2026, 3, 3)
    prefer = SCRIPT.steps[1].prefer
    moments = {
        spread(Calendar(), prefer, floor, f"AHU-2026-{n:04d}", "S1").astimezone(PARIS).time()
        for n in range(400)
    }
    assert all(10 <= moment.hour < 12 or 17 <= moment.hour < 18 for moment in moments)
    assert max(moment for moment in moments if moment.hour < 13).strftime("%H:%M") < "11:30"
    assert len(moments) > 100


@pytest.mark.parametrize("day", [date(2026, 3, 30), date(2026, 10, 26), date(2026, 7, 1)])
def test_a_visit_is_proposed_on_the_half_hour_in_decent_hours(day: date) -> None:
    slots = {visit_slot(Calendar(), f"AHU-2026-{n:04d}", day).astimezone(PARIS) for n in range(200)}
    times = sorted(slot.strftime("%H:%M") for slot in slots)
    assert times[0] == "10:00"
    assert times[-1] == "17:00"
    assert len(times) == 10
    assert all(slot.date() == day for slot in slots)
