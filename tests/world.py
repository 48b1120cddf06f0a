"""A small world for engine tests: a programme, tenants, doors that go nowhere, a clock to move."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState, Referral
from outreach.cases.services import next_reference, open_thread
from outreach.channels.base import Channel, Medium
from outreach.channels.memory import MemoryDoor
from outreach.clock import StillClock
from outreach.database import Database
from outreach.fieldwork.services.outcomes import Outcome, close_task
from outreach.messages.models import Attempt
from outreach.messages.services.means import Means
from outreach.people.models import ContactPoint, Person, PointKind
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.record import services as record
from outreach.sequences.models import Enrolment, ScriptVersion
from outreach.sequences.rules.library import Library
from outreach.sequences.rules.script import canonical
from outreach.sequences.services.dispatch import Report, dispatch
from outreach.sequences.services.files import read_scripts
from outreach.sequences.services.planning import follow
from outreach.staff.rules import DEFAULT_TEAM
from outreach.tasks.models import Task

PARIS = ZoneInfo("Europe/Paris")
LIBRARY: Library = read_scripts()


def paris(text: str) -> datetime:
    """An instant given in local time: ``2026-03-02 09:30``."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


@dataclass
class World:
    """Everything a test of the engine moves or looks at."""

    database: Database
    clock: StillClock
    sms: MemoryDoor
    email: MemoryDoor
    means: Means
    programme_id: int
    version_id: int

    def tick(self, at: str | None = None) -> Report:
        """Move the clock to a local time and do all that is due."""
        if at is not None:
            self.clock.set(paris(at))
        report = Report()
        dispatch(self.means, report)
        return report

    def attempts(self) -> list[Attempt]:
        """Every attempt, in the order made."""
        with self.database.read() as session:
            return list(session.scalars(select(Attempt).order_by(Attempt.id)))

    def tasks(self) -> list[Task]:
        """Every task, in the order raised."""
        with self.database.read() as session:
            return list(session.scalars(select(Task).order_by(Task.id)))

    def only(self, model: type) -> object:
        """The one row of a table."""
        with self.database.read() as session:
            return session.scalars(select(model)).one()

    def enrolment(self) -> Enrolment:
        """The only run."""
        with self.database.read() as session:
            return session.scalars(select(Enrolment)).one()

    def intact(self) -> bool:
        """Whether every journal is whole."""
        with self.database.read() as session:
            return record.verify(session).intact

    def close(self, kind: str, outcome: str, on: date | None = None, note: str = "") -> None:
        """A human closes the first open task of a kind."""
        task = next(t for t in self.tasks() if (t.kind, t.state) == (kind, "open"))
        closed = close_task(self.means, task.id, Outcome(outcome, on, note), "staff:v")
        assert closed.problem is None, closed

    def post_letter(self, on: date) -> None:
        """Mark every open letter posted on a day."""
        with self.database.write() as session:
            for task in session.scalars(
                select(Task).where(Task.kind == "letter", Task.state == "open")
            ):
                task.state, task.outcome, task.done_on = "done", "posted", on
            for enrolment in session.scalars(select(Enrolment)):
                if enrolment.state == "active":
                    enrolment.due_at = self.clock.now()


def make_world(
    database: Database,
    start: str = "2026-03-02 09:00",
    *,
    two_way: bool = True,
    doors: Mapping[Medium, Channel] | None = None,
) -> World:
    """A published script, a programme with its contact, and doors that accept everything."""
    clock = StillClock(paris(start))
    sms, email = MemoryDoor(Medium.SMS, two_way=two_way), MemoryDoor(Medium.EMAIL)
    with database.write() as session:
        programme = _programme(session, clock)
        version = _version(session, clock)
        ids = programme.id, version.id
    means = Means(
        database=database,
        clock=clock,
        doors=doors or {Medium.SMS: sms, Medium.EMAIL: email},
        lexicons=LIBRARY.lexicons,
        follow=follow,
        owner="test",
        sleep=lambda seconds: clock.advance(timedelta(seconds=seconds)),
        group=100,
    )
    return World(database, clock, sms, email, means, *ids)


