"""A message in: stored once, automation stopped, read, answered at most once, shown."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event, func, select

from outreach.cases.models import Case, Pause
from outreach.channels.base import Inbound, Medium, Nature
from outreach.database import Database
from outreach.inbox.services.waiting import to_answer
from outreach.people.models import ContactPoint, OptOut, Person
from outreach.record import services as record
from outreach.replies.models import Reply
from outreach.replies.services.ears import Ears
from outreach.replies.services.files import shipped_lexicon
from outreach.replies.services.receive import FoundBy, receive
from outreach.sequences.models import Enrolment
from tests.world import LIBRARY, World, add_case, make_world

NUMBER = "+33639980010"


def ears_of(world: World) -> Ears:
    """The ears of a small world."""
    return Ears(world.means, shipped_lexicon(), LIBRARY.answers)


def hears(
    world: World,
    text: str,
    *,
    sid: str = "SM1",
    sender: str = NUMBER,
    found: FoundBy = FoundBy.HOOK,
    at: datetime | None = None,
) -> None:
    """One SMS comes in; `at`: when it came to the provider."""
    inbound = Inbound(sid, Medium.SMS, sender, "38000", text, at=at)
    receive(ears_of(world), inbound, found, "sms")


@pytest.fixture
def world(database: Database) -> World:
    """One person who got the first SMS on Tuesday at 18:30."""
    world = make_world(database)
    add_case(world)
    world.tick()
    world.post_letter(date(2026, 3, 2))
    world.tick("2026-03-10 18:30")
    assert [a.step for a in world.attempts()] == ["S1"]
    return world


def test_any_reply_stops_the_automation(world: World) -> None:
    """Whatever it says; weeks of ticks then send nothing but the one acknowledgement."""
    hears(world, "?")
    for day in range(11, 31):
        world.tick(f"2026-03-{day} 18:30")
    assert [(a.step, a.text_code) for a in world.attempts()] == [("S1", None), (None, "ACK")]
    with world.database.read() as session:
        assert session.scalars(select(Enrolment.state)).one() == "paused"
        assert session.scalars(select(Pause.reason)).one() == "reply"
        assert record.verify(session).intact


def test_a_reply_takes_few_statements(world: World) -> None:
    """Somebody waits at the other end, and on SQLite everybody waits for one writer."""
    asked: list[str] = []
    listen = (world.database.engine, "before_cursor_execute")

    def hear(*call: object) -> None:
        asked.append(str(call[2]))

    event.listen(*listen, hear)
    hears(world, "Bonjour, vous pouvez me rappeler ?")
    event.remove(*listen, hear)
    assert [a.text_code for a in world.attempts()] == [None, "ACK"]
    assert len(asked) <= 16, asked


def test_the_same_message_twice_is_one_reply(world: World) -> None:
    """A provider repeats its hooks; the sweep then finds the message again."""
    hears(world, "Oui")
    hears(world, "Oui")
    hears(world, "Oui", found=FoundBy.SWEEP)
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Reply)) == 1
        assert [(w.text, w.intents) for w in to_answer(session)] == [("Oui", ("yes",))]


def test_stop_blocks_every_number_and_address_and_is_confirmed_once(world: World) -> None:
    """STOP is law: it ends the sequence, and a second one is not answered."""
    hears(world, "STOP")
    world.tick()
    hears(world, "stop svp", sid="SM2")
    world.tick()
    assert [(a.text_code, a.status) for a in world.attempts()] == [
        (None, "accepted"),
        ("STOP", "accepted"),
        ("STOP", "blocked"),
    ]
    with world.database.read() as session:
        assert set(session.scalars(select(ContactPoint.status))) == {"opted_out"}
        assert session.scalars(select(Enrolment.state)).one() == "finished"
        assert session.scalar(select(func.count()).select_from(OptOut)) == 2


def test_a_wrong_number_gets_our_excuses_and_nothing_more(world: World) -> None:
    """The number is blocked from then on, but for the text that says so."""
    hears(world, "mauvais numéro")
    world.tick()
    assert world.sms.calls[-1].body.startswith("Excusez-nous")
    hears(world, "mauvais numéro", sid="SM2")
    for day in range(11, 31):
        world.tick(f"2026-03-{day} 18:30")
    assert [(a.step, a.text_code) for a in world.attempts()] == [("S1", None), (None, "WRONG")]


def test_distress_gets_the_neutral_acknowledgement_and_stands_first(world: World) -> None:
    """The phone may be watched: the text is the one everybody gets."""
    hears(world, "bonjour", sender="+33639980099", sid="SM0")
    hears(world, "je veux plus vivre", sid="SM2")
    world.tick()
    assert world.sms.calls[-1].body.startswith("Merci, votre message est arrivé.")
    with world.database.read() as session:
        first, second = to_answer(session)
        assert (first.alert, first.intents) == (True, ("distress",))
        assert (second.case, second.sender) == (None, "+33639980099")


def test_a_message_found_late_gets_no_automatic_text(world: World) -> None:
    """Its hour has passed: a human answers."""
    hears(world, "Oui", found=FoundBy.SWEEP)
    world.tick()
    assert len(world.attempts()) == 1


def test_a_message_found_late_waits_since_it_came(world: World) -> None:
    """Whoever asked for help on Friday is not somebody who wrote a minute ago."""
    now = world.clock.now()
    hears(world, "Merci", sid="SM2")
    hears(world, "Oui", found=FoundBy.SWEEP, at=now - timedelta(days=2))
    hears(world, "Allô ?", sender="+33639980099", sid="SM3", at=now + timedelta(hours=1))
    with world.database.read() as session:
        assert [w.first_unanswered_at for w in to_answer(session)] == [now - timedelta(days=2), now]
        assert world.intact()


def test_a_reserved_message_is_taken_back_by_a_reply(world: World) -> None:
    """The reply arrives between the reservation and the call."""
    world.sms.plan()
    calls = len(world.sms.calls)
    means = world.means

    def reply_now(point: str) -> None:
        if point == "reserved":
            hears(world, "Bonjour", sid="SM9")

    object.__setattr__(means, "probe", reply_now)
    world.tick("2026-03-15 18:30")
    world.tick("2026-03-16 18:30")
    assert [a.status for a in world.attempts() if a.step == "S2"] in ([], ["cancelled"])
    assert len(world.sms.calls) <= calls + 1


def test_a_number_of_two_cases_pauses_both_and_answers_nobody(world: World) -> None:
    """Never one tenant's words in another's file."""
    add_case(world, first_name="Dominique", email="dominique@example.org")
    hears(world, "Oui")
    world.tick()
    assert [a.text_code for a in world.attempts()] == [None]
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Pause)) == 2
        assert [w.case for w in to_answer(session)] == [None]
        assert session.scalars(select(Reply.case_id)).all() == [None]


@pytest.mark.parametrize("asked", ["INFOS", "c'est qui ?", "vous vous trompez de personne"])
def test_an_e_mail_is_answered_about_an_address_and_no_number(world: World, asked: str) -> None:
    """What tells somebody where we have their address from must be true."""
    inbound = Inbound("1/1", Medium.EMAIL, "camille@example.org", "ahu@example.org", asked)
    receive(ears_of(world), inbound, FoundBy.IMAP, "email")
    (answer,) = (a for a in world.attempts() if a.channel == "email")
    assert answer.body is not None
    assert "adresse" in answer.body
    assert "numéro" not in answer.body


@pytest.mark.parametrize(
    ("written", "language"),
    [("Qui êtes-vous ?", "fr"), ("who are you?", "en"), ("من أنت؟", "ar")],
)
def test_the_subject_of_an_answer_is_in_the_language_of_its_text(
    world: World, written: str, language: str
) -> None:
    inbound = Inbound("1/1", Medium.EMAIL, "camille@example.org", "ahu@example.org", written)
    receive(ears_of(world), inbound, FoundBy.IMAP, "email")
    (answer,) = (a for a in world.attempts() if a.channel == "email")
    assert answer.language == language
    assert answer.subject == LIBRARY.answers[language][answer.text_code or ""].subject


def test_an_auto_reply_is_kept_and_pauses_nothing(world: World) -> None:
    """ "Je suis absent" is not the person speaking."""
    inbound = Inbound(
        "1/1",
        Medium.EMAIL,
        "camille@example.org",
        "ahu@example.org",
        "Je suis absente.",
        nature=Nature.AUTO_REPLY,
    )
    receive(ears_of(world), inbound, FoundBy.IMAP, "email")
    with world.database.read() as session:
        assert session.scalar(select(func.count()).select_from(Reply)) == 1
        assert not to_answer(session)
        assert session.scalars(select(Enrolment.state)).one() == "active"


def test_a_night_message_is_acknowledged_only_at_once(world: World) -> None:
    """A sender that wakes up twenty minutes later stays silent."""
    world.clock.set(world.clock.now().replace(hour=23))
    hears(world, "vous êtes là ?")
    world.clock.advance(timedelta(minutes=20))
    world.tick()
    assert [a.status for a in world.attempts() if a.text_code == "ACK"] == ["cancelled"]


def test_no_ends_the_sequence_and_asks_a_human(world: World) -> None:
    """A refusal is respected, and seen."""
    hears(world, "Non merci")
    with world.database.read() as session:
        assert session.scalars(select(Enrolment.state)).one() == "finished"
        assert session.scalars(select(Case.state)).one() == "contacting"
    assert ("decide", "no") in [(task.kind, task.reason) for task in world.tasks()]


def test_a_fault_while_reading_keeps_the_message_and_the_pause(world: World) -> None:
    """Nothing that breaks after the message is stored may lose it."""
    deaf = Ears(world.means, shipped_lexicon(), {})
    receive(deaf, Inbound("SM1", Medium.SMS, NUMBER, "38000", "Bonjour"), FoundBy.HOOK, "sms")
    with world.database.read() as session:
        assert [(w.text, w.alert) for w in to_answer(session)] == [("Bonjour", True)]
        assert session.scalars(select(Enrolment.state)).one() == "paused"
        assert record.verify(session).intact


@pytest.mark.parametrize(("over", "copies"), [(False, 1), (True, 2)])
def test_an_e_mail_that_is_only_late_is_not_sent_again(
    world: World, over: bool, copies: int
) -> None:
    """The servers are still trying: a second copy would arrive beside the first."""
    for day in range(11, 20):
        world.tick(f"2026-03-{day} 18:30")
    (sent,) = (a for a in world.attempts() if a.channel == "email")
    bounce = Inbound(
        *("1/1", Medium.EMAIL, "mailer-daemon@example.org", "contact@example.org", "Warning"),
        nature=Nature.BOUNCE,
        bounced_key=sent.key,
        bounce_over=over,
    )
    receive(ears_of(world), bounce, FoundBy.IMAP, "email")
    for day in range(20, 31):
        world.tick(f"2026-03-{day} 18:30")
    assert len(world.email.calls) == copies


@pytest.mark.parametrize(
    ("text", "confirmed"),
    [("عندي سؤال من فضلك", True), ("qui êtes vous s'il vous plaît", False), ("👍", False)],
)
def test_an_answer_in_the_language_we_were_told_confirms_it(
    world: World, text: str, confirmed: bool
) -> None:
    with world.database.write() as session:
        session.scalars(select(Person)).one().language = "ar"
    hears(world, text)
    with world.database.read() as session:
        assert session.scalars(select(Person.language_confirmed)).one() is confirmed
