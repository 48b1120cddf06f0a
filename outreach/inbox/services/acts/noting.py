"""A colleague writes something down in a thread, for the team."""

from enum import StrEnum

from sqlalchemy import select

from outreach.inbox.models import ThreadNote
from outreach.inbox.services.sight import hold_thread
from outreach.messages.services.means import Means
from outreach.record import services as record
from outreach.staff.models import Staff


class Noted(StrEnum):
    """What became of a note."""

    DONE = "done"
    SAME = "same"  # the same form was sent before
    GONE = "gone"


def note(means: Means, staff: Staff, thread_id: int, text: str, key: str) -> Noted:
    """Keep a note, once; the record of the case tells that there is one, not what it says."""
    now = means.clock.now()
    with means.database.write() as session:
        found = hold_thread(session, staff, thread_id)
        if found is None:
            return Noted.GONE
        if session.scalar(select(ThreadNote.id).where(ThreadNote.key == key)) is not None:
            return Noted.SAME
        case_id = None if found.case is None else found.case.id
        session.add(
            ThreadNote(
                key=key, thread_id=thread_id, case_id=case_id, actor=staff.code, text=text, at=now
            )
        )
        if found.case is not None:
            record.write(session, found.case, "note.added", staff.code, now, body=text)
        return Noted.DONE
