"""E-mail: SMTP out, IMAP in."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from outreach.channels.base import (
    Act,
    Batch,
    Capability,
    ChannelError,
    Found,
    History,
    Hook,
    Inbound,
    Medium,
    Outcome,
    Outgoing,
    Receipt,
    Result,
    Sought,
)
from outreach.channels.email.addresses import Mailbox, deliverable, message_id
from outreach.channels.email.compose import compose
from outreach.channels.email.imap import Imap, parse_place
from outreach.channels.email.reading import read
from outreach.channels.email.smtp import Smtp
from outreach.clock import Clock

_log = logging.getLogger(__name__)


class EmailDoor:
    """One sending address, and the mailbox that hears the answers when `imap` is given.

    A call may last as long as `smtp.final` (ten minutes): SMTP can't be asked afterwards, and
    giving up before the server has answered is how two copies are made.
    """

    name = "email"

    def __init__(
        self, *, smtp: Smtp, imap: Imap | None, sender: Mailbox, reply: Mailbox, clock: Clock
    ) -> None:
        self.capability = Capability(Medium.EMAIL, two_way=imap is not None)
        self._smtp = smtp
        self._imap = imap
        self._sender = sender
        self._reply = reply
        self._clock = clock

    def send(self, message: Outgoing) -> Outcome:
        """Write it, hand it over once; the provider id is its Message-ID."""
        to = deliverable(message.to)
        if not to:
            return Outcome(Result.REFUSED, code="address", act=Act.BAD_NUMBER)
        try:
            data = compose(message, to, self._sender, self._reply, self._clock.now())
        except Exception as error:  # a field that no e-mail can hold; nothing was sent
            _log.warning("compose: %s", type(error).__name__)
            return Outcome(Result.REFUSED, code="message", act=Act.BAD_TEXT)
        outcome = self._smtp.deliver(self._sender.address, to, data)
        _log.info("send %s: %s %s", message.key, outcome.result, outcome.code)
        if outcome.result is not Result.ACCEPTED:
            return outcome
        return replace(outcome, provider_id=message_id(message.key, self._sender.domain))

    def find(self, sought: Sought) -> Found:
        """SMTP has no list: an uncertain e-mail stays so until it bounces or is answered."""
        return Found(asked=False)

    def history(self, since: datetime, now: datetime) -> History:
        """SMTP has no list."""
        return History(asked=False)

    def verify(self, hook: Hook) -> bool:
        """No hook is ours."""
        return False

    def read_status(self, hook: Hook, key: str) -> Receipt:
        """Raises ChannelError: failures come back as e-mails."""
        raise ChannelError("Les e-mails n'ont pas d'accusé de réception par le réseau.")

    def read_inbound(self, hook: Hook) -> Inbound:
        """Raises ChannelError: answers are read in the mailbox."""
        raise ChannelError("Les e-mails reçus sont lus dans la boîte aux lettres.")

    def poll(self, cursor: str, now: datetime) -> Batch:
        """E-mails after `cursor`, oldest first, a hundred at most: call again until none comes."""
        if self._imap is None:
            return Batch(cursor=cursor)
        try:
            found, place = self._imap.read(parse_place(cursor), now)
        except Exception as error:
            _log.warning("mailbox: %s", type(error).__name__)
            return Batch(cursor=cursor, asked=False)
        domain = self._sender.domain
        items = [read(raw.data, raw.number, raw.at, self._reply, domain) for raw in found]
        return Batch(tuple(items), place.text())

    def states(self, keys: Mapping[str, str], now: datetime) -> Sequence[Receipt]:
        """Nothing: SMTP can't be asked."""
        return ()
