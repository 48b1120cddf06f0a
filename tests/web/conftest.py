"""A desk for every test of pages."""

from collections.abc import Iterator

import pytest

from outreach.database import Database
from tests.web.desk import Desk, make_desk


@pytest.fixture
def desk(sqlite_database: Database) -> Iterator[Desk]:
    """The application over a small world on SQLite."""
    with make_desk(sqlite_database) as made:
        yield made
