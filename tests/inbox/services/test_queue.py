"""À traiter: alerts, whom to answer, whom to attach, whom we wait for."""

from datetime import timedelta

import pytest

from outreach.channels.base import Act, Outcome, Result
from outreach.inbox.services.acts.settling import needs_no_answer
from outreach.inbox.services.queue.listing import Queue, Whose, count_waiting, load_queue, stamp
from outreach.inbox.services.queue.rows import Group, excerpt
from outreach.staff.models import Role, Staff
from outreach.tasks.services import entrust
from tests.databases import asked
from tests.inbox.office import CAMILLE, DOMINIQUE, FIRST, SECOND, STRANGER, Office
from tests.world import add_case


def queue(office: Office, staff: Staff | None = None, whose: Whose = Whose.ALL) -> Queue:
    with office.world.database.read() as session:
        return load_queue(session, staff or office.valerie, office.world.clock.now(), whose)


def waiting(office: Office, staff: Staff | None = None) -> int:
    with office.world.database.read() as session:
        return count_waiting(session, staff or office.valerie)


def test_nothing_waits_at_first(office: Office) -> None:
    found = queue(office)
    assert (found.waiting, found.left) == (0, 0)
    assert not any(found.groups.values())


def test_each_thread_stands_in_its_group_with_what_it_needs(office: Office) -> None:
    first = office.hears("vous pouvez m'appeler ?\n\n  jeudi ?")
    office.hears("c'est qui ?", STRANGER)
    office.hears("je veux mourir", DOMINIQUE)
    office.hears("merci", DOMINIQUE)
    found = queue(office)
    (alert,) = found.groups[Group.ALERTS]
    assert (alert.reference, alert.first_name, alert.count) == (SECOND, "Dominique", 2)
    assert (alert.excerpt, alert.kinds) == ("je veux mourir", ("suicide",))
    assert alert.intents == ("distress", "thanks")
    (row,) = found.groups[Group.TO_ANSWER]
    assert (row.thread_id, row.reference, row.channel) == (first, FIRST, "sms")
    assert row.excerpt == "vous pouvez m'appeler ? jeudi ?"
    assert (row.sender, row.owner) == ("", "")
    (stray,) = found.groups[Group.TO_ATTACH]
    assert (stray.sender, stray.holders, stray.reference) == (STRANGER, 0, "")
    assert found.counts == {Whose.ALL: 3, Whose.MINE: 0, Whose.NOBODY: 3}


def test_a_number_of_two_cases_says_so(office: Office) -> None:
    add_case(office.world, first_name="Alix", phone=CAMILLE, email=None)
    office.hears("oui")
    (stray,) = queue(office).groups[Group.TO_ATTACH]
    assert stray.holders == 2


def test_whoever_has_waited_longest_comes_first(office: Office) -> None:
    office.hears("un", DOMINIQUE)
    office.hears("deux", CAMILLE)
    office.hears("trois", DOMINIQUE)
    rows = queue(office).groups[Group.TO_ANSWER]
    assert [row.first_name for row in rows] == ["Dominique", "Camille"]
    assert (rows[0].excerpt, rows[0].count) == ("trois", 2)


def test_waiting_is_counted_in_hours_of_service(office: Office) -> None:
    office.hears("oui")  # Monday, 9:01
    office.world.clock.advance(timedelta(hours=24))
    (row,) = queue(office).groups[Group.TO_ANSWER]
    assert row.worked == timedelta(hours=8)


def test_mine_nobody_s_and_every_alert(office: Office) -> None:
    me, other = office.valerie, office.hire("Claire")
    entrust(office.world.database, office.world.clock, me, FIRST, me.id)
    entrust(office.world.database, office.world.clock, me, SECOND, other.id)
    office.hears("oui", CAMILLE)
    office.hears("oui", DOMINIQUE)
    office.hears("c'est qui ?", STRANGER)
    assert queue(office).counts == {Whose.ALL: 3, Whose.MINE: 1, Whose.NOBODY: 1}
    mine = queue(office, whose=Whose.MINE)
    assert [row.reference for rows in mine.groups.values() for row in rows] == [FIRST]
    nobody = queue(office, whose=Whose.NOBODY)
    assert [row.sender for rows in nobody.groups.values() for row in rows] == [STRANGER]
    office.hears("je veux mourir", DOMINIQUE)
    assert queue(office, whose=Whose.MINE).groups[Group.ALERTS][0].reference == SECOND


