"""What a batch may do, and what was done with one run of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.messages.services.sending.parcels import Reserved

LOOK_AGAIN = timedelta(hours=1)


@dataclass(slots=True)
class Room:
    """What a door may still take in this batch; `until`: its sender rests until then."""

    count: int
    until: datetime | None = None


@dataclass(slots=True)
class Acted:
    """What was done with one run."""

    progressed: bool = False
    tasks: int = 0
    blocked: int = 0
    reserved: Reserved | None = None  # an attempt to deliver
