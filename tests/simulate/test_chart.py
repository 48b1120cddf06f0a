"""The planner's picture: weeks that people can count on."""

import re
from pathlib import Path

import pytest

from outreach.messages.models import AttemptChannel
from outreach.simulate.chart import draw
from outreach.simulate.figures import Figures
from outreach.simulate.options import Options
from outreach.tasks.models import TaskKind

HEADS = ("Contacts", "Tâches", "Semaines")


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
    draw(path, figures, Options(2, days, 1), "Travail", ({"sms": "SMS"}, {}), HEADS)
    tick = re.compile(r'<g id="xtick_\d+">(?:(?!<g id="[xy]tick).)*?>(\d+)</text>', re.S)
    found = tick.findall(path.read_text("utf-8"))  # of the lower half: both share them
    assert [int(each) for each in found] == list(named)


def test_every_channel_and_task_has_a_colour_and_one_thing_has_one(tmp_path: Path) -> None:
    """The letters of the upper half were the decisions of the lower one."""
    channels, kinds = [[one.value for one in every] for every in (AttemptChannel, TaskKind)]
    contacts, tasks = [{one: {0: 1} for one in every} for every in (channels, kinds)]
    path = tmp_path / "work.svg"
    names = {one: f"word-{one}" for one in (*channels, *kinds)}
    figures = Figures(2, 1, 1, 0, 0, contacts, tasks, {})
    draw(path, figures, Options(2, 7, 1), "Travail", (names, names), HEADS)
    swatch = r'style="fill: (#\w+)[^"]*"/>\s*</g>\s*<g id="text_\d+">(?:(?!<g).)*?>word-(\w+)<'
    legend = re.compile(swatch, re.S)
    found = legend.findall(path.read_text("utf-8"))
    assert len(found) == len(channels) + len(kinds)
    for one in set(channels) & set(kinds):
        assert len({colour for colour, word in found if word == one}) == 1
    assert len({colour for colour, _ in found[: len(channels)]}) == len(channels)
