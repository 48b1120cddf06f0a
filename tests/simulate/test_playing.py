"""A short programme from end to end."""

import tempfile
from pathlib import Path

import pytest

from outreach.simulate.options import NoGroundError, Options
from outreach.simulate.playing import Played, play

OPTIONS = Options(cases=6, days=13, seed=2)


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Played:
    folder, before = tmp_path_factory.mktemp("simulated"), tempfile.tempdir
    tempfile.tempdir = str(folder)
    try:
        done = play(OPTIONS)
    finally:
        tempfile.tempdir = before
    assert list(folder.iterdir()) == []  # nothing of it is left
    return done


def test_every_promise_is_kept(played: Played) -> None:
    assert played.kept
    assert all(not breaches for _, breaches in played.promises)
    assert played.promises


def test_the_same_seed_in_one_process_writes_the_same_journals(played: Played) -> None:
    again = play(OPTIONS)
    assert (again.digest, again.entries) == (played.digest, played.entries)
    assert again.figures == played.figures


def test_the_work_is_counted(played: Played) -> None:
    figures = played.figures
    assert figures.cases == OPTIONS.cases
    first = figures.contacts["letter"][0]
    posted = sum(figures.tasks["letter"].values())
    assert 0 < first <= OPTIONS.cases <= posted
    assert sum(figures.contacts["sms"].values()) <= figures.messages <= figures.segments
    assert 0 < figures.answered <= OPTIONS.cases
    assert figures.plus(figures).contacts["letter"][0] == 2 * first


def test_another_engine_makes_the_same_decisions(played: Played, postgres_server: str) -> None:
    again = play(Options(OPTIONS.cases, OPTIONS.days, OPTIONS.seed, server=postgres_server))
    assert again.kept
    assert again.digest == played.digest


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoGroundError):
        play(Options(1, 1, 1, server=f"postgresql+psycopg://nobody@/none?host={tmp_path}"))
