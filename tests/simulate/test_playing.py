"""A short programme from end to end."""

import tempfile
from pathlib import Path

import pytest

from outreach.simulate.options import NoGroundError, Options
from outreach.simulate.playing import Played, play

OPTIONS = Options(cases=5, days=11, seed=2)


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
    assert played.breaches == ()
    assert "Jamais deux fois le même message" in played.promises


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
    assert again.breaches == ()
    assert again.digest == played.digest


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(NoGroundError):
        play(Options(1, 1, 1, server=f"postgresql+psycopg://nobody@/none?host={tmp_path}"))


def test_with_faults_the_promises_hold_and_the_same_seed_meets_the_same() -> None:
    options = Options(cases=3, days=9, seed=3, faults=True)
    done, again = play(options), play(options)
    assert done.breaches == again.breaches == ()
    assert (done.digest, done.crashes) == (again.digest, again.crashes)
