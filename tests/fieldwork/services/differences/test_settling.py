"""A later file says something else: somebody compares, takes over or leaves, and it is written."""

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import select

from outreach.cases.models import Case, Referral
from outreach.database import Database
from outreach.fieldwork.services.differences.comparing import Compared, compared, unsettled
from outreach.fieldwork.services.differences.settling import Answer, Choice, settle
from outreach.intake.rules.columns import Column
from outreach.intake.services.importing import import_file
from outreach.people.models import ContactPoint, OptOutKind, Person
from outreach.people.rules.addresses import unpack
from outreach.people.services import refuse
from outreach.record import services as record
from outreach.record.models.journal import JournalEntry
from outreach.staff.models import Role, Staff
from outreach.tasks.models import Task
from tests.intake.files import as_csv, grid
from tests.intake.services.test_importing import someone
from tests.intake.team import hire
from tests.world import World, make_world, paris

REFERENCE = "AHU-2026-0001"
CHANGED: dict[str, object] = {
    "nom": "Fictifaa",
    "telephone": "06 39 98 30 01",
    "email": "neuf@example.org",
    "adresse": "9 rue du Lavoir",
    "garant": "visale",
    "langue": "arabe",
    "remarque_visite": "code 12A",
}


@pytest.fixture
def world(sqlite_database: Database) -> World:
    return make_world(sqlite_database, "2026-11-23 09:00")


def load(world: World, *rows: dict[str, object]) -> None:
    done = import_file(world.means, as_csv(grid(*rows)), None, fictitious_allowed=True)
    assert done is not None


def differ(world: World, **cells: object) -> Staff:
    """A case, then a file that says something else of it; gives somebody to compare."""
    load(world, someone(1))
    load(world, someone(1) | (cells or CHANGED))
    return hire(world)


def shown(world: World, staff: Staff) -> Compared:
    with world.database.read() as session:
        found = compared(session, staff, REFERENCE)
    assert found is not None
    return found


def take(world: World, staff: Staff, *columns: Column, same_person: bool = False) -> Answer:
    choice = Choice(frozenset(columns), shown(world, staff).mark, same_person)
    return settle(world.means, staff, REFERENCE, choice, fictitious_allowed=True)


def waiting(world: World) -> list[str]:
    """Reasons of the open decisions."""
    return [t.reason for t in world.tasks() if (t.kind, t.state) == ("decide", "open")]


def points(world: World, kind: str) -> Sequence[ContactPoint]:
    with world.database.read() as session:
        rows = select(ContactPoint).where(ContactPoint.kind == kind).order_by(ContactPoint.rank)
        return session.scalars(rows).all()


def referral(world: World) -> Referral:
    with world.database.read() as session:
        return session.scalars(select(Referral)).one()


def test_ours_and_theirs_stand_side_by_side(world: World) -> None:
    page = shown(world, differ(world))
    assert [(d.column.value, d.ours, d.theirs) for d in page.differences] == [
        ("nom", ("FictifA",), ("Fictifaa",)),
        ("telephone", ("+33639982001",), ("+33639983001",)),
        ("email", (), ("neuf@example.org",)),
        ("adresse", ("1 rue du Test",), ("9 rue du Lavoir",)),
        ("garant", ("non",), ("visale",)),
        ("langue", ("fr",), ("ar",)),
        ("remarque_visite", (), ("code 12A",)),
    ]
    assert not page.other
    assert page.name == "Élodie FictifA"


def test_the_new_values_are_sealed(world: World) -> None:
    differ(world)
    file = str(world.database.url.database)
    with open(file, "rb") as raw, open(file + "-wal", "rb") as log:
        stored = raw.read() + log.read()
    for private in (b"Fictifaa", b"39983001", b"neuf@example.org", b"Lavoir", b"12A"):
        assert private not in stored


def test_what_is_taken_over_is_written_and_asked_about_no_more(world: World) -> None:
    staff = differ(world)
    assert waiting(world) == ["differences"]
    everything = [Column(name) for name in CHANGED]
    assert take(world, staff, *everything) is Answer.DONE
    with world.database.read() as session:
        person = session.scalars(select(Person)).one()
        assert (person.last_name, person.language) == ("Fictifaa", "ar")
        assert not person.language_confirmed
        assert record.verify(session).intact
    assert [p.value for p in points(world, "mobile")] == ["+33639983001", "+33639982001"]
    assert [(p.value, p.source) for p in points(world, "email")] == [
        ("neuf@example.org", "landlord")
    ]
    address = points(world, "postal")[0]
    assert unpack(str(address.value)).line == "9 rue du Lavoir"
    assert (referral(world).guarantor, referral(world).visit_remark) == ("visale", "code 12A")
    assert referral(world).proposed is None
    assert sorted(waiting(world)) == ["remark_to_review", "to_check"]
    with world.database.read() as session:
        assert unsettled(session, staff) == []
    load(world, someone(1) | CHANGED)
    assert "differences" not in waiting(world)


def test_the_journal_names_columns_and_never_a_value(world: World) -> None:
    staff = differ(world)
    take(world, staff, Column.PHONE)
    with world.database.read() as session:
        entry = session.scalars(
            select(JournalEntry).where(JournalEntry.event == "differences.settled")
        ).one()
    assert entry.actor == staff.code
    assert '"taken":["telephone"]' in entry.facts
    assert "garant" in entry.facts
    assert "visale" not in entry.facts


def test_what_is_left_stays_ours_and_the_same_file_asks_no_more(world: World) -> None:
    staff = differ(world)
    assert take(world, staff) is Answer.DONE
    assert waiting(world) == []
    assert [p.value for p in points(world, "mobile")] == ["+33639982001"]
    load(world, someone(1) | CHANGED)
    assert waiting(world) == []
    load(world, someone(1) | CHANGED | {"telephone": "06 39 98 30 07"})
    assert waiting(world) == ["differences"]


