"""A landlord's file becomes cases: all of it or nothing, each in its place."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from outreach.cases.models import Case, Referral
from outreach.database import Database
from outreach.intake.models import ImportedFile
from outreach.intake.rules.faults import FileError
from outreach.intake.services.importing import Accepted, import_file
from outreach.people.models import ContactPoint, Person
from outreach.record import services as record
from outreach.sequences.services.admitting import admit_waiting
from outreach.sequences.services.enrolling import NoScriptError
from outreach.tasks.models import Task
from tests.intake.files import as_csv, grid
from tests.intake.services.lists import (
    BALANCES,
    DATA,
    change_programme,
    decisions,
    load,
    load_data,
    someone,
    state_of,
)
from tests.statements import heard
from tests.world import World, make_world, paris


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
