"""What breaks in one case stays in that case."""

from datetime import date

from sqlalchemy import select

from outreach.database import Database
from outreach.sequences.models import Enrolment, ScriptVersion
from outreach.sequences.rules.script import canonical
from tests.world import LIBRARY, add_case, make_world


def test_a_broken_run_waits_alone_and_a_human_is_told(database: Database) -> None:
    """One script version lost its French words; the other person still gets her message."""
    world = make_world(database)
    add_case(world)
    broken = add_case(world, phone="+33639980020", email="d@example.org")
    world.tick()
    world.post_letter(date(2026, 3, 2))
    files = canonical(LIBRARY.scripts["premier-contact"])
    files.pop("fr.toml")
    with database.write() as session:
        version = ScriptVersion(
            slug="premier-contact",
            number=2,
            files=files,
            digest="broken",
            published_at=world.clock.now(),
            published_by="test",
        )
        session.add(version)
        session.flush()
        session.scalars(select(Enrolment).order_by(Enrolment.id.desc())).first().version_id = (  # type: ignore[union-attr]
            version.id
        )
    report = world.tick("2026-03-10 18:30")
    assert report.sent == 1
    assert [a.step for a in world.attempts()] == ["S1"]
    assert "engine_fault" in [task.reason for task in world.tasks()]
    assert broken.startswith("AHU-2026-")
    assert world.tick().sent == 0
