"""Databases full of people who do not exist, made from one of them by a few statements.

The first one is made by the product itself: letter posted, first SMS due. The others are copies of
their rows with other numbers; only those whose message will leave get a telephone of their own.
"""

from dataclasses import replace
from datetime import UTC, date, timedelta

from sqlalchemy import Connection, Engine, bindparam, create_engine, event, select, text, update

from benchmarks.places.given import FAST, NOW, RING, phone
from outreach.channels.base import Medium
from outreach.clock import StillClock
from outreach.database import Base, Database
from outreach.messages.models import Sender
from outreach.people.models import ContactPoint, PointKind
from outreach.sequences.models import Enrolment
from outreach.upkeep.services import migrate
from tests.world import add_case, make_world

_LATER = timedelta(days=30)  # when those who are not due are
_TABLES = ("people", "cases", "threads", "contact_points", "referrals", "enrolments", "tasks")
_POINTS_TO = {
    "person_id": "people",
    "case_id": "cases",
    "thread_id": "threads",
    "enrolment_id": "enrolments",
}
# What must differ from one to the next: an expression of their number.
_OWN = {
    ("cases", "reference"): "'B-' || n",
    ("cases", "journal_length"): "0",  # the first one's journal is not theirs
    ("cases", "journal_head"): "''",
    ("threads", "reply_token"): "'b' || n",
    ("contact_points", "value_hash"): "'b' || n || kind",
    ("referrals", "landlord_reference"): "'B-' || n",
}


def fill(url: str, people: int, due: int | None = None) -> None:
    """Migrate an empty database and fill it: `due` of `people` have their first SMS due at `NOW`.

    Without `due`, everybody has.
    """
    database = Database(url, RING)
    try:
        migrate.upgrade(database, StillClock(NOW))
        _first(database)
        engine = _careless(database.engine)
        with engine.begin() as connection:
            _copy(connection, people - 1)
            _put_off(connection, database, people if due is None else due)
            _go_on_counting(connection)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
        engine.dispose()
        _give_phones(database, people if due is None else due)
    finally:
        database.dispose()


def _first(database: Database) -> None:
    world = make_world(database)
    world.means = replace(world.means, rates=FAST)
    add_case(world, phone=phone(0), email="p0@example.org")
    world.tick()
    world.post_letter(date(2026, 3, 2))
    with database.write() as session:
        session.execute(update(Sender).values(per_second=FAST[Medium.SMS]))


def _careless(engine: Engine) -> Engine:
    """Connections that check no foreign key and wait for no disk: only to fill."""
    made = create_engine(engine.url)

    @event.listens_for(made, "connect")
    def _hurry(connection: object, _record: object) -> None:
        cursor = connection.cursor()  # type: ignore[attr-defined]  # DB-API
        if made.dialect.name == "sqlite":
            cursor.execute("PRAGMA synchronous=OFF")
        else:
            cursor.execute("SET session_replication_role = replica")
        cursor.close()
        connection.commit()  # type: ignore[attr-defined]  # DB-API

    return made


def _copy(connection: Connection, copies: int) -> None:
    """The first one's rows again and again, all that are in one table by one statement."""
    sizes = {
        name: connection.scalar(text(f"SELECT max(id) FROM {name}")) or 0  # noqa: S608  our names
        for name in _TABLES
    }
    if not copies:
        return
    # Both engines count this way.
    count = f"SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {copies}"  # noqa: S608
    before = f"WITH RECURSIVE numbers(n) AS ({count}) "
    for name in _TABLES:
        columns = [column.name for column in Base.metadata.tables[name].columns]
        quoted = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join(_value(name, column, sizes) for column in columns)
        source = f"numbers CROSS JOIN {name} AS t WHERE t.id <= {sizes[name]}"
        connection.execute(
            text(f"INSERT INTO {name} ({quoted}) {before}SELECT {values} FROM {source}")  # noqa: S608
        )


def _value(table: str, column: str, sizes: dict[str, int]) -> str:
    own = _OWN.get((table, column))
    if own is not None:
        return own
    target = table if column == "id" else _POINTS_TO.get(column)
    return f't."{column}"' + (f" + n * {sizes[target]}" if target else "")


def _put_off(connection: Connection, database: Database, due: int) -> None:
    """Everybody is due at `NOW`, or from a month later on, a minute apart."""
    connection.execute(update(Enrolment).where(Enrolment.id <= due).values(due_at=NOW))
    if database.is_sqlite:
        later = "datetime('{at}', '+' || id || ' minutes') || '.000000'"
        at = (NOW + _LATER).astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")
    else:
        later = "timestamptz '{at}' + id * interval '1 minute'"
        at = (NOW + _LATER).isoformat()
    connection.execute(
        text(f"UPDATE enrolments SET due_at = {later.format(at=at)} WHERE id > {due}")  # noqa: S608
    )


def _go_on_counting(connection: Connection) -> None:
    if connection.dialect.name != "postgresql":
        return
    for name in _TABLES:
        last = f"(SELECT max(id) FROM {name})"  # noqa: S608  our names
        connection.execute(text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), {last})"))


def _give_phones(database: Database, due: int) -> None:
    """A sealed telephone and its own hash to each of those whose message will leave."""
    mobiles = select(ContactPoint.id).where(ContactPoint.kind == PointKind.MOBILE)
    points = ContactPoint.__table__
    give = (
        update(points)  # type: ignore[arg-type]  # a mapped table is one
        .where(points.c.id == bindparam("point"))
        .values(value=bindparam("sealed"), value_hash=bindparam("hash"))
    )
    with database.write() as session:
        ids = session.scalars(mobiles.order_by(ContactPoint.id).limit(due)).all()
        rows = [
            {"point": one, "sealed": phone(rank), "hash": database.fingerprint(phone(rank))}
            for rank, one in enumerate(ids)
        ]
        session.connection().execute(give, rows)
