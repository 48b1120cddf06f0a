"""One message on its way through the transaction that took it in."""

from collections.abc import Mapping
from dataclasses import dataclass

from outreach.cases.models import Case, Thread
from outreach.channels.base import Inbound
from outreach.replies.models import Reply
from outreach.replies.rules.reading import Reading
from outreach.replies.services.finding import Home


@dataclass(frozen=True, slots=True)
class Heard:
    """A stored message with its reading; `late` = found after its time, so never answered."""

    home: Home
    thread: Thread
    cases: Mapping[int, Case]
    reply: Reply
    inbound: Inbound
    reading: Reading
    late: bool = False
