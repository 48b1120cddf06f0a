"""Outages, lost machines and clocks set wrong, as the seed has them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.clock import Dice
from outreach.demo.days import Weather
from outreach.simulate.weather.chance import Chance, FlakyOperator
from outreach.simulate.weather.crash import Fragile
from outreach.simulate.weather.skewed import SkewedClock
from outreach.town.indoors.mail import MailDoor
from outreach.town.indoors.sms import SmsDoor

# (days between two, from; to), (minutes that one lasts, from; to)
_RHYTHMS = {
    "operator": ((5, 20), (10, 600)),
    "post": ((5, 20), (10, 600)),
    "web": ((5, 20), (5, 300)),
    "worker": ((7, 25), (30, 3600)),
    "clock": ((6, 18), (60, 2880)),
}
_SHIFTS = (-60, 60)  # minutes
_RESTART = (1, 30)  # minutes
_WHOLE_MACHINE = 2  # of three deaths: its web server is away as long, and nothing is told again


@dataclass(frozen=True, slots=True)
class _Change:
    at: datetime
    what: str
    begins: bool


class Storm(Weather):
    """Bad weather until `calm`."""

    def __init__(
        self,
        dice: Dice,
        chance: Chance,
        operator: FlakyOperator,
        sms: SmsDoor,
        mail: MailDoor,
        clock: SkewedClock,
        fragile: Fragile,
        span: tuple[datetime, datetime],
    ) -> None:
        self._dice, self._chance, self._operator = dice, chance, operator
        self._sms, self._mail, self._clock, self._fragile = sms, mail, clock, fragile
        self._changes = sorted(self._drawn(*span), key=lambda each: (each.at, each.what))
        self._up_at: datetime | None = None
        self._crashed = 0
        self._away = self._deaf = False

    @property
    def working(self) -> bool:
        """Whether the worker runs."""
        return not self._away and self._up_at is None

    def next_at(self) -> datetime | None:
        """When it changes next."""
        coming = [each.at for each in self._changes[:1]]
        coming += [at for at in (self._up_at, self._operator.next_at()) if at is not None]
        return min(coming, default=None)

    def turn(self, now: datetime) -> None:
        """Let it change."""
        while self._changes and self._changes[0].at <= now:
            self._change(self._changes.pop(0))
        if self._up_at is not None and self._up_at <= now:
            self._up_at = None
            self._operator.listening = not self._deaf
        self._operator.tell_late(now)

    def crashed(self, now: datetime) -> None:
        """The worker died, alone or with its machine; it comes back in some minutes."""
        self._crashed += 1
        minutes = self._dice.between(*_RESTART, "restart", self._crashed)
        self._up_at = now + timedelta(minutes=minutes)
        if self._dice.between(1, 3, "machine", self._crashed) <= _WHOLE_MACHINE:
            self._operator.listening = False

    def calm(self) -> None:
        """All is well from now on."""
        for each in self._changes:
            if not each.begins:
                self._change(each)
        self._changes = []
        self._up_at, self._chance.fair, self._operator.listening = None, True, True
        self._fragile.spare()

    def _change(self, each: _Change) -> None:
        match each.what:
            case "operator":
                self._sms.reachable = not each.begins
            case "post":
                self._mail.reachable = not each.begins
            case "web":
                self._deaf = each.begins
                self._operator.listening = not each.begins and self._up_at is None
            case "worker":
                self._away = each.begins
            case _:
                minutes = self._dice.between(*_SHIFTS, "shift", each.at)
                self._clock.shift = timedelta(minutes=minutes if each.begins else 0)

    def _drawn(self, first: datetime, last: datetime) -> list[_Change]:
        found = []
        for what, (apart, lasts) in _RHYTHMS.items():
            at, count = first, 0
            while True:
                count += 1
                hours = self._dice.between(apart[0] * 24, apart[1] * 24, what, "apart", count)
                minutes = self._dice.between(*lasts, what, "lasts", count)
                at += timedelta(hours=hours)
                if at >= last:
                    break
                end = at + timedelta(minutes=minutes)
                found += [_Change(at, what, True), _Change(end, what, False)]
                at = end
        return found
