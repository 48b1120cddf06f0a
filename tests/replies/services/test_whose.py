"""A refusal belongs to who refused, a message to nobody else's file."""

from datetime import date

import pytest
from sqlalchemy import select

from outreach.cases.models import Case, Pause, Thread
from outreach.channels.base import Inbound, Medium
from outreach.database import Database
from outreach.inbox.services.waiting import to_answer
from outreach.people.models import ContactPoint, OptOut, PointStatus
from outreach.replies.models import Reply
from outreach.replies.services.receive import FoundBy, receive
from outreach.sequences.models import Enrolment
from outreach.tasks.models import Task, TaskKind
from outreach.tasks.services import NewTask, raise_task
from tests.replies.services.test_receive import NUMBER, ears_of, hears
from tests.world import World, add_case, make_world

OTHER = "+33639980020"


@pytest.fixture
def world(sqlite_database: Database) -> World:
    """Camille got the first SMS; Dominique has a case of their own."""
    world = make_world(sqlite_database)
    add_case(world)
    add_case(world, first_name="Dominique", phone=OTHER, email="dominique@example.org")
    world.tick()
    world.post_letter(date(2026, 3, 2))
    world.tick("2026-03-10 18:30")
    return world


def mail(world: World, text: str, sender: str, to_thread_of: str) -> None:
    """An e-mail to the reply address of somebody's thread."""
    with world.database.read() as session:
        token = session.scalars(
            select(Thread.reply_token).join(Case).where(Case.reference == to_thread_of)
        ).one()
    inbound = Inbound(
        f"7/{text[:9]}", Medium.EMAIL, sender, "ahu@example.org", text, reply_token=token
    )
    receive(ears_of(world), inbound, FoundBy.IMAP, "email")


def states(world: World) -> list[str]:
    """Where each run stands, by case."""
    with world.database.read() as session:
        return list(session.scalars(select(Enrolment.state).order_by(Enrolment.case_id)))


def test_a_wish_about_benefits_is_no_start(world: World) -> None:
    """Only the bare word lifts a STOP."""
    hears(world, "STOP")
    hears(world, "je vais recevoir de nouveau mes APL", sid="SM2")
    with world.database.read() as session:
        assert session.scalars(select(OptOut.lifted_at)).all() == [None] * 2
    hears(world, "START", sid="SM3")
    with world.database.read() as session:
        assert None not in session.scalars(select(OptOut.lifted_at)).all()
    assert states(world) == ["finished", "active"]


def test_a_start_by_e_mail_lifts_nothing(world: World) -> None:
    """Anybody can write a sender's name on an e-mail."""
    hears(world, "STOP")
    mail(world, "START", "camille@example.org", "AHU-2026-0001")
    with world.database.read() as session:
        assert session.scalars(select(OptOut.lifted_at)).all() == [None] * 2
    assert "start_probable" in [task.reason for task in world.tasks()]


def test_a_stop_on_another_s_thread_stops_its_own_sender(world: World) -> None:
    """A mail was forwarded: Dominique's STOP is Dominique's, and pauses both."""
    mail(world, "STOP", "dominique@example.org", "AHU-2026-0001")
    assert states(world) == ["paused", "finished"]
    with world.database.read() as session:
        assert session.scalars(select(Reply.case_id)).all() == [None]
        refused = session.scalars(
            select(ContactPoint.value).where(ContactPoint.status == PointStatus.OPTED_OUT)
        )
        assert set(refused) == {OTHER, "dominique@example.org"}


def test_a_stranger_on_a_blocked_number_touches_no_case(world: World) -> None:
    """Once somebody else answers there, what they write is theirs alone."""
    hears(world, "mauvais numéro")
    hears(world, "STOP", sid="SM2")
    with world.database.read() as session:
        statuses = {p.kind: p.status for p in session.scalars(select(ContactPoint).limit(2))}
        assert statuses == {"mobile": "wrong_person", "email": "ok"}
        assert [w.case for w in to_answer(session)] == ["AHU-2026-0001", None]


def test_a_no_from_a_shared_number_ends_nobody_s_run(world: World) -> None:
    """Nobody knows whose word it was: a human attaches it."""
    add_case(world, first_name="Claude", phone=NUMBER, email="claude@example.org")
    hears(world, "Non merci")
    assert states(world) == ["paused", "active", "paused"]
    reasons = [task.reason for task in world.tasks() if task.kind == TaskKind.DECIDE]
    assert reasons == ["to_attach", "to_attach"]


