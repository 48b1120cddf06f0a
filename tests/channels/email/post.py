"""Fake mail servers: aiosmtpd with a script, and one that speaks line by line."""

import asyncio
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from outreach.channels.email.addresses import parse_mailbox
from outreach.channels.email.door import EmailDoor
from outreach.channels.email.imap import Imap
from outreach.channels.email.server import Server
from outreach.channels.email.smtp import Smtp
from outreach.clock import StillClock
from tests.channels.contract import NOW

SENDER = parse_mailbox("Valérie, association AHU <contact@ahu.example.org>")


class Script:
    """An aiosmtpd handler that keeps what it took and answers as told."""

    def __init__(self, *, rcpt: str = "", data: str = "") -> None:
        self.taken: list[Envelope] = []
        self._rcpt = rcpt
        self._data = data

    async def handle_RCPT(  # noqa: N802 - the library asks for it
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if not self._rcpt:
            envelope.rcpt_tos.append(address)
        return self._rcpt or "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802 - as above
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        if self._data[:1] not in ("4", "5"):
            self.taken.append(envelope)
        if self._data == "drop":
            assert isinstance(server.transport, asyncio.WriteTransport)
            server.transport.abort()
        if self._data == "hang":
            await asyncio.sleep(3600)
        return self._data or "250 2.0.0 queued"


def log_in(server: SMTP, session: Session, envelope: Envelope, kind: str, data: Any) -> AuthResult:
    """Takes one password."""
    good = isinstance(data, LoginPassword) and data.password == b"secret"
    return AuthResult(success=good, handled=good)


class OwnPort(Controller):
    """aiosmtpd on a port that the system gives, so that nobody else takes it meanwhile."""

    def __init__(self, script: Script, **options: Any) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        port = self._listener.getsockname()[1]
        super().__init__(script, hostname="127.0.0.1", port=port, **options)

    def _create_server(self) -> Awaitable[asyncio.AbstractServer]:
        return self.loop.create_server(
            self._factory_invoker, sock=self._listener, ssl=self.ssl_context
        )


@contextmanager
def post(script: Script, **options: Any) -> Iterator[Server]:
    """Run aiosmtpd with `script` on a free port of the loopback."""
    controller = OwnPort(script, **options)
    controller.start()
    try:
        yield Server("127.0.0.1", controller.port, secure=False)
    finally:
        for task in asyncio.all_tasks(controller.loop):
            controller.loop.call_soon_threadsafe(task.cancel)
        controller.stop()


def smtp_to(server: Server) -> Smtp:
    """Short times, that a busy machine keeps all the same: a test does not wait ten minutes."""
    return Smtp(server, "ahu.example.org", connect=3, command=3, final=3)


def door_to(server: Server, imap: Imap | None = None) -> EmailDoor:
    """A door that sends to `server`."""
    return EmailDoor(
        smtp=smtp_to(server), imap=imap, sender=SENDER, reply=SENDER, clock=StillClock(NOW)
    )


@contextmanager
def spoken(answer: Callable[[bytes], bytes | None]) -> Iterator[tuple[Server, list[bytes]]]:
    """A server that answers each line with `answer(line)`; None hangs up. b"" is the greeting.

    After DATA it reads up to the final dot, then asks `answer(b".")`.
    """
    lines: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def talk(connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as reader:
            said = answer(b"")
            while said is not None:
                connection.sendall(said)
                line = reader.readline().strip()
                if said.startswith(b"354"):
                    while line not in (b".", b""):
                        line = reader.readline().rstrip(b"\r\n") or b" "
                if not line:
                    return
                lines.append(line)
                said = answer(line)

    def serve() -> None:
        while True:
            try:
                connection, _ = listener.accept()
                talk(connection)
            except OSError:
                if listener.fileno() < 0:
                    return

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield Server("127.0.0.1", listener.getsockname()[1], secure=False), lines
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(5)
