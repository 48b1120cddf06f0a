"""The parcels of one door: which may be marked now, and how far ahead of their calls."""

from collections import deque
from datetime import datetime, timedelta

from outreach.messages.services.sending.parcels import Parcel

# How long before its call a message may be marked: what is marked can't be stopped any more, and
# if this process dies its fate is unknown.
_AHEAD = timedelta(milliseconds=50)
_WEIGHT = 0.2  # of the newest call in the mean
# Calls under way at a door that can't tell afterwards what became of them: each one that a crash
# cuts off is a human's to look up.
_MOST_UNSEEN = 4


class Lane:
    """Keeps the order of one door; `callers` call at the same time, `group` are marked at once."""

    def __init__(
        self,
        *,
        callers: int,
        group: int,
        can_find: bool,
        length: timedelta | None = None,
    ) -> None:
        self._waiting: deque[Parcel] = deque()
        self._callers = callers if can_find else min(callers, _MOST_UNSEEN)
        self._group, self._can_find = group, can_find
        self.length = length  # of a call, on average; None until one has landed
        self._flying = 0

    def add(self, parcel: Parcel) -> None:
        """One more, whose slot is not before the last one's."""
        self._waiting.append(parcel)

    @property
    def waiting(self) -> int:
        """How many are left to mark."""
        return len(self._waiting)

    @property
    def full(self) -> bool:
        """Whether another may only be marked once one has landed."""
        return self._flying >= self._limit

    def take(self, most: int, now: datetime) -> list[Parcel]:
        """The next parcels, at most `most`, whose slot has come and whose caller is soon free."""
        taken: list[Parcel] = []
        while self._waiting and len(taken) < most and self._waiting[0].slot <= now:
            if self._flying + len(taken) >= self._limit:
                break
            taken.append(self._waiting.popleft())
        return taken

    def next_in(self, now: datetime) -> float:
        """Seconds until the next one's slot."""
        return max((self._waiting[0].slot - now).total_seconds(), 0)

    def began(self) -> None:
        """One of them was handed to a caller."""
        self._flying += 1

    def landed(self, took: timedelta) -> None:
        """The call of one of them is over."""
        self._flying -= 1
        took = max(took, timedelta(0))
        self.length = took if self.length is None else self.length + (took - self.length) * _WEIGHT

    @property
    def _limit(self) -> int:
        """How many may be under way or marked at the same time."""
        if self.length is None or not self._can_find:
            return self._callers
        soon = int(_AHEAD * self._callers / self.length) if self.length else self._group
        return self._callers + min(max(soon, self._callers // 4), self._group)
