"""A human writes: through the gate, once, and only what they saw."""

from threading import Barrier, Thread

import pytest

from outreach.channels.base import Medium
from outreach.database import Database
from outreach.inbox.services.answering.answer import Result, answer, look
from outreach.inbox.services.answering.writing import Typed
from outreach.messages.models import Attempt
from outreach.staff.models import Role
from outreach.worker.guard import Guard
from outreach.worker.rounds import Work, run_round
from tests.inbox.office import CAMILLE, DOMINIQUE, FIRST, SECOND, Office, make_office
from tests.world import add_case

HELLO = "Bonjour, je vous appelle jeudi à 16 h 30."


def last(office: Office) -> Attempt:
    return office.world.attempts()[-1]


def test_an_answer_is_reserved_then_sent_once(running: Office) -> None:
    going = running
    thread_id = going.hears("vous pouvez m'appeler jeudi ?")
    assert going.writes(HELLO).result is Result.RESERVED
    row = last(going)
    assert (row.purpose, row.status, row.automated) == ("answer", "reserved", False)
    assert (row.actor, row.thread_id) == ("S-0001", thread_id)
    assert row.reply_id == going.seen(thread_id)
    assert row.body == "Bonjour, je vous appelle jeudi à 16h30."
    going.world.tick()
    going.world.tick()
    assert last(going).status == "accepted"
    sent = [call.body for call in going.world.sms.calls if call.body == row.body]
    assert len(sent) == 1
    assert going.world.intact()


def test_the_worker_s_rounds_pick_it_up(going: Office) -> None:
    going.hears("oui")
    going.writes(HELLO)
    work = Work(going.ears)
    for _ in range(2):
        run_round(work, Guard())
    assert [call.body[:7] for call in going.world.sms.calls].count("Bonjour") >= 1
    assert last(going).status == "accepted"


def test_a_double_submit_and_a_reload_send_nothing_twice(running: Office) -> None:
    going = running
    going.hears("oui")
    key = going.world.clock.key()
    assert going.writes(HELLO, key=key).result is Result.RESERVED
    assert going.writes(HELLO, key=key).result is Result.ALREADY
    going.world.tick()
    assert going.writes("autre texte", key=key).result is Result.ALREADY
    assert len([a for a in going.world.attempts() if a.purpose == "answer"]) == 1


def test_a_key_of_somebody_else_s_message_is_refused(going: Office) -> None:
    going.hears("oui")
    key = going.world.clock.key()
    going.writes(HELLO, key=key)
    other = going.hire("Karima")
    assert going.writes(HELLO, key=key, staff=other).result is Result.WAY


def test_whoever_answers_sees_first_what_came_meanwhile(going: Office) -> None:
    thread_id = going.hears("oui")
    seen = going.seen(thread_id)
    going.hears("non, finalement")
    assert going.writes(HELLO, seen=seen).result is Result.NEWER
    assert going.writes(HELLO).result is Result.RESERVED


def test_an_answer_takes_the_thread_out_of_what_is_to_be_done(going: Office) -> None:
    going.hears("oui")
    going.writes(HELLO)
    thread = going.thread_of()
    assert (thread.first_unanswered_at, thread.alert) == (None, False)
    assert going.events()[-1] == "thread.answered"
    assert ("reply", None) in going.pauses()  # only a human resumes


def test_an_alert_stays_in_sight_after_an_answer(going: Office) -> None:
    going.hears("je veux mourir")
    assert going.writes("Je vous appelle tout de suite.").result is Result.RESERVED
    thread = going.thread_of()
    assert thread.alert
    assert thread.first_unanswered_at is not None


def test_a_worker_who_does_not_follow_the_case_reads_no_alert_and_does_not_answer_it(
    going: Office,
) -> None:
    owner = going.hire("Claire")
    with going.world.database.write() as session:
        case = session.merge(going.case())
        case.owner_id = owner.id
    going.hears("je veux mourir")
    assert going.writes(HELLO).result is Result.RESTRICTED
    assert going.writes(HELLO, staff=owner).result is Result.RESERVED


@pytest.mark.parametrize("role", [Role.ADMIN, Role.RECEPTION])
def test_only_those_who_answer_open_a_thread(going: Office, role: Role) -> None:
    going.hears("oui")
    somebody = going.hire(str(role), role)
    assert going.writes(HELLO, staff=somebody).result is Result.GONE
    elsewhere = going.hire("Ailleurs", team="Autre")
    assert going.writes(HELLO, staff=elsewhere).result is Result.GONE


def test_an_e_mail_has_a_neutral_subject_and_french_typography(going: Office) -> None:
    going.hears("Bonjour", "camille@example.org", Medium.EMAIL)
    assert (
        going.writes("C'est noté : à jeudi !", to="camille@example.org").result is Result.RESERVED
    )
    row = last(going)
    assert (row.channel, row.subject) == ("email", "Votre message à l’association AHU")
    assert row.body == "C’est noté\u00a0: à jeudi\u202f!"
    going.world.tick()
    assert going.world.email.calls[-1].body == row.body


def test_no_number_of_another_case_can_be_named(going: Office) -> None:
    going.hears("oui")
    typed = Typed(going.point(DOMINIQUE, SECOND), HELLO, going.world.clock.key(), 99)
    thread_id = going.thread_of(FIRST).id
    assert look(going.world.means, going.valerie, thread_id, typed).result is Result.WAY


def test_a_stranger_is_attached_before_anybody_answers(going: Office) -> None:
    thread_id = going.hears("c'est qui ?", "+33639980099")
    typed = Typed(going.point(CAMILLE), HELLO, going.world.clock.key(), 99)
    assert look(going.world.means, going.valerie, thread_id, typed).result is Result.NO_CASE


def test_nothing_is_no_message(going: Office) -> None:
    going.hears("oui")
    assert going.writes(" \n ").result is Result.EMPTY


def test_more_than_ten_sms_is_an_e_mail(going: Office) -> None:
    going.hears("oui")
    assert going.writes("Bonjour. " * 300).result is Result.TOO_LONG


def test_in_arabic_its_own_word_lists_read_it(going: Office) -> None:
    going.hears("من أنت؟")
    assert going.writes("مرحبا، سأتصل بك غدا.").result is Result.RESERVED
    assert last(going).language == "ar"
    assert going.writes("يجب دفع الإيجار").result is Result.BLOCKED


def test_a_number_of_two_cases_can_be_answered_and_not_be_written_to_first(
    sqlite_database: Database,
) -> None:
    office = make_office(sqlite_database, "2026-03-02 10:00")
    add_case(office.world, first_name="Alix", phone=CAMILLE, email=None)
    blocked = office.writes(HELLO)
    assert blocked.written is not None
    assert "shared_number" in [each.value for each in blocked.written.verdict.blocks]


def test_two_clicks_at_the_same_time_are_one_message(running: Office) -> None:
    running.hears("oui")
    key, barrier = running.world.clock.key(), Barrier(2)
    thread_id, point = running.thread_of().id, running.point()
    typed = Typed(point, HELLO, key, running.seen(thread_id))
    staff, found = running.valerie, list[Result]()

    def click() -> None:
        barrier.wait(10)
        found.append(answer(running.world.means, staff, thread_id, typed).result)

    clicks = [Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join(30)
    assert sorted(found) == [Result.ALREADY, Result.RESERVED]
    assert len([a for a in running.world.attempts() if a.purpose == "answer"]) == 1
