"""What goes wrong with single messages and hooks, drawn from the seed (delivery.md §B)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta

from outreach.clock import Clock, Dice
from outreach.simulate.weather.crash import CrashError
from outreach.town.book import Entry
from outreach.town.faults import WELL, Faults, Trouble, parse
from outreach.town.indoors.sms import LocalOperator

# Of a thousand calls. Late and lagging ones stay below the grace: beyond it is a stated risk (R1).
_CREATE: Mapping[str, int] = {
    "accept_then_reset": 15,
    "accept_then_hang": 10,
    "accepted_late:{}": 10,
    "list_lag:{}": 10,
    "cut_short": 5,
    "not_json": 5,
    "no_sid": 5,
    "500_accepted": 10,
    "500_unaccepted": 10,
    "503_html": 5,
    "429": 10,
    "drop": 10,
    "reset": 5,
    "hang": 5,
    "status:408": 2,
    "status:502": 3,
    "status:401": 1,
    "refuse:21610": 2,
    "refuse:21211": 2,
    "refuse:30008": 2,
    "refuse:99999": 1,
}
_ASKED: Mapping[str, int] = {"status:500": 60, "drop": 40}
_MAIL: Mapping[str, int] = {"refused": 15, "later": 20, "lost": 10, "kept": 15}
_RECEIPT: Mapping[str, int] = {"lost": 80, "twice": 50, "late": 80}
_HOOK: Mapping[str, int] = {"lost": 40, "twice": 40}
_LATEST = 240  # seconds after the call
_THOUSAND = 1000


class Chance:
    """Throws for each call in turn; the same seed meets the same troubles."""

    def __init__(self, dice: Dice) -> None:
        self._dice, self._count = dice, 0
        self.fair = False

    def of(self, shares: Mapping[str, int]) -> str:
        """One of some troubles, "" for none."""
        self._count += 1
        throw = self._dice.between(1, _THOUSAND, "trouble", self._count)
        for word, share in shares.items():
            if throw <= share and not self.fair:
                return word.format(self.seconds())
            throw -= share
        return ""

    def seconds(self) -> int:
        """How late something comes."""
        return self._dice.between(5, _LATEST, "late", self._count)

    def mail(self) -> str:
        """What the next e-mail meets."""
        return self.of(_MAIL)


class ChancyFaults(Faults):
    """Those of the carrier that were told, then those of chance."""

    def __init__(self, chance: Chance) -> None:
        super().__init__()
        self._chance = chance

    def take(self, on: str, to: str = "") -> Trouble:
        """What this call meets."""
        told = super().take(on, to)
        if told is not WELL:
            return told
        word = self._chance.of(_CREATE if on == "create" else _ASKED)
        return parse(word) if word else WELL


class FlakyOperator(LocalOperator):
    """Loses and repeats what it should tell us, and tells some of it late."""

    def __init__(self, clock: Clock, chance: Chance) -> None:
        super().__init__(clock)
        self.faults = ChancyFaults(chance)
        self._chance = chance
        self._late: list[tuple[datetime, Entry, str, int | None]] = []

    @contextmanager
    def together(self) -> Iterator[None]:
        """Each by itself: their order is part of the weather."""
        yield

    def bring(self, entry: Entry, opt_out: str) -> int:
        """Hand over what somebody wrote: never, once or twice; whoever hears it may die of it."""
        what = self._chance.of(_HOOK)
        if what == "lost":
            return 0
        try:
            if what == "twice":
                super().bring(entry, opt_out)
            return super().bring(entry, opt_out)
        except CrashError:
            return 0  # the web process; another one answers the next call

    def tell(self, entry: Entry, status: str, error: int | None) -> int:
        """Hand over a status: never, once, twice, or later."""
        what = self._chance.of(_RECEIPT)
        now = self.clock.now()
        if what == "late" or entry.created > now:
            at = max(entry.created, now) + timedelta(seconds=self._chance.seconds())
            self._late.append((at, entry, status, error))
            return 0
        if what == "lost":
            return 0
        if what == "twice":
            super().tell(entry, status, error)
        return super().tell(entry, status, error)

    def next_at(self) -> datetime | None:
        """When something late comes."""
        return min((at for at, *_ in self._late), default=None)

    def tell_late(self, now: datetime) -> None:
        """Hand over what comes late."""
        due = [each for each in self._late if each[0] <= now]
        self._late = [each for each in self._late if each[0] > now]
        for _, entry, status, error in due:
            super().tell(entry, status, error)
