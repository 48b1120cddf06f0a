"""The Message-ID of an e-mail that came in: an answer names it, and lands under it."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from outreach.database import Database
from outreach.replies.models import Reply

_MADE_UP = ".invalid>"  # the door's own name for an e-mail that came without one


def remember(database: Database, reply_id: int, message_id: str) -> None:
    """Keep the Message-ID of a stored e-mail, sealed; one that the door made up names nothing."""
    if not message_id or message_id.endswith(_MADE_UP):
        return
    with database.write() as session:
        session.execute(update(Reply).where(Reply.id == reply_id).values(message_id=message_id))


def message_id_of(session: Session, reply_id: int) -> str:
    """The Message-ID of a stored reply, "" when it has none."""
    reply = session.get(Reply, reply_id)
    return (reply.message_id if reply else "") or ""
