"""Asking a door what came in: mailboxes, and the sweep for hooks that never reached us."""

from collections.abc import Sequence

import structlog
from sqlalchemy import select
from sqlalchemy.exc import InterfaceError, OperationalError

from outreach.channels.base import Channel, Inbound, Medium
from outreach.database import Database
from outreach.messages.services import listening
from outreach.replies.models import Cursor, Reply
from outreach.replies.services.ears import Ears
from outreach.replies.services.naming import remember
from outreach.replies.services.receive import FoundBy, receive
from outreach.replies.services.stubs import keep_stub

log = structlog.get_logger(__name__)

_TOGETHER = 500  # ids looked up in one statement
_BATCHES = 50  # in one go; the rest comes with the next one


class UnreachableError(Exception):
    """The provider could not be asked; nothing is lost, it is asked again."""


class RefusedError(Exception):
    """The provider was reached and would not tell; nothing is lost, it is asked again."""


def poll(ears: Ears, medium: Medium, found_by: FoundBy) -> int:
    """Take in all that the door of a medium has since the last time; how many were new.

    The cursor is stored after the rows, and never beyond a message of which nothing could be
    stored. Raises `UnreachableError` and `RefusedError`. Does nothing without such a door.
    """
    door = ears.means.doors.get(medium)
    if door is None or not door.capability.two_way:
        return 0
    cursor, new, safe = _place(ears.means.database, door), 0, True
    for _ in range(_BATCHES):
        batch = door.poll(cursor, ears.means.clock.now())
        if not batch.asked:
            _note(ears, medium, read=False)
            raise (RefusedError if batch.refused else UnreachableError)(door.name)
        stored, failed = _take_in(ears, batch.items, found_by, door.name)
        new += stored
        safe = safe and not failed
        if safe and batch.cursor != cursor:
            _keep(ears, door, batch.cursor)
        if not batch.items or batch.cursor == cursor:
            break
        cursor = batch.cursor
    _note(ears, medium, read=safe)
    return new


def _note(ears: Ears, medium: Medium, *, read: bool) -> None:
    """Say whether all that came in was seen: nothing automatic leaves where it is not for long."""
    told = listening.heard if read else listening.missed
    with ears.means.database.write() as session:
        told(session, ears.means, medium, ears.means.clock.now())


def _take_in(
    ears: Ears, items: Sequence[Inbound], found_by: FoundBy, source: str
) -> tuple[int, int]:
    """Store each; one that can't be stored must not keep the others out. (new, failed).

    A sweep looks again at a whole day: what is here already costs no transaction of its own.
    """
    known = _known(ears.means.database, items, source)
    new = failed = 0
    for inbound in items:
        if inbound.provider_id in known:
            continue
        try:
            new += _store(ears, inbound, found_by, source)
        except (OperationalError, InterfaceError):
            raise  # the database, not the message
        except Exception:
            failed += 1
    return new, failed


def _known(database: Database, items: Sequence[Inbound], source: str) -> frozenset[str]:
    """The ids of those that have a row."""
    ids = [inbound.provider_id for inbound in items]
    with database.read() as session:
        found: set[str] = set()
        for start in range(0, len(ids), _TOGETHER):
            some = ids[start : start + _TOGETHER]
            rows = select(Reply.provider_id).where(
                Reply.source == source, Reply.provider_id.in_(some)
            )
            found.update(session.scalars(rows))
        return frozenset(found)


def _store(ears: Ears, inbound: Inbound, found_by: FoundBy, source: str) -> bool:
    """Take one in, or a mark that it came; whether it is new. Raises when neither can be kept."""
    try:
        received = receive(ears, inbound, found_by, source)
    except (OperationalError, InterfaceError):
        raise
    except Exception as error:
        log.error("inbound.not_stored", door=source, error=type(error).__name__)
        return keep_stub(ears, inbound, found_by.value, source)
    if received.new and received.reply_id is not None:
        remember(ears.means.database, received.reply_id, inbound.message_id)
    return received.new


def _place(database: Database, door: Channel) -> str:
    with database.read() as session:
        row = session.get(Cursor, door.name)
        return row.value if row else ""


def _keep(ears: Ears, door: Channel, cursor: str) -> None:
    now = ears.means.clock.now()
    with ears.means.database.write() as session:
        session.merge(Cursor(name=door.name, value=cursor, at=now))
