"""A corrected name frees the messages that waited for it, and is written nowhere in clear."""

import pytest
from sqlalchemy import select

from outreach.database import Database
from outreach.fieldwork.services.names import Correction, DamagedNameError, correct_person
from outreach.people.models import Person
from outreach.people.rules.names import match_key
from outreach.record.models.journal import JournalEntry
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import MONDAY, Desk, sit_down
from tests.world import add_case, add_person


@pytest.fixture
def desk(database: Database) -> Desk:
    """A person whose first name lost a letter."""
    desk = sit_down(database)
    with desk.world.database.write() as session:
        person = session.scalars(select(Person)).one()
        person.first_name, person.name_damaged, person.language = "?ükran", True, "tr"
    desk.raises(TaskKind.DECIDE, "name_to_correct")
    return desk


def person_of(desk: Desk) -> Person:
    with desk.world.database.read() as session:
        return session.scalars(select(Person)).one()


def test_a_corrected_name_lets_the_messages_leave(desk: Desk) -> None:
    desk.world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    desk.world.tick("2026-03-10 18:30")
    assert [a.channel for a in desk.world.attempts()] == ["letter"]
    done = correct_person(desk.world.means, desk.reference, Correction("ŞÜKRAN"), "claire")
    assert done is not None
    assert (done.fields, done.ready) == (("first_name",), True)
    assert desk.open() == []
    desk.world.tick("2026-03-11 18:50")
    assert "Şükran" in str(desk.world.attempts()[-1].body)
    assert person_of(desk).match_hash == desk.world.database.fingerprint(
        match_key("Exemple", "Şükran")
    )


def test_the_journal_says_what_changed_and_not_to_what(desk: Desk) -> None:
    correction = Correction("Şükran", "Exemplaire", "tr")
    correct_person(desk.world.means, desk.reference, correction, "claire")
    assert desk.events()[-2:] == ["person.corrected", "task.done"]
    with desk.world.database.read() as session:
        facts = "".join(session.scalars(select(JournalEntry.facts)))
    assert '"fields":["first_name","last_name","language"]' in facts
    assert "ükran" not in facts
    assert "xemplaire" not in facts


def test_a_language_that_a_worker_gives_is_confirmed(desk: Desk) -> None:
    done = correct_person(desk.world.means, desk.reference, Correction(language="tr"), "claire")
    assert done is not None
    assert (done.fields, done.ready) == (("language",), False)
    person = person_of(desk)
    assert (person.language, person.language_confirmed, person.name_damaged) == ("tr", True, True)
    assert desk.open() == [("decide", "name_to_correct")], "the name is still to correct"


@pytest.mark.parametrize("name", ["?ükran", "", "  ", "Cam\ufffdlle"])
def test_a_damaged_name_corrects_nothing(desk: Desk, name: str) -> None:
    with pytest.raises(DamagedNameError):
        correct_person(desk.world.means, desk.reference, Correction(name), "claire")
    assert person_of(desk).first_name == "?ükran"


def test_an_unknown_case_is_none(desk: Desk) -> None:
    assert correct_person(desk.world.means, "AHU-2026-0999", Correction("A"), "claire") is None


def test_the_same_name_again_changes_nothing(desk: Desk) -> None:
    correct_person(desk.world.means, desk.reference, Correction("Şükran"), "claire")
    before = desk.events()
    done = correct_person(desk.world.means, desk.reference, Correction("Şükran"), "claire")
    assert done is not None
    assert (done.fields, done.ready, desk.events()) == ((), True, before)


def test_anybody_of_a_household_is_corrected_by_name(desk: Desk) -> None:
    second = add_person(desk.world, desk.reference)
    correction = Correction("Dominique", language="ar", can_read="no")
    done = correct_person(desk.world.means, desk.reference, correction, "claire", person_id=second)
    assert done is not None
    assert done.fields == ("language", "can_read")
    with desk.world.database.read() as session:
        person = session.get_one(Person, second)
    assert (person.language, person.language_confirmed, person.can_read) == ("ar", True, "no")


def test_a_person_of_another_case_is_nobody_here(desk: Desk) -> None:
    other = add_case(desk.world, phone="+33639980077", email=None)
    stranger = add_person(desk.world, other)
    correction = Correction("Autre")
    assert (
        correct_person(desk.world.means, desk.reference, correction, "claire", person_id=stranger)
        is None
    )
