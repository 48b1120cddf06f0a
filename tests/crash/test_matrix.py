"""SIGKILL at every named point of the send path, under every fault of the provider.

A real process, the real SDK over HTTP, a real signal; then the rounds of a worker, and the
carrier's own book as the judge.
"""

import re
import signal

import pytest

from outreach.town.faults import Fault
from tests.crash.scene import NUMBERS, ROOT, ROUNDS, START, Nursery, Scene

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


def die_everywhere(scene: Scene, nursery: Nursery, fault: str) -> None:
    """One life per point, each with its own person; the last one dies of old age."""
    for number, point in enumerate((*POINTS, "")):
        scene.carrier.faults.add(fault, to=NUMBERS[number])
        scene.due(number + 1)
        assert nursery.raise_one(scene.life(point)) == (-signal.SIGKILL if point else 0), point


@pytest.mark.parametrize("fault", FAULTS)
def test_a_killed_process_loses_nothing_and_doubles_nothing(
    sqlite_scene: Scene, nursery: Nursery, fault: str
) -> None:
    """The whole matrix, on SQLite."""
    die_everywhere(sqlite_scene, nursery, fault)
    sqlite_scene.recover()
    sqlite_scene.check()


@pytest.mark.parametrize("fault", ["none", "accept_then_reset", "500_unaccepted", "429"])
def test_the_same_holds_on_postgresql(postgres_scene: Scene, nursery: Nursery, fault: str) -> None:
    """Faults that are accepted, lost, refused for now, or none."""
    die_everywhere(postgres_scene, nursery, fault)
    postgres_scene.recover()
    postgres_scene.check()


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
