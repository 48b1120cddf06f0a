"""What a broken promise looks like on the screen."""

from datetime import UTC, datetime

import pytest

from outreach.cli.simulate.telling import replay, tell_breaches
from outreach.database import PARIS
from outreach.simulate.figures import Figures
from outreach.simulate.options import Options
from outreach.simulate.playing import Played
from outreach.simulate.watch.breach import Breach, Promise

AT = datetime(2026, 3, 12, 9, 12, tzinfo=UTC)
NOTHING = Figures(0, 0, 0, 0, 0, {}, {}, {})


def _told(capsys: pytest.CaptureFixture[str], options: Options, *breaches: Breach) -> str:
    tell_breaches(Played(NOTHING, (), breaches, "", 0, 0, options))
    return capsys.readouterr().err


def test_it_names_promise_case_and_instant_and_how_to_see_it_again(
    capsys: pytest.CaptureFixture[str],
) -> None:
    breach = Breach(Promise.NEVER_TWICE, AT, "AHU-2026-0007", "step S1: attempts a and b")
    told = _told(capsys, Options(200, 365, 41, faults=True), breach)
    assert "✗ Jamais deux fois le même message, dossier AHU-2026-0007" in told
    assert "jeu. 12/03/2026 10:12" in told
    assert "step S1: attempts a and b" in told
    assert "Pour le revoir : outreach simulate --cases 200 --days 365 --seed 41 --faults" in told


def test_many_are_not_all_told(capsys: pytest.CaptureFixture[str]) -> None:
    told = _told(capsys, Options(1, 1, 1), *[Breach(Promise.HOURS, AT)] * 23)
    assert told.count("✗") == 20
    assert "et 3 autres" in told


def test_another_beginning_is_part_of_the_line() -> None:
    begun = datetime(2026, 6, 1, 8, tzinfo=PARIS)
    line = replay(Options(3, 4, 5, start=begun))
    assert line == "outreach --at 2026-06-01T08:00:00+02:00 simulate --cases 3 --days 4 --seed 5"
