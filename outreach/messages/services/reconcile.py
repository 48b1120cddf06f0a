"""Settling what a crash or a bad answer left open: orphans, and uncertain messages."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select

from outreach.cases.models import Case
from outreach.channels.base import Channel, Found, Medium, Sought
from outreach.messages.models import PENDING, Attempt, Status
from outreach.messages.services.attempts import cancel, give_back, locked
from outreach.messages.services.doubts import SHOWN_AFTER, show_doubt
from outreach.messages.services.means import CLOCKS_AGREE, Means
from outreach.messages.services.receipts import status_of
from outreach.messages.services.settle import UNBOUND, News, settle

_TIMES_ABSENT = 2  # listings, a lag margin apart, that must both lack it
# It was called for in the future: our clock was set back since, and no list proves that it never
# left, for nobody knows from when on to read it. Never sent again by itself; a human looks.
CLOCK_MOVED = "clock_moved"
_UNPROVABLE = (UNBOUND, CLOCK_MOVED)
_FAR_BACK = timedelta(days=1)  # what the list of such a one is read for: too wide does no harm


@dataclass(frozen=True, slots=True)
class _Question:
    key: str
    medium: Medium
    sought: Sought


def sweep_orphans(means: Means) -> int:
    """Rows of dead owners: `reserved` was never sent, `calling` may have been; how many."""
    now = means.clock.now()
    with means.database.read() as session:
        keys = list(
            session.scalars(
                select(Attempt.key).where(
                    PENDING,
                    Attempt.status.in_((Status.RESERVED, Status.CALLING)),
                    _over(means, now),
                )
            )
        )
    for key in keys:
        with means.database.write() as session:
            attempt = locked(session, key)
            if not _is_over(means, attempt, now):
                continue
            if attempt.status == Status.RESERVED and attempt.enrolment_id is None:
                give_back(attempt)  # an answer: nothing would plan it again
            elif attempt.status == Status.RESERVED:
                cancel(session, means, attempt, "orphan", now)
            elif attempt.status == Status.CALLING:
                settle(session, attempt, News(Status.UNCERTAIN, source="orphan"), now, means.follow)
                attempt.lease_until = min(attempt.called_at or now, now) + means.grace
    return len(keys)


def _over(means: Means, now: datetime) -> ColumnElement[bool]:
    """Its time has come, or lies farther ahead than anything sets it: a clock was set back."""
    return or_(Attempt.lease_until <= now, Attempt.lease_until > means.farthest(now))


def _is_over(means: Means, attempt: Attempt, now: datetime) -> bool:
    until = attempt.lease_until
    return until is not None and not now < until <= means.farthest(now)


def reconcile(means: Means) -> int:
    """Ask providers about uncertain messages whose grace is over; how many were settled."""
    settled = 0
    for question in _questions(means):
        means.sleep(0)  # here a process may be told to stop: each silence lasts a whole time-out
        door = means.doors.get(question.medium)
        found = _ask(door, question.sought)
        settled += _answer(means, question, found)
    return settled


def _questions(means: Means) -> list[_Question]:
    now = means.clock.now()
    with means.database.read() as session:
        rows = list(
            session.scalars(
                select(Attempt)
                .where(PENDING, Attempt.status == Status.UNCERTAIN, _over(means, now))
                .order_by(Attempt.called_at)
                .limit(100)
            )
        )
        return [
            _Question(
                row.key,
                Medium(row.medium or Medium.SMS),
                Sought(
                    key=row.key,
                    to=row.address or "",
                    body=row.body or "",
                    called_at=_called(row, now),
                    now=now,
                    bound=frozenset(
                        session.scalars(
                            select(Attempt.provider_id).where(
                                Attempt.address_hash == row.address_hash,
                                Attempt.provider_id.is_not(None),
                                Attempt.id != row.id,
                            )
                        )
                    ),
                ),
            )
            for row in rows
        ]


def _ask(door: Channel | None, sought: Sought) -> Found:
    if door is None or not door.capability.can_find:
        return Found(asked=False)
    return door.find(sought)


def _answer(means: Means, question: _Question, found: Found) -> bool:
    now = means.clock.now()
    with means.database.write() as session:
        attempt = locked(session, question.key)
        if attempt.status != Status.UNCERTAIN:
            return False  # a receipt was faster
        if found.provider_id:
            status = status_of(found.progress) or Status.ACCEPTED
            news = News(status, found.provider_id, found.code, found.act, source="listing")
            return settle(session, attempt, news, now, means.follow)
        if not _is_over(means, attempt, question.sought.now):
            return False  # another process asked meanwhile: its answer counts, once
        if _is_ahead(attempt, now):
            attempt.error = CLOCK_MOVED
        attempt.absent_seen += found.asked and attempt.error not in _UNPROVABLE
        if attempt.absent_seen >= _TIMES_ABSENT:
            news = News(Status.ABSENT, source="listing")
            return settle(session, attempt, news, now, means.follow)
        attempt.lease_until = now + means.lag_margin
        if _to_show(means, question, attempt, now):
            case = session.get(Case, attempt.case_id) if attempt.case_id else None
            show_doubt(session, case, attempt, now)
    return False


def _called(attempt: Attempt, now: datetime) -> datetime:
    """From when on the list is read for it."""
    called = attempt.called_at or attempt.at
    moved = attempt.error == CLOCK_MOVED or _is_ahead(attempt, now)
    return min(called, now - _FAR_BACK) if moved else called


def _is_ahead(attempt: Attempt, now: datetime) -> bool:
    return (attempt.called_at or attempt.at) > now + CLOCKS_AGREE


def _to_show(means: Means, question: _Question, attempt: Attempt, now: datetime) -> bool:
    door = means.doors.get(question.medium)
    if door is None or not door.capability.can_find:
        return True  # e-mail can't be asked: a human looks
    if attempt.error == CLOCK_MOVED:
        return True
    return now - (attempt.called_at or attempt.at) > SHOWN_AFTER
