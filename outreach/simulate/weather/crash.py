"""A process that dies at a named point: nothing of what it was doing is tidied up."""

from collections.abc import Mapping

from outreach.clock import Dice


class CrashError(BaseException):
    """Not an `Exception`: the product must not be able to catch it."""


class Fragile:
    """A probe that kills the process now and then, `at` some points more often; None never."""

    def __init__(self, dice: Dice | None, one_in: int, at: Mapping[str, int]) -> None:
        self._dice, self._one_in, self._at, self._count = dice, one_in, at, 0
        self.crashes = 0

    def __call__(self, point: str) -> None:
        """Pass a point, or die there."""
        self._count += 1
        if self._dice is None:
            return
        if self._dice.between(1, self._at.get(point, self._one_in), "crash", self._count) == 1:
            self.crashes += 1
            raise CrashError(point)

    def spare(self) -> None:
        """Kill nobody from now on."""
        self._dice = None
