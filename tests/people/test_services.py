"""Refusals outlive the contact points they were made about."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from outreach.database import Database
from outreach.people.models import ContactPoint, OptOut, OptOutKind, Person, PointKind, PointStatus
from outreach.people.services import (
    lift,
    mirror_discretion,
    mirror_refusals,
    opt_out,
    refuse,
    refused_hashes,
    wrong_person,
)
from tests.databases import MONDAY

PHONE, HOME = "+33639980010", "+33238000099"


def add_person(database: Database, *values: str) -> int:
    with database.write() as session:
        person = Person(first_name="Camille", last_name="Exemple", created_at=MONDAY)
        session.add(person)
        session.flush()
        for value in (*values, "une adresse"):
            kind = PointKind.MOBILE if value[0] == "+" else PointKind.EMAIL
            postal = value == "une adresse"
            session.add(
                ContactPoint(
                    person_id=person.id,
                    kind=PointKind.POSTAL if postal else kind,
                    value=value,
                    value_hash=None if postal else database.fingerprint(value),
                    created_at=MONDAY,
                )
            )
        return person.id


def statuses(database: Database, person_id: int) -> list[str]:
    with database.read() as session:
        rows = select(ContactPoint.status).where(ContactPoint.person_id == person_id)
        return list(session.scalars(rows.order_by(ContactPoint.id)))


@pytest.fixture
def person(database: Database) -> int:
    return add_person(database, PHONE, HOME)


def test_a_stop_blocks_every_phone_and_address_but_the_letter_box(
    database: Database, person: int
) -> None:
    with database.write() as session:
        opt_out(session, person, source="sms", now=MONDAY)
        opt_out(session, person, source="sms", now=MONDAY + timedelta(days=1))
    assert statuses(database, person) == ["opted_out", "opted_out", "ok"]
    with database.read() as session:
        kept = list(session.scalars(select(OptOut).order_by(OptOut.id)))
        assert [(o.kind, o.at) for o in kept] == [("stop", MONDAY)] * 2
        hashes = [database.fingerprint(value) for value in (PHONE, HOME, "+33639980099")]
        assert refused_hashes(session, hashes) == set(hashes[:2])


def test_a_start_lifts_a_stop_but_never_a_wrong_number(database: Database, person: int) -> None:
    with database.write() as session:
        wrong_person(session, database.fingerprint(HOME), source="reply", now=MONDAY)
        opt_out(session, person, source="sms", now=MONDAY)
        lift(session, person, MONDAY)
    assert statuses(database, person) == ["ok", "wrong_person", "ok"]
    with database.read() as session:
        assert refused_hashes(session, [database.fingerprint(PHONE)]) == set()
        assert refused_hashes(session, [database.fingerprint(HOME)])


def test_a_start_does_not_lift_what_somebody_else_refused(database: Database, person: int) -> None:
    """They share the second number: its other holder said STOP, and did not take it back."""
    other = add_person(database, HOME)
    with database.write() as session:
        opt_out(session, other, source="sms", now=MONDAY)
        opt_out(session, person, source="sms", now=MONDAY)
        assert lift(session, person, MONDAY)
    assert statuses(database, person) == ["ok", "opted_out", "ok"]
    with database.read() as session:
        hashes = [database.fingerprint(value) for value in (PHONE, HOME)]
        assert refused_hashes(session, hashes) == {hashes[1]}


def test_a_wrong_number_is_blocked_for_everybody_who_has_it(
    database: Database, person: int
) -> None:
    other = add_person(database, PHONE)
    with database.write() as session:
        wrong_person(session, database.fingerprint(PHONE), source="worker", now=MONDAY)
    assert statuses(database, person)[0] == statuses(database, other)[0] == "wrong_person"


@pytest.mark.parametrize(
    ("kinds", "status"),
    [
        ((OptOutKind.STOP,), PointStatus.OPTED_OUT),
        ((OptOutKind.REFUSAL,), PointStatus.OPTED_OUT),
        ((OptOutKind.WRONG_PERSON,), PointStatus.WRONG_PERSON),
        ((OptOutKind.WRONG_PERSON, OptOutKind.STOP), PointStatus.OPTED_OUT),
        ((), PointStatus.OK),
    ],
)
def test_a_number_that_comes_back_carries_its_refusal(
    database: Database, kinds: tuple[OptOutKind, ...], status: PointStatus
) -> None:
    with database.write() as session:
        for kind in kinds:
            refuse(session, database.fingerprint(PHONE), kind, source="sms", now=MONDAY)
    again = add_person(database, PHONE)
    with database.write() as session:
        points = list(session.scalars(select(ContactPoint).where(ContactPoint.person_id == again)))
        assert mirror_refusals(session, points) is bool(kinds)
    assert statuses(database, again)[0] == status


def test_a_number_that_comes_back_carries_its_discretion(database: Database) -> None:
    """Somebody else reads what comes there: that is so under another reference too."""
    rows = select(ContactPoint).where(ContactPoint.person_id == add_person(database, PHONE))
    with database.write() as session:
        next(iter(session.scalars(rows))).discreet = True
    again = add_person(database, PHONE)
    with database.write() as session:
        points = list(session.scalars(select(ContactPoint).where(ContactPoint.person_id == again)))
        mirror_discretion(session, points)
        assert [point.discreet for point in points] == [point.value == PHONE for point in points]
