"""Runs as files: the newest of this working folder, and those that are in git."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Self

from benchmarks.harness.machine import ROOT
from benchmarks.harness.rounds import Result

NEWEST = ROOT / "var" / "benchmarks" / "newest.json"
KEPT = ROOT / "benchmarks" / "results"


@dataclass(frozen=True, slots=True)
class Run:
    """One run of the measures; `at` is an ISO 8601 instant in UTC."""

    commit: str
    at: str
    quick: bool
    machine: dict[str, str]
    results: Sequence[Result]

    @classmethod
    def read(cls, path: Path) -> Self:
        """From a file that `write` made."""
        stored = json.loads(path.read_text(encoding="utf-8"))
        return cls(**{**stored, "results": [Result.read(one) for one in stored["results"]]})

    def write(self, path: Path) -> None:
        """To a file, whose folder is made."""
        path.parent.mkdir(parents=True, exist_ok=True)
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        path.write_text(text + "\n", encoding="utf-8")

    @property
    def name(self) -> str:
        """What its files are called: day and commit."""
        return f"{self.at[:10]}-{self.commit.rstrip('+')}"


def kept(folder: Path = KEPT) -> list[Run]:
    """The runs that were kept, the newest last; not each has every measure."""
    return sorted((Run.read(path) for path in folder.glob("*.json")), key=lambda run: run.at)