def test_the_words_of_an_alert_are_for_whoever_follows_the_case(office: Office) -> None:
    me, other = office.valerie, office.hire("Claire")
    chief, reader = office.hire("Chef", Role.COORDINATOR), office.hire("Dpo", Role.DPO)
    office.hears("il me frappe", CAMILLE)
    assert not queue(office).groups[Group.ALERTS][0].restricted  # nobody follows it
    entrust(office.world.database, office.world.clock, me, FIRST, other.id)
    (shut,) = queue(office).groups[Group.ALERTS]
    assert (shut.restricted, shut.excerpt, shut.intents, shut.kinds) == (True, "", (), ())
    for who in (other, chief, reader):
        assert queue(office, who).groups[Group.ALERTS][0].excerpt == "il me frappe"


def test_only_the_team_s_and_never_for_those_who_do_not_answer(office: Office) -> None:
    office.hears("oui", CAMILLE)
    office.hears("c'est qui ?", STRANGER)
    add_case(office.world, first_name="Alix", phone=CAMILLE, email=None)
    office.hears("et moi", CAMILLE)  # now a number of two of our cases
    elsewhere = office.hire("Ailleurs", team="Autre")
    rows = [row.sender for rows in queue(office, elsewhere).groups.values() for row in rows]
    assert rows == [STRANGER]
    assert waiting(office, office.hire("Accueil", Role.RECEPTION)) == 0
    assert waiting(office, office.hire("Technique", Role.ADMIN)) == 0
    assert waiting(office, office.hire("Dpo", Role.DPO)) == 3


def test_after_our_answer_we_wait_for_the_person(running: Office) -> None:
    office = running
    office.hears("oui")
    office.writes("Bonjour, je vous appelle jeudi.")
    found = queue(office)
    assert found.groups[Group.TO_ANSWER] == ()
    (row,) = found.groups[Group.AWAITING]
    assert (row.first_name, row.failed) == ("Camille", "")
    assert row.excerpt == "Bonjour, je vous appelle jeudi."
    office.hears("d'accord")
    assert queue(office).groups[Group.AWAITING] == ()


def test_an_answer_that_did_not_arrive_comes_first(going: Office) -> None:
    for sender, reference in ((CAMILLE, FIRST), (DOMINIQUE, SECOND)):
        going.hears("oui", sender)
        going.world.tick()  # the automatic answer
        if sender == CAMILLE:
            going.world.sms.plan(Outcome(Result.REFUSED, code="30006", act=Act.BAD_NUMBER))
        going.writes("Bonjour.", sender, reference=reference)
        going.world.tick()
        going.world.clock.advance(timedelta(minutes=1))
    rows = queue(going).groups[Group.AWAITING]
    assert [(row.first_name, row.failed) for row in rows] == [
        ("Camille", "refused"),
        ("Dominique", ""),
    ]


def test_a_thread_with_nothing_to_answer_leaves_without_a_word(office: Office) -> None:
    thread_id = office.hears("merci")
    needs_no_answer(office.world.means, office.valerie, thread_id, office.seen(thread_id))
    found = queue(office)
    assert not any(found.groups.values())


def test_an_alert_that_was_answered_says_so(going: Office) -> None:
    going.hears("je veux mourir")
    going.writes("Je vous appelle.")
    (row,) = queue(going).groups[Group.ALERTS]
    assert row.answered_at == going.world.clock.now()
    going.hears("vite")
    (row,) = queue(going).groups[Group.ALERTS]
    assert row.answered_at is None


def test_the_stamp_changes_with_whatever_the_list_shows(office: Office) -> None:
    def now() -> str:
        with office.world.database.read() as session:
            return stamp(session, office.valerie, office.world.clock.now())

    first = now()
    assert now() == first
    office.hears("oui")
    second = now()
    entrust(office.world.database, office.world.clock, office.valerie, FIRST, office.valerie.id)
    assert len({first, second, now()}) == 3


@pytest.mark.parametrize(
    ("text", "shown"),
    [("", ""), (None, ""), ("a\n b", "a b"), ("x" * 200, "x" * 160 + "…")],
)
def test_an_excerpt_is_one_line(text: str | None, shown: str) -> None:
    assert excerpt(text) == shown


def test_a_long_list_takes_no_more_statements_than_a_short_one(office: Office) -> None:
    def statements() -> int:
        with asked(office.world.database) as seen:
            queue(office)
        return len(seen)

    office.hears("je veux mourir", DOMINIQUE)
    office.hears("c'est qui ?", STRANGER)
    office.hears("oui")
    few = statements()
    for number in range(20):
        office.hears("oui", f"+33639981{number:03d}")
    assert statements() <= few
