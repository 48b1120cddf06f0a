"""The town's e-mail, both ways: what the association sent to whom, and what people write back."""

import threading
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, parseaddr
from types import TracebackType

from outreach.clock import Clock
from outreach.town.mail.loop import Loop
from outreach.town.mail.mailbox import PASSWORD, USER, Mailbox
from outreach.town.mail.outgoing import HOST, Outgoing


@dataclass(frozen=True, slots=True)
class Mail:
    """One e-mail as its reader sees it; `theirs`: a person of the town wrote it."""

    at: datetime
    person: str  # their address
    subject: str
    text: str
    message_id: str
    reply_to: str
    theirs: bool = False


class Post:
    """Everybody's mail, whatever the way it comes; `mails` is everything, oldest first."""

    def __init__(self, clock: Clock) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._mails: list[Mail] = []
        self._of: dict[str, list[Mail]] = {}
        self._told = 0

    @property
    def mails(self) -> tuple[Mail, ...]:
        """Every e-mail of the town so far."""
        return self.since(0)

    def since(self, count: int) -> tuple[Mail, ...]:
        """Every e-mail but the `count` first ones."""
        with self._lock:
            return tuple(self._mails[count:])

    def fresh(self) -> tuple[Mail, ...]:
        """What came or left since the last call."""
        with self._lock:
            fresh, self._told = self._mails[self._told :], len(self._mails)
        return tuple(fresh)

    def of(self, address: str) -> list[Mail]:
        """What one person got and wrote."""
        with self._lock:
            return list(self._of.get(address.lower(), ()))

    def answer(self, name: str, got: Mail, text: str, *, machine: bool = False) -> Mail:
        """A person answers an e-mail, above what it said; `machine`: their mail program does."""
        raise NotImplementedError

    def keep(self, mail: Mail) -> Mail:
        """Add one to everybody's."""
        with self._lock:
            self._mails.append(mail)
            self._of.setdefault(mail.person, []).append(mail)
        return mail


class PostOffice(Post):
    """SMTP and IMAP on the loopback, both in one thread."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._loop = Loop()
        self._loop.start()
        self._outgoing = Outgoing(self._loop, self._take)
        self._mailbox = Mailbox(self._loop)
        self.smtp_url = f"smtp://{HOST}:{self._outgoing.port}"
        self.imap_url = f"imap://{USER}:{PASSWORD}@{HOST}:{self._mailbox.port}/INBOX"

    def __enter__(self) -> "PostOffice":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def answer(self, name: str, got: Mail, text: str, *, machine: bool = False) -> Mail:
        """A person answers an e-mail, above what it said; `machine`: their mail program does."""
        at = self._clock.now()
        number = len(self.mails) + 1
        mail = EmailMessage(SMTP)
        mail["From"] = formataddr((name, got.person))
        mail["To"] = got.reply_to
        mail["Subject"] = f"Re: {got.subject}"
        mail["Date"] = format_datetime(at)
        mail["Message-ID"] = f"<ville-{number}@mail.example.org>"
        if got.message_id:
            mail["In-Reply-To"] = mail["References"] = got.message_id
        if machine:
            mail["Auto-Submitted"] = "auto-replied"
        quoted = "\n".join(f"> {line}" for line in got.text.splitlines())
        mail.set_content(f"{text}\n\nLe {at:%d/%m/%Y} à {at:%H:%M}, AHU a écrit :\n{quoted}\n")
        self._mailbox.put(mail.as_bytes(), at)
        return self.keep(Mail(at, got.person, str(mail["Subject"]), text, "", "", theirs=True))

    def close(self) -> None:
        """End both servers and their thread."""
        self._outgoing.close()
        self._mailbox.close()
        self._loop.stop()

    def _take(self, to: str, mail: EmailMessage) -> None:
        part = mail.get_body(("plain",))
        text = str(part.get_content()) if part is not None else ""
        reply = parseaddr(str(mail.get("Reply-To", mail.get("From", ""))))[1]
        got = Mail(
            self._clock.now(),
            to,
            str(mail.get("Subject", "")),
            text.replace("\r\n", "\n").strip(),
            str(mail.get("Message-ID", "")).strip(),
            reply,
        )
        self.keep(got)
