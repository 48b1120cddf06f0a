"""Databases that are filled once and copied for each round, on both engines."""

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import make_url

from benchmarks.places.crowd import fill
from benchmarks.places.stage import Stage

Round = Callable[[str], float]  # of the URL of a copy of its own


@contextmanager
def on_postgres(
    stage: Stage, name: str, people: int, due: int | None = None
) -> Iterator[Callable[[Round], float]]:
    """What runs a round on a fresh copy of a PostgreSQL database with `people` in it."""
    with stage.database(name) as url:
        fill(url, people, due)

        def run(work: Round) -> float:
            with stage.database(f"{name}_copy", str(make_url(url).database)) as copy:
                return work(copy)

        yield run


@contextmanager
def on_sqlite(
    stage: Stage, name: str, people: int, due: int | None = None
) -> Iterator[Callable[[Round], float]]:
    """The same on SQLite."""
    folder = stage.folder / name
    folder.mkdir()
    fill(f"sqlite:///{folder / 'filled.db'}", people, due)

    def run(work: Round) -> float:
        copy = folder / "copy.db"
        shutil.copy(folder / "filled.db", copy)
        with copy.open("r+b") as copied:
            os.fsync(copied.fileno())  # else the first commit waits for all of it
        try:
            return work(f"sqlite:///{copy}")
        finally:
            for file in folder.glob("copy.db*"):
                file.unlink()

    try:
        yield run
    finally:
        shutil.rmtree(folder)


def file_of(stage: Stage, name: str) -> Path:
    """A path where no file is, for a peer's own database."""
    for file in stage.folder.glob(f"{name}.db*"):
        file.unlink()
    return stage.folder / f"{name}.db"
