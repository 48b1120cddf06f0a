"""The pages of fieldwork over one case, and the worker's hands on it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from sqlalchemy import select

from outreach.channels.base import Channel, Medium
from outreach.channels.manual_sms import ManualSms
from outreach.database import Database
from outreach.people.models import ContactPoint, PointKind
from outreach.people.rules.addresses import Address, pack
from outreach.programmes.models import Programme
from outreach.staff.models import Role
from tests.fieldwork import desk as field
from tests.web.desk import Desk as WebDesk
from tests.web.desk import Visitor, make_desk
from tests.world import add_case, make_world, paris

MONDAY = date(2026, 3, 2)


@dataclass
class Office:
    """`field` does things to the case, `web` shows pages of it."""

    field: field.Desk
    web: WebDesk

    def comes(self, role: Role = Role.WORKER, first_name: str = "Valérie") -> Visitor:
        """Somebody of the team, in front of a browser."""
        return self.web.sign_in(role, first_name)


def _office(database: Database, doors: dict[Medium, Channel] | None = None) -> Iterator[Office]:
    world = make_world(database, "2026-03-02 10:00", doors=doors)
    worker = field.Desk(world, add_case(world))
    world.tick()
    with make_desk(database, world=world) as web:
        yield Office(worker, web)


@pytest.fixture
def office(sqlite_database: Database) -> Iterator[Office]:
    """Monday morning: the information letter is to be posted."""
    yield from _office(sqlite_database)


@pytest.fixture
def by_hand(sqlite_database: Database) -> Iterator[Office]:
    """Wednesday morning, a week later: the first SMS is to be sent by hand."""
    for office in _office(sqlite_database, {Medium.SMS: ManualSms()}):
        office.field.done(office.field.find("step"), "posted", MONDAY)
        office.field.world.tick("2026-03-10 18:50")
        office.field.world.clock.set(paris("2026-03-11 10:00"))
        yield office


@pytest.fixture
def two(office: Office) -> list[int]:
    """Two letters to post: to Camille, who has an address, and to Zoé, in Arabic too."""
    add_case(office.field.world, first_name="Zoé", phone="+33639980011", language="ar")
    office.field.world.tick()
    with office.field.world.database.write() as session:
        person = session.scalars(select(ContactPoint.person_id)).first()
        here = pack(Address("8 rue des Carmes, appt 3", "Bât. B", "45000", "Orléans"))
        session.add(
            ContactPoint(
                person_id=person,
                kind=PointKind.POSTAL,
                value=here,
                created_at=office.field.world.clock.now(),
            )
        )
        session.scalars(select(Programme)).one().head_office = "1 rue A, 45000 Orléans"
    return [t.id for t in office.field.world.tasks() if t.kind == "letter"]
