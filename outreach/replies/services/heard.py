"""One message on its way through the transaction that took it in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from outreach.cases.models import AnyCase
from outreach.channels.base import Inbound
from outreach.replies.rules.reading import Intent, Kind, Reading
from outreach.replies.services.finding import Home, Place, Question


@dataclass(frozen=True, slots=True)
class Noted:
    """What whoever wrote words down knows beside them: how they came, and whether to worry."""

    channel: str
    worry: bool = False


class Stored(Protocol):
    """What is asked of a stored message."""

    @property
    def id(self) -> int: ...
    @property
    def channel(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Heard:
    """A stored message with its reading; `late` = found after its time, so never answered.

    `question`: what a figure answers.
    """

    home: Home
    thread: Place
    cases: Mapping[int, AnyCase]
    concerned: Mapping[int, AnyCase]  # those, and every case that shares a number with who wrote
    people: tuple[int, ...]  # in them: a STOP is for all of these
    reply: Stored
    inbound: Inbound
    reading: Reading
    late: bool = False
    question: Question | None = None

    @property
    def own_case(self) -> AnyCase | None:
        """The one case the message certainly belongs to."""
        if self.home.uncertain or len(self.cases) != 1:
            return None
        return next(iter(self.cases.values()))


def worried(reading: Reading, noted: Noted | None) -> Reading:
    """The same reading, with the alarm of whoever heard the person and knows better than a list."""
    if noted is None or not noted.worry or Intent.DISTRESS in reading.intents:
        return reading
    rest = tuple(intent for intent in reading.intents if intent is not Intent.OTHER)
    return replace(reading, intents=(Intent.DISTRESS, *rest), kinds=(Kind.OTHER,))
