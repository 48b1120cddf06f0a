"""Messages that are known to have left and go one step further: many of them at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.bulk import listed, update_many
from outreach.cases import services as cases
from outreach.messages.models import Attempt, Status
from outreach.messages.rules.status import forward
from outreach.messages.services.means import Follow
from outreach.messages.services.settle import LONGEST_CODE, News, moved
from outreach.record import services as record

_CASES = select(Attempt.case_id).where(listed(Attempt.key, "keys"), Attempt.case_id.is_not(None))
_LEFT = (
    select(
        Attempt.key,
        Attempt.case_id,
        Attempt.enrolment_id,
        Attempt.provider_id,
        Attempt.status,
        Attempt.error,
        Attempt.act,
        Attempt.segments,
    )
    .where(listed(Attempt.key, "keys"), Attempt.status.in_((Status.ACCEPTED, Status.SENT)))
    .order_by(Attempt.id)
    .with_for_update()
)


class Step(NamedTuple):
    """What is said of the attempt of a key."""

    key: str
    news: News


@dataclass(frozen=True, slots=True)
class _Moved:
    """An attempt that moved, as the sequence looks at it."""

    case_id: int | None
    enrolment_id: int | None
    status: str
    act: str | None


def advance(session: Session, steps: Sequence[Step], now: datetime, follow: Follow) -> set[str]:
    """Move those that were accepted under that name and only go forward; their keys.

    At most one step for each key, none that asks for an act. What else stands there is left alone.
    """
    if not steps:
        return set()
    connection, news = session.connection(), dict(steps)
    keys = {"keys": list(news)}
    heads = cases.hold(session, sorted(set(connection.scalars(_CASES, keys))))
    rows = [row for row in connection.execute(_LEFT, keys) if _follows(row, news[row.key])]
    if not rows:
        return set()
    update_many(
        connection, Attempt.__table__, [_values(row, news[row.key], now) for row in rows], by="key"
    )
    notes = [
        moved(heads[row.case_id], row.key, news[row.key], now)
        for row in rows
        if row.case_id is not None
    ]
    record.write_all(session, notes)
    record.save_heads(session, heads.values())
    follow(
        session,
        [_Moved(row.case_id, row.enrolment_id, news[row.key].status, row.act) for row in rows],
        now,
    )
    return {row.key for row in rows}


def _follows(row: Any, news: News) -> bool:
    return bool(row.provider_id == news.provider_id and forward(row.status, news.status))


def _values(row: Any, news: News, now: datetime) -> dict[str, object]:
    return {
        "key": row.key,
        "status": news.status,
        "error": news.code[:LONGEST_CODE] or row.error,
        "segments": row.segments if news.segments is None else news.segments,
        "settled_at": now,
        "lease_until": None,
    }
