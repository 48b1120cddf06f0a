"""Messages to colleagues, outside the gate of tenants: written down first, and tried again.

An alarm that comes twice is better than one that never comes, so an unknown fate is a reason to try
again here, and a hold stops nothing. No pace is kept: there are few of them.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import Session

from outreach.channels.base import Medium, Outcome, Outgoing, Result
from outreach.messages.models import NoticeState, StaffNotice
from outreach.messages.rules.render import for_page, for_sms
from outreach.messages.services.means import Means
from outreach.messages.services.sending.call import call
from outreach.staff.models import Staff

TRIES = 3
AGAIN = timedelta(minutes=1)
_USEFUL = timedelta(minutes=30)  # a provider that still has it then need not send it any more
# Taken by a provider, or about to be.
UNDER_WAY = (NoticeState.WAITING, NoticeState.SENT)
_GAVE_UP = "unsettled"


@dataclass(frozen=True, slots=True)
class Words:
    """What is said to a colleague; `short` is the SMS."""

    subject: str
    body: str = field(repr=False)
    short: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class _Letter:
    """A notice whose next try is committed."""

    id: int
    medium: Medium
    message: Outgoing = field(repr=False)


def ways_to(means: Means, staff: Staff) -> tuple[Medium, ...]:
    """By what a colleague can be reached without anybody's hand."""
    known = {Medium.SMS: bool(staff.phone), Medium.EMAIL: bool(staff.email)}
    return tuple(
        medium
        for medium in Medium
        if known[medium] and medium in means.doors and not means.doors[medium].capability.drafts
    )


def tell(
    session: Session,
    means: Means,
    to: Sequence[Staff],
    words: Words,
    *,
    reason: str,
    task_id: int,
    now: datetime,
) -> int:
    """Write down a message to each colleague by each way there is; how many will be tried."""
    made = [
        StaffNotice(
            key=means.clock.key(),
            staff_id=one.id,
            task_id=task_id,
            reason=reason,
            medium=medium,
            subject=words.subject,
            body=words.short if medium is Medium.SMS else words.body,
            state=NoticeState.WAITING,
            made_at=now,
            due_at=now,
        )
        for one in to
        for medium in ways_to(means, one)
    ]
    session.add_all(made)
    return len(made)


def send_notices(means: Means) -> int:
    """Try all that is due, each once; how many a provider took.

    One that can't be tried keeps no other from it: its error is raised at the end.
    """
    now = means.clock.now()
    with means.database.read() as session:
        # None waits longer than `AGAIN`, but where a clock was set back meanwhile.
        due_at = or_(StaffNotice.due_at <= now, StaffNotice.due_at > now + AGAIN)
        rows = select(StaffNotice.id).where(StaffNotice.state == NoticeState.WAITING, due_at)
        due = session.scalars(rows.order_by(StaffNotice.id)).all()
    taken, faults = 0, list[Exception]()
    for notice_id in due:
        try:
            taken += _try(means, notice_id, now)
        except Exception as error:
            faults.append(error)
    if faults:
        raise faults[0]
    return taken


def call_off(session: Session, task_ids: Collection[int], now: datetime) -> None:
    """What is not sent yet about these tasks is not needed any more."""
    waiting = update(StaffNotice).where(
        StaffNotice.task_id.in_(task_ids), StaffNotice.state == NoticeState.WAITING
    )
    over = {"state": NoticeState.OVER, "settled_at": now, "subject": None, "body": None}
    session.execute(waiting.values(over))


def all_failed(session: Session, task_id: int, since: datetime) -> bool:
    """Whether nothing of what was said since was, or will be, taken by a provider."""
    rows = select(StaffNotice.id).where(
        StaffNotice.task_id == task_id,
        StaffNotice.made_at >= since,
        StaffNotice.state.in_(UNDER_WAY),
    )
    return session.scalar(rows.limit(1)) is None


def last_told(session: Session, task_id: int) -> datetime | None:
    """When somebody was last to be told about a task."""
    rows = select(func.max(StaffNotice.made_at)).where(StaffNotice.task_id == task_id)
    return session.scalar(rows)


def _try(means: Means, notice_id: int, now: datetime) -> bool:
    letter = _claim(means, notice_id, now)
    if letter is None:
        return False
    outcome = call(means.doors[letter.medium], letter.message)
    with means.database.write() as session:
        _settle(session, means, letter.id, outcome)
    return outcome.result is Result.ACCEPTED


def _claim(means: Means, notice_id: int, now: datetime) -> _Letter | None:
    """Take the next try, durable before the call: a crash meanwhile leaves the one after it."""
    with means.database.write() as session:
        rows = select(StaffNotice).where(StaffNotice.id == notice_id).with_for_update()
        notice = session.scalars(rows).one()
        if notice.state != NoticeState.WAITING or now < notice.due_at <= now + AGAIN:
            return None
        staff = session.get_one(Staff, notice.staff_id)
        medium = Medium(notice.medium)
        if notice.tries >= TRIES:
            _end(notice, NoticeState.FAILED, now, notice.error or _GAVE_UP)
            return None
        # A colleague who left, a door or a number that went away meanwhile.
        if not staff.active or medium not in ways_to(means, staff):
            _end(notice, NoticeState.FAILED, now, "no_way")
            return None
        notice.tries, notice.due_at = notice.tries + 1, now + AGAIN
        body, to = notice.body or "", staff.phone if medium is Medium.SMS else staff.email
        message = Outgoing(
            key=notice.key,
            to=to or "",
            subject=notice.subject or "",
            body=for_sms(body) if medium is Medium.SMS else for_page(body),
            valid_for=_USEFUL,
        )
        return _Letter(notice.id, medium, message)


def _settle(session: Session, means: Means, notice_id: int, outcome: Outcome) -> None:
    rows = select(StaffNotice).where(StaffNotice.id == notice_id).with_for_update()
    notice = session.scalars(rows).one()
    if notice.state != NoticeState.WAITING:
        return
    now = means.clock.now()
    if outcome.result is Result.ACCEPTED:
        _end(notice, NoticeState.SENT, now, None)
    elif outcome.result is Result.REFUSED or notice.tries >= TRIES:
        _end(notice, NoticeState.FAILED, now, outcome.code[:20] or _GAVE_UP)
    else:
        notice.error = outcome.code[:20]


def _end(notice: StaffNotice, state: NoticeState, now: datetime, error: str | None) -> None:
    notice.state, notice.error, notice.settled_at = state, error, now
    notice.subject = notice.body = None
