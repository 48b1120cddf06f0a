"""One timeline of a person in a case, a page at a time, the newest first asked for.

Only instants and row ids are read of everything; the words, which are sealed, of one page.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from outreach.inbox.models import ThreadNote
from outreach.inbox.rules import written_in
from outreach.inbox.services.sight import Found
from outreach.inbox.services.thread.items import Item, Place, Timeline, What
from outreach.inbox.services.thread.marks import marks_of
from outreach.messages.models import Attempt, Status
from outreach.messages.rules.status import counts
from outreach.replies.models import Reply
from outreach.replies.services.noting import SOURCE
from outreach.staff.services.names import first_names
from outreach.tasks.models import Task, TaskState

PAGE = 60
_ORDER = "ropjan"  # of one instant: their words, what followed, our answer
_LATE = timedelta(minutes=10)  # its hook was lost, or the worker was away
_NEVER_LEFT = (Status.BLOCKED, Status.CANCELLED, Status.ABSENT, Status.REFUSED)


def load_timeline(session: Session, found: Found, before: str = "", page: int = PAGE) -> Timeline:
    """A page of a thread: the newest, or those that stand before the entry `before`."""
    marks = {mark.key: mark for mark in marks_of(session, found)}
    attempts, ranks = _attempts(session, found)
    replies = _places(session, "r", Reply.id, Reply.received_at, Reply.thread_id == found.thread.id)
    notes = _places(
        session, "n", ThreadNote.id, ThreadNote.at, ThreadNote.thread_id == found.thread.id
    )
    places = [*attempts, *replies, *notes, *(mark.place for mark in marks.values())]
    places.sort(key=lambda place: (place.at, _ORDER.index(place.sort), place.id))
    keys = [place.key for place in places]
    end = keys.index(before) if before in keys else len(keys)
    start = max(end - page, 0)
    shown = places[start:end]
    known = {**marks, **_load(session, found, shown, ranks)}
    return Timeline(
        items=_named(session, [known[place.key] for place in shown if place.key in known]),
        older=shown[0].key if start and shown else "",
        latest=end == len(keys),
        total=len(keys),
        seen=max((place.id for place in replies), default=0),
    )


def _places(
    session: Session, sort: str, row_id: Any, at: Any, condition: ColumnElement[bool]
) -> list[Place]:
    rows = session.execute(select(row_id, at).where(condition))
    return [Place(instant, sort, number) for number, instant in rows]


def _attempts(session: Session, found: Found) -> tuple[list[Place], dict[int, int]]:
    """Those of this thread, and the rank of every attempt of the case that counts."""
    if found.case is None:
        return [], {}
    rows = session.execute(
        select(
            *(Attempt.id, Attempt.at, Attempt.thread_id, Attempt.person_id),
            *(Attempt.purpose, Attempt.status, Attempt.medium),
        )
        .where(Attempt.case_id == found.case.id)
        .order_by(Attempt.at, Attempt.id)
    ).all()
    counted = [
        int(counts(row.purpose, row.status, by_machine=row.medium is not None)) for row in rows
    ]
    ranks = {
        row.id: rank
        for row, yes, rank in zip(rows, counted, accumulate(counted), strict=True)
        if yes
    }
    thread = found.thread
    ours = [
        Place(row.at, "a", row.id)
        for row in rows
        if row.thread_id == thread.id
        or (row.thread_id is None and row.person_id in (None, thread.person_id))
    ]
    return ours, ranks


def _load(
    session: Session, found: Found, places: Sequence[Place], ranks: Mapping[int, int]
) -> dict[str, Item]:
    by_sort = {sort: {p.id: p for p in places if p.sort == sort} for sort in "arn"}
    items = [
        *_messages(session, by_sort["a"], ranks),
        *_replies(session, found, by_sort["r"]),
        *_notes(session, by_sort["n"]),
    ]
    return {item.key: item for item in items}


def _messages(
    session: Session, places: Mapping[int, Place], ranks: Mapping[int, int]
) -> Iterator[Item]:
    rows = session.execute(
        select(Attempt, Task)
        .outerjoin(Task, Task.id == Attempt.task_id)
        .where(Attempt.id.in_(places))
    )
    for row, task in rows:
        dropped = task is not None and task.state == TaskState.CANCELLED
        status = row.status
        if status == Status.RESERVED and dropped:
            status = Status.CANCELLED  # its task was: nobody sends it any more
        yield Item(
            place=places[row.id],
            what=_kind(row, status),
            channel=row.channel,
            text=row.body or "",
            subject=row.subject or "",
            language=row.language,
            who=row.actor,
            automated=row.automated,
            rank=ranks.get(row.id),
            status=status,
            why=row.reason or row.error or "",
            purpose=row.purpose,
            step=row.step or "",
            segments=row.segments,
            settled_at=row.settled_at,
            task_id=row.task_id,
            drafted=row.task_id is not None and row.medium is not None,
            note=(task.note if task is not None and row.medium is None else "") or "",
            erased=row.body is None and row.medium is not None,
        )


def _kind(row: Attempt, status: str) -> What:
    if row.medium is None:
        return What.DEED
    return What.UNSENT if status in _NEVER_LEFT else What.MESSAGE


def _replies(session: Session, found: Found, places: Mapping[int, Place]) -> Iterator[Item]:
    waits = found.thread.first_unanswered_at is not None
    for row in session.scalars(select(Reply).where(Reply.id.in_(places))):
        shut = row.alert and not found.concerned
        text = row.whole if row.whole and not row.text else row.text
        yield Item(
            place=places[row.id],
            what=What.REPLY,
            channel=row.channel,
            text="" if shut else text or "",
            subject="" if shut else row.subject or "",
            language=written_in(text or ""),
            intents=() if shut else _codes(row.intents),
            kinds=() if shut else _codes(row.kinds),
            alert=row.alert,
            waits=waits and row.handled_at is None and (row.nature != "auto_reply" or row.alert),
            automated=row.nature == "auto_reply",
            noted=row.source == SOURCE,
            media=row.media,
            came_at=row.came_at if row.received_at - row.came_at > _LATE else None,
            restricted=shut,
            erased=row.text is None,
        )


def _notes(session: Session, places: Mapping[int, Place]) -> Iterator[Item]:
    for row in session.scalars(select(ThreadNote).where(ThreadNote.id.in_(places))):
        text = row.text or ""
        yield Item(places[row.id], What.NOTE, text=text, who=row.actor, erased=row.text is None)


def _named(session: Session, items: Sequence[Item]) -> tuple[Item, ...]:
    """The same, with first names instead of the codes of colleagues."""
    codes = {item.who for item in items}
    entrusted = {str(item.facts.get("to")) for item in items if item.event == "case.entrusted"}
    names = first_names(session, codes | entrusted)
    return tuple(
        replace(
            item,
            who=names.get(item.who, ""),
            facts={**item.facts, "name": names.get(str(item.facts.get("to")), "")},
        )
        for item in items
    )


def _codes(packed: str | None) -> tuple[str, ...]:
    return tuple(json.loads(packed or "[]"))
