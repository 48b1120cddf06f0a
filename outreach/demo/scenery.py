"""Everything a demonstration needs around the product, on this machine and nowhere else."""

import shutil
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import event

from outreach.clock import SteeredClock
from outreach.database import Database
from outreach.demo.webserver import WebServer
from outreach.keys import new_key
from outreach.parts import Parts, doors_of, key_ring
from outreach.settings import Settings, SmsMode, closed
from outreach.town.carrier import ACCOUNT, SENDER, Carrier
from outreach.town.mail.post import PostOffice

HOST = "127.0.0.1"
FIRST_PORT, PORTS = 8000, 20
_FROM = '"Valérie, association AHU" <contact@ahu.example.org>'


class BusyPortError(Exception):
    """Somebody listens there already; a French sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Scenery:
    """A database that is thrown away, a carrier, a mail loop, a web server, and their clock."""

    clock: SteeredClock
    parts: Parts
    carrier: Carrier
    post: PostOffice
    web: WebServer

    @property
    def sender(self) -> str:
        """The number that the association writes from."""
        return SENDER


@contextmanager
def raised(clock: SteeredClock, port: int | None) -> Iterator[Scenery]:
    """Put it all up; whatever happens, nothing of it is left behind.

    Raises `BusyPortError` when the wanted port, or each of those tried, is taken.
    """
    with ExitStack() as left:
        web = WebServer(_listen(port))
        left.callback(web.stop)
        folder = Path(tempfile.mkdtemp(prefix="outreach-demo-"))
        left.callback(shutil.rmtree, folder, ignore_errors=True)
        post = left.enter_context(PostOffice(clock))
        carrier = left.enter_context(Carrier(callback=web.url, clock=clock))
        settings = _settings(folder, web, carrier, post, clock)
        database = Database(settings.database_url, key_ring(settings), settings.zone)
        left.callback(database.dispose)
        event.listen(database.engine, "connect", _careless)
        parts = Parts(settings, clock, database, doors_of(settings, clock))
        yield Scenery(clock, parts, carrier, post, web)


def _settings(
    folder: Path, web: WebServer, carrier: Carrier, post: PostOffice, clock: SteeredClock
) -> Settings:
    return closed(
        database_url=f"sqlite:///{folder / 'outreach.db'}",
        secret_key=clock.key(),
        data_keys=new_key(clock.secret(32)),
        public_url=web.url,
        sms=SmsMode.TWILIO,
        twilio_account_sid=ACCOUNT,
        twilio_auth_token=carrier.token,
        twilio_sender=SENDER,
        twilio_api_url=carrier.url,
        smtp_url=post.smtp_url,
        imap_url=post.imap_url,
        email_from=_FROM,
    )


def _listen(port: int | None) -> socket.socket:
    """A socket on the wanted port, or on the first free one."""
    wanted = range(FIRST_PORT, FIRST_PORT + PORTS) if port is None else (port,)
    for each in wanted:
        try:
            return socket.create_server((HOST, each))
        except OSError:
            continue
    if port is not None:
        raise BusyPortError(f"{HOST}:{port} n'est pas libre ; sans --port, la ville en cherche un.")
    raise BusyPortError(f"rien n'est libre de {wanted[0]} à {wanted[-1]}, choisissez-en un.")


def _careless(connection: Any, _record: Any) -> None:
    """What is thrown away needs no disk that is sure of it."""
    connection.execute("PRAGMA synchronous=OFF")
