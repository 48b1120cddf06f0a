"""What waits for an answer: alerts first, then whoever has waited longest."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from outreach.cases.models import Case
from outreach.channels.base import Inbound, Medium, Nature
from outreach.database import Database
from outreach.inbox.services.waiting import Waiting, mark_answered, to_answer
from outreach.replies.models import Reply
from outreach.replies.services.ears import Ears
from outreach.replies.services.files import shipped_lexicon
from outreach.replies.services.receive import FoundBy, receive
from tests.world import LIBRARY, World, add_case, make_world

CAMILLE, DOMINIQUE, STRANGER = "+33639980010", "+33639980011", "+33639980099"


@pytest.fixture
def world(database: Database) -> World:
    """Two cases with two numbers."""
    world = make_world(database)
    add_case(world)
    add_case(world, first_name="Dominique", phone=DOMINIQUE, email="dominique@example.org")
    return world


def hears(
    world: World,
    text: str,
    sender: str,
    medium: Medium = Medium.SMS,
    nature: Nature = Nature.MESSAGE,
) -> None:
    """One message comes in, a minute after the one before."""
    world.clock.advance(timedelta(minutes=1))
    ears = Ears(world.means, shipped_lexicon(), LIBRARY.answers)
    inbound = Inbound(world.clock.key(), medium, sender, "us", text, nature=nature)
    receive(ears, inbound, FoundBy.HOOK, medium.value)


def inbox(world: World) -> list[Waiting]:
    with world.database.read() as session:
        return to_answer(session)


def answer(world: World, reference: str) -> int:
    with world.database.write() as session:
        case = session.scalars(select(Case).where(Case.reference == reference)).one()
        return mark_answered(session, case, actor="claire", now=world.clock.now())


def test_nothing_waits_at_first(world: World) -> None:
    assert inbox(world) == []


def test_an_alert_stands_before_whoever_waited_longer(world: World) -> None:
    hears(world, "?", STRANGER)
    hears(world, "?", CAMILLE)
    hears(world, "je veux plus vivre", DOMINIQUE)
    hears(world, "allô ?", STRANGER)
    assert [(w.case, w.alert) for w in inbox(world)] == [
        ("AHU-2026-0002", True),
        (None, False),
        ("AHU-2026-0001", False),
    ]


def test_a_thread_shows_all_that_was_written_since(world: World) -> None:
    first = world.clock.now() + timedelta(minutes=1)
    hears(world, "je veux plus vivre", CAMILLE)
    hears(world, "merci", "camille@example.org", Medium.EMAIL)
    (waiting,) = inbox(world)
    assert waiting.text == "je veux plus vivre\nmerci"
    assert waiting.intents[0] == "distress"
    assert "thanks" in waiting.intents
    assert (waiting.sender, waiting.channel) == ("camille@example.org", "email")
    assert (waiting.first_unanswered_at, waiting.alert) == (first, True)


def test_an_unknown_sender_is_there_without_a_case(world: World) -> None:
    hears(world, "Bonjour", STRANGER)
    (waiting,) = inbox(world)
    assert (waiting.case, waiting.sender, waiting.text) == (None, STRANGER, "Bonjour")


def test_an_auto_reply_waits_for_nobody(world: World) -> None:
    hears(world, "Absent", "camille@example.org", Medium.EMAIL, Nature.AUTO_REPLY)
    assert inbox(world) == []
    hears(world, "Oui", CAMILLE)
    assert [w.text for w in inbox(world)] == ["Oui"]


def test_a_number_of_two_cases_is_one_thread_of_none(world: World) -> None:
    add_case(world, first_name="Alix", phone=CAMILLE, email=None)
    hears(world, "Oui", CAMILLE)
    (waiting,) = inbox(world)
    assert (waiting.case, waiting.sender) == (None, CAMILLE)


def test_an_answered_thread_starts_afresh_with_the_next_message(world: World) -> None:
    hears(world, "je veux plus vivre", CAMILLE)
    assert answer(world, "AHU-2026-0001") == 1
    assert answer(world, "AHU-2026-0001") == 0
    assert inbox(world) == []
    with world.database.read() as session:
        assert session.scalars(select(Reply.handled_at)).one() == world.clock.now()
    hears(world, "merci", CAMILLE)
    (waiting,) = inbox(world)
    assert (waiting.text, waiting.alert) == ("merci", False)
    assert waiting.first_unanswered_at == world.clock.now()


def test_answering_one_case_leaves_the_others_and_strangers(world: World) -> None:
    for sender in (CAMILLE, DOMINIQUE, STRANGER):
        hears(world, "?", sender)
    answer(world, "AHU-2026-0001")
    assert [w.sender for w in inbox(world)] == [DOMINIQUE, STRANGER]


def test_an_alert_in_an_automatic_reply_is_shown_with_its_words(world: World) -> None:
    hears(world, "je vais me tuer", "camille@example.org", Medium.EMAIL, Nature.AUTO_REPLY)
    (shown,) = inbox(world)
    assert (shown.alert, shown.channel, shown.text) == (True, "email", "je vais me tuer")
