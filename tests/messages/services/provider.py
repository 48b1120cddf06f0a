"""A provider on paper: loses answers, takes messages late, lists them later, says things twice."""

from collections import deque
from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum

from outreach.channels.base import (
    Act,
    Batch,
    Found,
    Inbound,
    Medium,
    Outcome,
    Outgoing,
    Progress,
    Receipt,
    Result,
    Sought,
)
from outreach.channels.memory import MemoryDoor
from outreach.clock import StillClock
from outreach.town.book import Book, Entry

_LOST = Outcome(Result.UNCERTAIN, code="ReadTimeout")
_HOUR = timedelta(hours=1)


class Turn(StrEnum):
    """What one call comes to."""

    WELL = "well"
    ANSWER_LOST = "answer_lost"  # taken
    REQUEST_LOST = "request_lost"  # not taken, and nobody can tell
    TAKEN_LATE = "taken_late"  # two minutes after the call
    LISTED_LATE = "listed_late"  # taken, listed four minutes after the call
    NOT_CONNECTED = "not_connected"
    TOO_MANY = "too_many"
    BROKEN = "broken"  # our own door raises, after it was taken
    REFUSED = "refused"


_DELAYS = {Turn.TAKEN_LATE: timedelta(minutes=2), Turn.LISTED_LATE: timedelta(minutes=4)}
_ANSWERS = {
    Turn.NOT_CONNECTED: Outcome(Result.NOT_SENT, code="no_connection"),
    Turn.TOO_MANY: Outcome(Result.NOT_SENT, code="20429", act=Act.SLOW_DOWN),
    Turn.REFUSED: Outcome(Result.REFUSED, code="21211", act=Act.BAD_NUMBER),
    Turn.REQUEST_LOST: _LOST,
}


class PaperDoor(MemoryDoor):
    """One provider, behind the door of every worker; `book` is its truth."""

    def __init__(self, clock: StillClock) -> None:
        super().__init__(Medium.SMS)
        self._clock = clock
        self.book = Book()
        self.turns: deque[Turn] = deque()
        self.unheard: list[Inbound] = []  # their hooks were lost

    def send(self, message: Outgoing) -> Outcome:
        """One call."""
        turn = self.turns.popleft() if self.turns else Turn.WELL
        if turn in _ANSWERS:
            return _ANSWERS[turn]
        entry = self._take(message, _DELAYS.get(turn, timedelta(0)), turn is Turn.TAKEN_LATE)
        if turn is Turn.BROKEN:
            raise RuntimeError("a mistake of ours")
        return Outcome(Result.ACCEPTED, entry.sid) if turn is Turn.WELL else _LOST

    def _take(self, message: Outgoing, delay: timedelta, late: bool) -> Entry:
        now = self._clock.now()
        taken = now + delay if late else now
        return self.book.add(
            Entry(
                sid="",
                direction="outbound-api",
                sender="38000",
                to=message.to,
                body=message.body,
                created=taken,
                listed_from=now + delay,
                status="queued",
                callback=f"/{message.key}",
            )
        )

    def find(self, sought: Sought) -> Found:
        """As a listing by recipient, newest first, with an hour for the clocks."""
        if not self.reachable:
            return Found(asked=False)
        for one in self.book.listed(self._clock.now(), sought.to):
            free = one.sid not in sought.bound and one.body == sought.body
            if free and one.created >= sought.called_at - _HOUR:
                return Found(True, one.sid, Progress.ACCEPTED)
        return Found(asked=True)

    def poll(self, cursor: str, now: object) -> Batch:
        """What came in and was not told."""
        del now
        return Batch(tuple(self.unheard), cursor, asked=self.reachable)

    def states(self, keys: Mapping[str, str], now: object) -> Sequence[Receipt]:
        """Nothing more than is known."""
        del keys, now
        return ()
