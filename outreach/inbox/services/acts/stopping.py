"""« STOP probable »: only a human says if the person wants no more messages (care.md §2)."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case
from outreach.database import local_day
from outreach.inbox.rules import STOP_PROBABLE
from outreach.inbox.services.acts.rereading import (
    act_again,
    as_stop,
    concerned_cases,
    drop_asked,
    home_of,
    read_again,
)
from outreach.inbox.services.acts.settling import settle
from outreach.inbox.services.sight import Found, find_thread, hold_thread
from outreach.inbox.services.thread.heard import last_reply
from outreach.inbox.services.thread.opened import open_reasons
from outreach.record import services as record
from outreach.replies.models import Reply
from outreach.replies.services.ears import Ears
from outreach.staff.models import Staff
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task


class Said(StrEnum):
    """What became of the word."""

    DONE = "done"
    NOT_ASKED = "not_asked"  # it is settled already
    NEWER = "newer"  # the person wrote since the page was opened
    RESTRICTED = "restricted"
    GONE = "gone"


def say_if_stop(ears: Ears, staff: Staff, thread_id: int, seen: int, *, stop: bool) -> Said:
    """It was a STOP: as if they had written the word. It was none: a human decides what follows."""
    now = ears.means.clock.now()
    with ears.means.database.write() as session:
        found = find_thread(session, staff, thread_id)
        if found is None or found.case is None:
            return Said.GONE
        reply = _message(session, ears, thread_id)
        ids = () if reply is None else _concerned(session, found, reply)
        found = hold_thread(session, staff, thread_id, *ids)
        if found is None or found.case is None:
            return Said.GONE
        problem = _problem(session, found, reply, seen)
        if problem is not None or reply is None:
            return problem or Said.NOT_ASKED
        person_id = found.thread.person_id
        drop_asked(session, found.case, person_id, STOP_PROBABLE, staff.code, now)
        if stop:
            _stop(session, ears, found, reply, ids, staff, now)
        else:
            _go_on_asking(session, found.case, person_id, staff, now)
        return Said.DONE


def is_asked(session: Session, found: Found) -> bool:
    """Whether somebody must still say it of this thread."""
    if found.case is None:
        return False
    return STOP_PROBABLE in open_reasons(session, found.case.id, found.thread.person_id)


def _problem(session: Session, found: Found, reply: Reply | None, seen: int) -> Said | None:
    if reply is None or not is_asked(session, found):
        return Said.NOT_ASKED
    if found.thread.alert and not found.concerned:
        return Said.RESTRICTED
    return Said.NEWER if last_reply(session, found.thread.id) > seen else None


def _message(session: Session, ears: Ears, thread_id: int) -> Reply | None:
    """The last message that smells of STOP, else the last one."""
    rows = select(Reply).where(Reply.thread_id == thread_id).order_by(Reply.id.desc())
    replies = session.scalars(rows.limit(20)).all()
    suspect = (reply for reply in replies if read_again(ears, reply).stop != "none")
    return next(suspect, next(iter(replies), None))


def _concerned(session: Session, found: Found, reply: Reply) -> tuple[int, ...]:
    return concerned_cases(session, home_of(found.thread, reply.sender_hash))


def _stop(
    session: Session,
    ears: Ears,
    found: Found,
    reply: Reply,
    ids: tuple[int, ...],
    staff: Staff,
    now: datetime,
) -> None:
    assert found.case is not None  # noqa: S101  looked at before
    record.write(session, found.case, "stop.confirmed", staff.code, now)
    home = home_of(found.thread, reply.sender_hash)
    locked = cases.lock(session, sorted({found.case.id, *ids}))
    act_again(session, ears, home, reply, as_stop(read_again(ears, reply)), locked, now)
    settle(session, found, staff.code, now, how="stop")


def _go_on_asking(
    session: Session, case: Case, person_id: int | None, staff: Staff, now: datetime
) -> None:
    record.write(session, case, "stop.denied", staff.code, now)
    due = local_day(session, now)
    new = NewTask(TaskKind.DECIDE, due, reason="reply", person_id=person_id, private=True)
    raise_task(session, case, new, now=now, actor=staff.code)