def test_a_stop_reaches_every_case_that_holds_one_of_the_numbers(world: World) -> None:
    """Same e-mail in another file, other phone: STOP is law there too."""
    add_case(world, first_name="Camille", phone="+33639980030", email="camille@example.org")
    hears(world, "STOP")
    assert states(world) == ["finished", "active", "finished"]
    with world.database.read() as session:
        reasons = session.scalars(select(Pause.reason).order_by(Pause.case_id, Pause.id))
        assert list(reasons) == ["reply", "opt_out", "opt_out"]


def test_a_number_noted_twice_is_answered_by_what_its_first_place_says(world: World) -> None:
    """The one to try first is discreet: nothing automatic goes there."""
    with world.database.write() as session:
        noted = session.scalars(select(ContactPoint).limit(1)).one()
        again = {
            name: getattr(noted, name) for name in ("person_id", "kind", "value", "value_hash")
        }
        noted.rank = 2
        session.add(ContactPoint(**again, discreet=True, created_at=world.clock.now()))
    hears(world, "Bonjour, je ne comprends pas")
    (answer,) = [attempt for attempt in world.attempts() if attempt.text_code == "ACK"]
    assert (answer.status, answer.reason) == ("blocked", "discreet")


def test_distress_twice_looks_like_anything_twice(world: World) -> None:
    """One acknowledgement in twelve hours, whatever was said: a difference would be a signal."""
    hears(world, "il me frappe")
    hears(world, "il me frappe encore", sid="SM2")
    world.tick()
    acks = [a.status for a in world.attempts() if a.text_code == "ACK"]
    assert acks == ["accepted", "blocked"]


def test_the_provider_s_own_stop_is_law_and_not_answered_twice(world: World) -> None:
    """Its keywords are configurable: its word counts, and it has confirmed."""
    inbound = Inbound("SM5", Medium.SMS, NUMBER, "38000", "BASTA", opt_out_type="STOP")
    receive(ears_of(world), inbound, FoundBy.HOOK, "sms")
    world.tick()
    assert states(world)[0] == "finished"
    assert len(world.sms.calls) == 2  # the two S1 of the fixture


@pytest.mark.parametrize(("figure", "state"), [("4", "finished"), ("1", "paused")])
def test_a_figure_answers_the_question_that_was_asked(
    world: World, figure: str, state: str
) -> None:
    """After S2, four is "non merci" and one is a call."""
    world.tick("2026-03-17 18:30")
    assert [a.step for a in world.attempts()][-1] == "S2"
    hears(world, figure)
    assert states(world)[0] == state


def test_a_refusal_calls_off_the_visit_and_a_word_marks_it(world: World) -> None:
    """ "Répondez NON : je ne viens pas" is a promise."""
    with world.database.write() as session:
        for case in session.scalars(select(Case).order_by(Case.id)):
            new = NewTask(TaskKind.VISIT, date(2026, 3, 20), reason="step")
            raise_task(session, case, new, now=world.clock.now())
    hears(world, "NON")
    hears(world, "je ne sais pas", sender=OTHER, sid="SM2")
    with world.database.read() as session:
        visits = session.execute(
            select(Task.state, Task.reason)
            .where(Task.kind == TaskKind.VISIT)
            .order_by(Task.case_id)
        )
        assert visits.all() == [("cancelled", "to_reconfirm"), ("open", "to_reconfirm")]


def test_a_threat_suspends_the_visit(world: World) -> None:
    """Nobody is sent there until the coordinator agrees."""
    with world.database.write() as session:
        case = session.scalars(select(Case).order_by(Case.id)).first()
        raise_task(session, case, NewTask(TaskKind.VISIT, date(2026, 3, 20)), now=world.clock.now())
    hears(world, "si vous venez je vous casse la gueule")
    states = {task.kind: task.state for task in world.tasks() if task.case_id == 1}
    assert states["visit"] == "cancelled"
    assert "threat" in [task.reason for task in world.tasks()]


def test_no_more_texts_but_a_call(world: World) -> None:
    """ "Arrêtez les SMS, appelez-moi" is both: this number is not written to again."""
    hears(world, "arrêtez les sms c'est pas pratique, appelez moi plutot")
    with world.database.read() as session:
        assert session.scalars(select(OptOut.value_hash)).all() == [
            world.database.fingerprint(NUMBER)
        ]
    assert ("call", "callback") in [(t.kind, t.reason) for t in world.tasks()]
    world.tick()
    assert len(world.sms.calls) == 2
