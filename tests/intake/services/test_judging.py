"""What is shown before an import is what the import then does."""

import random
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from outreach.database import Database
from outreach.intake.models import ImportedFile
from outreach.intake.rules.batches import read_table
from outreach.intake.services.files import read_file
from outreach.intake.services.importing import Imported, import_file
from outreach.intake.services.judging import Judgement, Start, judge
from outreach.people.models import OptOutKind
from outreach.people.services import refuse
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from tests.databases import asked
from tests.intake.files import as_csv, grid, row
from tests.world import World, make_world

DATA = Path(__file__).parents[1] / "data"


@pytest.fixture
def world(sqlite_database: Database) -> World:
    """An empty programme in late November, when the sample files were written."""
    return make_world(sqlite_database, "2026-11-23 09:00")


def foresee(world: World, data: bytes) -> Judgement:
    """The judgement that a page would show."""
    with world.database.read() as session:
        programme = programmes.get(session)
        assert programme is not None
        reading = read_table(read_file(data), fictitious_allowed=True)
        return judge(session, programme, reading, world.clock.now())


def carry_out(world: World, data: bytes) -> Imported:
    done = import_file(world.means, data, None, fictitious_allowed=True)
    assert done is not None
    return done


def same(judged: Judgement, done: Imported) -> None:
    """Row by row, the judgement and the import say the same."""
    assert [
        (n.row.row, n.start in (Start.STARTS, Start.WAITS), n.start is Start.WAITS, n.reasons)
        for n in judged.arrivals
    ] == [
        (a.row, a.eligible, a.waiting, a.codes[: len(n.reasons)])
        for a, n in zip(done.accepted, judged.arrivals, strict=True)
    ]
    assert [(*n.reasons, *n.codes) for n in judged.arrivals] == [a.codes for a in done.accepted]
    assert [(k.row.row, k.held.case, k.changes) for k in judged.known] == [
        (k.row, k.case, k.changes) for k in done.known
    ]
    assert judged.rejected == done.rejected


@pytest.mark.parametrize("name", ["signalements-utf8.csv", "signalements.csv"])
def test_the_sample_files_are_foreseen(world: World, name: str) -> None:
    data = (DATA / name).read_bytes()
    judged = foresee(world, data)
    same(judged, carry_out(world, data))
    again = foresee(world, data)
    assert not again.arrivals
    assert all(not each.changes and not each.ask for each in again.known)


def street(seed: int) -> list[dict[str, object]]:
    """Rows that share names, numbers, e-mails, addresses and references at random."""
    draw = random.Random(seed)
    return [
        row(
            reference=f"LL-{draw.randint(1, 14)}",
            nom=draw.choice(("Fictifa", "Fictifb", "Fictifc", "Fictifd", "")),
            prenom=draw.choice(("Camille", "Dominique")),
            telephone=f"06 39 98 20 {draw.randint(1, 9):02}",
            email=draw.choice(("", "a@example.org", "b@example.org", "A@Example.org")),
            adresse=f"{draw.randint(1, 4)} rue du Test",
            date_entree="01/09/2026",
            premier_impaye=draw.choice(("05/10/2026", "05/10/2026", "05/01/2027")),
            garant=draw.choice(("non", "non", "non", "visale", "inconnu")),
        )
        for _ in range(12)
    ]


@pytest.mark.parametrize("seed", range(12))
def test_any_file_is_foreseen_even_after_others(world: World, seed: int) -> None:
    with world.database.write() as session:
        session.get_one(Programme, world.programme_id).capacity = 6
        value = world.database.fingerprint("+33639982003")
        refuse(session, value, OptOutKind.STOP, source="sms", now=world.clock.now())
    for number in range(4):
        data = as_csv(grid(*street(100 * seed + number)))
        same(foresee(world, data), carry_out(world, data))


def test_places_are_counted_in_the_order_of_the_file(world: World) -> None:
    with world.database.write() as session:
        session.get_one(Programme, world.programme_id).capacity = 2
    judged = foresee(world, (DATA / "signalements-utf8.csv").read_bytes())
    assert judged.free == 2
    assert len(judged.those(Start.STARTS)) == 2
    assert len(judged.those(Start.WAITS)) == 15
    assert {n.row.row for n in judged.those(Start.TO_CHECK)} == {6, 13}
    assert {n.row.row for n in judged.those(Start.OUTSIDE)} == {5, 17}


def test_judging_writes_nothing_and_asks_little(world: World) -> None:
    carry_out(world, (DATA / "signalements-utf8.csv").read_bytes())
    with asked(world.database) as statements:
        foresee(world, as_csv(grid(*street(1))))
        few = len(statements)
        foresee(world, (DATA / "signalements.csv").read_bytes())
    assert not [
        one for one in statements if not one.lstrip().upper().startswith(("SELECT", "BEGIN"))
    ]
    assert len(statements) - few <= few + 2


def test_the_mark_tells_when_something_else_would_be_done(world: World) -> None:
    data = (DATA / "signalements-utf8.csv").read_bytes()
    first = foresee(world, data).mark
    assert foresee(world, data).mark == first
    with world.database.write() as session:
        session.get_one(Programme, world.programme_id).capacity = 2
    assert foresee(world, data).mark != first


def test_what_an_import_told_is_kept_without_a_word_of_the_file(world: World) -> None:
    carry_out(world, (DATA / "signalements-utf8.csv").read_bytes())
    with world.database.read() as session:
        kept = session.scalars(select(ImportedFile)).one()
    assert kept.told is not None
    assert kept.told["accepted"][0] == [2, "AHU-2026-0001", True, False, False, []]
    assert kept.told["rejected"][0] == [14, ["bad_entry_date"]]
    assert "LL-2026" not in str(kept.told)


def test_other_days_judge_otherwise(world: World) -> None:
    with world.database.write() as session:
        session.get_one(Programme, world.programme_id).starts_on = date(2026, 12, 1)
    judged = foresee(world, as_csv(grid(row(premier_impaye="05/10/2026"))))
    assert judged.arrivals[0].ask == "programme_not_started"
    assert judged.arrivals[0].due == date(2026, 12, 1)
    assert judged.arrivals[0].start is Start.TO_CHECK
