"""Stopping by hand, until a day, and going on after every date was shown."""

from datetime import date

import pytest

from outreach.fieldwork.services.outcomes import Outcome, close_task
from outreach.inbox.services.acts.pausing import Paused, pause_by_hand, postpone
from outreach.inbox.services.acts.resuming import Bar, Plan, foresee, resume
from outreach.inbox.services.acts.settling import needs_no_answer
from outreach.inbox.services.acts.stopping import Said, say_if_stop
from outreach.people.models import ContactPoint
from outreach.tasks.services import entrust
from tests.inbox.office import CAMILLE, DOMINIQUE, FIRST, STRANGER, Office
from tests.world import add_person, paris


def pauses(office: Office, thread_id: int | None = None) -> Paused:
    return pause_by_hand(office.world.means, office.valerie, thread_id or office.thread_of().id)


def until(office: Office, day: date, thread_id: int | None = None) -> Paused:
    thread_id = thread_id or office.thread_of().id
    return postpone(office.world.means, office.valerie, thread_id, day, office.seen(thread_id))


def foreseen(office: Office, thread_id: int | None = None) -> Plan:
    plan = foresee(office.world.means, office.valerie, thread_id or office.thread_of().id)
    assert plan is not None
    return plan


def resumes(office: Office, seen: str | None = None) -> Plan:
    thread_id = office.thread_of().id
    shown = foreseen(office).seen if seen is None else seen
    plan = resume(office.world.means, office.valerie, thread_id, shown)
    assert plan is not None
    return plan


def settled(office: Office) -> None:
    thread_id = office.thread_of().id
    needs_no_answer(office.world.means, office.valerie, thread_id, office.seen(thread_id))


def test_a_pause_by_hand_stops_the_case_and_asks_in_two_weeks(going: Office) -> None:
    assert pauses(going) is Paused.DONE
    assert pauses(going) is Paused.SAME
    assert going.pauses() == [("manual", None)]
    assert ("decide", "paused") in going.open_tasks()
    assert going.world.tasks()[-1].due_on == date(2026, 3, 24)


def test_resuming_shows_every_date_and_keeps_nothing(running: Office) -> None:
    office = running
    pauses(office)
    before = office.events()
    plan = foreseen(office)
    assert plan.bar is None
    (run,) = plan.runs
    assert [step.step for step in run.steps][:2] == ["S2", "mail"]
    assert all(step.at >= office.world.clock.now() for step in run.steps)
    assert office.events() == before
    assert office.pauses() == [("manual", None)]


def test_a_human_resumes_what_was_shown(running: Office) -> None:
    office = running
    pauses(office)
    plan = resumes(office)
    assert plan.done
    assert office.pauses() == []
    assert ("decide", "paused") not in office.open_tasks()
    assert {"pause.ended", "task.done"} <= set(office.events())
    again = foreseen(office)
    assert (again.bar, again.done) == (Bar.RUNNING, False)
    assert office.world.intact()


def test_other_dates_than_those_shown_resume_nothing(going: Office) -> None:
    pauses(going)
    seen = foreseen(going).seen
    going.world.clock.set(paris("2026-03-17 10:00"))
    plan = resumes(going, seen)
    assert not plan.done
    assert plan.seen != seen
    assert going.pauses() == [("manual", None)]


def test_a_decision_that_is_open_is_settled_by_going_on(going: Office) -> None:
    going.hears("Bonjour, merci de votre message")
    assert foreseen(going).bar is Bar.UNREAD
    settled(going)
    assert ("decide", "reply") in going.open_tasks()
    assert resumes(going).done
    assert ("decide", "reply") not in going.open_tasks()
    task = next(t for t in going.world.tasks() if t.reason == "reply")
    assert (task.state, task.outcome, task.done_by) == ("done", "continue", "S-0001")


def test_what_a_message_asked_for_comes_first(going: Office) -> None:
    going.hears("appelez-moi")
    settled(going)
    plan = foreseen(going)
    call = next(t for t in going.world.tasks() if t.reason == "callback")
    assert (plan.bar, plan.task_id) == (Bar.TASK, call.id)


def test_nobody_resumes_after_a_stop(going: Office) -> None:
    going.hears("STOP")
    settled(going)
    assert foreseen(going).bar is Bar.STOPPED
    assert not resumes(going, "whatever").done


def test_an_alert_is_decided_first(going: Office) -> None:
    going.hears("je veux mourir")
    plan = foreseen(going)
    alert = next(t for t in going.world.tasks() if t.reason == "alert")
    assert (plan.bar, plan.task_id) == (Bar.ALERT, alert.id)


def test_in_contact_the_machine_does_not_go_on(going: Office) -> None:
    going.hears("appelez-moi")
    going.world.close("call", "reached")
    assert foreseen(going).bar is Bar.STATE


def test_a_stranger_s_thread_has_nothing_to_stop(going: Office) -> None:
    thread_id = going.hears("c'est qui ?", STRANGER)
    assert pauses(going, thread_id) is Paused.NO_CASE
    assert foreseen(going, thread_id).bar is Bar.NO_CASE
    assert until(going, date(2026, 4, 1), thread_id) is Paused.NO_CASE


