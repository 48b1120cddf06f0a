"""A visit that lasts: somebody is told outside the application, then the coordination."""

import pytest

from outreach.channels.base import Medium, Outcome, Result
from outreach.channels.manual_sms import ManualSms
from outreach.database import Database
from outreach.fieldwork.rules import OVERDUE
from outreach.fieldwork.services.visits import alarms, sounding, staying, watching
from outreach.fieldwork.services.visits.round import round_of
from outreach.fieldwork.services.visits.staying import Problem
from outreach.messages.models import NoticeState, StaffNotice
from outreach.programmes.models import Hold
from outreach.staff.models import Role, Staff
from tests.agenda.office import Agency
from tests.fieldwork.services.visits.test_staying import MORNING, somebody, visited, visits
from tests.world import paris

PHONES = {"Valérie": "+33639980090", "Claire": "+33639980091", "Nadia": "+33639980092"}
UNKNOWN = Outcome(Result.UNCERTAIN, code="ReadTimeout")


@pytest.fixture
def agency(database: Database) -> Agency:
    """Claire is on watch, Nadia coordinates; all have a telephone."""
    return watched(visited(database))


def watched(agency: Agency) -> Agency:
    agency.hires("Nadia")
    with agency.world.database.write() as session:
        for staff in session.query(Staff):
            staff.phone = PHONES[staff.first_name]
        session.get_one(Staff, agency.workers["Nadia"]).role = Role.COORDINATOR
    names(agency)
    return agency


def names(agency: Agency, who: str = "Claire", role: Role = Role.COORDINATOR, minutes: int = 60,
          patience: int = 15, word: str = "") -> Problem | None:  # fmt: skip
    chief = somebody(agency, role=role)
    return watching.name_watch(
        agency.world.means, chief, agency.workers[who], minutes, patience, word
    )


def enters(agency: Agency) -> None:
    assert staying.enter(agency.world.means, somebody(agency), visits(agency)[0]) is None


def both_are_entered(agency: Agency) -> None:
    for who, task_id in zip(("Valérie", "Nadia"), visits(agency), strict=True):
        assert staying.enter(agency.world.means, somebody(agency, who), task_id) is None


def looks(agency: Agency, hour: str) -> int:
    agency.world.clock.set(paris(f"2026-03-10 {hour}"))
    return alarms.watch_over(agency.world.means)


def told(agency: Agency, medium: str = "sms") -> list[str]:
    """Whom the doors were asked to tell, by first name."""
    whose = {phone: name for name, phone in PHONES.items()}
    door = agency.world.sms if medium == "sms" else agency.world.email
    return [whose.get(call.to, call.to.split("@")[0]) for call in door.calls]


def notices(agency: Agency) -> list[StaffNotice]:
    with agency.world.database.read() as session:
        return list(session.query(StaffNotice).order_by(StaffNotice.id))


def answers(agency: Agency, who: str = "Nadia") -> Problem | None:
    return alarms.answer(agency.world.means, somebody(agency, who), visits(agency)[0])


def test_no_alarm_before_somebody_is_named(database: Database) -> None:
    agency = visited(database)
    enters(agency)
    assert looks(agency, "15:30") == 0
    assert notices(agency) == []


def test_the_colleague_on_watch_is_told_once_by_sms_and_by_mail(agency: Agency) -> None:
    enters(agency)
    assert looks(agency, "11:29") == 0
    assert looks(agency, "11:31") == 1
    assert looks(agency, "11:32") == 0
    (task,) = [task for task in agency.world.tasks() if task.reason == OVERDUE]
    assert task.owner_id == agency.workers["Claire"]
    assert (told(agency), told(agency, "email")) == (["Claire"], ["claire"])
    assert {notice.state for notice in notices(agency)} == {NoticeState.SENT}
    assert agency.world.intact()


