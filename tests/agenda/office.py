"""A team that sees people: its office, its hours, and cases whose third SMS offers some."""

from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy import select

from outreach.agenda.models import Appointment, Offer, Office, Opening
from outreach.cases.models import Case
from outreach.channels.base import Inbound, Medium
from outreach.database import Database
from outreach.replies.services.ears import Ears
from outreach.replies.services.files import shipped_lexicon
from outreach.replies.services.receive import FoundBy, receive
from outreach.sequences.models import Enrolment
from outreach.staff.models import Role, Staff
from outreach.staff.rules import DEFAULT_TEAM
from outreach.staff.services import accounts
from tests.world import LIBRARY, World, add_case, make_world

MORNINGS = tuple((day, time(9, 30), time(12, 30)) for day in range(5))


@dataclass
class Agency:
    """A world whose workers have hours; `workers`: ids by first name."""

    world: World
    references: list[str] = field(default_factory=list)
    workers: dict[str, int] = field(default_factory=dict)
    office_id: int = 0
    heard: int = 0

    def hires(self, first_name: str, hours: tuple[tuple[int, time, time], ...] = MORNINGS) -> int:
        """Somebody who sees people at the office in these hours."""
        database, clock = self.world.database, self.world.clock
        email = f"{first_name.lower()}@example.org"
        with database.write() as session:
            newcomer = accounts.Newcomer(email, first_name, Role.WORKER, "")
            worker = accounts.hire(session, clock, newcomer, "")
            assert isinstance(worker, Staff)
            for weekday, starts, ends in hours:
                session.add(
                    Opening(
                        staff_id=worker.id,
                        office_id=self.office_id,
                        weekday=weekday,
                        starts=starts,
                        ends=ends,
                    )
                )
        self.workers[first_name] = worker.id
        return worker.id

    def until(self, step: str, last: int = 31) -> None:
        """Let the machine work until a step was sent, or its days are over."""
        for day in range(10, last):
            self.world.tick(f"2026-03-{day:02d} 18:50")
            if any(attempt.step == step for attempt in self.world.attempts()):
                return

    def hears(self, text: str, number: int = 0) -> None:
        """One of the persons writes."""
        self.heard += 1
        ears = Ears(self.world.means, shipped_lexicon(), LIBRARY.answers)
        sender = f"+336399800{10 + number}"
        receive(
            ears,
            Inbound(f"SM{self.heard}", Medium.SMS, sender, "38000", text),
            FoundBy.HOOK,
            "sms",
        )

    def offers(self, number: int = 0) -> list[datetime]:
        """What one of them was offered last, in order."""
        with self.world.database.read() as session:
            rows = (
                select(Offer)
                .join(Case, Case.id == Offer.case_id)
                .where(Case.reference == self.references[number])
                .order_by(Offer.id.desc())
                .limit(3)
            )
            return sorted(offer.starts_at for offer in session.scalars(rows))

    def appointments(self) -> list[Appointment]:
        """Every appointment, as made."""
        with self.world.database.read() as session:
            return list(session.scalars(select(Appointment).order_by(Appointment.id)))

    def open_reasons(self) -> list[str]:
        """Why tasks of decision are open."""
        return [t.reason for t in self.world.tasks() if (t.kind, t.state) == ("decide", "open")]

    def entrusts(self, number: int, first_name: str) -> None:
        """One of the cases is followed by somebody."""
        with self.world.database.write() as session:
            rows = select(Case).where(Case.reference == self.references[number])
            session.scalars(rows).one().owner_id = self.workers[first_name]

    def due(self) -> None:
        """Every run is looked at now."""
        with self.world.database.write() as session:
            for run in session.scalars(select(Enrolment).where(Enrolment.state == "active")):
                run.due_at = self.world.clock.now()


def open_agency(database: Database, *, people: int = 1, workers: tuple[str, ...] = ()) -> Agency:
    """So many silent persons whose letter is posted, and workers with their mornings free."""
    world = make_world(database)
    agency = Agency(world)
    with database.write() as session:
        office = Office(team=DEFAULT_TEAM, name="À l'AHU")
        session.add(office)
        session.flush()
        agency.office_id = office.id
    for first_name in workers:
        agency.hires(first_name)
    for number in range(people):
        phone = f"+336399800{10 + number}"
        agency.references.append(add_case(world, phone=phone, email=None))
    world.tick()
    world.post_letter(date(2026, 3, 2))
    return agency
