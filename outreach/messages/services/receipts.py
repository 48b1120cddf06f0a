"""Status words from providers: kept always, applied forward only, by our own attempt key."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from outreach.bulk import insert_many, listed, update_many
from outreach.channels.base import Act, Progress, Receipt
from outreach.messages.models import Attempt, ProviderReceipt, Status
from outreach.messages.services.advancing import Step, advance
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
# What asks for nothing but to note it, of a message that is known to have left.
_PLAIN = (Status.ACCEPTED, Status.SENT, Status.DELIVERED)
_KEPT = select(
    ProviderReceipt.id,
    ProviderReceipt.attempt_key,
    ProviderReceipt.provider_id,
    ProviderReceipt.word,
).where(listed(ProviderReceipt.attempt_key, "keys"), ProviderReceipt.at == bindparam("at"))
_SAID = select(
    ProviderReceipt.attempt_key, ProviderReceipt.provider_id, ProviderReceipt.word
).where(listed(ProviderReceipt.attempt_key, "keys"))
_ASK_AFTER = timedelta(minutes=15)
_ASK_UNTIL = timedelta(days=3)
_ASK_AT_MOST = 200


def take(session: Session, receipt: Receipt, now: datetime, follow: Follow) -> bool:
    """Store a receipt and apply it; False when it changes nothing (seen before, or no attempt)."""
    row = _keep(session, receipt, now)
    return row is not None and _apply(session, row, receipt, now, follow)


def take_all(session: Session, receipts: Sequence[Receipt], now: datetime, follow: Follow) -> int:
    """Store and apply many, the plain ones together; how many changed something."""
    receipts = _unsaid(session, receipts)
    words = Counter(receipt.key for receipt in receipts)
    plain = {each.key: each for each in receipts if _is_plain(each) and words[each.key] == 1}
    kept = _keep_all(session, plain, now)
    steps = [Step(key, _news(plain[key])) for key in kept]
    moved = advance(session, steps, now, follow)
    applied = [{"id": kept[key], "applied": True} for key in moved]
    update_many(session.connection(), ProviderReceipt.__table__, applied)
    count = len(moved)
    for key, row_id in kept.items():
        if key not in moved:
            row = session.get_one(ProviderReceipt, row_id)
            count += _apply(session, row, plain[key], now, follow)
    rest = (each for each in receipts if each.key not in kept)
    return count + sum(take(session, each, now, follow) for each in rest)


def ask_stragglers(means: Means) -> int:
    """Fetch the state of messages whose last receipt never came; the number that moved."""
    now = means.clock.now()
    moved = 0
    for medium, door in means.doors.items():
        keys = _stragglers(means, medium, now)
        told = door.states(keys, now) if keys else ()
        plain = [each for each in told if _is_plain(each)]
        if plain:
            with means.database.write() as session:
                moved += take_all(session, plain, now, means.follow)
        for each in told:  # what has consequences locks more than its case: by itself
            if not _is_plain(each):
                with means.database.write() as session:
                    moved += take(session, each, now, means.follow)
    return moved


def status_of(progress: Progress) -> Status | None:
    """Our status for a provider's progress; None for a word we don't know."""
    return _STATUS_OF.get(progress)


def _is_plain(receipt: Receipt) -> bool:
    return status_of(receipt.progress) in _PLAIN and receipt.act is Act.NONE


def _keep(session: Session, receipt: Receipt, now: datetime) -> ProviderReceipt | None:
    row = ProviderReceipt(**_values(receipt, now))
    try:
        with session.begin_nested():
            session.add(row)
    except IntegrityError:
        return None  # the same word about the same message: a provider says things twice
    return row


def _unsaid(session: Session, receipts: Sequence[Receipt]) -> Sequence[Receipt]:
    """Those whose word was not heard before: a provider that is asked again repeats itself."""
    said = {tuple(row) for row in session.execute(_SAID, {"keys": [r.key for r in receipts]})}
    return [r for r in receipts if (r.key[:64], r.provider_id[:255], r.word[:30]) not in said]


def _keep_all(
    session: Session, receipts: Mapping[str, Receipt], now: datetime
) -> Mapping[str, int]:
    """Keep one of each key, in one order for all processes: their rows' ids, by key.

    None is kept when one of them is being said by another process.
    """
    rows = [_values(receipts[key], now) for key in sorted(receipts)]
    if not rows:
        return {}
    try:
        with session.begin_nested():
            insert_many(session.connection(), ProviderReceipt.__table__, rows)
    except IntegrityError:
        return {}
    made = session.execute(_KEPT, {"keys": list(receipts), "at": now})
    said = {(row["attempt_key"], row["provider_id"], row["word"]) for row in rows}
    return {key: row_id for row_id, key, named, word in made if (key, named, word) in said}


def _values(receipt: Receipt, now: datetime) -> dict[str, object]:
    return {
        "attempt_key": receipt.key[:64],
        "provider_id": receipt.provider_id[:255],
        "word": receipt.word[:30],
        "progress": receipt.progress,
        "code": receipt.code[:20],
        "act": receipt.act,
        "segments": receipt.segments,
        "at": now,
        "applied": False,
    }


def _apply(
    session: Session, row: ProviderReceipt, receipt: Receipt, now: datetime, follow: Follow
) -> bool:
    known = session.scalar(select(Attempt.id).where(Attempt.key == receipt.key))
    if known is None:
        return False
    news, attempt = _news(receipt), locked(session, receipt.key)
    if (attempt.provider_id or receipt.provider_id) != receipt.provider_id:
        return False
    row.applied = settle(session, attempt, news, now, follow)
    return row.applied


def _news(receipt: Receipt) -> News:
    """What a receipt says; a word that we don't know says that the provider has the message."""
    status = status_of(receipt.progress) or Status.ACCEPTED
    return News(
        status, receipt.provider_id, receipt.code, receipt.act, receipt.segments, source="receipt"
    )


def _stragglers(means: Means, medium: str, now: datetime) -> dict[str, str]:
    with means.database.read() as session:
        rows = session.execute(
            select(Attempt.key, Attempt.provider_id)
            .where(
                Attempt.medium == medium,
                Attempt.status.in_((Status.ACCEPTED, Status.SENT)),
                Attempt.provider_id.is_not(None),
                Attempt.called_at.between(now - _ASK_UNTIL, now - _ASK_AFTER),
            )
            .order_by(Attempt.called_at)
            .limit(_ASK_AT_MOST)
        )
        return {row.key: row.provider_id or "" for row in rows}
