"""A simulation put together: engine, rules and database, in a town without a network."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
from outreach.replies.services.ears import Ears
from outreach.settings import Settings, closed
from outreach.simulate.ground import ground
from outreach.simulate.options import Options
from outreach.simulate.population import settle
from outreach.simulate.watch.watch import Watch
from outreach.simulate.weather.chance import Chance, FlakyOperator
from outreach.simulate.weather.crash import Fragile
from outreach.simulate.weather.skewed import SkewedClock
from outreach.simulate.weather.storm import Storm
from outreach.town.indoors.mail import LocalPost, MailDoor
from outreach.town.indoors.sms import SENDER, LocalOperator, SmsDoor
from outreach.town.people.households import Household
from outreach.town.staff.desk import Desk
from outreach.town.street import Street
from outreach.worker.wiring import ears_of, means_of

_HANDED_OVER = time(8, 45)
_LAST_FILE = 0.75  # of the time: the last households' stories must have time to end
_ENOUGH = 42  # days that a silent household's story takes
_ROUNDS = timedelta(hours=4)  # of the worker's safety nets, when there is something to catch
_CRASH_ONE_IN = 400  # points of the send path
# Where nobody knows whether the message left: passed once for each, and the worst place to die.
_CRASH_AT = {"marked": 40, "called": 40}
_AT_ONCE = 1e7  # messages a second: in fair weather a pace only costs time
_CASES_A_MINUTE = 125  # beyond, what happens within some minutes is dealt with together


@dataclass(frozen=True, slots=True)
class Scene:
    """All of it, ready to be played; `storm` is None in fair weather."""

    options: Options
    clock: SteeredClock
    parts: Parts
    street: Street
    days: Days
    calendar: Calendar
    watch: Watch
    fragile: Fragile
    storm: Storm | None
    employ: Callable[[], None]  # puts a new worker in the place of one that died

    @property
    def database(self) -> Database:
        """The one they all work in."""
        return self.parts.database


@contextmanager
def scene(options: Options) -> Iterator[Scene]:
    """Put it together and take it apart; raises `NoGroundError`."""
    clock, dice = SteeredClock(options.start, seed=options.seed), Dice(options.seed)
    with ground(options.server) as database:
        chance, skewed = Chance(dice), SkewedClock(clock)
        operator = FlakyOperator(clock, chance) if options.faults else LocalOperator(clock)
        fragile = Fragile(dice if options.faults else None, _CRASH_ONE_IN, _CRASH_AT)
        post = LocalPost(clock)
        sms, mail = SmsDoor(operator), MailDoor(post, clock)
        doors: Mapping[Medium, Channel] = {Medium.SMS: sms, Medium.EMAIL: mail}
        parts = Parts(_settings(clock), skewed, database, doors)
        hired = prepare(parts, capacity=options.cases)
        calendar = _calendar(parts)
        files = _files(options, calendar, dice)
        households = [each for file in files for each in file.households]
        street = Street(households, operator, post, SENDER, clock=clock, dice=dice, zone=parts.zone)

        def hear() -> Ears:
            # One thread: what is simulated must happen in the same order each time.
            means = replace(means_of(parts), threads=0, probe=fragile)
            if not options.faults:
                means = replace(means, rates=dict.fromkeys(Medium, _AT_ONCE))
            operator.ears = ears_of(parts, means)
            return operator.ears

        ears = hear()
        days = Days(
            clock, ears, street, Desk(ears.means, street, hired, calendar), hired, calendar, files
        )
        days.grain = timedelta(minutes=max(1, options.cases // _CASES_A_MINUTE))
        watch = Watch(lambda: days.ears.means, street, calendar, database)
        days.seen = watch
        sms.witness = mail.witness = watch.witness
        storm = None
        if not options.faults:
            street.on_the_way = ()  # half the work, and nothing in fair weather depends on it
        if isinstance(operator, FlakyOperator):
            span = (options.start, options.start + timedelta(days=options.days))
            storm = Storm(dice, chance, operator, sms, mail, skewed, fragile, span)
            days.weather, days.every, mail.trouble = storm, _ROUNDS, chance.mail
        yield Scene(
            options,
            clock,
            parts,
            street,
            days,
            calendar,
            watch,
            fragile,
            storm,
            lambda: days.employ(hear()),
        )


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
