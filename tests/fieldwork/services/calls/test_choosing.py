"""Calling of one's own accord: within the limits, in place of the next SMS, as it was shown."""

from datetime import date

import pytest
from sqlalchemy import select, update

from outreach.database import Database
from outreach.fieldwork.services.calls.choosing import Bar, Chosen, choose_call
from outreach.fieldwork.services.calls.today import Call, calls_of
from outreach.fieldwork.services.outcomes import Outcome
from outreach.fieldwork.services.worklist.effect import confirm, foresee
from outreach.messages.models import Attempt
from outreach.people.models import ContactPoint
from outreach.sequences.services.journey import Phase, Stage, journeys_of
from outreach.staff.models import Role, Staff
from outreach.staff.services.accounts import Newcomer, hire
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import NUMBER, Desk, sit_down
from tests.world import LIBRARY


@pytest.fixture
def early(database: Database) -> Desk:
    """The letter is to be posted."""
    desk = sit_down(database)
    desk.world.tick()
    newcomer = Newcomer("claire@example.org", "Claire", Role.WORKER, "", team=desk.case().team)
    with database.write() as session:
        assert isinstance(hire(session, desk.world.clock, newcomer, ""), Staff)
    return desk


@pytest.fixture
def desk(early: Desk) -> Desk:
    """The letter is posted and the first SMS has left; the second one is planned."""
    early.done(early.find("step"), "posted")
    early.world.tick("2026-03-10 18:50")
    early.world.tick("2026-03-11 10:00")
    assert [each.step for each in early.world.attempts() if each.medium] == ["S1"]
    return early


def claire(desk: Desk) -> Staff:
    with desk.world.database.read() as session:
        return session.scalars(select(Staff)).one()


def looks(desk: Desk) -> Chosen:
    """What calling would do; nothing is kept."""
    done, chosen = choose_call(desk.world.means, claire(desk), desk.reference, 1, "")
    assert not done
    return chosen


def calls(desk: Desk) -> tuple[Call, ...]:
    with desk.world.database.read() as session:
        now = desk.world.clock.now()
        return calls_of(session, desk.world.means, LIBRARY.answers, claire(desk), now)


def chooses(desk: Desk) -> Chosen:
    """Look, then decide, which must work."""
    done, chosen = choose_call(desk.world.means, claire(desk), desk.reference, 1, looks(desk).seen)
    assert done, chosen
    return chosen


def planned(desk: Desk) -> tuple[Stage, ...]:
    """The steps that are still to come."""
    with desk.world.database.read() as session:
        now = desk.world.clock.now()
        (run,) = journeys_of(session, desk.world.means, desk.case().id, now)
    return tuple(stage for stage in run.stages if stage.phase is Phase.AHEAD)


def ahead(desk: Desk) -> list[tuple[str, str]]:
    """The same, with their days."""
    return [(each.step, each.at.date().isoformat()) for each in planned(desk) if each.at]


def test_looking_keeps_nothing(desk: Desk) -> None:
    before = (desk.open(), desk.events(), ahead(desk))
    chosen = looks(desk)
    assert (chosen.bar, chosen.instead) == (None, 2)
    assert chosen.room is not None
    assert (chosen.room.used, chosen.room.most) == (1, 4)
    assert (desk.open(), desk.events(), ahead(desk)) == before


def test_a_call_stands_for_the_next_sms_which_never_leaves(desk: Desk) -> None:
    chosen = chooses(desk)
    assert ("call", "call_chosen") in desk.open()
    assert desk.task(chosen.task_id).due_on == desk.today
    assert [call.instead for call in calls(desk)] == [2]
    desk.done(chosen.task_id, "no_answer")
    for day in range(12, 31):
        desk.world.tick(f"2026-03-{day} 18:50")
    sent = [each.step for each in desk.world.attempts() if each.channel == "sms"]
    assert "S2" not in sent
    assert desk.events().count("attempt.logged") == 2  # the letter and the call


def test_what_follows_the_outcome_is_what_was_shown_before_the_call(desk: Desk) -> None:
    chosen = chooses(desk)
    shown = [(step.step, step.at) for run in chosen.runs for step in run.steps]
    outcome = Outcome("no_answer")
    effect = foresee(desk.world.means, chosen.task_id, outcome, "claire")
    assert [(step.step, step.at) for run in effect.runs for step in run.steps] == shown
    done, _ = confirm(desk.world.means, chosen.task_id, outcome, "claire", effect.seen)
    assert done
    assert ahead(desk) == [(step, at.date().isoformat()) for step, at in shown]


