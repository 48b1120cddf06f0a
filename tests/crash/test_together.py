"""Two processes on one database, and a process that dies while it takes a reply in."""

import signal
from collections import Counter
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from outreach.database import Database
from outreach.replies.models import Reply
from outreach.sequences.models import Enrolment
from tests.crash.scene import NUMBERS, PEOPLE, Nursery, Scene
from tests.databases import RING

pytestmark = pytest.mark.crash


def test_two_processes_share_the_work_and_double_nothing(
    scene: Scene, nursery: Nursery, other_nursery: Nursery
) -> None:
    """Both dispatch everything that is due, at once."""
    nursery.begin(scene.life(owner="one"))
    other_nursery.begin(scene.life(owner="two"))
    assert [nursery.fate(), other_nursery.fate()] == [0, 0]
    assert Counter(entry.to for entry in scene.truth()).most_common(1)[0][1] == 1
    scene.recover()
    scene.check()
    assert len(scene.truth()) == PEOPLE


@pytest.mark.parametrize("point", ["reserved", "called"])
def test_one_of_two_dies_and_the_other_finishes(
    scene: Scene, nursery: Nursery, other_nursery: Nursery, point: str
) -> None:
    """Whatever the dead one held is settled once its lease is over."""
    nursery.begin(scene.life(point, owner="one"))
    other_nursery.begin(scene.life(owner="two"))
    assert nursery.fate() in (-signal.SIGKILL, 0)  # 0: the other was faster
    assert other_nursery.fate() == 0
    scene.recover()
    scene.check()
    assert len(scene.truth()) == PEOPLE


def test_a_process_that_dies_with_a_reply_in_hand_is_told_it_again(
    sqlite_scene: Scene, nursery: Nursery
) -> None:
    """Not acknowledged, hence not half stored: the repeated hook pauses the case, once."""
    scene = sqlite_scene
    heard = replace(scene.life("paused"), hears="Bonjour")
    assert nursery.raise_one(heard) == -signal.SIGKILL
    assert replies(scene) == (0, "active")
    again = replace(heard, dies_at="")
    assert [nursery.raise_one(again), nursery.raise_one(again)] == [0, 0]
    assert replies(scene) == (1, "paused")
    scene.recover()
    mine = [entry.body[:5] for entry in scene.truth() if entry.to == NUMBERS[0]]
    assert mine == ["Merci"]


def replies(scene: Scene) -> tuple[int | None, str]:
    """How many replies there are, and where the run stands."""
    database = Database(scene.url, RING)
    with database.read() as session:
        found = session.scalar(select(func.count()).select_from(Reply))
        state = session.scalars(select(Enrolment.state).where(Enrolment.person_id == 1)).one()
    database.dispose()
    return found, state
