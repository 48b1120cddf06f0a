"""What is looked at once a day: journals, people left aside, doubts that nobody was shown."""

import json
from collections import defaultdict
from collections.abc import Callable, Container
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Pause
from outreach.messages.models import PENDING, Attempt, Status
from outreach.record.models.journal import JournalEntry
from outreach.record.rules import GENESIS, Entry, entry_hash
from outreach.sequences.models import Enrolment
from outreach.simulate.watch.breach import Breach, Promise
from outreach.tasks.models import Task
from outreach.town.history import moves_on

_IN_FLIGHT = (Status.RESERVED, Status.CALLING, Status.UNCERTAIN)
# Its step may leave again, whatever a receipt says of it later.
_NEVER_LEFT = ("absent", "cancelled", "blocked")
_LATE = timedelta(days=5)  # the longest that the simulated worker is away, and more
_DOUBTED = timedelta(hours=1) + timedelta(days=4)
_MANY = 300


class Journals:
    """Follows each case's chain, entry by entry; `left` are the keys of what people got."""

    def __init__(self, tell: Callable[[Breach], None], left: Container[str] = ()) -> None:
        self._tell, self._left = tell, left
        self._known: dict[str, tuple[int, str]] = {}
        self._status: dict[str, str] = {}  # of attempts, as the journal tells it

    def read(self, session: Session, now: datetime) -> None:
        """Check what grew since the last time."""
        heads = session.execute(select(Case.reference, Case.journal_length, Case.journal_head))
        grown = {
            reference: (length, head)
            for reference, length, head in heads
            if self._known.get(reference, (0, GENESIS)) != (length, head)
        }
        references = sorted(grown)
        for start in range(0, len(references), _MANY):
            some = references[start : start + _MANY]
            for reference, entries in self._new(session, some).items():
                self._follow(reference, entries, grown.pop(reference), now)
        for reference in grown:  # its head moved, and no entry says why
            self._tell(Breach(Promise.JOURNAL, now, reference, "head without an entry"))

    def _new(self, session: Session, references: list[str]) -> dict[str, list[Entry]]:
        least = min(self._known.get(one, (0, GENESIS))[0] for one in references)
        columns = [getattr(JournalEntry, name) for name in Entry._fields]
        rows = session.execute(
            select(*columns)
            .where(JournalEntry.reference.in_(references), JournalEntry.number > least)
            .order_by(JournalEntry.reference, JournalEntry.number)
        )
        found: dict[str, list[Entry]] = defaultdict(list)
        for row in rows:
            entry = Entry(*row)
            if entry.number > self._known.get(entry.reference, (0, GENESIS))[0]:
                found[entry.reference].append(entry)
        return found

    def _follow(
        self, reference: str, entries: list[Entry], end: tuple[int, str], now: datetime
    ) -> None:
        number, head = self._known.get(reference, (0, GENESIS))
        for entry in entries:
            number += 1
            linked = (entry.number, entry.previous) == (number, head)
            if not linked or entry.hash != entry_hash(entry):
                self._tell(Breach(Promise.JOURNAL, now, reference, f"entry {number}"))
                break
            head = entry.hash
            self._move(entry)
        if (number, head) != end:
            self._tell(Breach(Promise.JOURNAL, now, reference, "length or head"))
        self._known[reference] = end

    def _move(self, entry: Entry) -> None:
        if entry.event not in ("attempt.reserved", "attempt.blocked", "attempt.moved"):
            return
        facts = json.loads(entry.facts)
        key, status = str(facts.get("attempt", "")), str(facts.get("status", ""))
        before = self._status.get(key)
        if before is not None and not moves_on(before, status):
            about = f"attempt {key}: {before}, then {status}"
            self._tell(Breach(Promise.FORWARD, entry.at, entry.reference, about))
        if status in _NEVER_LEFT and key in self._left:
            about = f"attempt {key} left, and is told {status}"
            self._tell(Breach(Promise.NEVER_TWICE, entry.at, entry.reference, about))
        self._status[key] = status


def look_for_forgotten(session: Session, now: datetime, tell: Callable[[Breach], None]) -> None:
    """Runs that nothing will ever wake, or that were due days ago."""
    paused = exists().where(Pause.case_id == Enrolment.case_id, Pause.ended_at.is_(None))
    pending = exists().where(Attempt.enrolment_id == Enrolment.id, Attempt.status.in_(_IN_FLIGHT))
    rows = (
        select(Case.reference, Enrolment.due_at)
        .join(Case, Case.id == Enrolment.case_id)
        .where(Enrolment.state == "active", ~paused)
    )
    for reference, _ in session.execute(rows.where(Enrolment.due_at.is_(None), ~pending)):
        tell(Breach(Promise.NOBODY_FORGOTTEN, now, reference, "no date, nothing under way"))
    for reference, due in session.execute(rows.where(Enrolment.due_at < now - _LATE)):
        tell(Breach(Promise.NOBODY_FORGOTTEN, now, reference, f"due since {due:%Y-%m-%d}"))
    stuck = select(Case.reference, Attempt.key).join(Case, Case.id == Attempt.case_id)
    stuck = stuck.where(
        PENDING,
        Attempt.status.in_((Status.RESERVED, Status.CALLING)),
        Attempt.task_id.is_(None),
        Attempt.at < now - _LATE,
    )
    for reference, key in session.execute(stuck):
        tell(Breach(Promise.NOBODY_FORGOTTEN, now, reference, f"attempt {key} never ends"))


def look_for_doubts(session: Session, now: datetime, tell: Callable[[Breach], None]) -> None:
    """Messages of unknown fate that no human was asked about."""
    shown = exists().where(Task.case_id == Attempt.case_id, Task.reason == "uncertain")
    rows = (
        select(Case.reference, Attempt.key)
        .join(Case, Case.id == Attempt.case_id)
        .where(
            PENDING, Attempt.status == Status.UNCERTAIN, Attempt.called_at < now - _DOUBTED, ~shown
        )
    )
    for reference, key in session.execute(rows):
        tell(Breach(Promise.SHOWN, now, reference, f"attempt {key}"))
