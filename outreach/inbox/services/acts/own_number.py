"""A number that somebody wrote from is theirs: the worker who knew them says so."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Thread
from outreach.people.models import ContactPoint, PointKind
from outreach.people.rules.emails import Email, read_email
from outreach.people.rules.numbers import Phone, read_phone
from outreach.people.services import POINT_KINDS, mirror_discretion, mirror_refusals
from outreach.record import services as record
from outreach.replies.models import Reply
from outreach.staff.models import Staff


def keep_number(
    session: Session,
    case: Case,
    thread: Thread,
    reply: Reply,
    staff: Staff,
    now: datetime,
    *,
    fictitious_allowed: bool,
) -> bool:
    """Give a person the number or address of a message, tried last; False when it is none.

    A refusal of that number stays a refusal.
    """
    kind = _kind(reply.sender or "", fictitious_allowed=fictitious_allowed)
    if kind is None or thread.person_id is None:
        return False
    theirs = select(ContactPoint).where(ContactPoint.person_id == thread.person_id)
    if session.scalar(theirs.where(ContactPoint.value_hash == reply.sender_hash)) is not None:
        return False
    last = session.scalar(
        select(func.max(ContactPoint.rank)).where(ContactPoint.person_id == thread.person_id)
    )
    point = ContactPoint(
        person_id=thread.person_id,
        kind=kind,
        value=reply.sender,
        value_hash=reply.sender_hash,
        rank=(last or 0) + 1,
        source="worker",
        created_at=now,
    )
    session.add(point)
    session.flush()
    mirror_refusals(session, [point])
    mirror_discretion(session, [point])
    facts: record.Facts = {"kind": kind.value}
    record.write(session, case, "contact.corrected", staff.code, now, facts)
    return True


def _kind(sender: str, *, fictitious_allowed: bool) -> PointKind | None:
    phone = read_phone(sender, fictitious_allowed)
    if isinstance(phone, Phone):
        return POINT_KINDS[phone.kind]
    return PointKind.EMAIL if isinstance(read_email(sender), Email) else None
