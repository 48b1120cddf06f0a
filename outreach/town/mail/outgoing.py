"""What the association sends: an SMTP server that takes every e-mail and delivers it in town."""

import asyncio
from collections.abc import Callable
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP

from outreach.town.mail.loop import Loop

HOST = "127.0.0.1"
Taken = Callable[[str, EmailMessage], None]


class _Counter:
    """Takes what is handed over; `taken` gets each recipient and the e-mail."""

    def __init__(self, taken: Taken) -> None:
        self._taken = taken

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Read the whole e-mail and say that it is taken."""
        mail = message_from_bytes(envelope.content, policy=default)
        if isinstance(mail, EmailMessage):
            for address in envelope.rcpt_tos:
                self._taken(str(address).lower(), mail)
        return "250 2.0.0 taken"


class Outgoing:
    """The server; `port` is the one the system gave."""

    def __init__(self, loop: Loop, taken: Taken) -> None:
        self._loop, self._counter = loop, _Counter(taken)
        self._server = loop.ask(self._open())
        self.port: int = self._server.sockets[0].getsockname()[1]

    def close(self) -> None:
        """Take nothing more."""
        self._loop.loop.call_soon_threadsafe(self._server.close)

    async def _open(self) -> asyncio.Server:
        # A name of its own: asking the machine for one may take the resolver seconds.
        def speak() -> SMTP:
            return SMTP(self._counter, hostname="ville.example.org", loop=self._loop.loop)

        return await self._loop.loop.create_server(speak, HOST, 0)
