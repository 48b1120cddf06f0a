"""Both sides of a history, gathered from the carrier's book and from our database."""

import json
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.database import Database
from outreach.messages.models import Attempt
from outreach.record.models.journal import JournalEntry
from outreach.sequences.models import Enrolment
from outreach.tasks.models import Task, TaskState
from outreach.town.book import Entry
from outreach.town.history import Accepted, History, Line, Recorded, Run, Step

_TOLD = ("attempt.reserved", "attempt.blocked", "attempt.moved")


def gather(database: Database, entries: Iterable[Entry], wanted: Iterable[Step] = ()) -> History:
    """What the carrier took and what the record says, at one instant of the database.

    Only attempts by SMS: they are what the carrier can know of.
    """
    with database.read() as session:
        attempts = _attempts(session)
        keys = {one.key for one in attempts}
        return History(
            accepted=tuple(accepted(entries)),
            attempts=attempts,
            journal=[line for line in _lines(session) if line.key in keys],
            runs=_runs(session),
            wanted=frozenset(wanted),
        )


def accepted(entries: Iterable[Entry]) -> list[Accepted]:
    """The outbound messages of a book; the attempt's key ends the callback's address."""
    return [
        Accepted(one.sid, one.callback.rpartition("/")[2], one.to, one.body, one.created)
        for one in entries
        if one.direction.startswith("outbound")
    ]


def _attempts(session: Session) -> list[Recorded]:
    shown = _shown(session)
    rows = session.scalars(select(Attempt).where(Attempt.medium == "sms").order_by(Attempt.id))
    return [
        Recorded(
            key=row.key,
            step=(row.enrolment_id, row.step) if row.enrolment_id and row.step else None,
            to=row.address or "",
            body=row.body or "",
            status=row.status,
            sid=row.provider_id,
            called_at=row.called_at,
            shown=(row.case_id, row.step) in shown or (row.case_id, None) in shown,
            open_draft=row.status == "reserved" and row.task_id is not None,
            journalled=row.case_id is not None,
        )
        for row in rows
    ]


def _shown(session: Session) -> set[tuple[int | None, str | None]]:
    """Case and step of the tasks by which a human is asked about an uncertain message."""
    rows = session.execute(
        select(Task.case_id, Task.step).where(
            Task.state == TaskState.OPEN, Task.reason == "uncertain"
        )
    )
    return {(row.case_id, row.step) for row in rows}


def _lines(session: Session) -> list[Line]:
    rows = session.execute(
        select(JournalEntry.facts)
        .join(Case, Case.reference == JournalEntry.reference)
        .where(JournalEntry.event.in_(_TOLD))
        .order_by(Case.id, JournalEntry.number)
    )
    found: Sequence[Mapping[str, str]] = [json.loads(row.facts) for row in rows]
    return [Line(facts["attempt"], facts["status"]) for facts in found if "attempt" in facts]


def _runs(session: Session) -> list[Run]:
    rows = session.execute(select(Enrolment.id, Enrolment.state, Enrolment.due_at))
    return [Run(row.id, row.state, row.due_at) for row in rows]
