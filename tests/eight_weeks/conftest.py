"""What these tests share."""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def template(_sqlite_template: Path) -> Path:
    """A migrated SQLite file, to copy."""
    return _sqlite_template