def test_another_team_s_thread_is_nobody_s_here(going: Office) -> None:
    elsewhere = going.hire("Ailleurs", team="Autre")
    thread_id = going.thread_of().id
    means = going.world.means
    assert pause_by_hand(means, elsewhere, thread_id) is Paused.GONE
    assert foresee(means, elsewhere, thread_id) is None
    assert resume(means, elsewhere, thread_id, "") is None


def test_put_off_until_a_day_it_leaves_the_list_and_a_task_asks_then(going: Office) -> None:
    going.hears("plus tard, merci")
    assert until(going, date(2026, 3, 24)) is Paused.DONE
    assert going.thread_of().first_unanswered_at is None
    assert ("manual", date(2026, 3, 24)) in going.pauses()
    task = next(t for t in going.world.tasks() if t.reason == "pause_over")
    assert (task.due_on, task.kind) == (date(2026, 3, 24), "decide")
    assert until(going, date(2026, 3, 30)) is Paused.DONE
    assert ("manual", date(2026, 3, 30)) in going.pauses()
    assert [t.due_on for t in going.world.tasks() if t.reason == "pause_over"] == [
        date(2026, 3, 30)
    ]
    assert "pause.postponed" in going.events()


@pytest.mark.parametrize("day", [date(2026, 3, 10), date(2026, 3, 1), date(2028, 1, 1)])
def test_only_a_day_to_come_within_a_year(going: Office, day: date) -> None:
    assert until(going, day) is Paused.DAY


def test_an_alert_is_not_put_off(going: Office) -> None:
    going.hears("je veux mourir")
    assert until(going, date(2026, 4, 1)) is Paused.ALERT


def test_what_came_meanwhile_is_not_put_off(going: Office) -> None:
    thread_id = going.hears("plus tard")
    seen = going.seen(thread_id)
    going.hears("en fait si")
    means, day = going.world.means, date(2026, 4, 1)
    assert postpone(means, going.valerie, thread_id, day, seen) is Paused.NEWER


# « STOP probable »


def says(office: Office, *, stop: bool, seen: int | None = None) -> Said:
    thread_id = office.thread_of().id
    seen = office.seen(thread_id) if seen is None else seen
    return say_if_stop(office.ears, office.valerie, thread_id, seen, stop=stop)


MAYBE = "vous pouvez arrêter de m'écrire le soir ?"


def test_a_probable_stop_waits_for_a_human(running: Office) -> None:
    office = running
    office.hears(MAYBE)
    assert ("decide", "stop_probable") in office.open_tasks()
    assert foreseen(office).bar is Bar.STOP_PROBABLE
    assert says(office, stop=True) is Said.DONE
    assert says(office, stop=True) is Said.NOT_ASKED
    with office.world.database.read() as session:
        point = session.get_one(ContactPoint, office.point(CAMILLE))
        assert point.status == "opted_out"
    assert ("decide", "stop") in office.open_tasks()
    assert ("decide", "stop_probable") not in office.open_tasks()
    assert "stop.confirmed" in office.events()
    assert office.thread_of().first_unanswered_at is None
    assert foreseen(office).bar is Bar.STOPPED
    assert office.events("AHU-2026-0002")  # somebody else's goes on
    assert office.pauses("AHU-2026-0002") == []
    assert office.world.intact()


def test_no_stop_and_the_machine_waits_for_a_decision_all_the_same(going: Office) -> None:
    going.hears(MAYBE)
    assert says(going, stop=False) is Said.DONE
    assert ("decide", "reply") in going.open_tasks()
    assert ("decide", "stop_probable") not in going.open_tasks()
    assert going.thread_of().first_unanswered_at is not None
    settled(going)
    assert resumes(going).done


def test_nobody_says_it_of_a_message_they_have_not_read(going: Office) -> None:
    thread_id = going.hears(MAYBE)
    seen = going.seen(thread_id)
    going.hears("non, continuez")
    assert says(going, stop=True, seen=seen) is Said.NEWER


def test_nothing_to_say_of_a_thread_without_the_question(going: Office) -> None:
    assert says(going, stop=True) is Said.NOT_ASKED
    going.hears("oui", DOMINIQUE)
    assert says(going, stop=True) is Said.NOT_ASKED


def test_an_alert_decided_lets_go_on(going: Office) -> None:
    going.hears("je veux mourir")
    task = next(t for t in going.world.tasks() if t.reason == "alert")
    entrust(going.world.database, going.world.clock, going.valerie, FIRST, going.valerie.id)
    close_task(going.world.means, task.id, Outcome("continue", note="appelée"), "S-0001")
    assert foreseen(going).bar in (None, Bar.RUNNING)


def test_a_household_stops_and_goes_on_as_one(going: Office) -> None:
    """Two people of a case: a reply of one stops both, and both dates are shown."""
    add_person(going.world, FIRST, first_name="Alix", phone="+33639980020")
    going.hears("Bonjour, merci de votre message")
    settled(going)
    plan = foreseen(going)
    assert [run.first_name for run in plan.runs] == ["Camille", "Alix"]