def add_case(
    world: World,
    *,
    first_name: str = "Camille",
    phone: str | None = "+33639980010",
    email: str | None = "camille@example.org",
    language: str = "fr",
    kind: PointKind = PointKind.MOBILE,
) -> str:
    """A case of one person, enrolled from now; gives its reference."""
    with world.database.write() as session:
        now = world.clock.now()
        person = Person(
            first_name=first_name, last_name="Exemple", language=language, created_at=now
        )
        case = Case(
            reference=next_reference(session, now.year),
            programme_id=world.programme_id,
            team=DEFAULT_TEAM,
            state=CaseState.CONTACTING,
            eligible=True,
            reasons=[],
            created_at=now,
            salt=world.clock.secret(32).hex(),
        )
        session.add_all([person, case])
        session.flush()
        for point_kind, value in ((kind, phone), (PointKind.EMAIL, email)):
            if value is not None:
                _point(session, world.database, person, point_kind, value, now)
        _referral(session, case, now)
        _enrol(session, world, case, person, now)
        return case.reference


def make_ready(
    database: Database, *, people: int = 1, doors: Mapping[Medium, Channel] | None = None
) -> World:
    """A world where the letter is posted and the first SMS of everybody is due at the next tick."""
    world = make_world(database, doors=doors)
    for number in range(people):
        add_case(world, phone=f"+336399800{10 + number}", email=f"p{number}@example.org")
    world.tick()
    world.post_letter(date(2026, 3, 2))
    world.clock.set(paris("2026-03-10 18:00"))
    return world


def add_person(
    world: World,
    reference: str,
    *,
    first_name: str = "Dominique",
    phone: str | None = "+33639980019",
    email: str | None = None,
) -> int:
    """One more person of a case, enrolled from now; gives the person's id."""
    with world.database.write() as session:
        now = world.clock.now()
        case = session.scalars(select(Case).where(Case.reference == reference)).one()
        person = Person(first_name=first_name, last_name="Exemple", created_at=now)
        session.add(person)
        session.flush()
        for kind, value in ((PointKind.MOBILE, phone), (PointKind.EMAIL, email)):
            if value is not None:
                _point(session, world.database, person, kind, value, now)
        _enrol(session, world, case, person, now)
        return person.id


def with_probe(world: World, probe: object) -> World:
    """The same world, whose engine calls `probe` at each named point."""
    return replace(world, means=replace(world.means, probe=probe))  # type: ignore[arg-type]


def _programme(session: Session, clock: StillClock) -> Programme:
    programme = programmes.create_default(session, clock.now())
    assert programme is not None
    programme.contact_name, programme.contact_phone = "Valérie", "02 38 00 00 00"
    programme.adil_phone = "02 38 00 00 01"
    session.flush()
    return programme


def _version(session: Session, clock: StillClock) -> ScriptVersion:
    version = ScriptVersion(
        slug="premier-contact",
        number=1,
        files=canonical(LIBRARY.scripts["premier-contact"]),
        digest="test",
        published_at=clock.now(),
        published_by="test",
    )
    session.add(version)
    session.flush()
    return version


def _enrol(session: Session, world: World, case: Case, person: Person, now: datetime) -> None:
    thread = open_thread(session, world.clock, case.id, person.id)
    session.add(
        Enrolment(
            case_id=case.id,
            person_id=person.id,
            thread_id=thread.id,
            version_id=world.version_id,
            state="active",
            started_on=now.astimezone(PARIS).date(),
            due_at=now,
            created_at=now,
        )
    )


def _point(
    session: Session,
    database: Database,
    person: Person,
    kind: PointKind,
    value: str,
    now: datetime,
) -> None:
    session.add(
        ContactPoint(
            person_id=person.id,
            kind=kind,
            value=value,
            value_hash=database.fingerprint(value),
            created_at=now,
        )
    )


def _referral(session: Session, case: Case, now: datetime) -> None:
    session.add(
        Referral(
            case_id=case.id,
            programme_id=case.programme_id,
            landlord_reference=f"LL-{case.reference}",
            entered_on=now.date() - timedelta(days=90),
            first_missed_on=now.date() - timedelta(days=30),
            guarantor="non",
            landlord_attempts=2,
            codes=[],
            differences=[],
            file_digest="0" * 64,
            row=2,
            received_at=now,
        )
    )
