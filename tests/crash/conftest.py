"""Prepared databases, and the nurseries of processes that die."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import make_url

from outreach.town.carrier import Carrier
from tests.crash.scene import PEOPLE, START, DrawingClock, Nursery, Scene
from tests.databases import opened
from tests.postgres import fresh_database
from tests.world import make_ready


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """One for the whole run of a process."""
    with Nursery() as found:
        yield found


@pytest.fixture(scope="session")
def other_nursery() -> Iterator[Nursery]:
    """Another, for what happens at the same time."""
    with Nursery() as found:
        yield found


@contextmanager
def scene_on(url: str) -> Iterator[Scene]:
    """A scene with a carrier of its own."""
    clock = DrawingClock(START)
    with Carrier(clock=clock) as carrier:
        yield Scene(url, carrier, clock)


@pytest.fixture(scope="session")
def ready_file(tmp_path_factory: pytest.TempPathFactory, _sqlite_template: Path) -> Path:
    """A SQLite file in which the first SMS of everybody is due."""
    file = tmp_path_factory.mktemp("ready") / "outreach.db"
    shutil.copy(_sqlite_template, file)
    with opened(f"sqlite:///{file}") as database:
        make_ready(database, people=PEOPLE)
    return file


@pytest.fixture(scope="session")
def ready_template(
    postgres_server: str, _database_names: Iterator[str], _postgres_template: str
) -> Iterator[str]:
    """The name of a PostgreSQL database in which the first SMS of everybody is due."""
    name = next(_database_names)
    with fresh_database(postgres_server, name, template=_postgres_template) as url:
        with opened(url) as database:
            make_ready(database, people=PEOPLE)
        yield str(make_url(url).database)


@pytest.fixture
def sqlite_scene(tmp_path: Path, ready_file: Path) -> Iterator[Scene]:
    """A scene on SQLite."""
    file = shutil.copy(ready_file, tmp_path / "scene.db")
    with scene_on(f"sqlite:///{file}") as scene:
        yield scene


@pytest.fixture
def postgres_scene(
    postgres_server: str, _database_names: Iterator[str], ready_template: str
) -> Iterator[Scene]:
    """A scene on PostgreSQL."""
    name = next(_database_names)
    with (
        fresh_database(postgres_server, name, template=ready_template) as url,
        scene_on(url) as scene,
    ):
        yield scene


@pytest.fixture(params=["sqlite", "postgres"], ids=["sqlite", "postgresql"])
def scene(request: pytest.FixtureRequest) -> Scene:
    """A scene: once on each engine."""
    found: Scene = request.getfixturevalue(f"{request.param}_scene")
    return found
