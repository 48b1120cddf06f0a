"""A town that has lived for a week and a day, open to all tests of this folder."""

import re
import tempfile
import threading
from collections.abc import Callable, Iterator

import pytest

from outreach.demo import live
from tests.demo.visitor import Visitor

DAYS = 8  # the first messages left the day before
_PATIENCE = 200  # seconds: the machine may run every other test beside
_THREADS = {"town", "web", "mail"}


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[live.Opened]:
    """The open town; its clock runs."""
    folder, before = tmp_path_factory.mktemp("town"), tempfile.tempdir
    tempfile.tempdir = str(folder)
    opening = live.opened(DAYS, 1, 0)
    try:
        running = opening.__enter__()
    finally:
        tempfile.tempdir = before
    try:
        assert running.awake.wait(_PATIENCE)
        yield running
    finally:
        opening.__exit__(None, None, None)
    assert list(folder.iterdir()) == []
    assert not {thread.name for thread in threading.enumerate()} & _THREADS


@pytest.fixture
def visitor(town: live.Opened) -> Visitor:
    """Somebody who has just come."""
    return Visitor(town.url)


@pytest.fixture
def wait(visitor: Visitor) -> Callable[[str, str], str]:
    """Look at a page until it says something; the town moves by itself."""

    def until(path: str, words: str) -> str:
        for _ in range(_PATIENCE * 5):
            if re.search(words, visitor.go(path)):
                return visitor.page
        raise AssertionError(f"{path} never said {words}")

    return until
