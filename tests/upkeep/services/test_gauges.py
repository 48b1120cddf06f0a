"""Numbers that tell how it goes, and nothing about anybody."""

from dataclasses import replace
from datetime import timedelta

from outreach.channels.base import Act, Medium, Outcome, Result
from outreach.database import Database
from outreach.messages.services import listening
from outreach.messages.services.reconcile import reconcile
from outreach.upkeep.services import heartbeat, nightly
from outreach.upkeep.services.gauges import gauges
from tests.replies.services.test_receive import hears
from tests.world import World, make_ready

UNKNOWN = Outcome(Result.UNCERTAIN, code="ReadTimeout")
DOWN = Outcome(Result.NOT_SENT, code="20003", act=Act.SENDER_DOWN)


def read(world: World, *, held: bool = False) -> dict[str, dict[str, float]]:
    """Every number, by name and label."""
    found = gauges(world.database, world.clock.now(), held=held)
    return {one.name: dict(one.values) for one in found}


def test_a_day_in_numbers(database: Database) -> None:
    """Due, uncertain, settled; heard and answered."""
    world = make_ready(database, people=2)
    world.sms.plan(UNKNOWN)
    assert read(world)["due"] == {"": 2}
    assert read(world)["uncertain_oldest_age_seconds"] == {}
    world.tick()
    world.clock.advance(timedelta(minutes=59))
    now = read(world)
    assert now["due"] == {"": 0}
    assert now["attempts_open"] == {"reserved": 0, "calling": 0, "uncertain": 1}
    assert now["uncertain_oldest_age_seconds"][""] >= 59 * 60
    assert now["uncertain_over_an_hour"] == {"": 0}
    hears(world, "Bonjour, qui êtes-vous ?")
    world.clock.advance(timedelta(minutes=2))
    now = read(world)
    assert now["uncertain_over_an_hour"] == {"": 1}
    assert (now["threads_waiting"], now["alerts_waiting"]) == ({"": 1}, {"": 0})
    assert now["thread_oldest_age_seconds"] == {"": 120}
    assert now["tasks_open"]["letter"] == 0
    for _ in range(2):
        reconcile(world.means)
        world.clock.advance(timedelta(minutes=5))
    assert read(world)["uncertain_over_an_hour"] == {"": 0}
    assert read(world, held=True)["held"] == {"": 1}


def test_who_works_and_who_listens(sqlite_database: Database) -> None:
    """Ages grow until somebody gives a sign; who left gave none."""
    world = make_ready(sqlite_database)
    assert read(world)["worker_age_seconds"] == read(world)["nightly_age_seconds"] == {}
    heartbeat.beat(world.database, "w", world.clock.now())
    nightly.run_if_due(world.means)
    with world.database.write() as session:
        listening.heard(session, world.means, Medium.SMS, world.clock.now())
    world.clock.advance(timedelta(minutes=3))
    now = read(world)
    assert now["worker_age_seconds"] == now["nightly_age_seconds"] == {"": 180}
    assert now["inbound_read_age_seconds"] == {"sms": 180}
    heartbeat.leave(world.database, "w")
    assert read(world)["worker_age_seconds"] == {}


def test_a_sender_that_the_provider_stopped(sqlite_database: Database) -> None:
    """1 for as long as it rests."""
    world = make_ready(sqlite_database)
    world.sms.plan(DOWN)
    world.tick()
    assert read(world)["sender_stopped"]["sms"] == 1
    world.clock.advance(timedelta(hours=1))
    assert read(world)["sender_stopped"]["sms"] == 0


def test_a_reserved_message_of_a_process_that_waits(sqlite_database: Database) -> None:
    """In flight is told by state."""
    world = make_ready(sqlite_database)
    seen: list[dict[str, float]] = []

    def probe(point: str) -> None:
        if point in ("reserved", "marked") and len(seen) < 2:
            seen.append(read(world)["attempts_open"])

    replace(world, means=replace(world.means, probe=probe)).tick()
    assert [one["reserved"] for one in seen] == [1, 0]
    assert [one["calling"] for one in seen] == [0, 1]
