"""What an outcome or a receipt changes: the attempt, the contact point, the sender, the tasks.

Everything here happens inside the caller's transaction, with the attempt's row locked.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.channels.base import Act, Outcome, Result
from outreach.database import local_day
from outreach.messages.models import Attempt, Sender, Status
from outreach.messages.rules import status as rules
from outreach.messages.services import pace
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


@dataclass(frozen=True, slots=True)
class News:
    """One word about an attempt, from a call, a receipt or a listing."""

    status: Status
    provider_id: str = ""
    code: str = ""
    act: Act = Act.NONE
    segments: int | None = None
    source: str = "call"


def from_outcome(outcome: Outcome) -> News:
    """What one call amounted to, as news of its attempt."""
    return News(
        _STATUS_OF[outcome.result],
        outcome.provider_id,
        outcome.code,
        outcome.act,
        outcome.segments,
    )


def settle(session: Session, attempt: Attempt, news: News, now: datetime, follow: Follow) -> bool:
    """Move an attempt forward and do what follows; False when the news changes nothing."""
    if news.provider_id and attempt.provider_id is None:
        attempt.provider_id = news.provider_id
    if news.segments is not None:
        attempt.segments = news.segments
    if not rules.forward(attempt.status, news.status) or _twin_open(session, attempt, news):
        return False
    attempt.status = news.status
    attempt.error = news.code or attempt.error
    attempt.act = news.act if news.act is not Act.NONE else attempt.act
    attempt.settled_at, attempt.lease_until = now, None
    case = session.get(Case, attempt.case_id) if attempt.case_id else None
    _journal(session, case, attempt, news, now)
    _consequences(session, case, attempt, news, now)
    session.flush()
    follow(session, attempt, now)
    return True


def _twin_open(session: Session, attempt: Attempt, news: News) -> bool:
    """Whether another attempt of the same step is open: a late word must not make two."""
    if attempt.status != Status.ABSENT or attempt.enrolment_id is None:
        return False
    return bool(
        session.scalar(
            select(
                exists().where(
                    Attempt.enrolment_id == attempt.enrolment_id,
                    Attempt.step == attempt.step,
                    Attempt.id != attempt.id,
                    Attempt.status.in_(
                        ("reserved", "calling", "uncertain", "accepted", "sent", "delivered")
                    ),
                )
            )
        )
    )


def _journal(
    session: Session, case: Case | None, attempt: Attempt, news: News, now: datetime
) -> None:
    if case is None:
        return
    facts = {"attempt": attempt.key, "status": news.status.value, "source": news.source}
    if news.code:
        facts["code"] = code_or_odd(news.code.lower())
    record.write(session, case, event="attempt.moved", actor="system", at=now, facts=facts)


def _consequences(
    session: Session, case: Case | None, attempt: Attempt, news: News, now: datetime
) -> None:
    match news.act:
        case Act.OPT_OUT:
            _mirror_opt_out(session, case, attempt, now)
        case Act.BAD_NUMBER:
            _doubt(session, case, attempt, PointStatus.INVALID, now)
        case Act.RETRY_LATER if attempt.try_no > 1:
            _doubt(session, case, attempt, PointStatus.SUSPECT, now)
        case Act.SENDER_DOWN:
            _rest(session, attempt, news.code, now, _SENDER_REST)
            _show(session, case, attempt, "sender_stopped", now)
        case Act.SLOW_DOWN:
            _rest(session, attempt, news.code, now, _SLOW_DOWN)
        case Act.BAD_TEXT | Act.HOLD if news.status in (Status.REFUSED, Status.FAILED):
            _show(session, case, attempt, "provider_refused", now)
        case _:
            pass


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


def _rest(session: Session, attempt: Attempt, code: str, now: datetime, span: timedelta) -> None:
    for sender in session.scalars(select(Sender).where(Sender.medium == attempt.medium)):
        pace.stop(sender, code, now, span)


def _show(
    session: Session, case: Case | None, attempt: Attempt, reason: str, now: datetime
) -> None:
    raise_task(
        session,
        case,
        NewTask(
            TaskKind.DECIDE,
            local_day(session, now),
            reason=reason,
            person_id=attempt.person_id,
        ),
        now=now,
    )
