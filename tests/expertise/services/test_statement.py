"""The statement of an expertise: what counts and why, who made it, and that nothing is said."""

from datetime import date

import pytest
from sqlalchemy import update

from outreach.cases.models import Case, Referral
from outreach.channels.base import Act, Outcome, Result
from outreach.database import Database
from outreach.expertise.services.statement import Statement, statement
from outreach.programmes.rules.proofs import Delay, Efforts, Guarantee, Term
from outreach.record import services as record
from tests.fieldwork.desk import MONDAY, Desk, sit_down


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    return sit_down(sqlite_database)


def stated(desk: Desk) -> Statement:
    with desk.world.database.read() as session:
        case = session.query(Case).filter_by(reference=desk.reference).one()
        return statement(session, case, desk.world.clock.now())


def test_the_agreement_s_tests_stand_with_what_the_file_said(desk: Desk) -> None:
    kinds = [type(proof) for proof in stated(desk).proofs]
    assert kinds == [Delay, Guarantee, Efforts, Term]
    assert all(proof.met for proof in stated(desk).proofs)


@pytest.mark.parametrize(
    ("missed", "met"),
    [
        (date(2025, 12, 31), False),
        (date(2026, 1, 1), True),
        (date(2026, 6, 30), True),
        (date(2026, 7, 1), False),
    ],
)
def test_six_months_end_the_day_before(desk: Desk, missed: date, met: bool) -> None:
    with desk.world.database.write() as session:
        session.execute(
            update(Referral).values(entered_on=date(2026, 1, 1), first_missed_on=missed)
        )
    assert [proof.met for proof in stated(desk).proofs if isinstance(proof, Delay)] == [met]


def test_without_its_referral_only_the_decision_is_left(desk: Desk) -> None:
    with desk.world.database.write() as session:
        session.query(Referral).delete()
    found = stated(desk)
    assert (found.proofs, found.checked, found.landlord_reference) == ((), None, None)
    assert found.eligible


def test_what_counts_is_numbered_and_the_rest_says_why_not(desk: Desk) -> None:
    desk.world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    desk.world.sms.plan(Outcome(Result.REFUSED, code="30006", act=Act.BAD_NUMBER))
    desk.world.tick("2026-03-10 18:50")
    letter, sms = stated(desk).attempts
    assert (letter.number, letter.category, letter.why_not) == (1, "courrier", "")
    assert letter.by is not None
    assert (sms.number, sms.category, sms.why_not) == (None, "telephone", "refused_by_provider")
    assert sms.by is None
    assert [(t.category, t.counted, t.all) for t in stated(desk).totals] == [
        ("telephone", 0, 1),
        ("courrier", 1, 1),
        ("visite", 0, 0),
        ("autre", 0, 0),
    ]


def test_an_answer_is_no_attempt(desk: Desk) -> None:
    desk.world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    desk.world.tick("2026-03-10 18:50")
    desk.hears("Qui êtes-vous ?")
    desk.world.tick()
    reasons = {each.why_not for each in stated(desk).attempts}
    assert reasons == {"", "purpose"}


def test_the_journal_stands_with_its_last_anchor(desk: Desk) -> None:
    desk.world.tick()
    before = stated(desk).chain
    assert before is not None
    assert (before.intact, before.anchored) == (True, None)
    with desk.world.database.write() as session:
        record.anchor(session, date(2026, 3, 2))
    after = stated(desk).chain
    assert after is not None
    assert (after.anchored, after.anchored_head) == (date(2026, 3, 2), before.head)


def test_nothing_of_what_was_said_or_of_whom_is_in_it(desk: Desk) -> None:
    desk.hears("Je m'appelle Camille")
    desk.world.tick()
    said = repr(stated(desk)) + repr(stated(desk).attempts)
    for private in ("Camille", "Exemple", "0639", "+3363", "example.org", "1 rue"):
        assert private not in said
