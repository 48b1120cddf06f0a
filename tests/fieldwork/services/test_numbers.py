"""A checked number: the new one is tried first, what is blocked stays blocked."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from outreach.cases.models import Thread
from outreach.channels.base import Act, Outcome, Result
from outreach.database import Database
from outreach.fieldwork.rules import Problem
from outreach.fieldwork.services.outcomes import Outcome as Said
from outreach.fieldwork.services.outcomes import close_task
from outreach.people.models import ContactPoint, PointStatus
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import MONDAY, NUMBER, Desk, sit_down
from tests.world import add_case, add_person

CHECK, NEW = TaskKind.CHECK_NUMBER, "06 39 98 07 77"


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    return sit_down(sqlite_database)


def set_point(desk: Desk, **values: object) -> None:
    with desk.world.database.write() as session:
        point = session.scalars(select(ContactPoint).where(ContactPoint.kind == "mobile")).one()
        for name, value in values.items():
            setattr(point, name, value)


def test_a_new_number_gets_the_message_that_the_old_one_could_not(database: Database) -> None:
    desk = sit_down(database)
    desk.world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    desk.world.sms.plan(Outcome(Result.REFUSED, code="21614", act=Act.BAD_NUMBER))
    desk.world.tick("2026-03-10 18:30")
    assert desk.points()[NUMBER] == "invalid"
    desk.done(desk.find("invalid"), "corrected", note=NEW)
    for day in range(11, 30):
        desk.world.tick(f"2026-03-{day} 18:50")
    assert {a.address for a in desk.world.attempts() if a.channel == "sms"} == {
        NUMBER,
        "+33639980777",
    }
    assert desk.points()["+33639980777"] == "ok"


def test_without_a_note_the_old_number_was_right(desk: Desk) -> None:
    set_point(desk, status=PointStatus.SUSPECT)
    desk.done(desk.raises(CHECK, "suspect"), "corrected")
    assert desk.points()[NUMBER] == "ok"


def test_a_phone_that_waited_for_a_word_may_be_used_after_it(desk: Desk) -> None:
    set_point(desk, to_confirm=True)
    desk.done(desk.raises(CHECK, "check_number"), "corrected")
    with desk.world.database.read() as session:
        assert not any(session.scalars(select(ContactPoint.to_confirm)))


def test_a_repeated_number_is_not_doubled(desk: Desk) -> None:
    set_point(desk, status=PointStatus.INVALID)
    desk.done(desk.raises(CHECK, "invalid"), "corrected", note="06 39 98 00 10")
    assert desk.points() == {NUMBER: "ok", "camille@example.org": "ok"}


def test_an_address_may_be_corrected_too(desk: Desk) -> None:
    desk.done(desk.raises(CHECK, "invalid"), "corrected", note="Camille.Neuf@Example.org")
    with desk.world.database.read() as session:
        point = session.scalars(select(ContactPoint).order_by(ContactPoint.rank)).first()
        assert point is not None
        assert (point.kind, point.source, point.rank) == ("email", "worker", 0)
        assert point.value_hash == desk.world.database.fingerprint("camille.neuf@example.org")


def test_a_number_that_only_rings_is_kept_as_a_landline(desk: Desk) -> None:
    desk.done(desk.raises(CHECK, "invalid"), "corrected", note="02 38 25 40 20")
    with desk.world.database.read() as session:
        rows = select(ContactPoint.kind).where(ContactPoint.source == "worker")
        assert session.scalars(rows).one() == "landline"


@pytest.mark.parametrize("note", ["à rappeler", "06 39 98", "c'est le 06 39 98 07 77 (sa sœur)"])
def test_a_note_that_is_no_number_changes_nothing(desk: Desk, note: str) -> None:
    task = desk.raises(CHECK, "invalid")
    assert desk.closes(task, "corrected", note=note).problem is Problem.NUMBER
    assert desk.task(task).state == "open"
    assert len(desk.points()) == 2


def test_a_wrong_number_is_only_corrected_by_another(desk: Desk) -> None:
    desk.does(TaskKind.CALL, "wrong_number")
    task = desk.find("wrong_person")
    assert desk.closes(task, "corrected").problem is Problem.NUMBER
    assert desk.closes(task, "corrected", note=NUMBER).problem is Problem.BLOCKED_NUMBER
    desk.done(task, "corrected", note=NEW)
    assert desk.points()[NUMBER] == "wrong_person"
    assert desk.points()["+33639980777"] == "ok"


def sent(desk: Desk) -> list[tuple[str | None, str | None]]:
    """Step and number of each SMS, in order."""
    return [(a.step, a.address) for a in desk.world.attempts() if a.channel == "sms"]


@pytest.mark.parametrize("steps", [["S1"], ["S1", "S2"]])
def test_the_right_person_gets_the_introduction_that_a_stranger_had(
    database: Database, steps: list[str]
) -> None:
    desk, right = sit_down(database), "+33639980777"
    desk.world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    for day in range(10, 17 if len(steps) > 1 else 11):
        desk.world.tick(f"2026-03-{day} 18:50")
    assert sent(desk) == [(step, NUMBER) for step in steps]
    first = desk.run().j0
    desk.does(TaskKind.CALL, "wrong_number")
    desk.done(desk.find("wrong_person"), "corrected", note=NEW)
    for day in range(34):
        desk.world.tick(f"{date(2026, 3, 17) + timedelta(days=day)} 18:50")
    later = sent(desk)[len(steps) :]
    assert later[:2] == [("S1", right), ("S2", right)]
    assert len(later) == len(set(later)), "nothing twice"
    mine = [a for a in desk.world.attempts() if a.address == right and a.channel == "sms"]
    assert mine[1].at - mine[0].at > timedelta(days=4), "the script's intervals begin again"
    again = desk.run().j0
    assert first == date(2026, 3, 10)
    assert again is not None
    assert again >= mine[0].at.date()
    assert desk.world.intact()


def test_who_had_the_introduction_does_not_get_it_again(desk: Desk) -> None:
    desk.world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    desk.world.tick("2026-03-10 18:50")
    desk.done(desk.raises(CHECK, "suspect"), "corrected", note=NEW)
    for day in range(11, 19):
        desk.world.tick(f"2026-03-{day} 18:50")
    assert [step for step, _ in sent(desk)] == ["S1", "S2"]


def test_a_stranger_who_wrote_leaves_a_run_that_starts_again_when_resumed(desk: Desk) -> None:
    desk.world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    desk.world.tick("2026-03-10 18:50")
    desk.hears("Vous vous trompez de numéro")
    desk.done(desk.find("wrong_person"), "corrected", note=NEW)
    desk.done(desk.find("paused"), "continue")
    for day in range(11, 19):
        desk.world.tick(f"2026-03-{day} 18:50")
    assert ("S1", "+33639980777") in sent(desk)


def test_a_number_that_said_stop_elsewhere_is_not_taken(desk: Desk) -> None:
    other = Desk(desk.world, add_case(desk.world, phone="+33639980777", email="other@example.org"))
    other.hears("STOP", "+33639980777")
    task = desk.raises(CHECK, "invalid")
    assert desk.closes(task, "corrected", note=NEW).problem is Problem.BLOCKED_NUMBER


def test_a_number_of_another_case_is_flagged_on_both(desk: Desk) -> None:
    other = Desk(desk.world, add_case(desk.world, phone="+33639980777", email="other@example.org"))
    desk.done(desk.raises(CHECK, "invalid"), "corrected", note=NEW)
    assert desk.open() == other.open() == [("decide", "shared_number")]


def test_none_found_changes_no_number(desk: Desk) -> None:
    set_point(desk, status=PointStatus.INVALID)
    desk.done(desk.raises(CHECK, "invalid"), "none_found")
    assert desk.points()[NUMBER] == "invalid"


def test_fictitious_numbers_are_refused_with_a_real_provider(desk: Desk) -> None:
    task = desk.raises(CHECK, "invalid")
    said = Said("corrected", None, NEW)
    assert close_task(desk.world.means, task, said, "claire").problem is Problem.NUMBER


def test_a_checked_number_after_a_stranger_answered_leaves_a_decision(desk: Desk) -> None:
    desk.hears("Vous vous trompez de numéro")
    assert desk.run().state == "paused"
    desk.done(desk.find("wrong_person"), "corrected", note=NEW)
    assert desk.open() == [("decide", "paused")]
    assert not desk.inbox()
    assert date(2026, 3, 2) == desk.today


@pytest.mark.parametrize(
    ("words", "pauses"),
    [("Je vous rappelle", ["reply"]), ("je veux plus vivre", ["reply", "alert"])],
)
def test_words_that_came_from_it_before_are_read_first(
    desk: Desk, words: str, pauses: list[str]
) -> None:
    """They lay in no case: nobody knew whose number it was."""
    desk.hears(words, sender="+33639980777")
    assert (desk.pauses(), desk.open()) == ([], [])
    desk.done(desk.raises(CHECK, "invalid"), "corrected", note=NEW)
    assert (desk.run().state, desk.pauses()) == ("paused", pauses)
    assert ("decide", "to_attach") in desk.open()


def test_words_that_somebody_has_answered_stop_nothing(desk: Desk) -> None:
    desk.hears("Je vous rappelle", sender="+33639980777")
    with desk.world.database.write() as session:
        stray = session.scalars(select(Thread).where(Thread.case_id.is_(None))).one()
        stray.first_unanswered_at = None
    desk.done(desk.raises(CHECK, "invalid"), "corrected", note=NEW)
    assert (desk.run().state, desk.pauses()) == ("active", [])


def test_a_number_that_somebody_else_reads_stays_so_whoever_it_is_given_to(desk: Desk) -> None:
    """Said of the partner's number: nothing automatic leaves there for the other of the two."""
    first = desk.run().person_id
    partner = add_person(desk.world, desk.reference, phone="+33639980777")
    with desk.world.database.write() as session:
        rows = select(ContactPoint).where(ContactPoint.person_id == partner)
        session.scalars(rows).one().discreet = True
    desk.done(desk.raises(CHECK, "invalid"), "corrected", note=NEW)
    with desk.world.database.read() as session:
        rows = select(ContactPoint).where(ContactPoint.person_id == first)
        given = {point.value: point.discreet for point in session.scalars(rows)}
    assert given["+33639980777"]
    assert not given[NUMBER]
