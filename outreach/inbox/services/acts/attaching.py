"""Messages of an unknown or a shared number go to the person who wrote them: a human says whose.

Never one tenant's words in another's file (care.md §5): one message or all, and only by hand.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState, PauseReason, Thread, visible_to
from outreach.database import local_day
from outreach.inbox.rules import ABOUT_WORDS, TO_ATTACH
from outreach.inbox.services.acts.own_number import keep_number
from outreach.inbox.services.acts.rereading import (
    act_again,
    concerned_cases,
    drop_asked,
    home_of,
    read_again,
)
from outreach.inbox.services.sight import Found, find_thread, hold_thread
from outreach.inbox.services.thread.heard import last_reply, unhandled
from outreach.inbox.services.thread.opened import open_reasons
from outreach.people.models import ContactPoint
from outreach.record import services as record
from outreach.replies.models import Reply
from outreach.replies.services.ears import Ears
from outreach.sequences.services.pausing import pause_case
from outreach.staff.models import Staff
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task


class Attached(StrEnum):
    """What became of the wish."""

    DONE = "done"
    NOTHING = "nothing"  # no message was chosen, or they are attached already
    NEWER = "newer"  # more came in since the page was opened
    NO_TARGET = "no_target"  # not a person of a case that they may see
    OWNED = "owned"  # this thread has its person
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Choice:
    """Which messages go to whom. `keep`: the number is theirs, from now on."""

    to_thread_id: int
    reply_ids: frozenset[int]
    seen: int
    keep: bool = False
    fictitious_allowed: bool = False


def attach(ears: Ears, staff: Staff, thread_id: int, choice: Choice) -> Attached:
    """Move the chosen messages into a person's thread; their case stops, and a human answers."""
    now = ears.means.clock.now()
    with ears.means.database.write() as session:
        target = _target(session, staff, choice.to_thread_id)
        stray = find_thread(session, staff, thread_id)
        if stray is None:
            return Attached.GONE
        if stray.case is not None:
            return Attached.OWNED
        if target is None:
            return Attached.NO_TARGET
        others = _holding(session, stray.thread)
        ids = {*others, *concerned_cases(session, home_of(target, stray.thread.sender_hash or ""))}
        stray = hold_thread(session, staff, thread_id, *ids)
        locked = cases.lock(session, sorted(ids))
        if stray is None:
            return Attached.GONE
        if last_reply(session, thread_id) > choice.seen:
            return Attached.NEWER
        replies = _chosen(session, thread_id, choice.reply_ids)
        if not replies:
            return Attached.NOTHING
        session.refresh(target, with_for_update=True)
        _move(session, ears, target, replies, locked, staff, now)
        if choice.keep:
            keep_number(
                session,
                locked[target.case_id or 0],
                target,
                replies[-1],
                staff,
                now,
                fictitious_allowed=choice.fictitious_allowed,
            )
        _leave(session, stray, [locked[each] for each in others], target, staff, now)
        return Attached.DONE


def _target(session: Session, staff: Staff, thread_id: int) -> Thread | None:
    rows = (
        select(Thread)
        .join(Case, Case.id == Thread.case_id)
        .where(Thread.id == thread_id, Thread.person_id.is_not(None), visible_to(staff))
    )
    return session.scalar(rows)


def _holding(session: Session, stray: Thread) -> tuple[int, ...]:
    """The cases that know this sender: they were stopped when it wrote."""
    rows = (
        select(Thread.case_id)
        .join(ContactPoint, ContactPoint.person_id == Thread.person_id)
        .where(ContactPoint.value_hash == stray.sender_hash, Thread.case_id.is_not(None))
    )
    return tuple(sorted({case_id for case_id in session.scalars(rows) if case_id is not None}))


def _chosen(session: Session, thread_id: int, ids: Collection[int]) -> list[Reply]:
    rows = select(Reply).where(Reply.thread_id == thread_id, Reply.id.in_(ids))
    return list(session.scalars(rows.order_by(Reply.received_at, Reply.id)))


def _move(
    session: Session,
    ears: Ears,
    target: Thread,
    replies: Sequence[Reply],
    locked: dict[int, Case],
    staff: Staff,
    now: datetime,
) -> None:
    case = locked[target.case_id or 0]
    drop_asked(session, case, target.person_id, TO_ATTACH, staff.code, now)
    for reply in replies:
        reply.thread_id, reply.case_id = target.id, case.id
        facts: record.Facts = {"channel": reply.channel}
        record.write(session, case, "reply.attached", staff.code, now, facts, body=reply.text)
    session.flush()
    waiting = [reply for reply in replies if reply.handled_at is None]
    if waiting and case.state != CaseState.CLOSED:
        reason = PauseReason.REPLY
        pause_case(session, ears.means, case, reason, actor=staff.code, now=now)
    for reply in waiting:
        home = home_of(target, reply.sender_hash)
        act_again(session, ears, home, reply, read_again(ears, reply), locked, now)
    known = target.alert
    _wait(target, unhandled(session, target.id))
    target.alert = target.alert or known


def _wait(thread: Thread, replies: Sequence[Reply]) -> None:
    """A thread waits since the first message that nobody dealt with; an alert of it shows."""
    thread.first_unanswered_at = min((each.came_at for each in replies), default=None)
    thread.alert = any(each.alert for each in replies)


def _leave(
    session: Session,
    stray: Found,
    holders: Sequence[Case],
    target: Thread,
    staff: Staff,
    now: datetime,
) -> None:
    """What stays behind; with nothing left to attach, the other cases wait only for a human."""
    left = unhandled(session, stray.thread.id)
    _wait(stray.thread, left)
    if left:
        return
    for case in holders:
        if case.id == target.case_id or not drop_asked(
            session, case, None, TO_ATTACH, staff.code, now
        ):
            continue
        if (
            case.state == CaseState.CONTACTING
            and not ABOUT_WORDS & open_reasons(session, case.id).keys()
        ):
            due = local_day(session, now)
            new = NewTask(TaskKind.DECIDE, due, reason="paused")
            raise_task(session, case, new, now=now, actor=staff.code)
