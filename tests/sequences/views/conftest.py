"""A desk with the shipped script published."""

from collections.abc import Iterator

import pytest

from outreach.database import Database
from tests.web.desk import Desk, make_desk


@pytest.fixture
def desk(sqlite_database: Database) -> Iterator[Desk]:
    """The application over a small world, on a Monday morning."""
    with make_desk(sqlite_database) as made:
        yield made
