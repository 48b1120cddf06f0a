"""SIGKILL at every named point of the send path, under every fault of the provider.

A real process, the real SDK over HTTP, a real signal; then the rounds of a worker, and the
carrier's own book as the judge.
"""

import itertools
import re
import signal
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import make_url, update

from outreach.database import Database
from outreach.messages.models import Sender
from outreach.messages.services.means import LEASE
from outreach.sequences.models import Enrolment
from outreach.town.carrier import Carrier
from outreach.town.faults import Fault
from tests.crash.scene import ROOT, ROUNDS, START, Nursery, Scene
from tests.databases import opened
from tests.soak.conductor import NUMBERS as CROWD
from tests.soak.conductor import SQLITE, Episode
from tests.soak.conductor import START as NOON
from tests.soak.conductor import Nursery as Warm
from tests.soak.stages import Stage, postgres_stage, sqlite_stage

pytestmark = pytest.mark.crash

POINTS = ("claimed", "reserved", "calling", "marked", "called", "settled")
# Seconds below the grace, and codes of each kind of refusal: of the person, of the number, of us.
AMOUNTS = {
    Fault.ACCEPTED_LATE: ("120",),
    Fault.LIST_LAG: ("240",),
    Fault.REFUSE: ("21610", "21211", "21606", "21617"),
    Fault.STATUS: ("401", "408"),
}
FAULTS = [
    f"{fault}:{amount}" if amount else fault.value
    for fault in Fault
    for amount in AMOUNTS.get(fault, ("",))
]


def test_every_point_of_the_send_path_is_in_the_matrix() -> None:
    """A probe that somebody adds has to be tried here."""
    files = [
        *(ROOT / "outreach/messages").rglob("*.py"),
        *(ROOT / "outreach/sequences").rglob("*.py"),
    ]
    named = {
        point
        for file in files
        for point in re.findall(r'\.probe\("(\w+)"\)', file.read_text(encoding="utf-8"))
    }
    assert named == set(POINTS)


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """The parent of every process that dies here."""
    with Warm(tmp_path_factory.mktemp("matrix") / "board") as found:
        yield found


@pytest.fixture(params=["sqlite", "postgres"], ids=["sqlite", "postgresql"])
def stage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stage]:
    """Databases of one engine."""
    if request.param == "sqlite":
        with sqlite_stage(tmp_path) as found:
            yield found
        return
    server, url = (request.getfixturevalue(f"postgres_{name}") for name in ("server", "url"))
    with postgres_stage(server, f"{make_url(url).database}_matrix") as found:
        yield found


@pytest.mark.parametrize("half", [0, 1])
def test_a_killed_process_loses_nothing_and_doubles_nothing(
    warm: Warm, stage: Stage, half: int
) -> None:
    """Every point under every fault: a life, a death and a person for each cell."""
    cells = list(itertools.product(FAULTS[half::2], (*POINTS, "")))
    with stage() as url:
        episode = Episode(warm, SQLITE, url, f"matrix/{half}")
        tally = episode.play(partial(die_everywhere, warm, url, cells))
    assert tally.defects == []
    assert tally.accepted > len(cells) / 2


def die_everywhere(warm: Warm, url: str, cells: list[tuple[str, str]], carrier: Carrier) -> None:
    """One life per cell, each with its own person; those without a point die of old age."""
    with opened(url) as database:
        # The first person was written to and the last one wrote, while all was well.
        for person, (fault, point) in enumerate(cells, start=2):
            carrier.faults.add(fault, to=CROWD[person - 1])
            only_due(database, person)
            pid = warm.ask("once", dies_at=point)
            assert warm.ask("reap", pid=pid) == (-signal.SIGKILL if point else 0), (fault, point)


def only_due(database: Database, person_id: int) -> None:
    """Nobody else is due before the dead one's lease is over, and every sender is rested."""
    with database.write() as session:
        mine, active = Enrolment.person_id == person_id, Enrolment.due_at.is_not(None)
        session.execute(update(Enrolment).where(active).values(due_at=NOON + LEASE))
        session.execute(update(Enrolment).where(mine, active).values(due_at=NOON))
        session.execute(update(Sender).values(stopped_until=None, free_at=NOON))


@pytest.mark.parametrize("point", POINTS)
def test_who_comes_to_help_may_die_as_well(
    sqlite_scene: Scene, nursery: Nursery, point: str
) -> None:
    """Three rescuers in a row, each killed at the same point of the work it took over."""
    sqlite_scene.carrier.faults.add("accept_then_reset", "500_unaccepted")
    for instant in (START, *ROUNDS[:3]):
        sqlite_scene.clock.set(instant)
        life = sqlite_scene.life(point, owner=f"at{instant:%H%M}", helps=True)
        assert nursery.raise_one(life) in (-signal.SIGKILL, 0)
    sqlite_scene.recover()
    sqlite_scene.check()
