"""A file is looked at first, imported once, and never kept longer than a day."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from outreach.cases.models import Case
from outreach.database import Database
from outreach.intake.models import ImportedFile, PendingImport
from outreach.intake.rules.faults import FileError
from outreach.intake.services.importing import import_file
from outreach.intake.services.pending import (
    Answer,
    Confirmed,
    Preview,
    confirm,
    give_up,
    keep_pending,
    look,
)
from outreach.intake.services.told import past_imports, told
from outreach.programmes.models import Programme
from outreach.staff.models import Role, Staff
from outreach.upkeep.services.nightly import run_if_due
from tests.intake.team import hire
from tests.world import World, make_world, paris

DATA = (Path(__file__).parents[1] / "data" / "signalements-utf8.csv").read_bytes()


@pytest.fixture
def world(database: Database) -> World:
    return make_world(database, "2026-11-23 09:00")


def keep(world: World, staff: Staff, data: bytes = DATA) -> str:
    key = keep_pending(world.means, staff, data, "LL-45")
    assert key is not None
    return key


def seen(world: World, staff: Staff, key: str) -> Preview:
    shown = look(world.means, staff, key, fictitious_allowed=True)
    assert shown is not None
    return shown


def press(world: World, staff: Staff, key: str, mark: str) -> Confirmed:
    return confirm(world.means, staff, key, mark, fictitious_allowed=True)


def count(world: World, table: type) -> int:
    with world.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_what_is_looked_at_is_not_written(world: World) -> None:
    valerie = hire(world)
    shown = seen(world, valerie, keep(world, valerie))
    assert len(shown.judgement.arrivals) == 21
    assert (shown.left, shown.earlier, shown.programme.code) == (20, None, "LL-45")
    assert (count(world, Case), count(world, ImportedFile)) == (0, 0)


def test_what_waits_is_sealed_and_holds_no_balance(sqlite_database: Database) -> None:
    world = make_world(sqlite_database, "2026-11-23 09:00")
    valerie = hire(world)
    keep(world, valerie)
    with world.database.read() as session:
        lines = session.scalars(select(PendingImport.lines)).one()
    assert "Élodie" in lines
    assert "1151.00" not in lines
    file = Path(str(world.database.url.database))
    raw = b"".join(path.read_bytes() for path in file.parent.glob("outreach.db*"))
    for private in ("1151.00", "Solde", "Élodie", "06 39 98", "rue des Carmes", "tenant01"):
        assert private.encode() not in raw, private


def test_confirming_imports_it_once_however_often_it_is_pressed(world: World) -> None:
    valerie = hire(world)
    key = keep(world, valerie)
    mark = seen(world, valerie, key).judgement.mark
    first = press(world, valerie, key, mark)
    again = press(world, valerie, key, mark)
    assert first.answer is Answer.DONE
    assert again == Confirmed(Answer.ALREADY, first.import_id)
    assert (count(world, Case), count(world, ImportedFile), count(world, PendingImport)) == (
        21,
        1,
        0,
    )
    assert look(world.means, valerie, key, fictitious_allowed=True) is None


def test_pressed_twice_at_the_same_instant_it_is_imported_once(
    postgres_database: Database,
) -> None:
    world = make_world(postgres_database, "2026-11-23 09:00")
    valerie = hire(world)
    key = keep(world, valerie)
    mark = seen(world, valerie, key).judgement.mark
    with ThreadPoolExecutor(3) as pool:
        answers = list(pool.map(lambda _: press(world, valerie, key, mark), range(3)))
    assert sorted(each.answer for each in answers) == [Answer.ALREADY, Answer.ALREADY, Answer.DONE]
    assert len({each.import_id for each in answers}) == 1
    assert count(world, Case) == 21


def test_two_coordinators_with_the_same_file_import_it_once(world: World) -> None:
    valerie, karim = hire(world), hire(world, "Karim")
    hers, his = keep(world, valerie), keep(world, karim)
    mark = seen(world, karim, his).judgement.mark
    world.clock.advance(timedelta(minutes=4))
    done = press(world, valerie, hers, seen(world, valerie, hers).judgement.mark)
    assert press(world, karim, his, mark) == Confirmed(Answer.ALREADY, done.import_id)
    with world.database.read() as session:
        (past,) = past_imports(session, karim, 5)
    assert (past.by, past.at, past.accepted, past.rejected) == ("Valérie", world.clock.now(), 21, 3)


def test_a_file_imported_before_is_shown_as_such(world: World) -> None:
    valerie = hire(world)
    import_file(world.means, DATA, None, fictitious_allowed=True)
    world.clock.advance(timedelta(hours=1))
    shown = seen(world, valerie, keep(world, valerie))
    assert shown.earlier is not None
    assert shown.earlier.actor == "cli"
    assert not shown.judgement.arrivals


def test_what_changed_since_it_was_shown_is_shown_again(world: World) -> None:
    valerie = hire(world)
    key = keep(world, valerie)
    mark = seen(world, valerie, key).judgement.mark
    with world.database.write() as session:
        session.get_one(Programme, world.programme_id).capacity = 3
    assert press(world, valerie, key, mark) == Confirmed(Answer.CHANGED)
    assert count(world, Case) == 0
    fresh = seen(world, valerie, key)
    assert fresh.left == 3
    assert press(world, valerie, key, fresh.judgement.mark).answer is Answer.DONE


def test_what_is_given_up_is_forgotten(world: World) -> None:
    valerie = hire(world)
    key = keep(world, valerie)
    give_up(world.means, valerie, key)
    assert count(world, PendingImport) == 0
    assert press(world, valerie, key, "") == Confirmed(Answer.GONE)


def test_after_a_day_it_is_forgotten_by_itself(world: World) -> None:
    valerie = hire(world)
    key = keep(world, valerie)
    world.clock.set(paris("2026-11-24 08:59"))
    assert seen(world, valerie, key)
    world.clock.set(paris("2026-11-24 09:01"))
    assert look(world.means, valerie, key, fictitious_allowed=True) is None
    run_if_due(world.means)
    assert count(world, PendingImport) == 0


@pytest.mark.parametrize(
    ("role", "team"), [(Role.COORDINATOR, "Ailleurs"), (Role.RECEPTION, "AHU Orléans")]
)
def test_others_see_nothing_of_it(world: World, role: Role, team: str) -> None:
    valerie, other = hire(world), hire(world, "Sacha", role, team=team)
    key = keep(world, valerie)
    mark = seen(world, valerie, key).judgement.mark
    assert keep_pending(world.means, other, DATA, "LL-45") is None
    assert look(world.means, other, key, fictitious_allowed=True) is None
    assert press(world, other, key, mark) == Confirmed(Answer.GONE)
    give_up(world.means, other, key)
    done = press(world, valerie, key, mark)
    assert done.import_id is not None
    with world.database.read() as session:
        assert told(session, other, done.import_id) is None
        assert past_imports(session, other, 5) == []


def test_what_was_done_is_told_afterwards(world: World) -> None:
    valerie = hire(world)
    key = keep(world, valerie)
    done = press(world, valerie, key, seen(world, valerie, key).judgement.mark)
    assert done.import_id is not None
    with world.database.read() as session:
        page = told(session, valerie, done.import_id)
    assert page is not None
    assert [(each.row, each.case) for each in page.accepted][:2] == [
        (2, "AHU-2026-0001"),
        (3, "AHU-2026-0002"),
    ]
    assert page.accepted[3].reasons == ("La personne a un garant.",)
    assert page.rejected[1].reasons == ("Le nom manque.",)
    assert page.detailed


def test_a_file_that_is_no_table_is_not_kept(world: World) -> None:
    with pytest.raises(FileError, match="tableau"):
        keep_pending(world.means, hire(world), b"bonjour\n", "LL-45")
    assert count(world, PendingImport) == 0
