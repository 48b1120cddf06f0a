"""What the engine works with: handed down from the top, so that nothing below reaches up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from outreach.channels.base import Channel, Medium
from outreach.clock import Clock
from outreach.database import Database
from outreach.messages.models import Attempt
from outreach.messages.rules.tone import Lexicon

# What the sequence does once an attempt's status has moved.
Follow = Callable[[Session, Attempt, datetime], None]
# The Message-ID of a stored reply (by its row), "" when it has none.
Answered = Callable[[Session, int], str]

CALL_LIMIT = timedelta(seconds=45)  # longer than any door's own time-outs together
LEASE = timedelta(seconds=150)  # of a reserved or calling row; a dead owner's is swept after it
GRACE = timedelta(minutes=5)  # before the provider is asked about an uncertain message


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
    answered: Answered = _unnamed
