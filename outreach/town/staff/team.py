"""The association's people, who do by hand what no machine does."""

from collections.abc import Mapping
from dataclasses import dataclass

from outreach.clock import Clock
from outreach.database import Database
from outreach.staff.models import Role, Staff
from outreach.staff.services.accounts import Newcomer, add


@dataclass(frozen=True, slots=True)
class Member:
    """One of them."""

    first_name: str
    email: str
    role: Role


WORKER = Member("Valérie", "valerie@ahu.example.org", Role.WORKER)
COLLEAGUE = Member("Mehdi", "mehdi@ahu.example.org", Role.WORKER)
LEADER = Member("Claire", "claire@ahu.example.org", Role.COORDINATOR)
TEAM = (
    *(WORKER, COLLEAGUE, LEADER),
    Member("Lucie", "lucie@ahu.example.org", Role.RECEPTION),
    Member("Paul", "paul@ahu.example.org", Role.ADMIN),
    Member("Anne", "anne@ahu.example.org", Role.DPO),
)
Hired = Mapping[Member, Staff]


def hire(database: Database, clock: Clock, password: str) -> Hired:
    """Give each of the team an account."""
    hired = {}
    for member in TEAM:
        newcomer = Newcomer(member.email, member.first_name, member.role, password)
        made = add(database, clock, newcomer)
        if not isinstance(made, Staff):
            raise TypeError(made)
        hired[member] = made
    return hired
