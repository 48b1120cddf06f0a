"""Many rows at once say the same on both engines as one by one."""

from datetime import date, timedelta

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from outreach.bulk import (
    insert_many,
    insert_once,
    insert_unless,
    inserted,
    listed,
    update_many,
)
from outreach.database import Database
from outreach.messages.models import Attempt
from outreach.people.models import Person
from outreach.sequences.models import Enrolment
from tests.databases import MONDAY
from tests.world import World, add_case, make_world

REASON = bindparam("new_reason", type_=Attempt.reason.type)
ODD = 'L’été « à » l\'hôtel \\ "x"\n\t\u202f😀 %s {j1} :rows'


def columns(number: int, **others: object) -> dict[str, object]:
    """A human attempt."""
    return {
        "key": f"{number:026d}",
        "purpose": "human_first",
        "channel": "sms",
        "automated": False,
        "actor": "staff:a",
        "status": "accepted",
        "at": MONDAY + timedelta(microseconds=number),
        "body": ODD,
        "reason": None,
        **others,
    }


def stored(session: Session) -> list[Attempt]:
    """What is there, in the order of the keys."""
    return list(session.scalars(select(Attempt).order_by(Attempt.key)))


def test_rows_come_back_as_they_were_given(database: Database) -> None:
    """Instants to the microsecond, sealed texts with every sign, nothing for nothing."""
    with database.write() as session:
        rows = [columns(1), columns(2, reason="late", at=MONDAY + timedelta(days=200))]
        insert_many(session.connection(), Attempt.__table__, rows)
    with database.read() as session:
        first, second = stored(session)
    assert (first.body, first.reason, first.automated) == (ODD, None, False)
    assert first.at == MONDAY + timedelta(microseconds=1)
    assert (second.reason, second.at) == ("late", MONDAY + timedelta(days=200))


def test_a_row_is_inserted_once(database: Database) -> None:
    """Its id is given the first time, whatever else differs the next."""
    table = Attempt.__table__
    with database.write() as session:
        made = [
            insert_once(session.connection(), table, columns(number, at=MONDAY), ("key",))
            for number in (1, 2, 1)
        ]
    with database.read() as session:
        first, second = stored(session)
    assert made == [first.id, second.id, None]
    assert (first.body, first.try_no) == (ODD, 1)


def test_what_is_wrong_with_a_row_is_no_repetition(database: Database) -> None:
    row = columns(1, case_id=99)
    with pytest.raises(IntegrityError), database.write() as session:
        insert_once(session.connection(), Attempt.__table__, row, ("key",))


def test_a_row_is_inserted_unless_another_stands_for_it(database: Database) -> None:
    unless = insert_unless(
        Attempt.__table__, tuple(columns(0)), Attempt.reason.is_not_distinct_from(REASON)
    )
    with database.write() as session:
        made = [
            inserted(session.connection(), unless, columns(number, reason=reason))
            for number, reason in enumerate((None, None, "late", None))
        ]
    assert made == [True, False, True, False]
    with database.read() as session:
        assert [(row.body, row.try_no) for row in stored(session)] == [(ODD, 1)] * 2


def test_what_is_not_given_has_its_default(database: Database) -> None:
    """As a row of the ORM would."""
    with database.write() as session:
        insert_many(session.connection(), Attempt.__table__, [columns(1)])
    with database.read() as session:
        (row,) = stored(session)
    assert (row.try_no, row.language, row.absent_seen) == (1, "fr", 0)


def test_a_private_text_is_sealed_on_the_way(database: Database) -> None:
    """Nothing readable lies in the table."""
    with database.write() as session:
        insert_many(session.connection(), Attempt.__table__, [columns(1, body="secret")])
        raw = session.connection().exec_driver_sql("SELECT body FROM attempts").scalar()
    assert "secret" not in str(raw)


def test_each_row_is_changed_by_its_own_values(database: Database) -> None:
    """And only the ones that are named."""
    with database.write() as session:
        connection = session.connection()
        insert_many(connection, Attempt.__table__, [columns(n) for n in range(4)])
        changes = [
            {
                "key": f"{n:026d}",
                "status": "sent",
                "segments": n,
                "settled_at": MONDAY,
                "body": None,
            }
            for n in (1, 3)
        ]
        update_many(connection, Attempt.__table__, changes, by="key")
    with database.read() as session:
        rows = stored(session)
    assert [row.status for row in rows] == ["accepted", "sent", "accepted", "sent"]
    assert [row.segments for row in rows] == [None, 1, None, 3]
    assert [row.body for row in rows] == [ODD, None, ODD, None]
    assert [row.settled_at for row in rows] == [None, MONDAY, None, MONDAY]


def test_days_are_days(database: Database) -> None:
    """A date without a time."""
    world: World = make_world(database)
    add_case(world)
    with database.write() as session:
        row = session.scalars(select(Enrolment)).one()
        change = {"id": row.id, "j0": date(2026, 3, 29), "due_at": None, "reason": ODD[:10]}
        update_many(session.connection(), Enrolment.__table__, [change])
    with database.read() as session:
        again = session.scalars(select(Enrolment)).one()
    assert (again.j0, again.due_at, again.reason) == (date(2026, 3, 29), None, ODD[:10])


def test_nothing_is_nothing(sqlite_database: Database) -> None:
    """No statement for no row."""
    with sqlite_database.write() as session:
        insert_many(session.connection(), Attempt.__table__, [])
        update_many(session.connection(), Attempt.__table__, [])


@pytest.mark.parametrize("count", [0, 1, 2000])
def test_a_list_is_one_parameter_whatever_its_length(database: Database, count: int) -> None:
    """Keys and ids alike."""
    with database.write() as session:
        connection = session.connection()
        insert_many(connection, Attempt.__table__, [columns(n) for n in range(3)])
        keys = [f"{n:026d}" for n in range(1, count + 1)]
        by_key = select(Attempt.key).where(listed(Attempt.key, "keys")).order_by(Attempt.key)
        found = list(connection.scalars(by_key, {"keys": keys}))
        ids = list(connection.scalars(select(Attempt.id)))
        by_id = list(
            connection.scalars(select(Person.id).where(listed(Person.id, "ids")), {"ids": ids})
        )
    assert found == keys[:2]
    assert by_id == []
