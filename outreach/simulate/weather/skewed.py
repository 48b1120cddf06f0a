"""The engine's own clock, which somebody sets wrong now and then."""

from datetime import datetime, timedelta

from outreach.clock import SteeredClock


class SkewedClock:
    """The town's clock and a shift; keys and waiting are the town's."""

    def __init__(self, town: SteeredClock) -> None:
        self._town = town
        self.shift = timedelta()

    def now(self) -> datetime:
        """What the machine believes."""
        return self._town.now() + self.shift

    def key(self) -> str:
        """The next key."""
        return self._town.key()

    def secret(self, size: int) -> bytes:
        """The next bytes."""
        return self._town.secret(size)

    def sleep(self, seconds: float) -> None:
        """Let the town's time pass."""
        self._town.sleep(seconds)
