"""The one active place on SQLite: a second worker waits as a spare and holds no state."""

from datetime import timedelta

from outreach.clock import Clock
from outreach.database import Database
from outreach.upkeep.services.heartbeat import (
    PLACE,
    Beat,
    beat,
    last,
    leave,
    take_place,
    take_turn,
)

_NEARLY = 0.9


class Place:
    """Whether this worker may work; on PostgreSQL it always may."""

    def __init__(self, database: Database, clock: Clock, owner: str) -> None:
        self._database, self._clock, self._owner = database, clock, owner
        self._seen: Beat | None = None  # the holder's latest beat, and since when it stands still
        self._since = clock.now()

    def renew(self) -> bool:
        """Beat; take the place if it is free. False for a spare."""
        now = self._clock.now()
        if not self._database.is_sqlite:
            beat(self._database, self._owner, now)
            return True
        dead = self._seen if now - self._since >= PLACE else None
        holder = take_place(self._database, self._owner, now, dead)
        if holder != self._seen:
            self._seen, self._since = holder, now
        return holder is None

    @property
    def everybodys(self) -> bool:
        """Whether every worker may work: there is no place to lose."""
        return not self._database.is_sqlite

    def is_mine(self) -> bool:
        """Whether nobody took the place while this process slept."""
        if not self._database.is_sqlite:
            return True
        found = last(self._database)
        return found is not None and found.owner == self._owner

    def is_my_turn(self, name: str, seconds: float) -> bool:
        """Whether this process does a part that several need not do at once, every `seconds`.

        On SQLite nobody else works. A little early counts: ticks are not to the second.
        """
        if self._database.is_sqlite:
            return True
        rest = timedelta(seconds=seconds) * _NEARLY
        return take_turn(self._database, f"part:{name}", self._owner, self._clock.now(), rest)

    def leave(self) -> None:
        """Let the next worker start at once."""
        leave(self._database, self._owner)
