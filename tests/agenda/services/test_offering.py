"""S3 offers what the agenda holds; an answer takes one slot, and a slot has one taker."""

import threading
from datetime import date

import pytest
from sqlalchemy import delete, select

from outreach.agenda.models import Absence, Offer, Opening
from outreach.agenda.services.booking import accept
from outreach.agenda.services.diary import Diary
from outreach.bulk import insert_many
from outreach.cases import services as cases
from outreach.cases.models import Case
from outreach.database import Database
from outreach.messages.models import Purpose
from outreach.programmes.rules.calendar import Calendar
from outreach.staff.rules import DEFAULT_TEAM
from tests.agenda.office import Agency, open_agency


def asked(database: Database, people: int = 1, workers: tuple[str, ...] = ("Valérie",)) -> Agency:
    """Everybody got the SMS that offers appointments."""
    agency = open_agency(database, people=people, workers=workers)
    agency.until("S3")
    assert [a.step for a in agency.world.attempts()].count("S3") == people
    return agency


def bodies(agency: Agency) -> list[str]:
    return [a.body or "" for a in agency.world.attempts() if a.step == "S3"]


def offered_alike(database: Database) -> list[Offer]:
    """Both persons were offered the same three slots."""
    with database.write() as session:
        rows = list(session.scalars(select(Offer).order_by(Offer.case_id, Offer.rank)))
        for mine, theirs in zip(rows[:3], rows[3:], strict=True):
            theirs.starts_at, theirs.ends_at = mine.starts_at, mine.ends_at
        return rows


def test_without_hours_a_human_calls(sqlite_database: Database) -> None:
    agency = open_agency(sqlite_database)
    agency.until("S3")
    assert [t.reason for t in agency.world.tasks() if t.kind == "call"] == ["no_slots"]


def test_three_future_slots_stand_in_the_message(database: Database) -> None:
    agency = asked(database)
    (body,) = bodies(agency)
    offers = agency.offers()
    assert len(offers) == len(set(offers)) == 3
    assert min(offers) > agency.world.clock.now()
    assert "1 = mercredi 25 à 9h30, 2 = jeudi 26 à 9h30, 3 = vendredi 27 à 9h30" in body


def test_two_persons_of_one_batch_are_offered_other_slots(database: Database) -> None:
    agency = asked(database, people=4)
    offered = [each for number in range(4) for each in agency.offers(number)]
    assert len(offered) == len(set(offered)) == 12


def test_whoever_follows_the_case_is_offered_first(sqlite_database: Database) -> None:
    agency = open_agency(sqlite_database, workers=("Valérie", "Claire"))
    agency.entrusts(0, "Claire")
    agency.until("S3")
    agency.hears("1")
    assert [a.staff_id for a in agency.appointments()] == [agency.workers["Claire"]]
    assert " avec Claire, association AHU." in (agency.world.attempts()[-1].body or "")


def test_too_few_slots_are_offered_by_voice(sqlite_database: Database) -> None:
    """One morning of the window is left: the second person is called."""
    agency = open_agency(sqlite_database, people=2)
    agency.hires("Valérie")
    with sqlite_database.write() as session:
        away = {"team": DEFAULT_TEAM, "starts_on": date(2026, 3, 1), "ends_on": date(2026, 4, 12)}
        insert_many(session.connection(), Absence.__table__, [away])
    agency.until("S3")
    assert len(bodies(agency)) == 1
    assert [t.reason for t in agency.world.tasks() if t.kind == "call"] == ["no_slots"]


def test_a_figure_takes_its_slot_and_says_so(database: Database) -> None:
    agency = asked(database)
    agency.hears("2")
    (appointment,) = agency.appointments()
    assert (appointment.state, appointment.made_by) == ("agreed", "tenant")
    assert appointment.starts_at == agency.offers()[1]
    assert agency.open_reasons() == ["slot_chosen"]
    answer = agency.world.attempts()[-1]
    assert (answer.purpose, answer.text_code) == (Purpose.AUTOMATIC_ANSWER, "RDVOK")
    assert "jeudi 26 à 9h30" in (answer.body or "")
    assert agency.world.intact()


