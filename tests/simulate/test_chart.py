"""The planner's picture: weeks that people can count on."""

import re
from pathlib import Path

import pytest

from outreach.simulate.chart import draw
from outreach.simulate.figures import Figures
from outreach.simulate.options import Options


@pytest.mark.parametrize(
    ("days", "named"),
    [(84, range(1, 13)), (182, range(1, 27)), (364, range(1, 53, 2))],
)
def test_every_week_has_its_number_while_there_is_room(
    tmp_path: Path, days: int, named: range
) -> None:
    contacts = {"sms": dict.fromkeys(range(days // 7), 10)}
    figures = Figures(2, 1, 1, 0, 0, contacts, {}, {})
    path = tmp_path / "work.svg"
    heads = ("Contacts", "Tâches", "Semaines")
    draw(path, figures, Options(2, days, 1), "Travail", ({"sms": "SMS"}, {}), heads)
    tick = re.compile(r'<g id="xtick_\d+">(?:(?!<g id="[xy]tick).)*?>(\d+)</text>', re.S)
    found = tick.findall(path.read_text("utf-8"))  # of the lower half: both share them
    assert [int(each) for each in found] == list(named)
