"""What every test may ask for: databases on both engines."""

import gc
import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from tests import postgres

# Migrated databases (`database`, `sqlite_database`), a browser (`opened`), and what CI refuses.
pytest_plugins = ["tests.databases", "tests.browser", "tests.skips"]

settings.register_profile("dev", deadline=None, max_examples=50)
settings.register_profile(
    "ci",
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=100,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],  # the machine may be busy; examples are not fewer
)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

_POSTGRES_ROOT = pytest.StashKey[Path]()
_MEMORY = Path("/dev/shm")  # noqa: S108  where Linux keeps files in memory
_ROOM = 4 * 1024**3
_LONG = tuple(f"tests/{room}/" for room in ("eight_weeks", "soak", "crash", "stories", "demo"))


def pytest_configure(config: pytest.Config) -> None:
    """Forget the settings of whoever runs the tests; name the folder of the run's PostgreSQL."""
    for name in [name for name in os.environ if name.startswith("OUTREACH_")]:
        del os.environ[name]
    _write_to_memory()
    given = getattr(config, "workerinput", {}).get("postgres_root")
    root = Path(given or tempfile.mkdtemp(prefix="outreach-pg-"))
    config.stash[_POSTGRES_ROOT] = root


def _write_to_memory() -> None:
    """Files that a run makes need to survive nothing: where there is room they touch no disk."""
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM
    if roomy and os.access(_MEMORY, os.W_OK) and "TMPDIR" not in os.environ:
        os.environ["TMPDIR"] = str(_MEMORY)  # for the processes of this run, and theirs
        tempfile.tempdir = None  # it is looked up again


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_auto_num_workers() -> int:
    """One more than there are cores: there is always one that waits for a browser or a child."""
    return (os.cpu_count() or 1) + 1


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell each process of a parallel run where the one PostgreSQL is."""
    node.workerinput["postgres_root"] = str(node.config.stash[_POSTGRES_ROOT])


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that started the run stops its PostgreSQL."""
    if not hasattr(config, "workerinput"):
        postgres.stop(config.stash[_POSTGRES_ROOT])


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first: begun last, it would leave the other processes idle."""
    items.sort(key=lambda item: not item.nodeid.startswith(_LONG))


def pytest_collection_finish() -> None:
    """Look seldom for circles of objects, and not among the modules and tests that all stay."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 10, 10)


@pytest.fixture(scope="session")
def postgres_server(pytestconfig: pytest.Config) -> str:
    """URL of the run's PostgreSQL server (its maintenance database)."""
    return postgres.start(pytestconfig.stash[_POSTGRES_ROOT])


@pytest.fixture(scope="session")
def _database_names(pytestconfig: pytest.Config) -> Iterator[str]:
    worker = getattr(pytestconfig, "workerinput", {}).get("workerid", "main")
    return (f"test_{worker}_{number}" for number in itertools.count(1))


@pytest.fixture
def postgres_url(postgres_server: str, _database_names: Iterator[str]) -> Iterator[str]:
    """URL of an empty PostgreSQL database, this test's own."""
    with postgres.fresh_database(postgres_server, next(_database_names)) as url:
        yield url


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """URL of a SQLite database, this test's own; the file does not exist yet."""
    return f"sqlite:///{tmp_path / 'outreach.db'}"


@pytest.fixture(params=["sqlite", "postgres"], ids=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """URL of an empty database: the test runs once on each engine."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url
