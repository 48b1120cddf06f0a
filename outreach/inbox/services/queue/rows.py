"""What waits, in one line each: a handful of statements whatever their number."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from outreach.agenda.models import Appointment, AppointmentState
from outreach.cases.models import Case, Thread
from outreach.database import database_of
from outreach.inbox.rules import may_read_alert, worked
from outreach.messages.models import OPEN, Attempt, Purpose
from outreach.people.models import ContactPoint, Person
from outreach.programmes.models import Programme
from outreach.programmes.rules.calendar import Calendar
from outreach.programmes.services import calendar_of
from outreach.replies.models import Reply
from outreach.staff.models import Staff

BY_HAND = (Purpose.ANSWER, Purpose.HUMAN_FIRST)
_LONGEST = 160  # signs of an excerpt
_APPOINTMENT = "appointment"  # the intent


class Group(StrEnum):
    """What is asked of the team, in the order of the list."""

    ALERTS = "alerts"
    TO_ANSWER = "to_answer"
    TO_ATTACH = "to_attach"
    AWAITING = "awaiting"


@dataclass(frozen=True, slots=True)
class Row:
    """One thread. `worked`: how long it has waited, in hours of service.

    `restricted`: an alert that is not theirs to read; `count`: messages that wait. `holders`: the
    cases that know the sender of a thread without a case. `answered_at`: somebody has written
    since; `failed`: the status of that message when it did not arrive. `chosen_at`: the appointment
    that a figure of theirs took.
    """

    thread_id: int
    group: Group
    reference: str
    owner_id: int | None
    owner: str
    since: datetime
    first_name: str = field(default="", repr=False)
    sender: str = field(default="", repr=False)
    channel: str = ""
    excerpt: str = field(default="", repr=False)
    intents: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    restricted: bool = False
    count: int = 0
    holders: int = 0
    worked: timedelta = timedelta()
    answered_at: datetime | None = None
    failed: str = ""
    chosen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Seed:
    """A thread with what its line needs of other tables."""

    thread: Thread
    case: Case | None
    person: Person | None
    owner: str | None


class Rows:
    """Makes the lines of some threads that somebody may see."""

    def __init__(self, session: Session, staff: Staff, seeds: Sequence[Seed], now: datetime):
        self._staff, self._now = staff, now
        ids = [seed.thread.id for seed in seeds]
        self._replies = _unhandled(session, ids)
        self._answered = _answered(session, [s.thread.id for s in seeds if s.thread.alert])
        self._holders = _holders(session, [s.thread for s in seeds if s.case is None])
        self._calendars = _calendars(session)
        choosing = [i for i, told in self._replies.items() if _APPOINTMENT in _intents(told)]
        self._chosen = _chosen(session, choosing) if choosing else {}

    def waiting(self, seed: Seed) -> Row:
        """A thread that waits for us."""
        thread, case, replies = seed.thread, seed.case, self._replies[seed.thread.id]
        owner_id = case.owner_id if case else None
        shut = thread.alert and not may_read_alert(self._staff.role, self._staff.id, owner_id)
        shown = _shown(replies)
        since = thread.first_unanswered_at or self._now
        return Row(
            thread_id=thread.id,
            group=_group(thread),
            reference=case.reference if case else "",
            owner_id=owner_id,
            owner=seed.owner or "",
            since=since,
            first_name=(seed.person.first_name if seed.person else "") or "",
            sender=(shown.sender or "") if shown and case is None else "",
            channel=shown.channel if shown else "",
            excerpt="" if shut else excerpt(shown.text if shown else None),
            intents=() if shut else _intents(replies),
            kinds=() if shut else _codes(each.kinds for each in replies),
            restricted=shut,
            count=len(replies),
            holders=self._holders.get(thread.sender_hash or "", 0),
            worked=worked(self._calendar(case), since, self._now),
            answered_at=self._answered_since(thread, replies),
            chosen_at=None if shut else self._chosen.get(thread.id),
        )

    def _answered_since(self, thread: Thread, replies: Sequence[Any]) -> datetime | None:
        at = self._answered.get(thread.id)
        last = max((reply.received_at for reply in replies), default=None)
        return at if at is not None and (last is None or at >= last) else None

    def _calendar(self, case: Case | None) -> Calendar:
        if case is not None and case.programme_id in self._calendars:
            return self._calendars[case.programme_id]
        return next(iter(self._calendars.values()), Calendar())


def excerpt(text: str | None) -> str:
    """The beginning of a text, on one line."""
    line = " ".join((text or "").split())
    return line if len(line) <= _LONGEST else line[:_LONGEST].rstrip() + "…"


def _group(thread: Thread) -> Group:
    if thread.alert:
        return Group.ALERTS
    return Group.TO_ANSWER if thread.case_id is not None else Group.TO_ATTACH


def _shown(replies: Sequence[Any]) -> Any:
    """The message of a line: what may be a cry for help, else the last one."""
    alarming = [reply for reply in replies if reply.alert]
    return next(iter([*alarming[-1:], *replies[-1:]]), None)


def _intents(replies: Sequence[Any]) -> tuple[str, ...]:
    return _codes(each.intents for each in replies)


def _codes(lists: Iterable[str | None]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(code for each in lists for code in json.loads(each or "[]")))


def _unhandled(session: Session, thread_ids: Sequence[int]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    rows = session.execute(
        select(
            *(Reply.thread_id, Reply.channel, Reply.sender, Reply.text, Reply.intents),
            *(Reply.kinds, Reply.alert, Reply.received_at),
        )
        .where(
            Reply.thread_id.in_(thread_ids),
            Reply.handled_at.is_(None),
            (Reply.nature != "auto_reply") | Reply.alert,
        )
        .order_by(Reply.received_at, Reply.id)
    )
    for row in rows:
        found[row.thread_id].append(row)
    return found


def _answered(session: Session, thread_ids: Sequence[int]) -> dict[int, datetime]:
    """When somebody last wrote in an alerted thread: it stays in sight, and the list says so."""
    rows = session.execute(
        select(Attempt.thread_id, func.max(Attempt.at))
        .where(
            Attempt.thread_id.in_(thread_ids),
            Attempt.purpose.in_(BY_HAND),
            Attempt.status.in_(OPEN),
        )
        .group_by(Attempt.thread_id)
    )
    return {thread_id: at for thread_id, at in rows if thread_id is not None}


def _chosen(session: Session, thread_ids: Sequence[int]) -> dict[int, datetime]:
    """The appointment that each thread's unanswered figure took, where it stands now."""
    by_it = and_(Reply.case_id == Appointment.case_id, Reply.received_at == Appointment.made_at)
    rows = session.execute(
        select(Reply.thread_id, Appointment.starts_at)
        .join(Reply, by_it)
        .where(
            Reply.thread_id.in_(thread_ids),
            Reply.handled_at.is_(None),
            Appointment.offer_id.is_not(None),
            Appointment.state == AppointmentState.AGREED,
        )
        .order_by(Appointment.id)
    )
    return {row.thread_id: row.starts_at for row in rows}


def _holders(session: Session, threads: Sequence[Thread]) -> dict[str, int]:
    """How many cases know each sender of a thread without a case."""
    hashes = {thread.sender_hash for thread in threads if thread.sender_hash}
    if not hashes:
        return {}
    rows = session.execute(
        select(ContactPoint.value_hash, func.count(Thread.case_id.distinct()))
        .join(Thread, Thread.person_id == ContactPoint.person_id)
        .where(ContactPoint.value_hash.in_(hashes), Thread.case_id.is_not(None))
        .group_by(ContactPoint.value_hash)
    )
    return {value: count for value, count in rows if value is not None}


def _calendars(session: Session) -> dict[int, Calendar]:
    zone = database_of(session).zone
    rows = session.scalars(select(Programme).order_by(Programme.id))
    return {row.id: calendar_of(session, row, zone) for row in rows}
