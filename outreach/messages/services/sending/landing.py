"""What calls amounted to, written down: the plain ones together, each other one by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from outreach.bulk import listed, update_many
from outreach.cases import services as cases
from outreach.channels.base import Act, Outcome, Result
from outreach.messages.models import Attempt, Status
from outreach.messages.services.attempts import locked
from outreach.messages.services.means import Means
from outreach.messages.services.sending.crew import Landed
from outreach.messages.services.sending.parcels import Parcel
from outreach.messages.services.sending.tally import Tally
from outreach.messages.services.settle import News, from_outcome, moved, settle
from outreach.record import services as record

_TALLY = {
    Result.ACCEPTED: Tally(sent=1),
    Result.REFUSED: Tally(failed=1),
    Result.NOT_SENT: Tally(deferred=1),
    Result.UNCERTAIN: Tally(uncertain=1),
    Result.DRAFTED: Tally(drafted=1),
}
_STILL = (
    select(Attempt.key, Attempt.segments, Attempt.error)
    .where(
        listed(Attempt.key, "keys"),
        Attempt.status == Status.CALLING,
        Attempt.provider_id.is_(None),
    )
    .order_by(Attempt.id)
    .with_for_update()
)


@dataclass(frozen=True, slots=True)
class _Left:
    """An accepted attempt, as the sequence looks at it."""

    case_id: int | None
    enrolment_id: int | None
    status: str = Status.ACCEPTED
    act: str | None = None


def land(means: Means, landed: Sequence[Landed]) -> Tally:
    """Write down what some calls amounted to; raises what a sending thread raised."""
    for one in landed:
        if one.error is not None:
            raise one.error
    calls = [(one.parcel, one.outcome) for one in landed if one.outcome is not None]
    plain = [(parcel, outcome) for parcel, outcome in calls if _is_plain(outcome)]
    settled = _accept(means, plain)
    tally = Tally(sent=len(settled))
    for parcel, outcome in calls:
        if parcel.key not in settled:
            tally = tally.plus(_alone(means, parcel, outcome))
    return tally


def _is_plain(outcome: Outcome) -> bool:
    return outcome.result is Result.ACCEPTED and outcome.act is Act.NONE


def _accept(means: Means, calls: Sequence[tuple[Parcel, Outcome]]) -> set[str]:
    """The keys of those that were still waiting for this word, all accepted in one transaction."""
    if not calls:
        return set()
    try:
        with means.database.write() as session:
            return _accept_together(session, means, calls, means.clock.now())
    except IntegrityError:  # one bears a name that another attempt has: each by itself
        return set()


def _accept_together(
    session: Session, means: Means, calls: Sequence[tuple[Parcel, Outcome]], now: datetime
) -> set[str]:
    connection = session.connection()
    case_ids = {parcel.case_id for parcel, _ in calls if parcel.case_id is not None}
    heads = cases.hold(session, sorted(case_ids))
    rows = connection.execute(_STILL, {"keys": [parcel.key for parcel, _ in calls]})
    still = {row.key: row for row in rows}
    mine = [(parcel, outcome) for parcel, outcome in calls if parcel.key in still]
    if not mine:
        return set()
    words = [(parcel, from_outcome(outcome)) for parcel, outcome in mine]
    accepted = [_accepted(still[parcel.key], news, now) for parcel, news in words]
    update_many(connection, Attempt.__table__, accepted, by="key")
    notes = [
        moved(heads[parcel.case_id], parcel.key, news, now)
        for parcel, news in words
        if parcel.case_id is not None
    ]
    record.write_all(session, notes)
    record.save_heads(session, heads.values())
    means.follow(session, [_Left(p.case_id, p.enrolment_id) for p, _ in mine], now)
    return set(still)


def _accepted(row: Any, news: News, now: datetime) -> Mapping[str, object]:
    return {
        "key": row.key,
        "status": Status.ACCEPTED,
        "provider_id": news.provider_id or None,
        "error": news.code or row.error,
        "segments": row.segments if news.segments is None else news.segments,
        "settled_at": now,
        "lease_until": None,
    }


def _alone(means: Means, parcel: Parcel, outcome: Outcome) -> Tally:
    now = means.clock.now()
    with means.database.write() as session:
        attempt = locked(session, parcel.key)
        settle(session, attempt, from_outcome(outcome), now, means.follow)
        uncertain = attempt.status == Status.UNCERTAIN
        if uncertain:
            attempt.lease_until = now + means.grace
    tally = _TALLY[Result.UNCERTAIN if uncertain else outcome.result]
    silent = outcome.result is Result.NOT_SENT and outcome.act is Act.NONE
    return replace(tally, unreached=frozenset({parcel.medium})) if silent else tally
