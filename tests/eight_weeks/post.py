"""The e-mail sink: a real SMTP server that keeps every envelope."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from outreach.clock import Clock
from tests.channels.email.post import OwnPort


@dataclass(frozen=True)
class Mail:
    """One e-mail as the server took it."""

    at: datetime
    to: str
    message: EmailMessage

    @property
    def text(self) -> str:
        """Its plain body, with the line ends of a text."""
        part = self.message.get_body(("plain",))
        assert part is not None
        return str(part.get_content()).replace("\r\n", "\n").strip()


@dataclass
class Sink:
    """What a server of the loopback takes and delivers to nobody."""

    clock: Clock
    mails: list[Mail] = field(default_factory=list)
    url: str = ""

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep the message."""
        message = message_from_bytes(envelope.content, policy=default)
        assert isinstance(message, EmailMessage)
        self.mails += [Mail(self.clock.now(), to, message) for to in envelope.rcpt_tos]
        return "250 2.0.0 queued"


@contextmanager
def sink(clock: Clock) -> Iterator[Sink]:
    """An SMTP server; its `url` is what OUTREACH_SMTP_URL holds."""
    kept = Sink(clock)
    controller = OwnPort(kept)  # type: ignore[arg-type]
    controller.start()
    kept.url = f"smtp://127.0.0.1:{controller.port}"
    try:
        yield kept
    finally:
        controller.stop()
