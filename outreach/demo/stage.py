"""A demonstration put together: the product over its scenery, with people in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from outreach.app import create_app
from outreach.clock import Dice, SteeredClock
from outreach.database import PARIS
from outreach.demo.days import Days, File
from outreach.demo.opening import prepare
from outreach.demo.scenery import Scenery, raised
from outreach.parts import Parts
from outreach.programmes import services as programmes
from outreach.programmes.rules.calendar import Calendar
from outreach.town.people.cast import CAST, OTHERS
from outreach.town.people.households import Household, settle
from outreach.town.staff.desk import Desk
from outreach.town.staff.team import Hired
from outreach.town.street import Street
from outreach.worker.wiring import ears_of, means_of

START = datetime(2026, 3, 2, 8, 30, tzinfo=PARIS)
SECOND_FILE = START + timedelta(days=21)


@dataclass(frozen=True, slots=True)
class Stage:
    """All of it, ready to be played."""

    scenery: Scenery
    street: Street
    days: Days
    hired: Hired
    app: Any


@contextmanager
def staged(
    clock: SteeredClock, seed: int, port: int | None, leaves_from: datetime | None = None
) -> Iterator[Stage]:
    """Put it together and take it apart; what `raised` raises."""
    with raised(clock, port) as scenery:
        hired = prepare(scenery.parts)
        # One call after the other: the same seed tells the same town.
        ears = ears_of(scenery.parts, replace(means_of(scenery.parts), threads=0))
        app = create_app(scenery.parts, ears)
        dice, today = Dice(seed), START.date()
        street = Street(
            settle(CAST, OTHERS, dice, today),
            scenery.carrier,
            scenery.post,
            scenery.sender,
            clock=clock,
            dice=dice,
            zone=scenery.parts.zone,
        )
        calendar = _calendar(scenery.parts)
        desk = Desk(ears.means, street, hired, calendar, leaves_from)
        days = Days(clock, ears, street, desk, hired, calendar, _files(street))
        yield Stage(scenery, street, days, hired, app)


def _files(street: Street) -> list[File]:
    """The landlord's two files, three weeks apart."""
    first: list[Household] = []
    second: list[Household] = []
    for tenant in street.tenants:
        (second if tenant.household.who.late else first).append(tenant.household)
    return [File(START, tuple(first)), File(SECOND_FILE, tuple(second))]


def _calendar(parts: Parts) -> Calendar:
    with parts.database.read() as session:
        programme = programmes.get(session)
        assert programme is not None  # noqa: S101  `prepare` made it
        return programmes.calendar_of(session, programme, parts.zone)