def test_what_is_taken_shows_at_once_to_the_next(database: Database) -> None:
    agency = asked(database)
    agency.hears("1")
    with database.read() as session:
        free = Diary(session, agency.world.clock.now()).free(DEFAULT_TEAM, Calendar())
    assert agency.appointments()[0].starts_at not in [slot.starts_at for slot in free]


def test_another_day_or_free_words_are_a_humans(database: Database) -> None:
    agency = asked(database, people=2)
    agency.hears("0")
    agency.hears("Plutôt le matin vers 8h, c'est possible ?", 1)
    assert agency.appointments() == []
    assert agency.open_reasons() == ["reply", "reply"]
    assert [a.text_code for a in agency.world.attempts()][-2:] == ["ACK", "ACK"]


@pytest.mark.parametrize("who", [None, "Valérie"])
def test_an_absence_noted_since_makes_the_slot_a_humans(
    sqlite_database: Database, who: str | None
) -> None:
    agency = asked(sqlite_database)
    day = agency.offers()[0].date()
    with sqlite_database.write() as session:
        staff_id = agency.workers[who] if who else None
        session.add(Absence(team=DEFAULT_TEAM, staff_id=staff_id, starts_on=day, ends_on=day))
    agency.hears("1")
    assert agency.appointments() == []
    assert agency.open_reasons() == ["slot_gone"]


def test_hours_withdrawn_or_an_office_closed_since_make_it_a_humans(
    sqlite_database: Database,
) -> None:
    agency = asked(sqlite_database, people=2)
    with sqlite_database.write() as session:
        session.execute(delete(Opening))
    agency.hears("1")
    agency.hears("2", 1)
    assert agency.appointments() == []
    assert agency.open_reasons() == ["slot_gone", "slot_gone"]


def test_a_second_figure_changes_nothing_by_itself(database: Database) -> None:
    agency = asked(database)
    agency.hears("1")
    agency.hears("3")
    assert [a.starts_at for a in agency.appointments()] == [agency.offers()[0]]
    assert agency.open_reasons() == ["slot_chosen", "slot_gone"]


def test_a_slot_that_has_passed_is_not_taken(database: Database) -> None:
    agency = asked(database)
    agency.world.clock.set(agency.offers()[0])
    agency.hears("1")
    assert agency.appointments() == []
    assert agency.open_reasons() == ["slot_gone"]


def test_a_figure_after_a_humans_words_answers_the_human(database: Database) -> None:
    """ "1 ou 2 enfants ?": a figure is no wish for an appointment then."""
    agency = asked(database)
    with database.write() as session:
        last = agency.world.attempts()[-1]
        last.purpose = Purpose.ANSWER
        session.merge(last)
    agency.hears("2")
    assert agency.appointments() == []


def test_a_slot_offered_twice_is_promised_once(database: Database) -> None:
    """The first offer is old, the second person is offered the same; both want it."""
    agency = asked(database, people=2)
    offered_alike(database)
    agency.hears("1", 0)
    agency.hears("1", 1)
    assert len(agency.appointments()) == 1
    assert sorted(agency.open_reasons()) == ["slot_chosen", "slot_gone"]


def test_two_answers_at_the_same_moment_have_one_winner(database: Database) -> None:
    """Both transactions are open together; the database lets one take the time."""
    agency = asked(database, people=2)
    rows = offered_alike(database)
    wanted = [(each.case_id, each.attempt_key) for each in (rows[0], rows[3])]
    gate, won = threading.Barrier(2), []

    def answer(number: int) -> None:
        case_id, attempt = wanted[number]
        gate.wait()
        with database.write() as session:
            case: Case = cases.lock(session, [case_id])[case_id]
            now = agency.world.clock.now()
            if accept(session, case, attempt, 1, f"key-{number}", now) is not None:
                won.append(number)

    threads = [threading.Thread(target=answer, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == len(agency.appointments()) == 1
