"""What a worker notes belongs to one person, and blocks only what it was said about."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from outreach.cases.models import Pause, Thread
from outreach.channels.base import Medium
from outreach.database import Database
from outreach.messages.models import AttemptChannel
from outreach.people.models import ContactPoint, PointKind
from outreach.replies.models import Reply
from outreach.replies.services.ears import Ears
from outreach.replies.services.files import shipped_lexicon
from outreach.replies.services.noting import Doubt, Note, Unclear, note_reply, note_stranger
from outreach.replies.services.receive import Received
from tests.world import LIBRARY, World, add_case, add_person, make_world

FIRST, SECOND, SPARE = "+33639980010", "+33639980019", "+33639980018"
WRONG = "Vous vous trompez de numéro"


@pytest.fixture
def world(sqlite_database: Database) -> World:
    return make_world(sqlite_database)


def says(world: World, reference: str, note: Note) -> Received | Unclear | None:
    ears = Ears(world.means, shipped_lexicon(), LIBRARY.answers)
    return note_reply(ears, reference, note, "S-0001", fictitious_allowed=True)


def add_phone(world: World, value: str) -> None:
    """A second mobile of the only person."""
    with world.database.write() as session:
        first = session.scalars(select(ContactPoint).where(ContactPoint.value_hash != "")).first()
        assert first is not None
        session.add(
            ContactPoint(
                person_id=first.person_id,
                kind=PointKind.MOBILE,
                value=value,
                value_hash=world.database.fingerprint(value),
                rank=2,
                created_at=world.clock.now(),
            )
        )


def authors(world: World) -> list[int | None]:
    """Whose threads hold a reply."""
    with world.database.read() as session:
        rows = select(Thread.person_id).join(Reply, Reply.thread_id == Thread.id)
        return list(session.scalars(rows.order_by(Reply.id)))


def statuses(world: World) -> dict[str, str]:
    with world.database.read() as session:
        return {str(p.value): p.status for p in session.scalars(select(ContactPoint))}


def test_of_several_people_the_one_who_spoke_is_asked_for(world: World) -> None:
    reference = add_case(world)
    add_person(world, reference)
    unclear = says(world, reference, Note("oui"))
    assert unclear == Unclear(Doubt.WHO, ("Camille", "Dominique"))
    assert authors(world) == []


def test_a_person_is_named_by_rank_or_by_number(world: World) -> None:
    reference = add_case(world)
    second = add_person(world, reference)
    assert isinstance(says(world, reference, Note("oui", person=2)), Received)
    assert isinstance(says(world, reference, Note("oui", sender="06 39 98 00 19")), Received)
    assert authors(world) == [second, second]
    assert says(world, reference, Note("oui", person=3)) == Unclear(
        Doubt.NOBODY, ("Camille", "Dominique")
    )


@pytest.mark.parametrize("sender", ["06 39 98 00 77", "personne@example.org", "elle"])
def test_a_number_of_nobody_here_is_refused(world: World, sender: str) -> None:
    reference = add_case(world)
    unclear = says(world, reference, Note("oui", sender=sender))
    assert isinstance(unclear, Unclear)
    assert unclear.doubt is Doubt.ADDRESS
    assert authors(world) == []


def test_an_address_says_how_the_words_came(world: World) -> None:
    reference = add_case(world)
    says(world, reference, Note("oui", sender="camille@example.org"))
    with world.database.read() as session:
        assert session.scalars(select(Reply.channel)).one() == Medium.EMAIL


def test_of_two_numbers_the_wrong_one_must_be_said(world: World) -> None:
    reference = add_case(world)
    add_phone(world, SPARE)
    unclear = says(world, reference, Note(WRONG))
    assert isinstance(unclear, Unclear)
    assert unclear.doubt is Doubt.WHICH
    says(world, reference, Note(WRONG, sender=SPARE))
    assert statuses(world) == {FIRST: "ok", SPARE: "wrong_person", "camille@example.org": "ok"}


def test_an_only_number_needs_no_word(world: World) -> None:
    reference = add_case(world)
    assert isinstance(says(world, reference, Note(WRONG)), Received)
    assert statuses(world)[FIRST] == "wrong_person"


def test_an_unknown_case_notes_nothing(world: World) -> None:
    assert says(world, "AHU-2026-0999", Note("oui")) is None


def replies(world: World) -> list[Reply]:
    with world.database.read() as session:
        return list(session.scalars(select(Reply).order_by(Reply.id)))


def stranger(world: World, note: Note, called: str = "") -> Received | Unclear:
    ears = Ears(world.means, shipped_lexicon(), LIBRARY.answers)
    return note_stranger(ears, note, called, "S-0001", fictitious_allowed=True)


def test_how_and_when_the_words_came_is_kept(world: World) -> None:
    reference, said_at = add_case(world), world.clock.now() - timedelta(hours=3)
    says(world, reference, Note("Elle rappellera", channel=AttemptChannel.VOICEMAIL, at=said_at))
    (reply,) = replies(world)
    assert (reply.channel, reply.sent_at, reply.found_by) == ("voicemail", said_at, "note")
    assert reply.received_at == world.clock.now()


def test_a_person_is_named_by_row_too(world: World) -> None:
    reference = add_case(world)
    second = add_person(world, reference)
    assert isinstance(says(world, reference, Note("oui", person_id=second)), Received)
    assert authors(world) == [second]
    unclear = says(world, reference, Note("oui", person_id=999))
    assert isinstance(unclear, Unclear)
    assert unclear.doubt is Doubt.NOBODY


def test_a_note_that_is_sent_twice_is_one(world: World) -> None:
    reference, note = add_case(world), Note("Bonjour", key="k" * 26)
    first, second = says(world, reference, note), says(world, reference, note)
    assert isinstance(first, Received)
    assert isinstance(second, Received)
    assert (first.new, second.new, len(replies(world))) == (True, False, 1)


def test_whoever_heard_them_may_raise_the_alarm(world: World) -> None:
    reference = add_case(world)
    says(world, reference, Note("Elle pleurait", channel=AttemptChannel.CALL, worry=True))
    (reply,) = replies(world)
    assert reply.alert
    assert reply.intents == '["distress"]'
    with world.database.read() as session:
        assert session.scalars(select(Thread.alert).where(Thread.alert)).all() == [True]
        assert "alert" in session.scalars(select(Pause.reason)).all()


def test_nothing_automatic_answers_what_was_noted(world: World) -> None:
    reference = add_case(world)
    says(world, reference, Note("Bonjour", channel=AttemptChannel.CALL))
    assert world.attempts() == []


def test_a_stranger_is_kept_in_a_thread_of_nobody(world: World) -> None:
    add_case(world)
    note = Note("On m'a laissé une carte", sender="06 39 98 00 66", channel=AttemptChannel.CALL)
    done = stranger(world, note, "Madame Martin")
    assert isinstance(done, Received)
    (reply,) = replies(world)
    assert (reply.case_id, reply.sender, reply.channel) == (None, "+33639980066", "call")
    with world.database.read() as session:
        thread = session.get_one(Thread, reply.thread_id)
    assert thread.first_unanswered_at == world.clock.now()


def test_two_strangers_without_a_number_are_two(world: World) -> None:
    add_case(world)
    stranger(world, Note("Je rappellerai"), "Madame Martin")
    stranger(world, Note("C'est qui ?"), "Madame Martin")
    assert len({reply.thread_id for reply in replies(world)}) == 2
    assert all(str(reply.sender).startswith("Madame Martin (") for reply in replies(world))


def test_a_known_number_leads_a_stranger_home(world: World) -> None:
    add_case(world)
    stranger(world, Note("Bonjour", sender="06 39 98 00 10"))
    (reply,) = replies(world)
    assert reply.case_id is not None
    with world.database.read() as session:
        assert session.scalars(select(Pause.reason)).all() == ["reply"]


def test_a_strangers_unreadable_number_is_asked_again(world: World) -> None:
    assert stranger(world, Note("Bonjour", sender="zéro six")) == Unclear(Doubt.ADDRESS)
    assert replies(world) == []
