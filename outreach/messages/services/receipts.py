"""Status words from providers: kept always, applied forward only, by our own attempt key."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from outreach.channels.base import Progress, Receipt
from outreach.messages.models import Attempt, ProviderReceipt, Status
from outreach.messages.services.attempts import locked
from outreach.messages.services.means import Follow, Means
from outreach.messages.services.settle import News, settle

_STATUS_OF: dict[Progress, Status] = {
    Progress.ACCEPTED: Status.ACCEPTED,
    Progress.SENT: Status.SENT,
    Progress.DELIVERED: Status.DELIVERED,
    Progress.UNDELIVERED: Status.UNDELIVERED,
    Progress.FAILED: Status.FAILED,
    Progress.CANCELLED: Status.FAILED,
}
_ASK_AFTER = timedelta(minutes=15)
_ASK_UNTIL = timedelta(days=3)
_ASK_AT_MOST = 200


def take(session: Session, receipt: Receipt, now: datetime, follow: Follow) -> bool:
    """Store a receipt and apply it; False when it changes nothing (seen before, or no attempt)."""
    row = _keep(session, receipt, now)
    known = session.scalar(select(Attempt.id).where(Attempt.key == receipt.key))
    if row is None or known is None:
        return False
    return _apply(session, row, receipt, now, follow)


def ask_stragglers(means: Means) -> int:
    """Fetch the state of messages whose last receipt never came; the number that moved."""
    now = means.clock.now()
    moved = 0
    for medium, door in means.doors.items():
        keys = _stragglers(means, medium, now)
        for receipt in door.states(keys, now) if keys else ():
            with means.database.write() as session:
                moved += take(session, receipt, now, means.follow)
    return moved


def status_of(progress: Progress) -> Status | None:
    """Our status for a provider's progress; None for a word we don't know."""
    return _STATUS_OF.get(progress)


def _keep(session: Session, receipt: Receipt, now: datetime) -> ProviderReceipt | None:
    row = ProviderReceipt(
        attempt_key=receipt.key[:64],
        provider_id=receipt.provider_id[:255],
        word=receipt.word[:30],
        progress=receipt.progress,
        code=receipt.code[:20],
        act=receipt.act,
        segments=receipt.segments,
        at=now,
    )
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return None  # the same word about the same message: a provider says things twice
    return row


def _apply(
    session: Session, row: ProviderReceipt, receipt: Receipt, now: datetime, follow: Follow
) -> bool:
    status = status_of(receipt.progress)
    attempt = locked(session, receipt.key)
    if status is None or (attempt.provider_id or receipt.provider_id) != receipt.provider_id:
        return False
    news = News(
        status, receipt.provider_id, receipt.code, receipt.act, receipt.segments, source="receipt"
    )
    row.applied = settle(session, attempt, news, now, follow)
    return row.applied


def _stragglers(means: Means, medium: str, now: datetime) -> dict[str, str]:
    with means.database.read() as session:
        rows = session.execute(
            select(Attempt.key, Attempt.provider_id)
            .where(
                Attempt.medium == medium,
                Attempt.status.in_((Status.ACCEPTED, Status.SENT)),
                Attempt.provider_id.is_not(None),
                Attempt.automated.is_(True),
                Attempt.called_at.between(now - _ASK_UNTIL, now - _ASK_AFTER),
            )
            .order_by(Attempt.called_at)
            .limit(_ASK_AT_MOST)
        )
        return {row.key: row.provider_id or "" for row in rows}
