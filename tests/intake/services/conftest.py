"""A programme that takes a landlord's files."""

import pytest

from outreach.database import Database
from tests.world import World, make_world


@pytest.fixture
def world(database: Database) -> World:
    """An empty programme in late November, when the sample files were written."""
    return make_world(database, "2026-11-23 09:00")


@pytest.fixture
def small(sqlite_database: Database) -> World:
    """The same on SQLite only, for what does not depend on the engine."""
    return make_world(sqlite_database, "2026-11-23 09:00")
