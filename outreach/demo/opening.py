"""The first morning: an empty database, the team's accounts, the agreement, the landlord's file."""

from outreach.intake.services.importing import Imported, import_file
from outreach.messages.services.means import Means
from outreach.parts import Parts
from outreach.programmes import services as programmes
from outreach.sequences.services import publish
from outreach.tasks.services import entrust
from outreach.town.people.households import Household, landlord_file
from outreach.town.staff.office import ADDRESS, open_office
from outreach.town.staff.team import COLLEAGUE, LEADER, WORKER, Hired, hire
from outreach.upkeep.services import migrate

PASSWORD = "bonjour la ville"  # noqa: S105 - of people who do not exist, for an hour
CAPACITY = 20
AGREEMENT = {
    "landlord": "Val Habitat",
    "contact_name": WORKER.first_name,
    "contact_phone": "02 61 91 00 01",
    "adil_phone": "02 61 91 00 02",
    "head_office": ADDRESS,
    "dpo": "anne@ahu.example.org",
}


def prepare(parts: Parts, capacity: int = CAPACITY) -> Hired:
    """Make the database, the agreement for so many households, the accounts, the office."""
    migrate.upgrade(parts.database, parts.clock)
    publish.load_shipped(parts.database, parts.clock)
    with parts.database.write() as session:
        programme = programmes.create_default(session, parts.clock.now())
        assert programme is not None  # noqa: S101  the database is new
        programmes.update(programme, {**AGREEMENT, "capacity": capacity})
    hired = hire(parts.database, parts.clock, PASSWORD)
    open_office(parts.database, hired)
    return hired


def hand_over(means: Means, hired: Hired, households: list[Household]) -> Imported:
    """The landlord's file comes in; the coordinator gives each case to somebody."""
    data = landlord_file(households).encode()
    leader = hired[LEADER]
    done = import_file(means, data, None, fictitious_allowed=True, actor=leader.code)
    assert done is not None  # noqa: S101  there is an agreement
    for number, each in enumerate(done.accepted):
        to = hired[WORKER if number % 2 == 0 else COLLEAGUE]
        if each.eligible:
            entrust(means.database, means.clock, leader, each.case, to.id)
    return done
