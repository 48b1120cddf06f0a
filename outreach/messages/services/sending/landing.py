"""What calls amounted to, written down: the plain ones together, each other one by itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from outreach.cases.models import Case
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
_CASES = (
    select(Case.id, Case.reference, Case.journal_length, Case.journal_head)
    .where(Case.id.in_(bindparam("ids", expanding=True)))
    .order_by(Case.id)
    .with_for_update()
)
_STILL = (
    select(Attempt.key)
    .where(
        Attempt.key.in_(bindparam("keys", expanding=True)),
        Attempt.status == Status.CALLING,
        Attempt.provider_id.is_(None),
    )
    .order_by(Attempt.id)
    .with_for_update()
)
_ACCEPT = (
    update(Attempt.__table__)  # type: ignore[arg-type]  # a mapped table is one
    .where(Attempt.key == bindparam("of"))
    .values(
        status=Status.ACCEPTED,
        provider_id=bindparam("name"),
        error=func.coalesce(bindparam("code", type_=Attempt.error.type), Attempt.error),
        segments=func.coalesce(bindparam("counted", type_=Attempt.segments.type), Attempt.segments),
        settled_at=bindparam("now"),
        lease_until=None,
    )
)


@dataclass(frozen=True, slots=True)
class _Left:
    """An accepted attempt, as the sequence looks at it."""

    case_id: int | None
    enrolment_id: int | None
    status: str = Status.ACCEPTED
    act: str | None = None


@dataclass(slots=True)
class _Chain:
    """The journal's end of one case, outside any session."""

    reference: str
    journal_length: int
    journal_head: str
    salt: str | None = None  # no text is fingerprinted here


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
    if len(calls) < 2:
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
    case_ids = sorted({parcel.case_id for parcel, _ in calls if parcel.case_id is not None})
    cases = {
        row.id: _Chain(row.reference, row.journal_length, row.journal_head)
        for row in connection.execute(_CASES, {"ids": case_ids})
    }
    still = set(connection.scalars(_STILL, {"keys": [parcel.key for parcel, _ in calls]}))
    mine = [(parcel, outcome) for parcel, outcome in calls if parcel.key in still]
    if not mine:
        return set()
    words = [(parcel, from_outcome(outcome)) for parcel, outcome in mine]
    connection.execute(_ACCEPT, [_accepted(parcel, news, now) for parcel, news in words])
    notes = [
        moved(cases[parcel.case_id], parcel.key, news, now)
        for parcel, news in words
        if parcel.case_id is not None
    ]
    record.write_all(session, notes)
    record.save_heads(session, cases.values())
    means.follow(session, [_Left(p.case_id, p.enrolment_id) for p, _ in mine], now)
    return still


def _accepted(parcel: Parcel, news: News, now: datetime) -> Mapping[str, object]:
    return {
        "of": parcel.key,
        "name": news.provider_id or None,
        "code": news.code or None,
        "counted": news.segments,
        "now": now,
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