def test_it_names_the_visitor_and_no_tenant(agency: Agency) -> None:
    enters(agency)
    looks(agency, "11:31")
    said = agency.world.sms.calls[0].body, agency.world.email.calls[0].body
    for text in said:
        assert "Valérie" in text
        assert "10" in text
        assert "06 39 98 00 90" in text
        assert f"/visites/{visits(agency)[0]}/alarme" in text
        assert "Camille" not in text
        assert "Lilas" not in text
        assert agency.references[0] not in text
    assert all(notice.body is None for notice in notices(agency)), "nothing is kept once it left"


def test_no_attempt_is_counted_for_it(agency: Agency) -> None:
    before = len(agency.world.attempts())
    enters(agency)
    looks(agency, "11:31")
    assert len(agency.world.attempts()) == before


def test_a_hold_stops_no_alarm(agency: Agency) -> None:
    with agency.world.database.write() as session:
        session.add(Hold(since=agency.world.clock.now(), actor="nadia"))
    enters(agency)
    looks(agency, "11:31")
    assert told(agency) == ["Claire"]


def test_an_unknown_fate_is_tried_again_a_minute_later_three_times_in_all(agency: Agency) -> None:
    enters(agency)
    agency.world.sms.plan(*[UNKNOWN] * 9)
    for hour in ("11:31", "11:31", "11:32", "11:33", "11:34", "11:35"):
        looks(agency, hour)
    assert told(agency) == ["Claire"] * 3
    assert [(each.medium, each.state) for each in notices(agency)] == [
        ("sms", "failed"),
        ("email", "sent"),
    ]


def test_a_process_that_dies_in_the_call_leaves_the_next_try(agency: Agency) -> None:
    class Dead(BaseException):
        pass

    def dies(_message: object) -> Outcome:
        raise Dead

    enters(agency)
    sms, agency.world.sms.send = agency.world.sms.send, dies  # type: ignore[method-assign]
    with pytest.raises(Dead):
        looks(agency, "11:31")
    agency.world.sms.send = sms  # type: ignore[method-assign]
    assert looks(agency, "11:32") == 0
    assert told(agency) == ["Claire"]


def test_the_coordination_is_told_when_nobody_answers(agency: Agency) -> None:
    enters(agency)
    looks(agency, "11:31")
    looks(agency, "11:45")
    assert told(agency) == ["Claire"]
    looks(agency, "11:46")
    looks(agency, "11:50")
    assert told(agency) == ["Claire", "Nadia"]


def test_whoever_answers_has_time_and_no_more(agency: Agency) -> None:
    enters(agency)
    looks(agency, "11:31")
    agency.world.clock.set(paris("2026-03-10 11:40"))
    assert answers(agency, "Claire") is None
    looks(agency, "11:54")
    assert told(agency) == ["Claire"]
    looks(agency, "11:56")
    assert told(agency) == ["Claire", "Nadia"], "answered, and still nobody came out"


def test_when_nothing_reached_the_watch_the_coordination_is_told_at_once(agency: Agency) -> None:
    with agency.world.database.write() as session:
        session.get_one(Staff, agency.workers["Claire"]).active = False
    enters(agency)
    looks(agency, "11:31")
    looks(agency, "11:32")
    assert told(agency) == ["Nadia"]


def test_whoever_came_out_calls_off_what_is_not_sent(agency: Agency) -> None:
    enters(agency)
    agency.world.sms.plan(UNKNOWN)
    looks(agency, "11:31")
    assert staying.leave(agency.world.means, somebody(agency), visits(agency)[0]) is None
    looks(agency, "11:33")
    assert told(agency) == ["Claire"]
    assert notices(agency)[0].state == NoticeState.OVER
    looks(agency, "15:00")
    assert told(agency) == ["Claire"]


def test_whoever_told_the_outcome_alarms_nobody(database: Database) -> None:
    agency = watched(visited(database, people=2))
    both_are_entered(agency)
    staying.leave(agency.world.means, somebody(agency), visits(agency)[0])
    agency.world.close("visit", "not_home")
    agency.world.close("visit", "not_home")
    assert looks(agency, "15:30") == 0
    assert told(agency) == []


