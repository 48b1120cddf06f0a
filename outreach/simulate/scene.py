"""A simulation put together: engine, rules and database, in a town without a network."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from outreach.channels.base import Channel, Medium
from outreach.clock import Dice, SteeredClock
from outreach.database import Database
from outreach.demo.days import Days, File
from outreach.demo.opening import prepare
from outreach.keys import new_key
from outreach.parts import Parts
from outreach.programmes import services as programmes
from outreach.programmes.rules.calendar import Calendar
from outreach.settings import Settings, closed
from outreach.simulate.ground import ground
from outreach.simulate.options import Options
from outreach.simulate.population import settle
from outreach.town.indoors.mail import LocalPost, MailDoor
from outreach.town.indoors.sms import SENDER, LocalOperator, SmsDoor
from outreach.town.people.households import Household
from outreach.town.staff.desk import Desk
from outreach.town.street import Street
from outreach.worker.wiring import ears_of

_HANDED_OVER = time(8, 45)
_LAST_FILE = 0.75  # of the time: the last households' stories must have time to end
_ENOUGH = 42  # days that a silent household's story takes
_CASES_A_MINUTE = 1000  # beyond, what happens within some minutes is dealt with together


@dataclass(frozen=True, slots=True)
class Scene:
    """All of it, ready to be played."""

    options: Options
    clock: SteeredClock
    database: Database
    operator: LocalOperator
    post: LocalPost
    sms: SmsDoor
    mail: MailDoor
    street: Street
    days: Days
    calendar: Calendar


@contextmanager
def scene(options: Options) -> Iterator[Scene]:
    """Put it together and take it apart; raises `NoGroundError`."""
    clock = SteeredClock(options.start, seed=options.seed)
    with ground(options.server, clock) as database:
        operator, post = LocalOperator(clock), LocalPost(clock)
        sms, mail = SmsDoor(operator), MailDoor(post, clock)
        doors: Mapping[Medium, Channel] = {Medium.SMS: sms, Medium.EMAIL: mail}
        parts = Parts(_settings(clock), clock, database, doors)
        hired = prepare(parts, capacity=options.cases)
        ears = operator.ears = ears_of(parts)
        calendar = _calendar(parts)
        dice = Dice(options.seed)
        files = _files(options, calendar, dice)
        households = [each for file in files for each in file.households]
        street = Street(households, operator, post, SENDER, clock=clock, dice=dice, zone=parts.zone)
        desk = Desk(ears.means, street, hired, calendar)
        days = Days(clock, ears, street, desk, hired, calendar, files)
        days.grain = timedelta(minutes=max(1, options.cases // _CASES_A_MINUTE))
        yield Scene(options, clock, database, operator, post, sms, mail, street, days, calendar)


def _settings(clock: SteeredClock) -> Settings:
    return closed(secret_key=clock.key(), data_keys=new_key(clock.secret(32)))


def _files(options: Options, calendar: Calendar, dice: Dice) -> list[File]:
    """The landlord's files: one a week, the first at once."""
    by_day: dict[date, list[Household]] = {}
    for day, each in settle(options.cases, _arrivals(options, calendar), dice):
        by_day.setdefault(day, []).append(each)
    return [File(_at(options, calendar, day), tuple(by_day[day])) for day in sorted(by_day)]


def _at(options: Options, calendar: Calendar, day: date) -> datetime:
    return max(calendar.at(day, _HANDED_OVER), options.start)


def _arrivals(options: Options, calendar: Calendar) -> list[date]:
    """The working days on which a file comes."""
    first = calendar.day(options.start)
    span = min(int(options.days * _LAST_FILE), max(options.days - _ENOUGH, 0))
    days = [first + timedelta(weeks=week) for week in range(span // 7 + 1)]
    return sorted({first, *(calendar.next_working_day(day) for day in days[1:])})


def _calendar(parts: Parts) -> Calendar:
    with parts.database.read() as session:
        programme = programmes.get(session)
        assert programme is not None  # noqa: S101  `prepare` made it
        return programmes.calendar_of(session, programme, parts.zone)
