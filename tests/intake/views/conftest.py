"""A desk in late November, when the sample files were written."""

from collections.abc import Iterator

import pytest

from outreach.database import Database
from tests.web.desk import Desk, make_desk


@pytest.fixture
def desk(sqlite_database: Database) -> Iterator[Desk]:
    """The application over an empty programme."""
    with make_desk(sqlite_database, "2026-11-23 09:00") as made:
        yield made
