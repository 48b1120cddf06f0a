"""What is asked each second, or for each batch, is found by an index on SQLite, however much lies
beside it (PostgreSQL decides by what it has counted).
"""

import pytest
from sqlalchemy import Select, select
from sqlalchemy.event import listen

from outreach.bulk import listed
from outreach.database import Database
from outreach.messages.models import PENDING, Attempt, Status
from outreach.messages.services.waiting import WAITING
from outreach.people.models import ContactPoint
from outreach.sequences.services.dispatch import DUE
from tests.databases import MONDAY

_LISTS = {"keys": ["a"], "people": [1], "media": ["sms"]} | {
    "now": MONDAY,
    "rest": MONDAY,
    "most": 9,
}


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("statement", "table"),
    [
        pytest.param(WAITING, "attempts", id="answers nobody has in hand"),
        pytest.param(DUE, "enrolments", id="runs that are due"),
        pytest.param(select(Attempt).where(PENDING), "attempts", id="on their way"),
        pytest.param(
            select(Attempt.id).where(PENDING, Attempt.status == Status.UNCERTAIN),
            "attempts",
            id="uncertain ones",
        ),
        pytest.param(select(Attempt.id).where(listed(Attempt.key, "keys")), "attempts", id="keys"),
        pytest.param(
            select(ContactPoint.id).where(listed(ContactPoint.person_id, "people")),
            "contact_points",
            id="points of people",
        ),
    ],
)
def test_an_index_finds_it(database: Database, statement: Select[object], table: str) -> None:
    asked: list[tuple[str, object]] = []
    with database.engine.connect() as connection:
        listen(connection, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
        connection.execute(statement, _LISTS)
        sql, values = asked[-1]  # the first one is BEGIN
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", values)
        steps = [row.detail for row in plan]
    assert f"SCAN {table}" not in steps
    assert any(step.startswith(f"SEARCH {table} USING") for step in steps)
