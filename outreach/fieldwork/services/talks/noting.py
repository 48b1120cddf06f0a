"""Somebody phoned, came by or wrote on paper: noted once, whatever is pressed twice."""

from collections.abc import Callable
from dataclasses import replace

from sqlalchemy import select

from outreach.fieldwork.services.household import case_id_of
from outreach.replies.models import Reply
from outreach.replies.services.ears import Ears
from outreach.replies.services.noting import (
    SOURCE,
    Doubt,
    Note,
    Unclear,
    note_reply,
    note_stranger,
)
from outreach.replies.services.receive import Received
from outreach.staff.models import Staff

Answer = Received | Unclear | None


def note_talk(
    ears: Ears, staff: Staff, reference: str, note: Note, *, fictitious_allowed: bool
) -> int | Doubt:
    """Note what a person of a case said; the row of the note, or what must be asked first."""

    def take(said: Note) -> Answer:
        return note_reply(ears, reference, said, staff.code, fictitious_allowed=fictitious_allowed)

    with ears.means.database.read() as session:
        if case_id_of(session, staff, reference) is None:
            return Doubt.NOBODY
    return _once(ears, note, take)


def note_unknown(
    ears: Ears, staff: Staff, called: str, note: Note, *, fictitious_allowed: bool
) -> int | Doubt:
    """Note what somebody said whom nobody found: it waits in the inbox, to be attached."""

    def take(said: Note) -> Answer:
        return note_stranger(ears, said, called, staff.code, fictitious_allowed=fictitious_allowed)

    return _once(ears, note, take)


def _once(ears: Ears, note: Note, take: Callable[[Note], Answer]) -> int | Doubt:
    """A note that was sent twice is one; other words under the same key are another note."""
    done = take(note)
    if isinstance(done, Received) and not done.new:
        with ears.means.database.read() as session:
            known = session.scalars(
                select(Reply).where(Reply.source == SOURCE, Reply.provider_id == note.key)
            ).one()
        if known.text == note.text:
            return known.id
        done = take(replace(note, key=ears.means.clock.key()))
    if isinstance(done, Unclear):
        return done.doubt
    return done.reply_id if done is not None and done.reply_id is not None else Doubt.NOBODY