def test_a_second_visit_of_the_day_has_an_alarm_of_its_own(agency: Agency) -> None:
    enters(agency)
    looks(agency, "11:31")
    answers(agency)
    staying.leave(agency.world.means, somebody(agency), visits(agency)[0])
    enters(agency)
    assert looks(agency, "12:32") == 1
    assert told(agency) == ["Claire", "Claire"]


def test_one_that_can_not_be_looked_after_keeps_no_other_from_it(database: Database) -> None:
    agency = watched(visited(database, people=2))
    both_are_entered(agency)
    keys = iter([RuntimeError, None, None, None, None])
    clock = agency.world.means.clock
    key = clock.key

    def once() -> str:
        fault = next(keys)
        if fault:
            raise fault
        return key()

    clock.key = once  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        looks(agency, "11:31")
    assert told(agency) == ["Claire"]


def test_nobody_answers_what_does_not_sound(agency: Agency) -> None:
    assert answers(agency) is Problem.CALM
    enters(agency)
    assert answers(agency) is Problem.CALM


def test_the_page_of_an_alarm_says_when_nothing_left(agency: Agency) -> None:
    doors = agency.world.means.doors
    assert isinstance(doors, dict)
    doors[Medium.SMS] = ManualSms()
    del doors[Medium.EMAIL]
    names(agency, word="parapluie")
    enters(agency)
    looks(agency, "11:31")
    looks(agency, "11:32")
    with agency.world.database.read() as session:
        found = sounding.alarm_of(session, somebody(agency), visits(agency)[0])
        waits = sounding.sounding(session, somebody(agency))
    assert found is not None
    assert found.failed
    assert (found.word, found.address) == ("parapluie", "12 rue des Lilas, 45000 Orléans")
    assert found.escalated_at == found.sounded_at
    assert list(waits) == visits(agency)


def test_a_no_that_calls_the_visit_off_silences_no_alarm(agency: Agency) -> None:
    """The person writes NON while somebody is inside: the visit is off, the visitor is not out."""
    enters(agency)
    agency.hears("NON")
    (visit,) = [task for task in agency.world.tasks() if task.kind == "visit"]
    assert visit.state == "cancelled"
    assert looks(agency, "11:31") == 1
    assert told(agency)[-1] == "Claire"
    with agency.world.database.read() as session:
        (door,) = round_of(
            session, somebody(agency), paris(MORNING).date(), agency.world.clock.now(), mine=True
        )
        assert door.inside
    assert answers(agency) is None
    assert staying.leave(agency.world.means, somebody(agency), visit.id) is None
    looks(agency, "15:00")
    assert "Nadia" not in told(agency)


def test_nobody_goes_in_at_the_next_door_before_they_came_out_of_the_last(
    database: Database,
) -> None:
    agency = watched(visited(database, people=2))
    first, second = visits(agency)
    assert staying.enter(agency.world.means, somebody(agency), first) is None
    assert staying.enter(agency.world.means, somebody(agency), second) is Problem.ELSEWHERE
    assert staying.enter(agency.world.means, somebody(agency, "Claire"), second) is None
    staying.leave(agency.world.means, somebody(agency), first)
    assert staying.enter(agency.world.means, somebody(agency), second) is None


def test_whoever_came_along_notes_the_exit_before_they_knock_elsewhere(database: Database) -> None:
    agency = watched(visited(database, people=2))
    first, second = visits(agency)
    means, claire = agency.world.means, somebody(agency, "Claire")
    assert staying.accompany(means, somebody(agency), first, agency.workers["Claire"]) is None
    assert staying.enter(means, somebody(agency), first) is None
    assert staying.enter(means, claire, second) is Problem.ELSEWHERE
    assert staying.enter(means, claire, first) is None  # her own: nothing is noted twice
    assert staying.leave(means, claire, first) is None
    assert staying.enter(means, claire, second) is None
