"""A worker writes down what the person said: the same path as any message that comes in."""

from sqlalchemy import select

from outreach.cases.models import Case, Thread
from outreach.channels.base import Inbound, Medium
from outreach.people.models import ContactPoint, PointKind
from outreach.replies.services.ears import Ears
from outreach.replies.services.receive import FoundBy, Received, receive

_KINDS = {Medium.SMS: (PointKind.MOBILE, PointKind.LANDLINE), Medium.EMAIL: (PointKind.EMAIL,)}


def note_reply(
    ears: Ears, reference: str, text: str, medium: Medium, actor: str
) -> Received | None:
    """Take in what a person answered; None when there is no such case."""
    with ears.means.database.read() as session:
        thread = session.scalar(
            select(Thread)
            .join(Case, Case.id == Thread.case_id)
            .where(Case.reference == reference.strip().upper())
            .order_by(Thread.id)
            .limit(1)
        )
        if thread is None:
            return None
        sender = session.scalar(
            select(ContactPoint.value)
            .where(
                ContactPoint.person_id == thread.person_id,
                ContactPoint.kind.in_(_KINDS[medium]),
            )
            .order_by(ContactPoint.rank, ContactPoint.id)
            .limit(1)
        )
    inbound = Inbound(
        provider_id=ears.means.clock.key(),
        medium=medium,
        sender=(sender or "").lower(),
        to="",
        text=text,
        reply_token=thread.reply_token,
    )
    return receive(ears, inbound, FoundBy.NOTE, source="note", actor=actor)
