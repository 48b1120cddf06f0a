"""What stood outside the product while the story went on, beside what its record says."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.messages.models import Attempt, Purpose
from outreach.messages.services.means import Means
from outreach.programmes.rules.calendar import Calendar
from outreach.town.book import Entry
from outreach.town.mail.post import Mail
from outreach.town.street import INBOUND, Street


@dataclass
class Evidence:
    """What the carrier and the mail server saw, beside what the record says."""

    means: Means
    street: Street
    calendar: Calendar
    session: Session
    sent: list[Entry] = field(init=False)
    heard: list[Entry] = field(init=False)
    mails: tuple[Mail, ...] = field(init=False)

    def __post_init__(self) -> None:
        entries = self.street.carrier.book.all()
        self.sent = [entry for entry in entries if entry.direction != INBOUND]
        self.heard = [entry for entry in entries if entry.direction == INBOUND]
        self.mails = self.street.post.mails

    @cached_property
    def attempts(self) -> dict[str, Attempt]:
        """What the record holds of messages, by key."""
        rows = self.session.scalars(select(Attempt).where(Attempt.medium.is_not(None)))
        return {row.key: row for row in rows}

    @cached_property
    def departures(self) -> list[tuple[Attempt, datetime]]:
        """Every message that left, with the instant the outside saw it."""
        texts = [(key_of(entry), entry.created) for entry in self.sent]
        mails = [(_mail_key(mail), mail.at) for mail in self.mails if not mail.theirs]
        return [(self.attempts[key], at) for key, at in texts + mails if key in self.attempts]

    @cached_property
    def words(self) -> dict[str, str]:
        """What each message said, by the key of its attempt."""
        texts = {key_of(entry): entry.body for entry in self.sent}
        return {_mail_key(mail): mail.text for mail in self.mails if not mail.theirs} | texts

    def script(self) -> list[tuple[Attempt, datetime]]:
        """Those that a machine sent by itself."""
        return [(row, at) for row, at in self.departures if row.purpose == Purpose.SEQUENCE]


def key_of(entry: Entry) -> str:
    """The attempt that a message of ours named to the carrier."""
    return entry.callback.rpartition("/")[2]


def _mail_key(mail: Mail) -> str:
    found = re.search(r"att-([A-Za-z0-9_-]+)@", mail.message_id)
    return found[1] if found else ""
