"""Reading a mailbox by UIDVALIDITY and UID: nothing is moved, flagged or marked as read."""

import contextlib
import json
import re
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from imap_tools import AND, BaseMailBox, MailBox, MailBoxUnencrypted

from outreach.channels.base import ChannelError
from outreach.channels.email.server import Server

# How far back the very first reading goes: a mailbox that served before holds years of mail that
# is none of ours; whoever wrote to us wrote after our first message.
FIRST_READING = timedelta(days=7)
_DATE = re.compile(rb'INTERNALDATE "([^"]+)"')


@dataclass(frozen=True, slots=True)
class Raw:
    """One e-mail as the server holds it; `at` is when the server received it."""

    validity: int
    uid: int
    data: bytes
    at: datetime | None
    gone: bool = False  # deleted between the search and the reading

    @property
    def number(self) -> str:
        """Its place in the mailbox."""
        return f"{self.validity}/{self.uid}"


@dataclass(frozen=True, slots=True)
class Place:
    """How far a mailbox was read. Another validity means that its numbers start anew (RFC 3501).

    `since` is the day the first reading began at: numbers that start anew are read from there.
    """

    validity: int = 0
    uid: int = 0
    since: date | None = None

    def text(self) -> str:
        """The place as a cursor."""
        since = {"since": self.since.isoformat()} if self.since else {}
        return json.dumps({"validity": self.validity, "uid": self.uid, **since})


def parse_place(cursor: str) -> Place:
    """The place a cursor holds; the beginning when it can't be read."""
    try:
        told = json.loads(cursor)
        since = date.fromisoformat(told["since"]) if "since" in told else None
        return Place(int(told["validity"]), int(told["uid"]), since)
    except (ValueError, TypeError, KeyError):
        return Place()


@dataclass(frozen=True, slots=True)
class Imap:
    """How to reach the mailbox; `timeout` in seconds, `largest` in bytes read of one e-mail."""

    server: Server
    timeout: float = 30.0
    largest: int = 5_000_000
    at_once: int = 100
    trust: ssl.SSLContext | None = None

    def read(self, place: Place, now: datetime) -> tuple[list[Raw], Place]:
        """At most `at_once` e-mails after `place`, and the place after them.

        Raises OSError, imaplib's or imap-tools' errors when the server can't be asked; what was
        read before a failure is returned. A first reading takes the last seven days before `now`;
        a new validity starts where that one did.
        """
        since = (now - FIRST_READING).date() if place == Place() else place.since
        box = self._open()
        try:
            box.folder.set(self.server.folder, readonly=True)
            validity = _validity(box)
            start = place.uid if place.validity == validity else _before(box, since)
            found = box.uids(f"UID {start + 1}:*", charset=None)
            # The star also matches the last e-mail when there is none after `start`.
            fresh = sorted(uid for uid in map(int, found) if uid > start)[: self.at_once]
            read: list[Raw] = []
            for raw in self._each(box, validity, fresh):
                start = raw.uid
                read.append(raw)
            return [raw for raw in read if not raw.gone], Place(validity, start, since)
        finally:
            _leave(box)

    def _each(self, box: BaseMailBox, validity: int, uids: list[int]) -> Iterator[Raw]:
        """Each e-mail; one that the server can't give comes empty, a lost connection ends it."""
        parts = f"(INTERNALDATE BODY.PEEK[]<0.{self.largest}>)"
        for index, uid in enumerate(uids):
            try:
                status, answer = box.client.uid("FETCH", str(uid), parts)
            except (OSError, box.client.abort):
                if index:
                    return
                raise
            except box.client.error:
                status, answer = "BAD", []
            # Empty rather than skipped: a damaged e-mail must neither block the others nor vanish.
            yield _raw(validity, uid, answer) if status == "OK" else Raw(validity, uid, b"", None)

    def _open(self) -> BaseMailBox:
        """A logged-in session, encrypted where possible."""
        box = self._connect()
        try:
            if not self.server.secure:
                self._encrypt(box)
            user, password = self.server.user, self.server.password
            plain = (user + password).isascii()
            log_in = box.login if plain else box.login_utf8
            log_in(user, password, initial_folder=None)
        except BaseException:
            _leave(box)
            raise
        return box

    def _connect(self) -> BaseMailBox:
        host, port = self.server.host, self.server.port
        if self.server.secure:
            return MailBox(host, port, timeout=self.timeout, ssl_context=self._context())
        return MailBoxUnencrypted(host, port, timeout=self.timeout)

    def _encrypt(self, box: BaseMailBox) -> None:
        if "STARTTLS" in box.client.capabilities:
            box.client.starttls(self._context())
        elif not self.server.local:
            raise ssl.SSLError("a password does not travel in clear")

    def _context(self) -> ssl.SSLContext:
        """Certificates are checked, except on this machine, where nobody signs any."""
        context = self.trust or ssl.create_default_context()
        if self.server.local and not self.trust:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


def _leave(box: BaseMailBox) -> None:
    """Say goodbye, and close even when nobody hears it."""
    with contextlib.suppress(Exception):
        box.logout()
    with contextlib.suppress(Exception):
        box.client.shutdown()


def _before(box: BaseMailBox, since: date | None) -> int:
    """The number before the first e-mail that the server received on `since` or later."""
    if since is None:
        return 0
    # The last one first: what arrives between the two questions is not passed over.
    last = max(map(int, box.uids("UID *", charset=None)), default=0)
    recent = box.uids(str(AND(date_gte=since)), charset=None)
    return min(map(int, recent), default=last + 1) - 1


def _validity(box: BaseMailBox) -> int:
    """The validity that the server told when the folder was opened."""
    _, told = box.client.response("UIDVALIDITY")
    value = told[0] if told else None
    if not isinstance(value, bytes):
        raise ChannelError("Le serveur ne donne pas de UIDVALIDITY.")
    return int(value)


def _raw(validity: int, uid: int, answer: list[Any]) -> Raw:
    """The e-mail inside a FETCH answer, whose parts come in an order of the server's own."""
    data = next((one[1] for one in answer if isinstance(one, tuple)), None)
    if data is None:
        return Raw(validity, uid, b"", None, gone=True)
    around = b" ".join(one[0] if isinstance(one, tuple) else one for one in answer if one)
    dated = _DATE.search(around)
    at = _instant(dated[1].decode("ascii", "replace")) if dated else None
    return Raw(validity, uid, data, at)


def _instant(text: str) -> datetime | None:
    try:
        return parsedate_to_datetime(text.strip()).astimezone(UTC)
    except (TypeError, ValueError):
        return None
