"""A landlord's file becomes cases: all of it or nothing, nothing twice, nothing overwritten."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from outreach.cases.models import Case, Referral
from outreach.database import Database
from outreach.intake.models import ImportedFile
from outreach.intake.rules.faults import FileError
from outreach.intake.services.importing import Accepted, Imported, import_file
from outreach.people.models import ContactPoint, Person
from outreach.programmes.models import Programme
from outreach.record import services as record
from outreach.sequences.models import Enrolment
from outreach.sequences.services.admitting import admit_waiting
from outreach.sequences.services.enrolling import NoScriptError
from outreach.tasks.models import Task
from tests.intake.files import as_csv, grid, row
from tests.statements import heard
from tests.world import World, make_world, paris

DATA = Path(__file__).parents[1] / "data"
BALANCES = ("300.00", "337.00", "1151.00")


@pytest.fixture
def world(database: Database) -> World:
    """An empty programme in late November, when the sample files were written."""
    return make_world(database, "2026-11-23 09:00")


@pytest.fixture
def small(sqlite_database: Database) -> World:
    """The same on SQLite only, for what does not depend on the engine."""
    return make_world(sqlite_database, "2026-11-23 09:00")


def someone(number: int, **cells: str) -> dict[str, object]:
    """An eligible row about a person who differs from all others."""
    return row(
        reference=f"LL-{number}",
        nom=f"Fictif{chr(64 + number)}",
        telephone=f"06 39 98 20 {number:02}",
        adresse=f"{number} rue du Test",
        date_entree="01/09/2026",
        premier_impaye="05/10/2026",
        **cells,
    )


def load(world: World, *rows: dict[str, object], programme: str | None = None) -> Imported:
    """Import rows as a CSV file."""
    return load_data(world, as_csv(grid(*rows)), programme)


def load_data(world: World, data: bytes, programme: str | None = None) -> Imported:
    done = import_file(world.means, data, programme, fictitious_allowed=True, actor="test")
    assert done is not None
    return done


def decisions(world: World) -> list[tuple[str, str]]:
    """Reference of the case and reason of every open task, in the order raised."""
    with world.database.read() as session:
        rows = session.execute(
            select(Case.reference, Task.reason)
            .join(Case, Case.id == Task.case_id)
            .where(Task.state == "open")
            .order_by(Task.id)
        )
        return [(reference, reason) for reference, reason in rows]


def state_of(world: World, reference: str) -> tuple[str, bool]:
    with world.database.read() as session:
        case = session.scalars(select(Case).where(Case.reference == reference)).one()
        return case.state, case.eligible


def change_programme(world: World, **changes: object) -> None:
    with world.database.write() as session:
        programme = session.get(Programme, world.programme_id)
        for name, value in changes.items():
            setattr(programme, name, value)


@pytest.mark.parametrize("name", ["signalements-utf8.csv", "signalements.csv"])
def test_the_sample_files_become_cases(world: World, name: str) -> None:
    done = load_data(world, (DATA / name).read_bytes())
    by_row = {each.row: each for each in done.accepted}
    ineligible = {each.row: each.codes for each in done.accepted if not each.eligible}
    assert len(done.accepted) == 21
    assert ineligible[5] == ("guarantor",)
    assert ineligible[6] == ("guarantor_unknown",)
    assert ineligible[13][0] == "missed_in_future"
    assert ineligible[17][0] == "too_few_attempts"
    assert set(ineligible) == {5, 6, 13, 17}
    assert by_row[2].case == "AHU-2026-0001"
    assert [each.case for each in done.accepted] == [f"AHU-2026-{n:04}" for n in range(1, 22)]
    assert [(each.row, each.codes) for each in done.rejected] == [
        (14, ("bad_entry_date",)),
        (19, ("missing_name",)),
        (20, ("duplicate_reference",)),
    ]
    assert [column.casefold() for column in done.ignored_columns] == ["solde"]
    wanted = {
        (by_row[6].case, "to_check"),
        (by_row[13].case, "to_check"),
        (by_row[9].case, "check_number"),
        (by_row[11].case, "check_number"),
        (by_row[15].case, "shared_number"),
        (by_row[16].case, "shared_number"),
        (by_row[22].case, "address_to_check"),
    }
    damaged = {(by_row[10].case, "name_to_correct")} if name == "signalements.csv" else set()
    assert set(decisions(world)) == wanted | damaged
    with world.database.read() as session:
        assert record.verify(session).intact


def test_reasons_are_sentences_that_repeat_no_value(small: World) -> None:
    done = load_data(small, (DATA / "signalements.csv").read_bytes())
    for each in (*done.accepted, *done.rejected):
        assert len(each.reasons) == len(each.codes)
        for sentence in each.reasons:
            assert sentence.endswith((".", "?"))
            assert not any(word in sentence for word in ("Guérin", "31/02", "0639", "guerin"))


def test_neither_the_file_nor_a_balance_nor_a_plain_name_is_kept(small: World) -> None:
    load_data(small, (DATA / "signalements-utf8.csv").read_bytes())
    small.tick()
    file = Path(str(small.database.url.database))
    raw = b"".join(path.read_bytes() for path in file.parent.glob("outreach.db*"))
    assert b"LL-2026-1001" in raw, "the raw file is readable, so what is absent is absent"
    for private in (*BALANCES, "Solde", "MARTIN", "Martin", "Lefèvre", "0639980010", "63998"):
        assert private.encode() not in raw, private
    for private in ("06 39 98", "tenant01", "rue des Carmes", "CARMES", "Élodie", "ORLEANS"):
        assert private.encode() not in raw, private
    with small.database.read() as session:
        file_row = session.scalars(select(ImportedFile)).one()
    assert (file_row.accepted, file_row.rejected, file_row.known) == (21, 3, 0)
    assert len(file_row.digest) == 64


def test_the_same_file_again_changes_nothing(world: World) -> None:
    data = (DATA / "signalements-utf8.csv").read_bytes()
    first = load_data(world, data)
    before = decisions(world)
    again = load_data(world, data)
    assert not again.accepted
    assert [each.case for each in again.known] == [each.case for each in first.accepted]
    assert all(not each.changes for each in again.known)
    assert decisions(world) == before


def test_a_known_reference_with_other_data_asks_once_and_overwrites_nothing(world: World) -> None:
    load(world, someone(1))
    changed = someone(1, email="neuf@example.org") | {"telephone": "06 39 98 30 01"}
    known = load(world, changed).known[0]
    assert known.changes == ("telephone", "email")
    load(world, changed)
    assert decisions(world) == [("AHU-2026-0001", "differences")]
    with world.database.read() as session:
        assert [p.value for p in session.scalars(select(ContactPoint)) if p.kind == "mobile"] == [
            "+33639982001"
        ]
        assert session.scalars(select(Referral.differences)).one()[:-1] == ["telephone", "email"]


def test_other_values_of_the_same_columns_are_asked_about_again(small: World) -> None:
    load(small, someone(1))
    for number in ("06 39 98 30 01", "06 39 98 30 02", "06 39 98 30 02"):
        assert load(small, someone(1) | {"telephone": number}).known[0].changes == ("telephone",)
        with small.database.write() as session:
            for task in session.scalars(select(Task)):
                task.state = "done"
    assert [task.reason for task in small.tasks()] == ["differences", "differences"]


def test_a_landlord_that_corrects_what_kept_a_case_out_gets_a_human(small: World) -> None:
    done = load(small, someone(1, garant="oui")).accepted[0]
    assert not done.eligible
    load(small, someone(1, garant="non"))
    assert decisions(small) == [(done.case, "to_check")]
    assert state_of(small, done.case) == ("ineligible", False)


def test_a_number_of_an_earlier_file_is_flagged_on_both_and_silences_both(world: World) -> None:
    old = load(world, someone(1)).accepted[0]
    new = load(world, someone(2) | {"telephone": "0639982001"}).accepted[0]
    assert new.codes == ("shared_number",)
    assert decisions(world) == [(old.case, "shared_number"), (new.case, "shared_number")]
    with world.database.read() as session:
        assert list(session.scalars(select(Referral.codes))) == [["shared_number"]] * 2
    world.tick()
    world.post_letter(paris("2026-11-23 12:00").date())
    for day in range(1, 20):
        world.tick(f"2026-12-{day:02} 18:50")
    assert not world.attempts()
    with world.database.read() as session:
        assert record.verify(session).intact


def test_one_person_under_two_references_is_flagged_on_both(world: World) -> None:
    old = load(world, someone(1)).accepted[0]
    swapped = someone(1) | {"reference": "LL-2"}
    new = load(world, swapped).accepted[0]
    assert set(new.codes) == {"same_person", "shared_number"}
    assert set(decisions(world)) == {
        (case, reason)
        for case in (old.case, new.case)
        for reason in ("same_person", "shared_number")
    }


def test_one_person_is_known_by_name_and_address_too(small: World) -> None:
    load(small, someone(1))
    moved = someone(1) | {"reference": "LL-2", "telephone": "06 39 98 40 01"}
    assert load(small, moved).accepted[0].codes == ("same_person",)
    namesake = moved | {"reference": "LL-3", "adresse": "99 rue d'Ailleurs"}
    namesake["telephone"] = "06 39 98 40 02"
    assert load(small, namesake).accepted[0].codes == ()


@pytest.mark.parametrize("kind", ["stop", "refusal", "wrong_person"])
def test_a_number_that_refused_becomes_a_case_to_decide_without_sequence(
    world: World, kind: str
) -> None:
    from outreach.people.models import OptOutKind
    from outreach.people.services import refuse

    with world.database.write() as session:
        value = world.database.fingerprint("+33639982001")
        refuse(session, value, OptOutKind(kind), source="sms", now=world.clock.now())
    done = load(world, someone(1)).accepted[0]
    assert (done.eligible, done.codes) == (False, ("earlier_refusal",))
    assert done.reasons[0].endswith("à décider.")
    assert state_of(world, done.case) == ("ineligible", False)
    assert decisions(world) == [(done.case, "earlier_refusal")]
    world.tick("2026-12-15 18:00")
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Enrolment)) == 0
        shown = session.scalars(select(ContactPoint.status).where(ContactPoint.kind == "mobile"))
        assert shown.one() == ("wrong_person" if kind == "wrong_person" else "opted_out")
    assert not world.attempts()


def test_beyond_the_capacity_a_case_waits_and_is_admitted_in_the_order_of_import(
    world: World,
) -> None:
    change_programme(world, capacity=2)
    done = load(world, *(someone(n) for n in range(1, 5)))
    assert [each.waiting for each in done.accepted] == [False, False, True, True]
    assert admit_waiting(world.means) == 0
    change_programme(world, capacity=4)
    late = load(world, someone(5)).accepted[0]
    assert late.waiting, "it must not pass before those that wait already"
    assert admit_waiting(world.means) == 2
    assert [state_of(world, f"AHU-2026-{n:04}")[0] for n in range(1, 6)] == [
        *["contacting"] * 4,
        "waiting",
    ]


def test_a_place_once_taken_is_never_given_back(world: World) -> None:
    change_programme(world, capacity=1)
    load(world, someone(1), someone(2))
    world.tick()  # the letter task takes the place
    with world.database.write() as session:
        first = session.scalars(select(Case).order_by(Case.id)).first()
        assert first is not None
        assert first.place_taken_at is not None
        first.state = "closed"
    assert admit_waiting(world.means) == 0
    assert state_of(world, "AHU-2026-0002") == ("waiting", True)


def test_a_programme_that_is_over_takes_nobody(small: World) -> None:
    change_programme(small, ends_on=paris("2026-11-22 00:00").date())
    done = load(small, someone(1)).accepted[0]
    assert (done.eligible, done.codes) == (False, ("programme_ended",))
    assert not decisions(small)


def test_a_file_that_comes_before_the_programme_is_not_lost(small: World) -> None:
    start = paris("2026-12-01 00:00").date()
    change_programme(small, starts_on=start)
    done = load(small, someone(1)).accepted[0]
    assert (done.eligible, done.codes) == (False, ("programme_not_started",))
    task = small.tasks()[0]
    assert (task.reason, task.due_on) == ("programme_not_started", start)


def test_an_unknown_programme_imports_nothing(small: World) -> None:
    data = as_csv(grid(someone(1)))
    assert import_file(small.means, data, "NOPE", fictitious_allowed=True) is None
    with small.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Case)) == 0


def test_the_programme_is_found_in_any_case(small: World) -> None:
    assert load(small, someone(1), programme="ll-45").accepted


def test_an_unreadable_file_imports_nothing(small: World) -> None:
    with pytest.raises(FileError, match="tableau"):
        load_data(small, b"bonjour\n")
    with small.database.read() as session:
        assert session.scalar(select(func.count()).select_from(ImportedFile)) == 0


def test_an_import_that_breaks_half_way_leaves_nothing(world: World) -> None:
    """The script is missing: the first eligible row fails after an ineligible one was written."""
    from outreach.sequences.models import ScriptVersion

    with world.database.write() as session:
        session.delete(session.get(ScriptVersion, world.version_id))
    with pytest.raises(NoScriptError):
        load(world, someone(1, garant="visale"), someone(2))
    with world.database.read() as session:
        for table in (Case, Person, ContactPoint, Referral, ImportedFile, Task):
            assert session.scalar(select(func.count()).select_from(table)) == 0


def test_two_imports_at_once_share_neither_a_reference_nor_a_place(
    postgres_database: Database,
) -> None:
    from concurrent.futures import ThreadPoolExecutor

    world = make_world(postgres_database, "2026-11-23 09:00")
    change_programme(world, capacity=3)
    files = [[someone(n) for n in (1, 2)], [someone(n) for n in (3, 4)], [someone(5)]]
    with ThreadPoolExecutor(3) as pool:
        done = list(pool.map(lambda rows: load(world, *rows), files))
    accepted: list[Accepted] = [each for one in done for each in one.accepted]
    assert sorted(each.case for each in accepted) == [f"AHU-2026-{n:04}" for n in range(1, 6)]
    assert sum(each.waiting for each in accepted) == 2
    with world.database.read() as session:
        assert record.verify(session).intact


def test_a_long_file_asks_no_more_than_a_short_one(small: World) -> None:
    load(small, someone(1))  # the key of the index is read once
    questions = []
    for numbers in (range(2, 4), range(4, 14)):
        with heard(small.database) as statements:
            assert len(load(small, *map(someone, numbers)).accepted) == len(numbers)
        questions.append(sum(one.startswith("SELECT") for one in statements))
    assert questions[0] == questions[1]


def test_the_ten_thousandth_case_of_a_year_has_its_number(small: World) -> None:
    load(small, someone(1))
    with small.database.write() as session:
        session.scalars(select(Case)).one().reference = "AHU-2026-9999"
    assert load(small, someone(2)).accepted[0].case == "AHU-2026-10000"
    assert load(small, someone(3)).accepted[0].case == "AHU-2026-10001"


def test_an_employers_address_and_a_second_phone_wait_for_a_worker(small: World) -> None:
    load(small, someone(1, telephone2="06 39 98 50 01", email="jean@mairie-exemple.example.org"))
    with small.database.read() as session:
        points = list(session.scalars(select(ContactPoint).order_by(ContactPoint.id)))
    assert [(p.kind, p.rank, p.to_confirm) for p in points][:2] == [
        ("mobile", 1, False),
        ("mobile", 2, True),
    ]


def test_a_remark_for_the_visit_waits_for_a_review(small: World) -> None:
    done = load(small, someone(1, remarque_visite="Chien dans la cour")).accepted[0]
    assert decisions(small) == [(done.case, "remark_to_review")]


def test_the_year_of_a_reference_is_counted_in_paris(small: World) -> None:
    clock = small.clock
    clock.set(paris("2027-01-01 00:30"))
    world = replace(small)
    assert load(world, someone(1)).accepted[0].case == "AHU-2027-0001"
