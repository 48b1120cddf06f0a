"""The only place that reads the wall clock or draws randomness."""

import secrets
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


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
        return "".join(secrets.choice(_ALPHABET) for _ in range(26))

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
