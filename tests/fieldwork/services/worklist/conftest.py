"""A desk with one case, and those who may look at its tasks."""

import pytest

from outreach.database import Database
from outreach.staff.models import Role, Staff
from outreach.staff.rules import DEFAULT_TEAM
from tests.fieldwork.desk import Desk, sit_down


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    """The information letter of one case is to be posted."""
    desk = sit_down(sqlite_database)
    desk.world.tick()
    return desk


def hire(desk: Desk, role: Role, name: str = "Valérie", team: str = DEFAULT_TEAM) -> Staff:
    """Somebody of the team."""
    clock = desk.world.clock
    with desk.world.database.write() as session:
        number = clock.key()
        staff = Staff(
            code=f"S-{number[-4:]}",
            email=f"{number}@example.org",
            first_name=name,
            role=role,
            team=team,
            created_at=clock.now(),
            session_key=number,
        )
        session.add(staff)
        session.flush()
        return staff
