"""The people of the town at their phones: what reaches them, and what they write back."""

import heapq
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from outreach.clock import Clock, Dice
from outreach.town.book import Entry
from outreach.town.mail.post import Mail, Post
from outreach.town.operator import Operator
from outreach.town.people.characters import Line, Way
from outreach.town.people.households import Household
from outreach.town.people.minds import Got, Next, next_line, outcome_of

INBOUND = "inbound"


@dataclass
class Tenant:
    """One of them, and what happened so far.

    `back`: their letter came back. `answered`: a worker wrote to them. `guarded`: their contacts
    are discreet. `taken`: somebody else speaks for them now. `found`: so was their other number.
    `brought`: they showed the paper that worries them.
    """

    household: Household
    said: int = 0
    calls: int = 0
    visits: int = 0
    back: bool = False
    answered: bool = False
    guarded: bool = False
    taken: bool = False
    found: bool = False
    brought: bool = False
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
        carrier: Operator,
        post: Post,
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
        self.on_the_way: tuple[str, ...] = ("sent",)  # told before what became of a message
        self._told = 0  # entries of the carrier's book whose fate was told
        self._read = 0  # e-mails that were seen in somebody's mailbox
        self._lock = threading.RLock()
        self._references = {t.household.reference: t for t in self.tenants}
        self._ranks: dict[str, int] = {}  # by number or address, in the order of the tenants
        for rank, tenant in enumerate(self.tenants):
            for way in (*sorted(tenant.numbers), tenant.household.email):
                self._ranks.setdefault(way, rank)
        self._fails = {t.household.phone: t.household.who.fails for t in reversed(self.tenants)}
        self._heap: list[tuple[datetime, int]] = []  # who writes next, and when
        self._coming: dict[int, datetime] = {}  # the entry of the heap that counts

    def of(self, landlord_reference: str) -> Tenant | None:
        """Whom a line of the landlord's file is about."""
        return self._references.get(landlord_reference)

    def holder(self, number: str) -> Tenant | None:
        """Who has a number, as far as the town knows."""
        rank = self._ranks.get(number)
        return None if rank is None else self.tenants[rank]

    def named(self, code: str) -> Tenant | None:
        """The tenant of a character's code."""
        return next((t for t in self.tenants if t.household.who.code == code), None)

    def deliver(self) -> bool:
        """Let what the carrier took reach the phones, or not; whether there was anything."""
        with self._lock:
            fresh = self.carrier.book.since(self._told)
            self._told += len(fresh)
        outgoing = [entry for entry in fresh if entry.direction != INBOUND]
        with self.carrier.together():
            for entry in outgoing:
                error = self._error(entry.to)
                end = "undelivered" if error else "delivered"
                words = (*self.on_the_way, end)
                self.carrier.report(entry.sid, words, error=error or None)
        for entry in outgoing:
            self._expect(entry.to)
        return bool(outgoing)

    def speak(self) -> list[Tenant]:
        """Let everybody whose time has come write; who did."""
        now = self._clock.now()
        spoke = []
        for rank in self._whose_time_has_come(now):
            tenant = self.tenants[rank]
            coming = self.next_of(tenant)
            if coming is not None and coming.at <= now:
                self._say(tenant, coming.line)
                spoke.append(tenant)
                coming = self.next_of(tenant)
            self._await(rank, coming)
        return spoke

    def next_at(self) -> datetime | None:
        """When somebody writes next, if all stays as it is."""
        with self._lock:
            self._read_mail()
            while self._heap:
                at, rank = self._heap[0]
                if self._coming.get(rank) == at and not self.tenants[rank].taken:
                    return at
                heapq.heappop(self._heap)
        return None

    def next_of(self, tenant: Tenant) -> Next | None:
        """What one of them will write."""
        if tenant.taken:
            return None
        who = tenant.household.who
        if tenant.said >= len(who.lines):
            return None
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
        entries = {e.sid: e for way in tenant.numbers for e in self.carrier.book.of(way)}
        return [
            entry
            for _, entry in sorted(entries.items())  # countable: the order in which they came
            if entry.sender in tenant.numbers or entry.status == "delivered"
        ]

    def mails_of(self, tenant: Tenant) -> list[Mail]:
        """What is in somebody's mailbox, both ways."""
        return self.post.of(tenant.household.email)

    def _whose_time_has_come(self, now: datetime) -> list[int]:
        with self._lock:
            self._read_mail()
            ranks = set()
            while self._heap and self._heap[0][0] <= now:
                at, rank = heapq.heappop(self._heap)
                if self._coming.get(rank) == at:
                    del self._coming[rank]
                    ranks.add(rank)
        return sorted(ranks)

    def _read_mail(self) -> None:
        fresh = self.post.since(self._read)
        self._read += len(fresh)
        for mail in fresh:
            self._expect(mail.person)

    def _expect(self, way: str) -> None:
        """Something came to a number or an address: look when its holder will write."""
        rank = self._ranks.get(way)
        if rank is not None:
            self._await(rank, self.next_of(self.tenants[rank]))

    def _await(self, rank: int, coming: Next | None) -> None:
        with self._lock:
            if coming is None:
                self._coming.pop(rank, None)
            elif self._coming.get(rank) != coming.at:
                self._coming[rank] = coming.at
                heapq.heappush(self._heap, (coming.at, rank))

    def _got(self, tenant: Tenant) -> Sequence[Got]:
        texts = [(e.created, e.body) for e in self.sms_of(tenant) if e.direction != INBOUND]
        mails = [(mail.at, mail.text) for mail in self.mails_of(tenant) if not mail.theirs]
        got = [Got(at, Way.SMS, text) for at, text in texts]
        got += [Got(at, Way.EMAIL, text) for at, text in mails]
        return sorted(got, key=lambda each: each.at)

    def _say(self, tenant: Tenant, line: Line) -> None:
        tenant.said += 1
        if line.way is Way.EMAIL:
            self.write(tenant, line.text, machine=line.machine)
        else:
            self.text(tenant, line.text)

    def _error(self, number: str) -> int:
        """The carrier's error for whatever goes to a number, 0 = none."""
        return self._fails.get(number, 0)
