"""The association's own mailbox: an IMAP server in memory, read by the real e-mail door."""

import asyncio
from argparse import Namespace
from datetime import datetime

from proxyprotocol.reader import ProxyProtocolReader
from proxyprotocol.version import ProxyProtocolVersion
from pymap.backend.dict import Config, Login
from pymap.backend.dict.mailbox import MailboxData
from pymap.concurrent import Subsystem
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

from outreach.town.mail.loop import Loop
from outreach.town.mail.outgoing import HOST

USER = "contact"
PASSWORD = "boite-fictive"  # noqa: S105 - guards nothing


class Mailbox:
    """One mailbox and its server; `port` is the one the system gave."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._server, self._inbox = loop.ask(self._open())
        self.port: int = self._server.sockets[0].getsockname()[1]

    def put(self, mail: bytes, at: datetime) -> None:
        """An e-mail arrives, at an instant of the town's clock."""
        arrived = AppendMessage(mail, at, frozenset())
        self._loop.ask(self._inbox.append(arrived, recent=True))

    def close(self) -> None:
        """Answer nobody any more."""
        self._loop.loop.call_soon_threadsafe(self._server.close)

    async def _open(self) -> tuple[asyncio.Server, MailboxData]:
        # In clear, on the loopback: neither certificates nor a pool of threads for passwords.
        config = Config(
            Namespace(passlib_cfg=None, proxy_protocol=None),
            host=HOST,
            port=0,
            demo_data=False,
            demo_user=USER,
            demo_password=PASSWORD,
            tls_enabled=False,
            hash_context=Cleartext(),
            cpu_subsystem=Subsystem.for_asyncio(),
        )
        config.apply_context()
        login = Login(config)
        owner = login.demo_user_identity
        await owner.set(UserMetadata(config, USER, password=PASSWORD))
        async with owner.new_session() as session:
            inbox = await session.mailbox_set.get_mailbox("INBOX")
        speak = ProxyProtocolReader(ProxyProtocolVersion.get(None)).get_callback(
            IMAPServer(login, config)
        )
        return await asyncio.start_server(speak, HOST, 0), inbox
