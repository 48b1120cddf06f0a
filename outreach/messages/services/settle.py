"""What an outcome or a receipt changes: the attempt, the contact point, the sender, the tasks.

Everything here happens inside the caller's transaction, with the attempt's row locked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.channels.base import Act, Outcome, Result
from outreach.database import local_day
from outreach.messages.models import OPEN, Attempt, Purpose, Sender, Status
from outreach.messages.rules import status as rules
from outreach.messages.services import pace
from outreach.messages.services.doubts import close_doubt, show_doubt
from outreach.messages.services.means import Follow
from outreach.people import services as people
from outreach.people.models import ContactPoint, PointStatus
from outreach.record import services as record
from outreach.record.rules import code_or_odd
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task

_STATUS_OF: dict[Result, Status] = {
    Result.ACCEPTED: Status.ACCEPTED,
    Result.REFUSED: Status.REFUSED,
    Result.NOT_SENT: Status.ABSENT,
    Result.UNCERTAIN: Status.UNCERTAIN,
}
_SENDER_REST = timedelta(hours=1)
_SLOW_DOWN = timedelta(minutes=1)
# Our own trouble at the provider, told before it looked at the message: nothing left.
_OUR_TROUBLE = (Act.SENDER_DOWN, Act.SLOW_DOWN)
# Belongs to no plan: when it does not leave, only a human can make up for it.
_AWAITED = (Purpose.ANSWER, Purpose.HUMAN_FIRST, Purpose.REMINDER)
LONGEST_CODE = 20
_CALL = "call"
# The provider took a message under a name that another attempt bears: something left, and no
# listing can tell which. Never sent again by itself; a human looks.
UNBOUND = "id_of_another"
LEFT_BEFORE = "left_before"  # why a try is cancelled: the one before it had left after all


@dataclass(frozen=True, slots=True)
class News:
    """One word about an attempt, from a call, a receipt or a listing."""

    status: Status
    provider_id: str = ""
    code: str = ""
    act: Act = Act.NONE
    segments: int | None = None
    source: str = _CALL
    retry_after: timedelta | None = None


def from_outcome(outcome: Outcome) -> News:
    """What one call amounted to, as news of its attempt.

    A refusal that is our sender's fault is "never sent": the person's step is planned again.
    """
    ours = outcome.result is Result.REFUSED and outcome.act in _OUR_TROUBLE
    return News(
        Status.ABSENT if ours else _STATUS_OF[outcome.result],
        outcome.provider_id,
        outcome.code[:LONGEST_CODE],
        outcome.act,
        outcome.segments,
        retry_after=outcome.retry_after,
    )


def settle(session: Session, attempt: Attempt, news: News, now: datetime, follow: Follow) -> bool:
    """Move an attempt forward and do what follows; False when the news changes nothing."""
    if not _bind(session, attempt, news.provider_id):
        if news.source != _CALL:
            return False
        news = News(Status.UNCERTAIN, code=UNBOUND)  # an answer to our own call is never dropped
        if attempt.status == Status.UNCERTAIN:
            attempt.error = UNBOUND
    if news.segments is not None:
        attempt.segments = news.segments
    if not rules.forward(attempt.status, news.status):
        return False
    case = session.get(Case, attempt.case_id) if attempt.case_id else None
    if _again(attempt, news):
        _take_back(session, attempt, now, follow)
    if _twin_open(session, attempt, news):
        if attempt.status == Status.ABSENT:  # it had left after all, and so did the next try
            _show(session, case, attempt, "left_twice", now)
        return False
    doubted = attempt.status == Status.UNCERTAIN
    attempt.status = news.status
    attempt.error = news.code[:LONGEST_CODE] or attempt.error
    attempt.act = news.act if news.act is not Act.NONE else attempt.act
    attempt.settled_at, attempt.lease_until = now, None
    if case is not None:
        record.write_all(session, [moved(case, attempt.key, news, now)])
    _consequences(session, case, attempt, news, now)
    session.flush()
    if doubted:
        close_doubt(session, case, attempt, now)
    follow(session, [attempt], now)
    return True


def _bind(session: Session, attempt: Attempt, provider_id: str) -> bool:
    """Note the provider's name of a message; False when it is another attempt's.

    A listing can mistake one try of a text for another: the first binding stands.
    """
    if not provider_id or attempt.provider_id is not None:
        return True
    if _other(session, attempt, Attempt.medium == attempt.medium, provider_id=provider_id):
        return False
    attempt.provider_id = provider_id
    return True


def _again(attempt: Attempt, news: News) -> bool:
    """Whether a late word says that a message is there, whose step may be tried again by now."""
    late = attempt.status not in OPEN and news.status in OPEN
    return late and attempt.enrolment_id is not None


def _take_back(session: Session, attempt: Attempt, now: datetime, follow: Follow) -> None:
    """The next try of a step that has left after all is cancelled, if nobody has called yet.

    Not a draft (it has no lease): a human has it before them, and may have sent it.
    """
    rows = (
        select(Attempt)
        .where(
            Attempt.id != attempt.id,
            Attempt.enrolment_id == attempt.enrolment_id,
            Attempt.step == attempt.step,
            Attempt.status == Status.RESERVED,
            Attempt.lease_until.is_not(None),
        )
        .with_for_update()
    )
    for twin in session.scalars(rows):
        twin.reason = LEFT_BEFORE
        settle(session, twin, News(Status.CANCELLED, source=LEFT_BEFORE), now, follow)


def _twin_open(session: Session, attempt: Attempt, news: News) -> bool:
    """Whether another attempt of the same step is open: a late word must not make two."""
    return _again(attempt, news) and _other(
        session,
        attempt,
        Attempt.status.in_(OPEN),
        enrolment_id=attempt.enrolment_id,
        step=attempt.step,
    )


def _other(
    session: Session, attempt: Attempt, *conditions: ColumnElement[bool], **same: object
) -> bool:
    rows = select(Attempt.id).where(Attempt.id != attempt.id, *conditions).filter_by(**same)
    return bool(session.scalar(select(rows.exists())))


def moved(case: record.Chain, key: str, news: News, at: datetime) -> record.Note:
    """What the journal says of an attempt whose status moved."""
    facts = {"attempt": key, "status": news.status.value, "source": news.source}
    if news.code:
        facts["code"] = code_or_odd(news.code.lower())
    return record.Note(case, "attempt.moved", "system", at, facts)


def _consequences(
    session: Session, case: Case | None, attempt: Attempt, news: News, now: datetime
) -> None:
    match news.act:
        case Act.OPT_OUT:
            _mirror_opt_out(session, case, attempt, now)
        case Act.BAD_NUMBER:
            _doubt(session, case, attempt, PointStatus.INVALID, now)
        case Act.RETRY_LATER if _failed_before(session, attempt):
            _doubt(session, case, attempt, PointStatus.SUSPECT, now)
        case Act.SENDER_DOWN:
            _rest(session, attempt, news, now, _SENDER_REST)
            _show(session, case, attempt, "sender_stopped", now)
        case Act.SLOW_DOWN:
            _rest(session, attempt, news, now, _SLOW_DOWN)
            if (news.retry_after or _SLOW_DOWN) > _SENDER_REST:
                _show(session, case, attempt, "sender_stopped", now)
        case Act.NONE if news.status is Status.ABSENT and news.source == _CALL:
            _rest(session, attempt, news, now, _SLOW_DOWN)  # nobody answers there
        case Act.BAD_TEXT | Act.HOLD if news.status in (Status.REFUSED, Status.FAILED):
            _show(session, case, attempt, "provider_refused", now)
        case _ if news.code == UNBOUND:
            show_doubt(session, case, attempt, now)
        case _:
            pass
    if news.status in (Status.ABSENT, Status.CANCELLED) and attempt.purpose in _AWAITED:
        _show(session, case, attempt, "not_sent", now)


def _failed_before(session: Session, attempt: Attempt) -> bool:
    """Whether the same address already gave a passing fault: twice is a doubt."""
    return _other(
        session,
        attempt,
        Attempt.address_hash.is_not(None),
        address_hash=attempt.address_hash,
        act=Act.RETRY_LATER,
    )


def _mirror_opt_out(session: Session, case: Case | None, attempt: Attempt, now: datetime) -> None:
    if attempt.person_id is not None:
        people.opt_out(session, attempt.person_id, source="provider", now=now)
    _show(session, case, attempt, "opted_out_at_provider", now)


def _doubt(
    session: Session, case: Case | None, attempt: Attempt, status: PointStatus, now: datetime
) -> None:
    if attempt.contact_point_id is None:
        return
    point = session.get(ContactPoint, attempt.contact_point_id)
    if point is not None and point.status in (PointStatus.OK, PointStatus.SUSPECT):
        point.status = status
    if case is not None:
        task = NewTask(
            TaskKind.CHECK_NUMBER,
            local_day(session, now),
            reason=status.value,
            person_id=attempt.person_id,
        )
        raise_task(session, case, task, now=now)


def _rest(session: Session, attempt: Attempt, news: News, now: datetime, span: timedelta) -> None:
    span = max(span, news.retry_after or span)
    rows = select(Sender).where(Sender.medium == attempt.medium).with_for_update()
    for sender in session.scalars(rows):
        pace.stop(sender, news.code[:LONGEST_CODE], now, span)


def _show(
    session: Session, case: Case | None, attempt: Attempt, reason: str, now: datetime
) -> None:
    due = local_day(session, now)
    task = NewTask(TaskKind.DECIDE, due, reason=reason, person_id=attempt.person_id)
    raise_task(session, case, task, now=now)