def test_what_changed_meanwhile_is_shown_again(desk: Desk) -> None:
    seen = looks(desk).seen
    desk.hears("bonjour")
    done, chosen = choose_call(desk.world.means, claire(desk), desk.reference, 1, seen)
    assert not done
    assert chosen.answers
    assert not chosen.goes_on
    assert ("call", "call_chosen") not in desk.open()


def test_one_call_at_a_time(desk: Desk) -> None:
    first = chooses(desk)
    again = looks(desk)
    assert (again.bar, again.task_id) == (Bar.THERE, first.task_id)


def test_the_cap_holds_unless_the_person_asks(desk: Desk) -> None:
    for _ in range(3):
        desk.does(TaskKind.CALL, "no_answer")
    full = looks(desk)
    assert full.bar is Bar.CAP
    assert full.room is not None
    assert (full.room.used, full.room.most) == (4, 4)
    assert full.room.full_until is not None
    desk.hears("appelez moi")
    asked = next(call for call in calls(desk) if call.asked)
    assert asked.room.full_until == full.room.full_until  # said, though they asked for it
    desk.done(asked.line.id, "cancelled")
    desk.hears("alors ?")
    assert looks(desk).bar is None


def test_nobody_is_called_before_the_letter_has_arrived(early: Desk) -> None:
    assert looks(early).bar is Bar.NOTICE
    early.done(early.find("step"), "posted")
    assert looks(early).bar is Bar.NOTICE
    early.world.clock.set(early.world.clock.now().replace(day=6))
    assert looks(early).bar is None


@pytest.mark.parametrize(
    "change", [{"to_confirm": True}, {"status": "invalid"}, {"status": "wrong_person"}]
)
def test_a_number_that_asks_for_a_thought_is_not_called(
    desk: Desk, change: dict[str, object]
) -> None:
    with desk.world.database.write() as session:
        session.execute(update(ContactPoint).values(**change))
    assert looks(desk).bar is Bar.NO_NUMBER


def test_a_discreet_number_is_called_with_care_and_stands_for_no_sms(desk: Desk) -> None:
    with desk.world.database.write() as session:
        session.execute(update(ContactPoint).values(discreet=True))
    chosen = looks(desk)
    assert (chosen.bar, chosen.discreet, chosen.instead) == (None, True, 0)


def test_nobody_is_called_after_a_stop(desk: Desk) -> None:
    desk.hears("STOP")
    assert looks(desk).bar is Bar.REFUSED


def test_an_sms_that_announces_a_visit_is_not_lost_unseen(desk: Desk) -> None:
    """The eve of a visit, S4 tells of it: a call that nobody takes would push it too far."""
    days = (f"2026-03-{day} 18:50" for day in range(12, 32))
    while ("S4", "sms") not in [(s.step, s.kind) for s in planned(desk)[:1]]:
        desk.world.tick(next(days))
        for task in [each for each in desk.world.tasks() if each.state == "open"]:
            desk.done(task.id, "no_answer" if task.kind == "call" else "posted")
    chosen = looks(desk)
    assert chosen.bar is None
    assert (chosen.instead, chosen.lost) == (0, (4,))


def test_a_case_that_is_not_theirs_or_is_over(desk: Desk) -> None:
    stranger = Staff(id=9, code="paul", first_name="Paul", role=Role.WORKER, team="blois")
    _, chosen = choose_call(desk.world.means, stranger, desk.reference, 1, "")
    assert chosen.bar is Bar.NO_CASE
    desk.does(TaskKind.DECIDE, "close", "closing_mistake")
    assert looks(desk).bar is Bar.CLOSED


def test_hours_are_those_of_the_record(desk: Desk) -> None:
    desk.does(TaskKind.CALL, "no_answer")
    desk.done(desk.raises(TaskKind.CALL), "no_answer", date(2026, 3, 10))  # noted a day later
    desk.hears("rappelez moi", NUMBER)
    (call,) = (each for each in calls(desk) if each.asked)
    told = [(moment.at.hour, moment.sign.value) for moment in call.hours.moments]
    assert told == [(10, "silent"), (10, "asked")] or told == [(10, "asked"), (10, "silent")]
    with desk.world.database.read() as session:
        assert len(session.scalars(select(Attempt).where(Attempt.channel == "call")).all()) == 2
