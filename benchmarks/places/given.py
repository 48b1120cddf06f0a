"""What both sides of our measures agree on; light, since a worker's memory is measured."""

from datetime import datetime
from zoneinfo import ZoneInfo

from outreach.channels.base import Medium
from outreach.keys import KeyRing, new_key

RING_KEY = new_key(b"a key ring only measures share..")
RING = KeyRing([RING_KEY])
# Everybody's first SMS may leave from then on, until 20:00.
NOW = datetime(2026, 3, 10, 18, 5, tzinfo=ZoneInfo("Europe/Paris"))
FAST = {Medium.SMS: 1e9, Medium.EMAIL: 1e9}  # messages a second: no pace is kept
ACCOUNT = "AC" + "0" * 31 + "1"
TOKEN = "guards-nothing"  # noqa: S105
OURS = "+33938000001"
PUBLIC = "https://outreach.example.org"
ANSWERS_IN = 0.150  # seconds, the local carrier


def phone(rank: int) -> str:
    """The telephone of one of them; a million differ."""
    return f"+33639{rank:06d}"
