"""A worker's desk: a small world whose tasks are raised and closed by hand."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from outreach.cases.models import Case, Pause
from outreach.channels.base import Inbound, Medium
from outreach.database import Database
from outreach.fieldwork.services.outcomes import Closed, Outcome, close_task
from outreach.inbox.services.waiting import Waiting, to_answer
from outreach.people.models import ContactPoint
from outreach.record import services as record
from outreach.record.models.journal import JournalEntry
from outreach.replies.services.ears import Ears
from outreach.replies.services.files import shipped_lexicon
from outreach.replies.services.receive import FoundBy, receive
from outreach.sequences.models import Enrolment
from outreach.tasks.models import Task, TaskKind
from outreach.tasks.services import NewTask, raise_task
from tests.world import LIBRARY, PARIS, World, add_case, make_world

NUMBER = "+33639980010"
MONDAY = date(2026, 3, 2)


@dataclass
class Desk:
    """One case and what a worker does with it."""

    world: World
    reference: str
    heard: int = 0

    def hears(self, text: str, sender: str = NUMBER) -> None:
        """One SMS comes in."""
        self.heard += 1
        ears = Ears(self.world.means, shipped_lexicon(), LIBRARY.answers)
        inbound = Inbound(f"SM{self.heard}", Medium.SMS, sender, "38000", text)
        receive(ears, inbound, FoundBy.HOOK, "sms")

    def raises(self, kind: TaskKind, reason: str = "", *, nobody: bool = False) -> int:
        """Raise a task of the case by hand; gives its id."""
        with self.world.database.write() as session:
            case = session.scalars(select(Case).where(Case.reference == self.reference)).one()
            who = session.scalars(
                select(Enrolment.person_id).where(Enrolment.case_id == case.id)
            ).first()
            new = NewTask(kind, self.today, reason=reason, person_id=None if nobody else who)
            return raise_task(session, case, new, now=self.world.clock.now()).id

    def closes(
        self, task_id: int, code: str, on: date | None = None, note: str = "", **more: Any
    ) -> Closed:
        """Close one task."""
        outcome = Outcome(code, on, note, **more)
        return close_task(self.world.means, task_id, outcome, "claire", fictitious_allowed=True)

    def done(
        self, task_id: int, code: str, on: date | None = None, note: str = "", **more: Any
    ) -> Closed:
        """Close one task, which must work."""
        closed = self.closes(task_id, code, on, note, **more)
        assert closed.problem is None, closed.problem
        return closed

    def does(self, kind: TaskKind, code: str, reason: str = "", on: date | None = None) -> Closed:
        """Raise and close a task."""
        return self.done(self.raises(kind, reason), code, on)

    @property
    def today(self) -> date:
        return self.world.clock.now().astimezone(PARIS).date()

    def case(self) -> Case:
        with self.world.database.read() as session:
            return session.scalars(select(Case).where(Case.reference == self.reference)).one()

    def run(self) -> Enrolment:
        with self.world.database.read() as session:
            return session.scalars(
                select(Enrolment).where(Enrolment.case_id == self.case().id)
            ).one()

    def points(self) -> dict[str, str]:
        """Status of each contact point of every case, by value."""
        with self.world.database.read() as session:
            return {str(p.value): p.status for p in session.scalars(select(ContactPoint))}

    def pauses(self) -> list[str]:
        """Reasons of the pauses in force."""
        with self.world.database.read() as session:
            rows = select(Pause.reason).where(Pause.ended_at.is_(None)).order_by(Pause.id)
            return list(session.scalars(rows))

    def open(self) -> list[tuple[str, str]]:
        """Kind and reason of the open tasks of the case."""
        mine = self.case().id
        return [
            (t.kind, t.reason)
            for t in self.world.tasks()
            if t.state == "open" and t.case_id == mine
        ]

    def find(self, reason: str) -> int:
        """Id of the open task with a reason."""
        found = [t.id for t in self.world.tasks() if t.state == "open" and t.reason == reason]
        assert len(found) == 1, (reason, self.open())
        return found[0]

    def task(self, task_id: int) -> Task:
        with self.world.database.read() as session:
            return session.get_one(Task, task_id)

    def inbox(self) -> list[Waiting]:
        with self.world.database.read() as session:
            return to_answer(session)

    def events(self) -> list[str]:
        """What the journal of the case holds, which must be intact."""
        with self.world.database.read() as session:
            assert record.verify(session).intact
            rows = select(JournalEntry.event).where(JournalEntry.reference == self.reference)
            return list(session.scalars(rows.order_by(JournalEntry.number)))


def sit_down(database: Database, start: str = "2026-03-02 09:00") -> Desk:
    """A desk with one case, enrolled this morning."""
    world = make_world(database, start)
    return Desk(world, add_case(world))
