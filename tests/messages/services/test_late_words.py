"""A provider's word that comes late: a step that was tried again had left after all."""

from outreach.channels.base import Outcome, Progress, Result
from outreach.database import Database
from outreach.messages.models import Status
from outreach.messages.services.attempts import locked
from outreach.messages.services.callbacks import note
from outreach.messages.services.means import GRACE
from outreach.messages.services.reconcile import reconcile
from outreach.messages.services.settle import News, settle
from tests.messages.services.test_receipts import failed_then_tried_again, kept, said
from tests.messages.services.test_receipts import world as world
from tests.world import World, make_ready, with_probe


def test_a_late_delivered_never_makes_two_of_one_step(world: World) -> None:
    """It arrived after all, and the second try has left: the word is kept, nothing breaks."""
    first = failed_then_tried_again(world)
    assert not note(world.means, said(first.key, Progress.DELIVERED))
    assert [a.status for a in world.attempts()] == ["undelivered", "accepted"]
    assert kept(world)[-1] == ("delivered", False)


def test_a_word_about_what_was_proved_absent_and_left_again_is_told_to_a_human(
    database: Database,
) -> None:
    """The list lagged behind our patience: somebody has the same words twice."""
    world = make_ready(database)
    world.sms.plan(Outcome(Result.UNCERTAIN, code="ReadTimeout"))
    world.tick()
    for _ in range(2):
        world.clock.advance(GRACE)
        reconcile(world.means)
    world.tick()
    assert [a.status for a in world.attempts()] == ["absent", "accepted"]
    for progress in (Progress.SENT, Progress.DELIVERED):
        assert not note(world.means, said(world.attempts()[0].key, progress, sid="SM1"))
    assert [t.reason for t in world.tasks() if t.kind == "decide"] == ["left_twice"]
    assert [a.status for a in world.attempts()] == ["absent", "accepted"]
    assert world.intact()


def test_a_word_about_what_was_proved_absent_takes_back_the_try_that_is_not_called_yet(
    database: Database,
) -> None:
    """The word comes between the row of the second try and its call: one message has left."""
    world = make_ready(database)
    world.sms.plan(Outcome(Result.UNCERTAIN, code="ReadTimeout"), leaves=True)
    world.tick()
    now, absent = world.clock.now(), News(Status.ABSENT, source="listing")
    with world.database.write() as session:
        first = locked(session, world.attempts()[0].key)
        settle(session, first, absent, now, world.means.follow)

    def late(point: str) -> None:
        if point == "reserved" and len(world.attempts()) == 2:
            note(world.means, said(world.attempts()[0].key, Progress.SENT))

    world.clock.advance(GRACE)
    with_probe(world, late).tick()
    world.tick()
    assert [(a.status, a.reason) for a in world.attempts()] == [
        ("sent", None),
        ("cancelled", "left_before"),
    ]
    assert len(world.sms.calls) == 1
    assert world.enrolment().due_at is not None
    assert [t for t in world.tasks() if t.kind == "decide"] == []
    assert world.intact()
