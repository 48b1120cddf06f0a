"""The only place that reads the wall clock or draws randomness."""

import base64
import random
import secrets
import threading
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeVar


class Clock(Protocol):
    """What the edges hand down: every rule and service gets its instants and keys from here."""

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        ...

    def key(self) -> str:
        """A fresh unguessable key: 26 characters, lower-case letters and digits."""
        ...

    def secret(self, size: int) -> bytes:
        """`size` fresh random bytes, for salts and keys at rest."""
        ...

    def sleep(self, seconds: float) -> None:
        """Come back when `seconds` have passed on this clock."""
        ...


_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"


class SystemClock:
    """The real clock; with `start` it ticks on from that instant instead (``--at``)."""

    def __init__(self, start: datetime | None = None) -> None:
        if start is not None and start.tzinfo is None:
            raise ValueError("a clock starts at an aware instant")
        self._start = start.astimezone(UTC) if start else None
        self._origin = time.monotonic()

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        if self._start is None:
            return datetime.now(UTC)
        return self._start + timedelta(seconds=time.monotonic() - self._origin)

    def key(self) -> str:
        """A fresh unguessable key (130 bits)."""
        return base64.b32encode(secrets.token_bytes(17)).decode()[:26].lower()

    def secret(self, size: int) -> bytes:
        """`size` fresh random bytes."""
        return secrets.token_bytes(size)

    def sleep(self, seconds: float) -> None:
        """Wait; this clock's seconds are real ones, wherever it started."""
        time.sleep(seconds)


class StillClock:
    """A clock that moves only when told, with countable keys: for tests and rehearsals."""

    def __init__(self, start: datetime) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock starts at an aware instant")
        self._now = start.astimezone(UTC)
        self._keys = 0

    def now(self) -> datetime:
        """The instant it was last set to."""
        return self._now

    def set(self, instant: datetime) -> None:
        """Move to another aware instant, forwards or backwards."""
        self._now = instant.astimezone(UTC)

    def advance(self, span: timedelta) -> None:
        """Move forward by `span`."""
        self._now += span

    def key(self) -> str:
        """The next key of a fixed series."""
        self._keys += 1
        return f"k{self._keys:025d}"

    def secret(self, size: int) -> bytes:
        """The next bytes of a fixed series."""
        self._keys += 1
        return self._keys.to_bytes(size, "big")

    def sleep(self, seconds: float) -> None:
        """Move forward by `seconds` at once."""
        self._now += timedelta(seconds=seconds)


class SteeredClock:
    """A clock that somebody steers: it stands still, or runs at any pace, and never goes back.

    Safe between threads. With a `seed` its keys are the same at each run; without, nobody can
    guess them. `pace`: seconds of this clock in a real second, 0 = still.
    """

    def __init__(self, start: datetime, pace: float = 0.0, seed: int | None = None) -> None:
        if start.tzinfo is None:
            raise ValueError("a clock starts at an aware instant")
        self._lock = threading.RLock()
        self._then, self._since, self._pace = start.astimezone(UTC), time.monotonic(), pace
        self._draws = secrets.SystemRandom() if seed is None else random.Random(seed)

    @property
    def pace(self) -> float:
        """Seconds of this clock in a real second."""
        return self._pace

    def now(self) -> datetime:
        """The current instant, aware, in UTC."""
        with self._lock:
            passed = time.monotonic() - self._since
            return self._then + timedelta(seconds=passed * self._pace)

    def run(self, pace: float) -> None:
        """Go on from now at another pace; 0 stands still."""
        with self._lock:
            self._then, self._since, self._pace = self.now(), time.monotonic(), pace

    def reach(self, instant: datetime) -> None:
        """Jump forward to an aware instant; one that is past changes nothing."""
        with self._lock:
            self._then, self._since = max(self.now(), instant.astimezone(UTC)), time.monotonic()

    def key(self) -> str:
        """The next key of the seed, or a fresh unguessable one (130 bits)."""
        with self._lock:
            return "".join(self._draws.choice(_ALPHABET) for _ in range(26))

    def secret(self, size: int) -> bytes:
        """The next bytes of the seed, or fresh random ones."""
        with self._lock:
            return self._draws.randbytes(size)

    def sleep(self, seconds: float) -> None:
        """Come back when `seconds` have passed on this clock: at once when it stands still."""
        if self._pace == 0:
            self.reach(self.now() + timedelta(seconds=seconds))
        else:
            time.sleep(seconds / self._pace)


T = TypeVar("T")


class Dice:
    """Chance that repeats: the same seed and the same names give the same throw, in any order."""

    def __init__(self, seed: int) -> None:
        self.seed = seed

    def between(self, low: int, high: int, *names: object) -> int:
        """A whole number from `low` to `high`, both included."""
        return self._throw(names).randint(low, high)

    def pick(self, choices: Sequence[T], *names: object) -> T:
        """One of some."""
        return self._throw(names).choice(choices)

    def shuffled(self, things: Sequence[T], *names: object) -> list[T]:
        """The same things in another order."""
        return self._throw(names).sample(things, len(things))

    def _throw(self, names: tuple[object, ...]) -> random.Random:
        return random.Random("/".join(map(str, (self.seed, *names))))


def wall_now() -> datetime:
    """The real time, whatever the clock of the process says: only for proofs of who somebody is."""
    return datetime.now(UTC)
