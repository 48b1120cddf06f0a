"""The calendar of one colleague, read back by a library that did not write it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import vobject

from outreach.agenda.models import AppointmentState
from outreach.database import PARIS, Database
from outreach.fieldwork.services.appointments.feed import Dated, written
from outreach.fieldwork.services.appointments.settling import settle_appointment
from outreach.staff.models import Role, Staff
from tests.agenda.office import open_agency
from tests.agenda.test_pages import Office as Pages
from tests.agenda.test_pages import form
from tests.web.desk import Visitor, make_desk
from tests.world import paris


@pytest.fixture
def office(sqlite_database: Database) -> Iterator[Pages]:
    agency = open_agency(sqlite_database)
    with make_desk(sqlite_database, world=agency.world) as web:
        yield Pages(agency, web)


def read_back(text: str) -> list[vobject.base.Component]:
    return list(getattr(vobject.readOne(text), "vevent_list", []))


def address_of(visitor: Visitor) -> str:
    """The path of a new feed, as the page tells it once."""
    page = visitor.send("/agenda/calendrier").text
    return "/calendrier/" + page.partition("/calendrier/")[2].partition('"')[0]


def makes(office: Pages, visitor: Visitor, **more: object) -> None:
    assert visitor.staff is not None
    office.agency.workers["Paul"] = visitor.staff.id
    path = f"/dossiers/{office.agency.references[0]}/rendez-vous"
    assert visitor.send(path, form(office, **more)).status_code == 303


def dated(at: datetime) -> Dated:
    return Dated("k" * 26, "Visite AHU-2026-0001", at, at + timedelta(hours=1), at, 0, "CONFIRMED")


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        ("2026-03-28 10:30", "2026-03-28 09:30"),  # the last day of winter time
        ("2026-03-30 10:30", "2026-03-30 08:30"),
        ("2026-10-24 10:30", "2026-10-24 08:30"),  # the last day of summer time
        ("2026-10-26 10:30", "2026-10-26 09:30"),
    ],
)
def test_both_changes_of_the_clock_come_out_right(local: str, utc: str) -> None:
    text = written([dated(paris(local))], PARIS, "AHU", paris("2026-03-02 09:00")).decode()
    assert f"DTSTART;TZID=Europe/Paris:{local[:10].replace('-', '')}T103000" in text
    (event,) = read_back(text)
    exact = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert event.dtstart.value.astimezone(UTC) == exact
    assert event.dtend.value - event.dtstart.value == timedelta(hours=1)


# The working days before and after each change: as agreed in Orléans, then UTC.
AROUND_CHANGES = (
    ("2026-10-23 10:30", "08:30"),
    ("2026-10-26 10:30", "09:30"),
    ("2027-03-26 10:30", "09:30"),
    ("2027-03-30 10:30", "08:30"),
    ("2027-10-29 10:30", "08:30"),
    ("2027-11-02 10:30", "09:30"),
)


def test_what_the_site_serves_keeps_its_hour_over_the_changes(office: Pages) -> None:
    """Fetched by HTTP as a calendar program does; each year seen from a moment that may book it."""
    paul = office.comes(first_name="Paul")
    clock, stranger = office.agency.world.clock, office.web.stranger()
    for number, (local, _) in enumerate(AROUND_CHANGES):
        clock.set(paris("2026-10-05 09:00" if number < 4 else "2027-02-01 09:00"))
        if number in (0, 4):
            paul = office.comes(first_name="Paul")
        makes(office, paul, day=local[:10], hour=local[11:])
    address = address_of(paul)
    for moment in ("2026-10-20 09:00", "2027-02-01 09:00", "2027-04-01 09:00"):
        clock.set(paris(moment))
        served = stranger.get(address)
        assert served.status_code == 200
        events = {f"{e.dtstart.value:%Y-%m-%d %H:%M}": e for e in read_back(served.text)}
        for local, utc in AROUND_CHANGES:
            if local in events:
                start = events[local].dtstart.value
                assert f"{start.astimezone(UTC):%H:%M}" == utc, (moment, local)
                assert start.tzinfo is not None
                assert events[local].dtend.value - start == timedelta(hours=1)
        if moment.startswith("2027-02"):
            assert len(events) == 4  # the two of October 2026 are too old to be told


def test_the_zone_is_told_with_its_rules() -> None:
    text = written([], PARIS, "AHU", paris("2026-03-02 09:00")).decode()
    zone = vobject.readOne(text).vtimezone
    assert zone.tzid.value == "Europe/Paris"
    assert {"STANDARD", "DAYLIGHT"} <= {each.name for each in zone.getChildren()}


def test_it_tells_kind_and_reference_and_nothing_of_anybody(office: Pages) -> None:
    paul = office.comes(first_name="Paul")
    makes(office, paul, place="elsewhere", elsewhere="Café de la gare")
    file = office.web.stranger().get(address_of(paul))
    assert (file.status_code, file.mimetype) == (200, "text/calendar")
    (event,) = read_back(file.text)
    assert event.summary.value == f"Rendez-vous {office.agency.references[0]}"
    assert event.status.value == "CONFIRMED"
    assert getattr(event, "class").value == "PRIVATE"
    for private in ("Camille", "Exemple", "Café", "gare", "LOCATION", "DESCRIPTION", "0639"):
        assert private not in file.text


def test_a_cancelled_one_says_so_with_a_higher_sequence(office: Pages) -> None:
    paul = office.comes(first_name="Paul")
    makes(office, paul)
    address, stranger = address_of(paul), office.web.stranger()
    (before,) = read_back(stranger.get(address).text)
    found = office.agency.appointments()[0].id
    assert isinstance(paul.staff, Staff)
    settle_appointment(office.agency.world.means, paul.staff, found, AppointmentState.CANCELLED)
    (after,) = read_back(stranger.get(address).text)
    assert after.uid.value == before.uid.value
    assert after.status.value == "CANCELLED"
    assert int(after.sequence.value) > int(before.sequence.value)


def test_one_alone_is_fetched_from_its_page_under_the_same_name(office: Pages) -> None:
    paul = office.comes(first_name="Paul")
    makes(office, paul, place="elsewhere", elsewhere="Café de la gare")
    number = office.agency.appointments()[0].id
    path = f"/agenda/{number}/rendez-vous.ics"
    assert f'href="{path}"' in paul.get(f"/agenda/{number}").text
    file = paul.get(path)
    assert (file.status_code, file.mimetype) == (200, "text/calendar")
    (event,) = read_back(file.text)
    (known,) = read_back(office.web.stranger().get(address_of(paul)).text)
    assert (event.uid.value, event.dtstart.value) == (known.uid.value, known.dtstart.value)
    for private in ("Camille", "Exemple", "Café", "gare"):
        assert private not in file.text
    other = office.web.sign_in(Role.WORKER, "Ailleurs", team="ailleurs")
    assert other.get(path).status_code == 404
    assert paul.get("/agenda/999/rendez-vous.ics").status_code == 404


def test_nobody_reads_another_ones(office: Pages) -> None:
    paul, claire = office.comes(first_name="Paul"), office.comes(first_name="Claire")
    makes(office, paul)
    assert read_back(office.web.stranger().get(address_of(claire)).text) == []


def test_there_is_none_until_somebody_asks_and_a_wrong_one_is_no_page(office: Pages) -> None:
    paul = office.comes(first_name="Paul")
    assert "rien ne sort d’ici" in paul.get("/agenda/calendrier").text
    stranger = office.web.stranger()
    for wrong in ("a" * 26, "trop-court", "A" * 26):
        assert stranger.get(f"/calendrier/{wrong}.ics").status_code == 404


def test_a_new_address_ends_the_old_one_and_so_does_closing(office: Pages) -> None:
    paul, stranger = office.comes(first_name="Paul"), office.web.stranger()
    first, second = address_of(paul), address_of(paul)
    assert [stranger.get(each).status_code for each in (first, second)] == [404, 200]
    assert second not in paul.get("/agenda/calendrier").text, "it is shown once"
    paul.send("/agenda/calendrier/fermer")
    assert stranger.get(second).status_code == 404


def test_whoever_left_the_team_has_none(office: Pages, sqlite_database: Database) -> None:
    paul = office.comes(first_name="Paul")
    address = address_of(paul)
    with sqlite_database.write() as session:
        assert paul.staff is not None
        session.get_one(Staff, paul.staff.id).active = False
    assert office.web.stranger().get(address).status_code == 404
    assert office.comes(Role.RECEPTION, "Accueil").get("/agenda/calendrier").status_code == 403


def test_a_comma_in_the_name_of_the_calendar_does_not_end_it() -> None:
    text = written([], PARIS, "AHU, agenda", paris("2026-03-02 09:00")).decode()
    assert "X-WR-CALNAME:AHU\\, agenda\r\n" in text
