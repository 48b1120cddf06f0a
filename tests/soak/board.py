"""Sixty-four bytes that every process of a soak shares: the time, and what each is doing."""

import mmap
import struct
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from outreach.clock import SystemClock

# Where a process may be struck: its last named point, or the little it does between them.
PLACES = (
    *("starting", "round", "claimed", "reserved", "calling", "marked", "called", "settled"),
    *("listening", "answering", "paused"),
)
_SIZE = 64
_CLOCK = struct.Struct("<q")  # microseconds; eight aligned bytes are written at once
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Board:
    """The shared bytes behind a file; `slot` numbers the processes."""

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(bytes(_SIZE))
        with path.open("r+b") as file:
            self._bytes = mmap.mmap(file.fileno(), _SIZE)

    def now(self) -> datetime:
        """The virtual instant."""
        passed: int = _CLOCK.unpack_from(self._bytes)[0]
        return _EPOCH + passed * _MICROSECOND

    def set(self, instant: datetime) -> None:
        """Move everybody's clock."""
        _CLOCK.pack_into(self._bytes, 0, (instant.astimezone(UTC) - _EPOCH) // _MICROSECOND)

    def note(self, slot: int, place: str) -> None:
        """Say what a process is about to do."""
        if place in PLACES:
            self._bytes[8 + slot] = PLACES.index(place)

    def place(self, slot: int) -> str:
        """What a process said last."""
        return PLACES[self._bytes[8 + slot]]


class SharedClock:
    """The board's time, with keys that are nobody else's; waiting takes no time."""

    def __init__(self, board: Board) -> None:
        self._board, self._draws = board, SystemClock()

    def now(self) -> datetime:
        """The virtual instant."""
        return self._board.now()

    def key(self) -> str:
        """A random key."""
        return self._draws.key()

    def secret(self, size: int) -> bytes:
        """Random bytes."""
        return self._draws.secret(size)

    def sleep(self, seconds: float) -> None:
        """Only the conductor moves the time; give the others a chance."""
        del seconds
        time.sleep(0.001)
