"""A terminal to type commands in: inside this process, or in a child of its own."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner

from outreach.cli.main import main

OUTREACH = Path(sys.executable).with_name("outreach")


@dataclass(frozen=True)
class Ran:
    """What a command answered."""

    code: int
    out: str
    err: str


class Terminal:
    """Commands typed in an empty folder, with the settings of `env` and no other."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.env = {"OUTREACH_DATABASE_URL": f"sqlite:///{folder}/var/outreach.db"}

    @property
    def database(self) -> Path:
        return self.folder / "var" / "outreach.db"

    def type(self, *args: str, stdin: str = "") -> Ran:
        """Run in this process: fast."""
        others = {name: None for name in os.environ if name.startswith("OUTREACH_")}
        with CliRunner().isolation(stdin, env={**others, **self.env}) as streams:
            code = main(args)
        return Ran(code, streams[0].getvalue().decode(), streams[1].getvalue().decode())

    def spawn(self, *args: str, stdin: bytes = b"", **env: str) -> Ran:
        """Run the installed command in a child process: the real thing."""
        ran = subprocess.run(
            [OUTREACH, *args],
            input=stdin,
            capture_output=True,
            cwd=self.folder,
            env={"PATH": "/usr/bin:/bin", **self.env, **env},
            timeout=60,
            check=False,
        )
        return Ran(ran.returncode, ran.stdout.decode(), ran.stderr.decode())


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in an empty folder: no `.env` of the developer's."""
    monkeypatch.chdir(tmp_path)
    return Terminal(tmp_path)


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = Terminal(tmp_path_factory.mktemp("made"))
    ran = made.type("init")
    assert ran.code == 0, ran.err
    return made.database.parent


@pytest.fixture
def ready(terminal: Terminal, _made: Path) -> Terminal:
    """A terminal whose database is ready."""
    shutil.copytree(_made, terminal.database.parent)
    return terminal
