"""Published versions, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from sqlalchemy import select

from outreach.clock import StillClock
from outreach.database import Database
from outreach.sequences.models import ScriptVersion
from outreach.sequences.rules.script import Script, canonical
from outreach.sequences.services import publish
from outreach.sequences.services.files import read_scripts
from outreach.sequences.services.versions import script_of
from tests.databases import MONDAY

CLOCK = StillClock(MONDAY)


def _shipped() -> Script:
    return read_scripts().scripts["premier-contact"]


def test_the_shipped_scripts_are_published_once_as_version_1(database: Database) -> None:
    assert publish.load_shipped(database, CLOCK) == ["premier-contact/1"]
    assert publish.load_shipped(database, CLOCK) == []
    with database.read() as session:
        version = session.scalars(select(ScriptVersion)).one()
        assert (version.published_at, version.published_by) == (MONDAY, "system")
        assert script_of(version) == _shipped()


def test_shipped_scripts_asked_for_at_once_are_published_once(database: Database) -> None:
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: publish.load_shipped(database, CLOCK), range(4)))
    assert sorted(made) == [[], [], [], ["premier-contact/1"]]


def test_the_same_words_make_no_new_version(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        first = publish.publish(session, _shipped(), CLOCK, "cli")
        assert publish.publish(session, _shipped(), CLOCK, "cli") is first


def test_other_words_make_a_new_version_and_leave_the_old_one(database: Database) -> None:
    with database.write() as session:
        first = publish.publish(session, _shipped(), CLOCK, "cli")
        files = dict(first.files)
        changed = replace(_shipped(), title="Autrement")
        second = publish.publish(session, changed, CLOCK, "cli")
        assert (second.label, second.published_by) == ("premier-contact/2", "cli")
        assert first.files == files
    with database.read() as session:
        newest = publish.latest(session, "premier-contact")
        assert newest is not None
        assert (newest.number, newest.digest) == (2, second.digest)
        assert publish.published(session) == {"premier-contact": changed}


def test_a_return_to_older_words_is_a_new_version_too(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        for title in ("A", "B", "A"):
            version = publish.publish(session, replace(_shipped(), title=title), CLOCK, "cli")
    assert version.number == 3


def test_what_the_coordinators_changed_is_not_replaced_by_what_is_shipped(
    sqlite_database: Database,
) -> None:
    with sqlite_database.write() as session:
        publish.publish(session, replace(_shipped(), title="À nous"), CLOCK, "S-0001")
    assert publish.load_shipped(sqlite_database, CLOCK) == []


def test_a_version_is_kept_in_canonical_form(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        version = publish.publish(session, _shipped(), CLOCK, "cli")
        assert version.files == canonical(_shipped())


def test_an_unknown_script_has_no_version(sqlite_database: Database) -> None:
    with sqlite_database.read() as session:
        assert publish.latest(session, "inconnu") is None
        assert publish.published(session) == {}
