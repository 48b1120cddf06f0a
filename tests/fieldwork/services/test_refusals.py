"""Nothing automatic starts or goes on for somebody who refused, whatever was decided."""

import pytest
from sqlalchemy import select

from outreach.cases.models import Case, CaseState
from outreach.database import Database
from outreach.fieldwork.rules import Problem
from outreach.people.models import OptOutKind, Person
from outreach.people.services import opt_out, refuse
from outreach.sequences.models import Enrolment
from outreach.sequences.services.admitting import admit_waiting
from outreach.tasks.models import TaskKind
from tests.fieldwork.desk import NUMBER, Desk, sit_down
from tests.world import add_person

DECIDE = TaskKind.DECIDE
EVERY_STATE = ["waiting", "contacting", "in_contact", "ineligible"]


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    return sit_down(sqlite_database)


@pytest.fixture
def waiting(desk: Desk) -> Desk:
    """A case without a place: no sequence yet."""
    move(desk, "waiting")
    with desk.world.database.write() as session:
        session.delete(session.scalars(select(Enrolment)).one())
    return desk


def move(desk: Desk, state: str) -> None:
    with desk.world.database.write() as session:
        session.scalars(select(Case)).one().state = CaseState(state)


def runs(desk: Desk) -> list[str]:
    with desk.world.database.read() as session:
        return list(session.scalars(select(Enrolment.state).order_by(Enrolment.id)))


@pytest.mark.parametrize("state", EVERY_STATE)
@pytest.mark.parametrize("text", ["STOP", "non merci"])
def test_a_refusal_is_never_talked_away(desk: Desk, state: str, text: str) -> None:
    desk.hears(text)
    move(desk, state)
    task = desk.find("stop" if text == "STOP" else "no")
    assert desk.closes(task, "continue").problem is Problem.STOPPED
    assert runs(desk) == ["finished"]


@pytest.mark.parametrize("state", ["waiting", "contacting", "ineligible"])
def test_another_decision_is_no_way_round_a_refusal(desk: Desk, state: str) -> None:
    desk.hears("STOP")
    move(desk, state)
    for reason in ("reply", "pause_over", "paused"):
        assert desk.closes(desk.raises(DECIDE, reason), "continue").problem is Problem.STOPPED


def test_a_refused_number_counts_whatever_its_status_says(desk: Desk) -> None:
    with desk.world.database.write() as session:
        hashed = desk.world.database.fingerprint(NUMBER)
        now = desk.world.clock.now()
        refuse(session, hashed, OptOutKind.REFUSAL, source="worker", now=now)
    desk.hears("?")
    assert desk.closes(desk.find("reply"), "continue").problem is Problem.STOPPED


def test_a_refusal_while_waiting_uses_no_place_and_asks_once(waiting: Desk) -> None:
    waiting.hears("STOP")
    assert admit_waiting(waiting.world.means) == 0
    assert (waiting.case().state, waiting.case().eligible) == ("ineligible", False)
    assert (runs(waiting), waiting.open()) == ([], [("decide", "stop")])
    assert admit_waiting(waiting.world.means) == 0
    assert waiting.open() == [("decide", "stop")]


def test_a_no_while_waiting_starts_nothing(waiting: Desk) -> None:
    waiting.hears("non merci")
    assert admit_waiting(waiting.world.means) == 0
    assert runs(waiting) == []


def test_a_refusal_that_nobody_looks_at_is_asked_about(waiting: Desk) -> None:
    with waiting.world.database.write() as session:
        person = session.scalars(select(Person.id)).one()
        opt_out(session, person, source="worker", now=waiting.world.clock.now())
    admit_waiting(waiting.world.means)
    admit_waiting(waiting.world.means)
    assert waiting.open() == [("decide", "earlier_refusal")]


def test_who_did_not_refuse_starts_alone(waiting: Desk) -> None:
    other = add_person(waiting.world, waiting.reference)
    with waiting.world.database.write() as session:
        session.delete(session.scalars(select(Enrolment)).one())
        person = session.scalars(select(Person.id).where(Person.id != other)).one()
        opt_out(session, person, source="worker", now=waiting.world.clock.now())
    assert admit_waiting(waiting.world.means) == 1
    with waiting.world.database.read() as session:
        assert session.scalars(select(Enrolment.person_id)).all() == [other]


def test_resuming_one_resumes_nobody_who_refused(desk: Desk) -> None:
    other = add_person(desk.world, desk.reference)
    desk.hears("?", "+33639980019")
    with desk.world.database.write() as session:
        person = session.scalars(select(Person.id).where(Person.id != other)).one()
        opt_out(session, person, source="worker", now=desk.world.clock.now())
    desk.done(desk.find("reply"), "continue")
    with desk.world.database.read() as session:
        rows = session.execute(select(Enrolment.person_id, Enrolment.state)).all()
    assert {(who == other, state) for who, state in rows} == {(True, "active"), (False, "paused")}
