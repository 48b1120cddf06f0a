"""The scene: an installation, its carrier, its mail server, and a clock that all of them share."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from outreach.clock import StillClock
from outreach.keys import new_key
from outreach.town.carrier import ACCOUNT, TOKEN, Carrier
from tests.eight_weeks.days import START, at
from tests.eight_weeks.days import time as hour
from tests.eight_weeks.desk import Desk
from tests.eight_weeks.post import Sink, sink

PUBLIC = "https://contact.ahu.example.org"  # a proxy ends TLS in front of the application
TWO_WAY, ONE_WAY = "36123", "AHU"


@dataclass(frozen=True)
class Scene:
    """Everything the story moves."""

    desk: Desk
    carrier: Carrier
    sink: Sink
    clock: StillClock
    port: int
    sender: str

    def move(self, instant: datetime) -> None:
        """Time passes for the carrier and the mail server."""
        self.clock.set(instant)


@contextmanager
def scene(folder: Path, database_url: str, sender: str = TWO_WAY) -> Iterator[Scene]:
    """An empty installation, ready for ``init``."""
    clock, port = StillClock(at(START, hour(8))), _free_port()
    carrier = Carrier(callback=f"http://127.0.0.1:{port}", public=PUBLIC, clock=clock)
    with sink(clock) as post, carrier:
        env = {
            "OUTREACH_DATABASE_URL": database_url,
            "OUTREACH_SECRET_KEY": "a key that only this story knows, long enough",
            "OUTREACH_DATA_KEYS": new_key(b"thirty-two bytes of this story ."),
            "OUTREACH_PUBLIC_URL": PUBLIC,
            "OUTREACH_SMS": "twilio",
            "OUTREACH_TWILIO_ACCOUNT_SID": ACCOUNT,
            "OUTREACH_TWILIO_AUTH_TOKEN": TOKEN,
            "OUTREACH_TWILIO_SENDER": sender,
            "OUTREACH_TWILIO_API_URL": carrier.url,
            "OUTREACH_SMTP_URL": post.url,
            "OUTREACH_EMAIL_FROM": "Valérie <contact@ahu.example.org>",
        }
        with Desk(folder, env) as desk:
            yield Scene(desk, carrier, post, clock, port, sender)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
