"""Offices for tests of the inbox: on SQLite, and on both engines where statements may differ."""

import pytest

from outreach.database import Database
from tests.inbox.office import Office, make_office, under_way


@pytest.fixture
def office(database: Database) -> Office:
    """Two cases, and nobody has written yet; on both engines."""
    return make_office(database)


@pytest.fixture
def going(sqlite_database: Database) -> Office:
    """Two cases whose first SMS has left."""
    return under_way(sqlite_database)


@pytest.fixture
def running(database: Database) -> Office:
    """The same, on both engines."""
    return under_way(database)
