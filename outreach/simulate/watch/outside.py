"""What stands outside the product: every message that people got, and every one they wrote."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from outreach.database import Database
from outreach.messages.models import Purpose
from outreach.programmes.rules.calendar import Calendar
from outreach.replies.models import Reply
from outreach.simulate.watch.breach import Breach, Promise
from outreach.simulate.watch.witness import Seen
from outreach.town.indoors.sms import key_of
from outreach.town.mail.post import Mail
from outreach.town.street import INBOUND, Street

_OURS = re.compile(r"att-([a-z0-9]+)@")
_FAILED = ("undelivered", "failed")
_SPACING, _WINDOW, _MOST = timedelta(days=3), timedelta(days=30), 4
_UNPROMPTED = (Purpose.SEQUENCE, Purpose.HUMAN_FIRST)
_SWEPT_WITHIN = timedelta(days=4)  # the longest that nobody looks for what no hook brought
_MANY = 400


class Outside:
    """Reads the carrier's book and the post as they grow; `seen` is what stood at the door."""

    def __init__(
        self,
        street: Street,
        database: Database,
        calendar: Calendar,
        seen: Mapping[str, Seen],
        tell: Callable[[Breach], None],
    ) -> None:
        self._street, self._database, self._calendar = street, database, calendar
        self._seen, self._tell = seen, tell
        self._entries = self._mails = 0
        self.left: set[str] = set()  # the keys of what people got
        self._steps: dict[tuple[int | None, str, str | None], str] = {}
        self._left: dict[int | None, list[Seen]] = defaultdict(list)
        self._unheard: dict[str, datetime] = {}  # what people wrote that no row holds yet

    def look(self, now: datetime) -> None:
        """Look at what is new."""
        fresh = self._street.carrier.book.since(self._entries)
        self._entries += len(fresh)
        for entry in fresh:
            if entry.direction == INBOUND:
                self._unheard[entry.sid] = entry.created
            else:
                self._arrived(key_of(entry), now, failed=entry.status in _FAILED)
        mails = self._street.post.since(self._mails)
        self._mails += len(mails)
        for mail in mails:
            if not mail.theirs:
                self._arrived(_key_of(mail), now, failed=False)

    def listen(self, now: datetime) -> None:
        """Whether all that people wrote some days ago is in an inbox."""
        old = [sid for sid, at in self._unheard.items() if at < now - _SWEPT_WITHIN]
        self._strike(list(self._unheard))
        for sid in old:
            if sid in self._unheard:
                self._tell(Breach(Promise.NEVER_LOST, now, about=f"{sid} is in no inbox"))

    def _strike(self, sids: list[str]) -> None:
        for start in range(0, len(sids), _MANY):
            some = sids[start : start + _MANY]
            with self._database.read() as session:
                for sid in session.scalars(
                    select(Reply.provider_id).where(Reply.provider_id.in_(some))
                ):
                    self._unheard.pop(sid, None)

    def _arrived(self, key: str, now: datetime, *, failed: bool) -> None:
        seen = self._seen.get(key)
        if seen is None:
            self._tell(Breach(Promise.NEVER_LOST, now, about=f"{key} left unseen"))
            return
        if key in self.left:
            self._tell(Breach(Promise.NEVER_TWICE, seen.at, seen.case, f"attempt {key} left twice"))
        self.left.add(key)
        if seen.purpose not in _UNPROMPTED:
            return
        self._space(seen)
        if seen.step and not failed:
            self._once(seen)

    def _once(self, seen: Seen) -> None:
        step = (seen.person_id, seen.step or "", seen.address_hash)
        before = self._steps.setdefault(step, seen.key)
        if before != seen.key:
            about = f"step {seen.step}: attempts {before} and {seen.key}"
            self._tell(Breach(Promise.NEVER_TWICE, seen.at, seen.case, about))

    def _space(self, seen: Seen) -> None:
        """Three days between two of the machine's, four phone contacts in thirty days."""
        before = self._left[seen.person_id]
        day = self._calendar.day(seen.at)
        if seen.purpose == Purpose.SEQUENCE:
            near = [each for each in before if day - self._calendar.day(each.at) < _SPACING]
            if near:
                about = f"steps {near[-1].step} and {seen.step} within three days"
                self._tell(Breach(Promise.MEASURE, seen.at, seen.case, about))
        if seen.medium == "sms" and seen.purpose == Purpose.SEQUENCE:
            texts = [each.at for each in before if each.medium == "sms"]
            recent = [at for at in (*texts, *seen.calls) if seen.at - at < _WINDOW]
            if len(recent) >= _MOST:
                about = f"{len(recent) + 1} phone contacts in thirty days"
                self._tell(Breach(Promise.MEASURE, seen.at, seen.case, about))
        before.append(seen)


def _key_of(mail: Mail) -> str:
    found = _OURS.search(mail.message_id)
    return found[1] if found else ""
