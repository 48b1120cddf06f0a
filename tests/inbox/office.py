"""A small office: a few cases, colleagues who answer, and people who write."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from sqlalchemy import select

from outreach.cases.models import Case, Pause, Thread
from outreach.channels.base import Inbound, Medium, Nature
from outreach.database import Database
from outreach.inbox.services.answering.answer import Answered, answer
from outreach.inbox.services.answering.writing import Typed
from outreach.inbox.services.thread.heard import last_reply
from outreach.people.models import ContactPoint
from outreach.record.models.journal import JournalEntry
from outreach.replies.services.ears import Ears
from outreach.replies.services.files import shipped_lexicon
from outreach.replies.services.receive import FoundBy, receive
from outreach.staff.models import Role, Staff
from outreach.staff.rules import DEFAULT_TEAM
from outreach.tasks.models import Task
from tests.world import LIBRARY, World, add_case, make_world

CAMILLE, DOMINIQUE, STRANGER = "+33639980010", "+33639980011", "+33639980099"
FIRST, SECOND = "AHU-2026-0001", "AHU-2026-0002"


@dataclass
class Office:
    """The world, and whoever works there by first name."""

    world: World
    staff: dict[str, Staff] = field(default_factory=dict)

    @property
    def ears(self) -> Ears:
        """What the office hears with."""
        return Ears(self.world.means, shipped_lexicon(), LIBRARY.answers)

    @property
    def valerie(self) -> Staff:
        """A worker."""
        return self.hire("Valérie")

    def hire(
        self, name: str, role: Role = Role.WORKER, team: str = DEFAULT_TEAM, code: str = ""
    ) -> Staff:
        """Somebody of the office, the same each time."""
        if name not in self.staff:
            number = len(self.staff) + 1
            with self.world.database.write() as session:
                row = Staff(
                    code=code or f"S-{number:04d}",
                    email=f"s{number}@example.org",
                    first_name=name,
                    role=role,
                    team=team,
                    session_key=f"key-{number}",
                    created_at=self.world.clock.now(),
                )
                session.add(row)
                session.flush()
                self.staff[name] = row
        return self.staff[name]

    def hears(
        self,
        text: str,
        sender: str = CAMILLE,
        medium: Medium = Medium.SMS,
        nature: Nature = Nature.MESSAGE,
    ) -> int:
        """A message comes in, a minute after the one before; gives its thread."""
        self.world.clock.advance(timedelta(minutes=1))
        inbound = Inbound(self.world.clock.key(), medium, sender, "us", text, nature=nature)
        thread_id = receive(self.ears, inbound, FoundBy.HOOK, medium.value).thread_id
        assert thread_id is not None
        return thread_id

    def thread_of(self, reference: str = FIRST) -> Thread:
        """The first thread of a case."""
        with self.world.database.read() as session:
            rows = select(Thread).join(Case, Case.id == Thread.case_id)
            return (
                session.scalars(rows.where(Case.reference == reference).order_by(Thread.id)).first()
                or Thread()
            )

    def case(self, reference: str = FIRST) -> Case:
        """A case."""
        with self.world.database.read() as session:
            return session.scalars(select(Case).where(Case.reference == reference)).one()

    def point(self, value: str = CAMILLE, reference: str = FIRST) -> int:
        """The row of a number or address of a case."""
        with self.world.database.read() as session:
            rows = (
                select(ContactPoint.id)
                .join(Thread, Thread.person_id == ContactPoint.person_id)
                .join(Case, Case.id == Thread.case_id)
                .where(
                    Case.reference == reference,
                    ContactPoint.value_hash == self.world.database.fingerprint(value),
                )
            )
            return session.scalars(rows).one()

    def seen(self, thread_id: int) -> int:
        """The last message of a thread."""
        with self.world.database.read() as session:
            return last_reply(session, thread_id)

    def writes(
        self,
        text: str,
        to: str = CAMILLE,
        *,
        key: str = "",
        agreed: frozenset[str] = frozenset(),
        seen: int | None = None,
        staff: Staff | None = None,
        reference: str = FIRST,
    ) -> Answered:
        """Somebody answers from the thread's page."""
        thread_id = self.thread_of(reference).id
        typed = Typed(
            point_id=self.point(to, reference),
            text=text,
            key=key or self.world.clock.key(),
            seen=self.seen(thread_id) if seen is None else seen,
            agreed=agreed,
        )
        return answer(self.world.means, staff or self.valerie, thread_id, typed)

    def events(self, reference: str = FIRST) -> list[str]:
        """What the journal of a case tells, in order."""
        with self.world.database.read() as session:
            rows = select(JournalEntry.event).where(JournalEntry.reference == reference)
            return list(session.scalars(rows.order_by(JournalEntry.number)))

    def open_tasks(self, reference: str = FIRST) -> list[tuple[str, str]]:
        """Kind and reason of the open tasks of a case."""
        with self.world.database.read() as session:
            rows = (
                select(Task)
                .join(Case, Case.id == Task.case_id)
                .where(Case.reference == reference, Task.state == "open")
            )
            return [(t.kind, t.reason) for t in session.scalars(rows.order_by(Task.id))]

    def pauses(self, reference: str = FIRST) -> list[tuple[str, date | None]]:
        """The pauses in force, with the day somebody decides."""
        with self.world.database.read() as session:
            rows = (
                select(Pause)
                .join(Case, Case.id == Pause.case_id)
                .where(Case.reference == reference, Pause.ended_at.is_(None))
            )
            return [(p.reason, p.until) for p in session.scalars(rows.order_by(Pause.id))]


def make_office(database: Database, start: str = "2026-03-02 09:00") -> Office:
    """Camille's and Dominique's cases, their letters in the post; Monday morning unless told."""
    world = make_world(database, start)
    add_case(world)
    add_case(world, first_name="Dominique", phone=DOMINIQUE, email="dominique@example.org")
    return Office(world)


def under_way(database: Database) -> Office:
    """The same, once the first SMS has left."""
    office = make_office(database)
    office.world.tick()
    office.world.post_letter(date(2026, 3, 2))
    office.world.tick("2026-03-09 18:30")
    office.world.clock.advance(timedelta(days=1, hours=-6))
    return office
