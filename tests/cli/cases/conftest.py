"""A terminal of an association whose sample file is about to come in."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Ran, Terminal

SAMPLES = Path(__file__).parents[2] / "intake" / "data"
MONDAY = "2026-11-23T09:00"


class Office:
    """A terminal that says when a command is typed, and reads its JSON."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.at = MONDAY

    def type(self, *args: str, stdin: str = "") -> Ran:
        return self.terminal.type("--at", self.at, *args, stdin=stdin)

    def does(self, *args: str, stdin: str = "") -> Ran:
        """A command that must work."""
        ran = self.type(*args, stdin=stdin)
        assert ran.code == 0, ran.err
        return ran

    def reads(self, *args: str, stdin: str = "") -> Any:
        """What a command says in JSON."""
        return json.loads(self.does(*args, "--json", stdin=stdin).out)

    def write(self, name: str, data: bytes) -> str:
        path = self.terminal.folder / name
        path.write_bytes(data)
        return str(path)

    def task(self, kind: str, case: str) -> int:
        """Id of the one open task of a kind in a case."""
        found = [t for t in self.reads("task", "list") if (t["kind"], t["case"]) == (kind, case)]
        assert len(found) == 1, found
        number: int = found[0]["id"]
        return number


@pytest.fixture
def office(ready: Terminal) -> Office:
    """Ready, with fictitious numbers allowed."""
    ready.env["OUTREACH_SMS"] = "simulator"
    return Office(ready)


@pytest.fixture
def loaded(office: Office) -> Office:
    """The sample file is in, and the clockwork has looked at it once."""
    office.does("import", str(SAMPLES / "signalements.csv"))
    office.does("worker", "--once")
    return office