def test_a_wholly_different_name_is_taken_only_by_who_says_it_is_the_same_person(
    world: World,
) -> None:
    staff = differ(world, nom="Imaginaire", prenom="Dominique", telephone="06 39 98 30 01")
    assert shown(world, staff).other
    assert take(world, staff, Column.PHONE) is Answer.OTHER
    assert [p.value for p in points(world, "mobile")] == ["+33639982001"]
    assert take(world, staff, Column.PHONE, same_person=True) is Answer.DONE
    assert len(points(world, "mobile")) == 2


def test_a_wholly_different_name_may_always_be_left(world: World) -> None:
    staff = differ(world, nom="Imaginaire", prenom="Dominique")
    assert take(world, staff) is Answer.DONE


def test_what_moved_since_it_was_shown_is_shown_again(world: World) -> None:
    staff = differ(world)
    old = Choice(frozenset({Column.PHONE}), shown(world, staff).mark)
    load(world, someone(1) | {"telephone": "06 39 98 30 08"})
    assert settle(world.means, staff, REFERENCE, old, fictitious_allowed=True) is Answer.MOVED
    assert len(points(world, "mobile")) == 1


def test_pressed_twice_it_is_settled_once(world: World) -> None:
    staff = differ(world)
    choice = Choice(frozenset({Column.PHONE}), shown(world, staff).mark)
    assert settle(world.means, staff, REFERENCE, choice, fictitious_allowed=True) is Answer.DONE
    assert settle(world.means, staff, REFERENCE, choice, fictitious_allowed=True) is Answer.SETTLED
    assert len(points(world, "mobile")) == 2


@pytest.mark.parametrize("kind", list(OptOutKind))
def test_a_number_that_refused_is_never_taken_over(world: World, kind: OptOutKind) -> None:
    staff = differ(world, telephone="06 39 98 30 01")
    with world.database.write() as session:
        value = world.database.fingerprint("+33639983001")
        refuse(session, value, kind, source="sms", now=world.clock.now())
    assert shown(world, staff).differences[0].blocked
    assert take(world, staff, Column.PHONE) is Answer.DONE
    assert [p.value for p in points(world, "mobile")] == ["+33639982001"]


def test_a_number_that_may_be_anothers_waits_to_be_confirmed(world: World) -> None:
    staff = differ(world, telephone="06 39 98 30 01 (sa fille)")
    assert shown(world, staff).differences[0].doubtful
    take(world, staff, Column.PHONE)
    assert [(p.value, p.to_confirm) for p in points(world, "mobile")] == [
        ("+33639982001", False),
        ("+33639983001", True),
    ]


def test_a_number_of_another_case_tells_both(world: World) -> None:
    load(world, someone(2))
    staff = hire(world)
    load(world, someone(1))
    load(world, someone(1) | {"telephone": "06 39 98 20 02"})
    with world.database.read() as session:
        reference = session.scalars(
            select(Case.reference).join(Referral).where(Referral.proposed.is_not(None))
        ).one()
        mark = compared(session, staff, reference)
    assert mark is not None
    choice = Choice(frozenset({Column.PHONE}), mark.mark)
    assert settle(world.means, staff, reference, choice, fictitious_allowed=True) is Answer.DONE
    assert waiting(world) == ["shared_number", "shared_number"]


def test_corrected_facts_let_a_human_accept_the_case(world: World) -> None:
    load(world, someone(1, garant="oui"))
    load(world, someone(1, garant="non"))
    staff = hire(world)
    assert waiting(world) == ["to_check"]
    assert take(world, staff, Column.GUARANTOR) is Answer.DONE
    assert waiting(world) == ["to_check"]
    world.close("decide", "continue")
    with world.database.read() as session:
        case = session.scalars(select(Case)).one()
    assert (case.state, case.eligible, case.reasons) == ("contacting", True, [])


def test_left_as_they_are_there_is_nothing_to_decide(world: World) -> None:
    load(world, someone(1, garant="oui"))
    load(world, someone(1, garant="non"))
    take(world, hire(world))
    assert waiting(world) == []
    with world.database.read() as session:
        assert session.scalars(select(Case.reasons)).one() == ["guarantor"]


def test_a_worker_of_the_team_settles_and_others_see_nothing(world: World) -> None:
    coordinator = differ(world)
    worker, stranger = hire(world, "Lou", Role.WORKER), hire(world, "Sacha", team="Ailleurs")
    with world.database.read() as session:
        assert compared(session, stranger, REFERENCE) is None
        assert unsettled(session, stranger) == []
        assert [each.reference for each in unsettled(session, worker)] == [REFERENCE]
    choice = Choice(frozenset(), shown(world, coordinator).mark)
    answer = settle(world.means, stranger, REFERENCE, choice, fictitious_allowed=True)
    assert answer is Answer.NO_CASE
    assert take(world, worker) is Answer.DONE


def test_the_runs_are_planned_again(world: World) -> None:
    """A first number that was dead: the new one gets what had not left."""
    load(world, someone(1))
    world.tick()
    world.post_letter(date(2026, 11, 23))
    load(world, someone(1) | {"telephone": "06 39 98 30 01"})
    take(world, hire(world), Column.PHONE)
    world.clock.set(paris("2026-12-01 18:00"))
    world.tick()
    assert [a.address for a in world.attempts()] == ["+33639983001"]
    with world.database.read() as session:
        assert session.scalars(select(Task).where(Task.state == "open")).all() == []
