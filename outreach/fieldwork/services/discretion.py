"""Somebody else reads what comes to a number or an address: nothing automatic goes there."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case
from outreach.fieldwork.services.household import people_of
from outreach.fieldwork.services.numbers import read_way
from outreach.messages.services.means import Means
from outreach.people.models import ContactPoint
from outreach.record import services as record
from outreach.sequences.services.planning import replan


class Answer(StrEnum):
    """What became of the request."""

    DONE = "done"
    SAME = "same"
    NO_CASE = "no_case"
    NOT_THEIRS = "not_theirs"


def set_discreet(
    means: Means, reference: str, way: str, actor: str, *, discreet: bool, fictitious_allowed: bool
) -> Answer:
    """Mark a number or an e-mail of a case, or take the mark off; the journal never says which."""
    now = means.clock.now()
    with means.database.write() as session:
        case_id = session.scalar(select(Case.id).where(Case.reference == reference.strip().upper()))
        if case_id is None:
            return Answer.NO_CASE
        case = cases.lock(session, [case_id])[case_id]
        points = _points(session, case, way, fictitious_allowed=fictitious_allowed)
        return mark(session, means, case, points, actor, now, discreet=discreet)


def mark(
    session: Session,
    means: Means,
    case: Case,
    points: Sequence[ContactPoint],
    actor: str,
    now: datetime,
    *,
    discreet: bool,
) -> Answer:
    """The same for contact points of a case, inside its caller's transaction."""
    if not points:
        return Answer.NOT_THEIRS
    changed = [point for point in points if point.discreet != discreet]
    for point in changed:
        point.discreet = discreet
        event = "contact.discreet" if discreet else "contact.open"
        record.write(session, case, event, actor, now, {"kind": point.kind})
    session.flush()
    replan(session, means, [case.id], now)
    return Answer.DONE if changed else Answer.SAME


def _points(
    session: Session, case: Case, text: str, *, fictitious_allowed: bool
) -> list[ContactPoint]:
    way = read_way(session, text, fictitious_allowed=fictitious_allowed)
    if way is None:
        return []
    rows = select(ContactPoint).where(
        ContactPoint.person_id.in_(people_of(session, case)),
        ContactPoint.value_hash == way.value_hash,
    )
    return list(session.scalars(rows))
