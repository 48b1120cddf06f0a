"""What people of the town decide: pure, and the same for the same dice."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from outreach.clock import Dice
from outreach.town.people.characters import Character, Line, Way


@dataclass(frozen=True, slots=True)
class Got:
    """One message that came to a person."""

    at: datetime
    way: Way
    text: str = ""


@dataclass(frozen=True, slots=True)
class Next:
    """What somebody writes next, and when."""

    line: Line
    at: datetime


def next_line(
    who: Character, said: int, got: Sequence[Got], dice: Dice, zone: ZoneInfo
) -> Next | None:
    """What a person who has written `said` times writes next, if anything.

    `got` is everything they were sent, oldest first.
    """
    if who.yours or said >= len(who.lines):
        return None
    line = who.lines[said]
    came = [each.at for each in got if each.way is line.way and line.about in each.text]
    if len(came) < line.got:
        return None
    minutes = dice.between(*line.wait, who.code, said)
    at = came[line.got - 1] + timedelta(minutes=minutes)
    return Next(line, _not_before(at, line.at, zone) if line.at else at)


def outcome_of(outcomes: Sequence[str], times: int) -> str:
    """What comes of the next call or visit, after `times` earlier ones."""
    return outcomes[min(times, len(outcomes) - 1)]


def _not_before(at: datetime, hour: time, zone: ZoneInfo) -> datetime:
    """The first instant from `at` on when a local clock shows `hour`."""
    local = at.astimezone(zone)
    day = local.date() + timedelta(days=1 if local.time() > hour else 0)
    return datetime.combine(day, hour, zone).astimezone(at.tzinfo)
