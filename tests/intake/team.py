"""Members of the team, for services that ask who acts."""

from outreach.staff.models import Role, Staff
from outreach.staff.rules import DEFAULT_TEAM
from tests.world import World


def hire(
    world: World,
    first_name: str = "Valérie",
    role: Role = Role.COORDINATOR,
    team: str = DEFAULT_TEAM,
) -> Staff:
    """Somebody who is signed in already."""
    key = world.clock.key()
    row = Staff(
        code=f"S-{key[-4:]}",
        email=f"{key}@example.org",
        first_name=first_name,
        role=role,
        team=team,
        created_at=world.clock.now(),
        session_key=key,
    )
    with world.database.write() as session:
        session.add(row)
    return row
