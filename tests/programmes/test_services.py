"""Agreements in the database, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy.orm import Session

from outreach.database import Database
from outreach.programmes import services
from outreach.programmes.models import Programme
from outreach.programmes.rules.calendar import Calendar
from outreach.programmes.rules.eligibility import Guarantor, Terms
from outreach.programmes.rules.policy import ContactPolicy
from tests.databases import MONDAY

PARIS = ZoneInfo("Europe/Paris")
AUGUST = (date(2026, 8, 3), date(2026, 8, 14))


def _default(session: Session) -> Programme:
    made = services.create_default(session, MONDAY)
    assert made is not None
    return made


def test_the_default_programme_is_the_one_of_the_call_for_projects(database: Database) -> None:
    with database.write() as session:
        _default(session)
    with database.read() as session:
        programme = services.get(session)
        assert programme is not None
        assert (programme.code, programme.capacity, programme.fee) == ("LL-45", 20, 400)
        assert services.terms_of(programme) == Terms()
        assert services.policy_of(programme) == ContactPolicy()
        assert services.calendar_of(session, programme, PARIS) == Calendar(zone=PARIS)
        assert programme.categories["sms"] == "telephone"


def test_the_default_programme_is_made_once(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        _default(session)
        assert services.create_default(session, MONDAY) is None


def test_the_default_programme_asked_for_at_once_is_made_once(database: Database) -> None:
    def make(_: int) -> bool:
        with database.write() as session:
            return services.create_default(session, MONDAY) is not None

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(make, range(4))) == [False, False, False, True]


def test_a_programme_that_was_renamed_is_not_made_again(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        _default(session).code = "AUTRE"
        assert services.create_default(session, MONDAY) is None
        assert services.get(session, "ll-45") is None


def test_a_code_is_found_in_any_case(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        made = _default(session)
        assert services.get(session, " ll-45 ") is made


def test_changes_reach_columns_terms_and_policy(database: Database) -> None:
    with database.write() as session:
        programme = _default(session)
        services.update(
            programme,
            {
                "capacity": 12,
                "starts_on": date(2026, 1, 5),
                "ends_on": date(2026, 12, 31),
                "guarantors": ["inconnu", "non"],
                "max_contacts": 2,
                "contact_phone": "+33639980199",
            },
        )
    with database.read() as session:
        kept = services.get(session)
        assert kept is not None
        terms = services.terms_of(kept)
        assert (kept.capacity, kept.contact_phone) == (12, "+33639980199")
        assert terms.guarantors == {Guarantor.NONE, Guarantor.UNKNOWN}
        assert (terms.starts, terms.ends) == (date(2026, 1, 5), date(2026, 12, 31))
        assert services.policy_of(kept) == ContactPolicy(max_contacts=2)


def test_an_unknown_parameter_is_a_mistake(sqlite_database: Database) -> None:
    with sqlite_database.write() as session, pytest.raises(KeyError):
        services.update(_default(session), {"capcity": 3})


def test_a_closure_closes_its_days_and_can_be_taken_back(database: Database) -> None:
    with database.write() as session:
        programme = _default(session)
        assert services.add_closure(session, programme, *AUGUST)
        assert not services.add_closure(session, programme, *AUGUST)
        closed = services.calendar_of(session, programme, PARIS)
        assert not closed.is_working_day(date(2026, 8, 14))
        assert closed.is_working_day(date(2026, 8, 17))
        assert services.remove_closure(session, programme, *AUGUST)
        assert not services.remove_closure(session, programme, *AUGUST)
        assert services.calendar_of(session, programme, PARIS) == Calendar(zone=PARIS)


def test_a_closure_of_one_programme_leaves_the_other_open(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        first = _default(session)
        first.code = "A"
        session.expunge(first)
        other = Programme(**_columns(first), id=first.id + 1)
        other.code = "B"
        session.add_all([first, other])
        session.flush()
        services.add_closure(session, first, *AUGUST)
        assert services.calendar_of(session, other, PARIS).closures == ()


def test_hours_of_the_programme_rule_the_calendar(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        programme = _default(session)
        services.update(programme, {"hours": "mar 10:00-12:00"})
        calendar = services.calendar_of(session, programme, PARIS)
    assert calendar.is_working_day(date(2026, 3, 3))
    assert not calendar.is_working_day(date(2026, 3, 2))


def test_a_hold_is_set_once_and_lifted_by_whoever_sees_fit(database: Database) -> None:
    with database.write() as session:
        programme = _default(session)
        assert not services.held(session, programme, settings_hold=False)
        assert services.hold(session, programme, actor="S-0001", now=MONDAY)
        assert not services.hold(session, programme, actor="S-0002", now=MONDAY)
        assert services.held(session, programme, settings_hold=False)
        assert services.release(session, programme, actor="S-0002", now=MONDAY)
        assert not services.release(session, programme, actor="S-0002", now=MONDAY)
        assert not services.held(session, programme, settings_hold=False)


def test_a_hold_on_all_holds_each_and_the_setting_holds_without_a_row(
    sqlite_database: Database,
) -> None:
    with sqlite_database.write() as session:
        programme = _default(session)
        assert services.held(session, programme, settings_hold=True)
        services.hold(session, None, actor="S-0001", now=MONDAY)
        assert services.held(session, programme, settings_hold=False)
        assert services.held(session, None, settings_hold=False)
        assert not services.release(session, programme, actor="S-0001", now=MONDAY)


def test_a_hold_on_one_programme_does_not_hold_all(sqlite_database: Database) -> None:
    with sqlite_database.write() as session:
        services.hold(session, _default(session), actor="S-0001", now=MONDAY)
        assert not services.held(session, None, settings_hold=False)


def _columns(programme: Programme) -> dict[str, object]:
    names = [column.key for column in Programme.__table__.columns if column.key != "id"]
    return {name: getattr(programme, name) for name in names}
