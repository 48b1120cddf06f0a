"""Instants, sealed columns, and who waits for whom."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import bindparam, select, text, update
from sqlalchemy.exc import IntegrityError, StatementError

from outreach.database import Database, Vault, change, make_folder
from outreach.keys import KeyRing, SealError, new_key
from outreach.people.models import ContactPoint, Person
from outreach.tables import METADATA
from outreach.upkeep.models import Heartbeat
from outreach.upkeep.services.keys import reseal
from tests.databases import MONDAY, RING, opened

PARIS = ZoneInfo("Europe/Paris")
LATER = MONDAY + timedelta(days=1)
AUTUMN = datetime(2026, 10, 25, 2, 30, tzinfo=PARIS)  # this wall time happens twice


def keep(database: Database, name: str, at: datetime) -> None:
    """A heartbeat called `name`."""
    with database.write() as session:
        session.add(Heartbeat(name=name, at=at))


@pytest.mark.parametrize(
    "instant",
    [
        AUTUMN.replace(fold=0),
        AUTUMN.replace(fold=1),
        datetime(2026, 3, 29, 3, 0, tzinfo=PARIS),
        datetime(2026, 1, 1, 0, 0, 0, 1, tzinfo=UTC),
    ],
    ids=str,
)
def test_an_instant_comes_back_the_same_in_utc(database: Database, instant: datetime) -> None:
    keep(database, "x", instant)
    with database.read() as session:
        found = session.scalars(select(Heartbeat.at)).one()
    assert found == instant.astimezone(UTC)
    assert found.utcoffset() == timedelta(0)


def test_the_hour_that_happens_twice_keeps_its_order(database: Database) -> None:
    keep(database, "second", AUTUMN.replace(fold=1))
    keep(database, "first", AUTUMN.replace(fold=0))
    with database.read() as session:
        assert session.scalars(select(Heartbeat.name).order_by(Heartbeat.at)).all() == [
            "first",
            "second",
        ]
        later = AUTUMN.replace(fold=0).astimezone(UTC) + timedelta(minutes=1)
        query = select(Heartbeat.name).where(Heartbeat.at < later)
        assert session.scalars(query).all() == ["first"]


def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="aware"):
        keep(database, "x", datetime(2026, 3, 2, 9))  # noqa: DTZ001  the point


def add_person(database: Database, name: str = "Jeanne Essai") -> None:
    """A person with a sealed first name and no last name."""
    with database.write() as session:
        session.add(Person(first_name=name, created_at=MONDAY))


def test_private_text_is_sealed_at_rest_and_open_in_hand(database: Database) -> None:
    add_person(database)
    with database.read() as session:
        raw = session.execute(text("SELECT first_name, last_name FROM people")).one()
        person = session.scalars(select(Person)).one()
    assert "Jeanne" not in raw.first_name
    assert RING.open(raw.first_name) == person.first_name == "Jeanne Essai"
    assert (raw.last_name, person.last_name) == (None, None)


def test_no_private_text_lies_in_the_file(sqlite_database: Database) -> None:
    add_person(sqlite_database, "Zénobie")
    file = Path(str(sqlite_database.url.database))
    files = [path.read_bytes() for path in file.parent.glob(f"{file.name}*")]
    assert any(b"heartbeats" in content for content in files), "what is readable is found"
    assert not any("Zénobie".encode() in content for content in files)


def test_keys_are_rotated_without_losing_a_word(database: Database) -> None:
    new = new_key(b"n" * 32)
    url = database.url.render_as_string(hide_password=False)
    add_person(database)
    with database.write() as session:
        session.add_all(
            ContactPoint(person_id=1, kind="postal", value=f"{n} rue", created_at=MONDAY)
            for n in range(501)
        )
    index = database.fingerprint("x")
    with opened(url, KeyRing([new, new_key(b"a key ring only the tests share.")])) as both:
        assert reseal(both, METADATA) == 503  # with the index key in the vault
    with opened(url, KeyRing([new])) as alone, alone.read() as session:
        assert session.scalars(select(Person.first_name)).one() == "Jeanne Essai"
        values = session.scalars(select(ContactPoint.value).order_by(ContactPoint.id)).all()
        assert values == [f"{n} rue" for n in range(501)]
        assert alone.fingerprint("x") == index


def test_a_value_that_no_key_opens_stops_the_rotation_and_stays(database: Database) -> None:
    add_person(database)
    url = database.url.render_as_string(hide_password=False)
    with opened(url, KeyRing([new_key(b"s" * 32)])) as stranger, pytest.raises(SealError):
        reseal(stranger, METADATA)
    with database.read() as session:
        assert session.scalars(select(Person.first_name)).one() == "Jeanne Essai"


def test_fingerprints_depend_on_the_key_in_the_vault(database: Database) -> None:
    before = database.fingerprint("+33639980001")
    with database.write() as session:
        session.merge(Vault(name="index", value="00" * 32))
    url = database.url.render_as_string(hide_password=False)
    with opened(url) as again:
        assert again.fingerprint("+33639980001") != before


def test_a_database_without_index_key_says_what_to_do(database: Database) -> None:
    with database.write() as session:
        session.query(Vault).delete()
    with pytest.raises(LookupError, match="run init"):
        database.fingerprint("x")


def test_a_row_that_points_at_nothing_is_refused(database: Database) -> None:
    def add() -> None:
        with database.write() as session:
            session.add(ContactPoint(person_id=99, kind="postal", created_at=MONDAY))

    with pytest.raises(IntegrityError):
        add()


def test_reading_keeps_nothing(database: Database) -> None:
    with database.read() as session:
        session.add(Heartbeat(name="x", at=MONDAY))
        session.flush()
    with database.read() as session:
        assert session.scalars(select(Heartbeat.name)).all() == []


def test_a_failed_transaction_keeps_nothing(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            session.add(Heartbeat(name="x", at=MONDAY))
            session.flush()
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError, match="on purpose"):
        fail()
    with database.read() as session:
        assert session.scalars(select(Heartbeat.name)).all() == []


@pytest.fixture
def busy(sqlite_database: Database) -> Iterator[tuple[Database, threading.Event]]:
    """A SQLite database in which another thread writes until the event is set."""
    writing, finish = threading.Event(), threading.Event()

    def write() -> None:
        with sqlite_database.write() as session:
            session.add(Heartbeat(name="first", at=MONDAY))
            session.flush()
            writing.set()
            finish.wait(20)

    thread = threading.Thread(target=write)
    thread.start()
    assert writing.wait(20)
    yield sqlite_database, finish
    finish.set()
    thread.join(20)


def test_sqlite_readers_do_not_wait_for_a_writer(busy: tuple[Database, threading.Event]) -> None:
    database, finish = busy
    with database.read() as session:
        assert session.scalars(select(Heartbeat.name)).all() == []
    assert not finish.is_set()


def test_a_second_sqlite_writer_waits_from_its_first_read_on(
    busy: tuple[Database, threading.Event],
) -> None:
    database, finish = busy
    seen: list[str] = []

    def write() -> None:
        with database.write() as session:  # reads first, writes later
            seen.extend(session.scalars(select(Heartbeat.name)))
            session.add(Heartbeat(name="second", at=MONDAY))

    second = threading.Thread(target=write)
    second.start()
    second.join(0.2)
    assert second.is_alive()
    assert seen == []
    finish.set()
    second.join(20)
    assert seen == ["first"]
    with database.read() as session:
        assert len(session.scalars(select(Heartbeat.name)).all()) == 2


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("recursive_triggers", 1)],
)
def test_every_sqlite_connection_is_prepared(
    sqlite_database: Database, pragma: str, value: object
) -> None:
    with sqlite_database.read() as session:
        assert session.execute(text(f"PRAGMA {pragma}")).scalar_one() == value


def test_the_folder_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    make_folder(f"sqlite:///{tmp_path}/a/b/outreach.db")
    assert (tmp_path / "a" / "b").is_dir()


def test_what_a_statement_changed_is_read_again(database: Database) -> None:
    """Nothing that the session holds is out of date, and nothing unsaved is lost."""
    rename = update(Heartbeat).where(Heartbeat.name == bindparam("old")).values(at=LATER)
    keep(database, "worker", MONDAY)
    with database.write() as session:
        beat = session.get_one(Heartbeat, "worker")
        beat.name = "spare"
        change(session, Heartbeat, rename, {"old": "spare"})
        assert (beat.name, beat.at) == ("spare", LATER)
