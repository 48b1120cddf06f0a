"""What the engine works with: handed down from the top, so that nothing below reaches up."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from sqlalchemy.orm import Session

from outreach.channels.base import Channel, Medium
from outreach.clock import Clock
from outreach.database import Database
from outreach.messages.rules.tone import Lexicon


class Moved(Protocol):
    """An attempt whose status has moved, as the sequence looks at it."""

    @property
    def case_id(self) -> int | None: ...
    @property
    def enrolment_id(self) -> int | None: ...
    @property
    def status(self) -> str: ...
    @property
    def act(self) -> str | None: ...


# What the sequences do once the status of some attempts has moved.
Follow = Callable[[Session, Sequence[Moved], datetime], None]
# The Message-ID of a stored reply (by its row), "" when it has none.
Answered = Callable[[Session, int], str]

CALL_LIMIT = timedelta(seconds=45)  # longer than any door's own time-outs together
LEASE = timedelta(seconds=150)  # of a reserved or calling row; a dead owner's is swept after it
# delivery.md §E: a grace shorter than what a provider lags behind makes two copies; five minutes
# were always enough in what was measured there. Settings say otherwise.
GRACE = timedelta(minutes=5)  # from a call to the first question about its uncertain message
LAG_MARGIN = timedelta(minutes=5)  # from a listing that lacks it to the one that settles it
CLOCKS_AGREE = timedelta(minutes=10)  # those of two machines of ours, at worst


def _nothing(_point: str) -> None:
    """The probe of a process that is not under test."""


def _unnamed(_session: Session, _reply_id: int) -> str:
    """No message is known by a name."""
    return ""


def _no_wait(_seconds: float) -> None:
    """Do not wait between two calls."""


@dataclass(frozen=True, slots=True)
class Means:
    """Database, clock, doors and words of one process; `owner` names it in leases.

    `probe` is called with the name of each point of the send path, so that tests can stop there.
    """

    database: Database
    clock: Clock
    doors: Mapping[Medium, Channel]
    lexicons: Mapping[str, Lexicon]
    follow: Follow
    owner: str
    held: bool = False  # the setting; switches in the database are looked up
    rates: Mapping[Medium, float] = field(default_factory=dict)  # messages a second, per door
    probe: Callable[[str], None] = _nothing
    sleep: Callable[[float], None] = _no_wait
    threads: int = 0  # that call at the same time; 0: the one that works calls itself
    group: int = 1  # most messages marked, or settled, in one transaction
    lengths: dict[Medium, timedelta] = field(default_factory=dict)  # of a call, as it was of late
    grace: timedelta = GRACE
    lag_margin: timedelta = LAG_MARGIN
    answered: Answered = _unnamed
    site: str = ""  # where our pages are, for messages to colleagues

    def farthest(self, now: datetime) -> datetime:
        """How far ahead a lease may end at `now`: beyond it, a clock wrote it that was set back."""
        return now + max(LEASE, self.grace, self.lag_margin) + CLOCKS_AGREE
