"""The people of the town at their phones: what reaches them, and what they write back."""

import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from outreach.clock import Clock, Dice
from outreach.town.book import Entry
from outreach.town.carrier import Carrier
from outreach.town.mail.post import Mail, PostOffice
from outreach.town.people.characters import Line, Way
from outreach.town.people.households import Household
from outreach.town.people.minds import Got, Next, next_line, outcome_of

INBOUND = "inbound"


@dataclass
class Tenant:
    """One of them, and what happened so far.

    `back`: their letter came back. `answered`: a worker wrote to them. `guarded`: their contacts
    are discreet. `taken`: somebody else speaks for them now.
    """

    household: Household
    said: int = 0
    calls: int = 0
    visits: int = 0
    back: bool = False
    answered: bool = False
    guarded: bool = False
    taken: bool = False
    numbers: set[str] = field(default_factory=set)

    def called(self) -> str:
        """What comes of one more call."""
        self.calls += 1
        return outcome_of(self.household.who.phone, self.calls - 1)

    def visited(self) -> str:
        """What comes of one more visit."""
        self.visits += 1
        return outcome_of(self.household.who.door, self.visits - 1)


class Street:
    """Everybody of the town; `sender` is the number that the association writes from."""

    def __init__(
        self,
        households: Iterable[Household],
        carrier: Carrier,
        post: PostOffice,
        sender: str,
        *,
        clock: Clock,
        dice: Dice,
        zone: ZoneInfo,
    ) -> None:
        self.tenants = tuple(
            Tenant(each, numbers={each.phone, each.new_phone}) for each in households
        )
        self.carrier, self.post, self.sender = carrier, post, sender
        self._clock, self._dice, self._zone = clock, dice, zone
        self._told = 0  # entries of the carrier's book whose fate was told
        self._lock = threading.RLock()

    def of(self, landlord_reference: str) -> Tenant | None:
        """Whom a line of the landlord's file is about."""
        found = (t for t in self.tenants if t.household.reference == landlord_reference)
        return next(found, None)

    def holder(self, number: str) -> Tenant | None:
        """Who has a number, as far as the town knows."""
        return next((t for t in self.tenants if number in t.numbers), None)

    def named(self, code: str) -> Tenant | None:
        """The tenant of a character's code."""
        return next((t for t in self.tenants if t.household.who.code == code), None)

    def deliver(self) -> bool:
        """Let what the carrier took reach the phones, or not; whether there was anything."""
        with self._lock:
            entries = self.carrier.book.all()
            fresh, self._told = entries[self._told :], len(entries)
        outgoing = [entry for entry in fresh if entry.direction != INBOUND]
        for entry in outgoing:
            error = self._error(entry.to)
            words = ("sent", "undelivered") if error else ("sent", "delivered")
            self.carrier.report(entry.sid, words, error=error or None)
        return bool(outgoing)

    def speak(self) -> list[Tenant]:
        """Let everybody whose time has come write; who did."""
        now = self._clock.now()
        spoke = []
        for tenant in self.tenants:
            coming = self.next_of(tenant)
            if coming is not None and coming.at <= now:
                self._say(tenant, coming.line)
                spoke.append(tenant)
        return spoke

    def next_at(self) -> datetime | None:
        """When somebody writes next, if all stays as it is."""
        coming = (self.next_of(tenant) for tenant in self.tenants)
        return min((each.at for each in coming if each is not None), default=None)

    def next_of(self, tenant: Tenant) -> Next | None:
        """What one of them will write."""
        if tenant.taken:
            return None
        who = tenant.household.who
        return next_line(who, tenant.said, self._got(tenant), self._dice, self._zone)

    def text(self, tenant: Tenant, words: str) -> int:
        """Somebody sends an SMS; what our hook answered."""
        _, status = self.carrier.reply(self.number_of(tenant), self.sender, words)
        return status

    def write(self, tenant: Tenant, words: str, *, machine: bool = False) -> bool:
        """Somebody answers the last e-mail they got; False when there is none."""
        got = [mail for mail in self.post.of(tenant.household.email) if not mail.theirs]
        if got:
            self.post.answer(tenant.household.name, got[-1], words, machine=machine)
        return bool(got)

    def number_of(self, tenant: Tenant) -> str:
        """The number somebody holds in their hand."""
        each = tenant.household
        return each.new_phone if each.who.fails else each.phone

    def sms_of(self, tenant: Tenant) -> list[Entry]:
        """What is on somebody's phone: what arrived, and what they sent."""
        return [
            entry
            for entry in self.carrier.book.all()
            if entry.sender in tenant.numbers
            or (entry.to in tenant.numbers and entry.status == "delivered")
        ]

    def mails_of(self, tenant: Tenant) -> list[Mail]:
        """What is in somebody's mailbox, both ways."""
        return self.post.of(tenant.household.email)

    def _got(self, tenant: Tenant) -> Sequence[Got]:
        texts = [e.created for e in self.sms_of(tenant) if e.direction != INBOUND]
        mails = [mail.at for mail in self.mails_of(tenant) if not mail.theirs]
        got = [Got(at, Way.SMS) for at in texts] + [Got(at, Way.EMAIL) for at in mails]
        return sorted(got, key=lambda each: each.at)

    def _say(self, tenant: Tenant, line: Line) -> None:
        tenant.said += 1
        if line.way is Way.EMAIL:
            self.write(tenant, line.text, machine=line.machine)
        else:
            self.text(tenant, line.text)

    def _error(self, number: str) -> int:
        """The carrier's error for whatever goes to a number, 0 = none."""
        fails = (t.household for t in self.tenants if t.household.who.fails)
        return next((each.who.fails for each in fails if each.phone == number), 0)
