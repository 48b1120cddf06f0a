"""The calling mark: durable before the call, after one last look at what may have changed."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from outreach.bulk import listed
from outreach.cases.models import Case
from outreach.messages.models import Attempt, Status
from outreach.messages.services.attempts import cancel, give_back, locked
from outreach.messages.services.means import Means
from outreach.messages.services.recheck import (
    LEASE_LOST,
    LEASE_SHORT,
    REASON,
    SENDER_STOPPED,
    question,
)
from outreach.messages.services.sending.parcels import Parcel

_CASES = select(Case.id).where(listed(Case.id, "ids")).order_by(Case.id).with_for_update()
_LOOK = (
    select(Attempt.key, Attempt.status, REASON.label("reason"))
    .where(listed(Attempt.key, "keys"))
    .order_by(Attempt.id)
    .with_for_update(of=Attempt)
)
_MARK = (
    update(Attempt.__table__)  # type: ignore[arg-type]  # a mapped table is one
    .where(listed(Attempt.key, "keys"))
    .values(status=Status.CALLING, called_at=bindparam("called"), at=bindparam("called"))
)


def mark_calling(means: Means, parcels: Sequence[Parcel]) -> list[Parcel]:
    """Mark in one transaction those that may be called now; what else stands there is set aside.

    Gives the marked ones, in order, with what a provider may still take to send each.
    """
    now = means.clock.now()
    with means.database.write() as session:
        lock_cases(session, parcels)
        reasons = _reasons(session, means, parcels, now)
        marked = [parcel for parcel in parcels if reasons.get(parcel.key) == ""]
        if marked:
            keys = [parcel.key for parcel in marked]
            session.connection().execute(_MARK, {"keys": keys, "called": now})
        for key, reason in reasons.items():
            if reason:
                set_aside(session, means, locked(session, key), reason, now)
        if marked:
            means.probe("calling")
    return [parcel.called(now) for parcel in marked]


def lock_cases(session: Session, parcels: Sequence[Parcel]) -> None:
    """Hold the cases of some attempts, in the order of their ids, before the attempts."""
    ids = sorted({parcel.case_id for parcel in parcels if parcel.case_id is not None})
    if ids:
        session.connection().execute(_CASES, {"ids": ids})


def set_aside(session: Session, means: Means, attempt: Attempt, reason: str, now: datetime) -> None:
    """Do not call now: another process has the row, or it waits for a sender, or it ends here."""
    if reason == LEASE_LOST:
        return
    if reason in (LEASE_SHORT, SENDER_STOPPED) and attempt.enrolment_id is None:
        give_back(attempt)  # no plan makes it again
        return
    cancel(session, means, attempt, reason, now)


def _reasons(
    session: Session, means: Means, parcels: Sequence[Parcel], now: datetime
) -> Mapping[str, str]:
    """What stands in the way of each that is still reserved, by key; "" for nothing."""
    asked = question(now, owner=means.owner, held=means.held)
    keys = [parcel.key for parcel in parcels]
    rows = session.connection().execute(_LOOK, {**asked, "keys": keys})
    return {row.key: row.reason or "" for row in rows if row.status == Status.RESERVED}
