"""An alarm against what may break meanwhile: providers, clocks, colleagues, and old answers."""

import pytest

from outreach.channels.base import Medium, Outcome, Result
from outreach.database import Database
from outreach.fieldwork.rules import OVERDUE
from outreach.fieldwork.services.visits import alarms, sounding, staying, watching
from outreach.fieldwork.services.visits.sounding import Alarm
from outreach.fieldwork.services.visits.staying import Problem
from outreach.keys import SealError
from outreach.staff.models import Role, Staff
from outreach.upkeep.services.gauges import gauges
from tests.agenda.office import Agency
from tests.fieldwork.services.visits.test_alarms import (
    UNKNOWN,
    agency,
    answers,
    enters,
    looks,
    names,
    told,
    watched,
)
from tests.fieldwork.services.visits.test_staying import somebody, visited, visits
from tests.world import paris

__all__ = ["agency"]


def fails(agency: Agency, times: int) -> None:
    """Neither provider takes that many."""
    agency.world.sms.plan(*[Outcome(Result.REFUSED, code="21608")] * times)
    agency.world.email.plan(*[Outcome(Result.REFUSED, code="550")] * times)


def page_of(agency: Agency, who: str = "Nadia") -> Alarm:
    with agency.world.database.read() as session:
        found = sounding.alarm_of(session, somebody(agency, who), visits(agency)[0])
    assert found is not None
    return found


def shown(agency: Agency) -> list[int]:
    with agency.world.database.read() as session:
        return list(sounding.sounding(session, somebody(agency)))


def measured(agency: Agency) -> float:
    """What is told outside of how many sound."""
    found = gauges(agency.world.database, agency.world.clock.now(), held=False)
    (values,) = [one.values for one in found if one.name == "visit_alarms"]
    return values[""]


def test_an_outage_is_waited_out_and_the_whole_team_is_told(agency: Agency) -> None:
    enters(agency)
    fails(agency, 4)
    for hour in ("11:31", "11:32", "11:36", "11:37"):
        looks(agency, hour)
    assert told(agency)[:2] == ["Claire", "Nadia"]
    assert sorted(told(agency)[2:]) == ["Claire", "Nadia"], "five minutes later, once"
    assert page_of(agency).failed
    looks(agency, "11:43")
    assert sorted(told(agency)[4:]) == ["Claire", "Nadia"]
    looks(agency, "11:50")
    assert len(told(agency)) == 6, "once somebody was told, that is enough"
    assert not page_of(agency).failed


def test_the_coordination_that_could_not_be_told_is_told_when_it_can(agency: Agency) -> None:
    enters(agency)
    looks(agency, "11:31")
    fails(agency, 1)
    for hour in ("11:46", "11:47"):
        looks(agency, hour)
    looks(agency, "11:53")
    assert told(agency)[:2] == ["Claire", "Nadia"]
    assert "Nadia" in told(agency)[2:]


def test_what_the_last_stay_said_is_not_said_of_this_one(agency: Agency) -> None:
    enters(agency)
    looks(agency, "11:31")
    staying.leave(agency.world.means, somebody(agency), visits(agency)[0])
    enters(agency)
    fails(agency, 1)
    looks(agency, "12:32")
    assert page_of(agency).failed
    looks(agency, "12:33")
    assert told(agency)[-1] == "Nadia", "at once: nothing reached the watch"


def test_without_anybody_to_tell_first_the_coordination_is_told_in_the_same_look(
    agency: Agency,
) -> None:
    names(agency, who="Valérie")
    enters(agency)
    looks(agency, "11:31")
    assert told(agency) == ["Nadia"]


def test_a_coordination_that_nothing_reaches_leaves_the_team(agency: Agency) -> None:
    doors = agency.world.means.doors
    assert isinstance(doors, dict)
    del doors[Medium.EMAIL]
    with agency.world.database.write() as session:
        session.get_one(Staff, agency.workers["Nadia"]).phone = None
    names(agency, who="Valérie")
    enters(agency)
    looks(agency, "11:31")
    assert told(agency) == ["Claire"]


def test_a_colleague_who_left_meanwhile_is_told_nothing_more(agency: Agency) -> None:
    enters(agency)
    agency.world.sms.plan(UNKNOWN)
    agency.world.email.plan(UNKNOWN)
    looks(agency, "11:31")
    with agency.world.database.write() as session:
        session.get_one(Staff, agency.workers["Claire"]).active = False
    looks(agency, "11:33")
    looks(agency, "11:34")
    assert told(agency) == ["Claire", "Nadia"]


def test_once_passed_on_it_is_seen_again_and_somebody_takes_it_over(agency: Agency) -> None:
    enters(agency)
    looks(agency, "11:31")
    agency.world.clock.set(paris("2026-03-10 11:35"))
    answers(agency, "Claire")
    assert (shown(agency), page_of(agency).waits) == ([], False)
    looks(agency, "11:51")
    assert (shown(agency), page_of(agency).waits) == (visits(agency), True)
    assert measured(agency) == 1
    assert answers(agency, "Nadia") is None
    assert (shown(agency), page_of(agency).answered_by) == ([], "Nadia")
    assert measured(agency) == 0


def test_nobody_switches_it_off_over_somebody_who_counts_on_it(agency: Agency) -> None:
    chief = somebody(agency, role=Role.COORDINATOR)
    enters(agency)
    off = watching.name_watch(agency.world.means, chief, None, 0, 0, "")
    assert off is Problem.INSIDE
    assert names(agency, who="Nadia") is None, "somebody else may be named"
    staying.leave(agency.world.means, somebody(agency), visits(agency)[0])
    assert watching.name_watch(agency.world.means, chief, None, 0, 0, "") is None


def test_a_clock_that_is_set_back_makes_it_early_never_late(agency: Agency) -> None:
    enters(agency)
    assert looks(agency, "10:25") == 0, "two machines may differ by minutes"
    assert looks(agency, "09:15") == 1
    assert told(agency) == ["Claire"]
    assert looks(agency, "07:00") == 0
    assert told(agency) == ["Claire", "Nadia"]


def test_whoever_answers_after_the_clock_was_set_back_has_answered(agency: Agency) -> None:
    enters(agency)
    looks(agency, "11:31")
    looks(agency, "11:46")
    agency.world.clock.set(paris("2026-03-10 11:20"))
    answers(agency, "Nadia")
    assert (shown(agency), page_of(agency).waits) == ([], False)


def test_whoever_is_on_another_visit_is_not_the_only_one_to_tell(database: Database) -> None:
    """Nobody looks at a telephone in somebody's kitchen."""
    agency = watched(visited(database, people=2))
    enters(agency)
    agency.world.clock.set(paris("2026-03-10 11:20"))
    assert staying.enter(agency.world.means, somebody(agency, "Claire"), visits(agency)[1]) is None
    looks(agency, "11:31")
    assert told(agency) == ["Claire", "Nadia"]


def test_a_try_that_waits_for_a_clock_set_back_is_made_now(agency: Agency) -> None:
    enters(agency)
    agency.world.sms.plan(UNKNOWN)
    looks(agency, "11:31")
    looks(agency, "11:29")
    assert told(agency) == ["Claire", "Claire"]


def test_one_message_that_can_not_be_made_keeps_no_other(agency: Agency) -> None:
    enters(agency)
    with agency.world.database.write() as session:
        session.get_one(Staff, agency.workers["Claire"]).phone = ""
    agency.world.email.plan(UNKNOWN)
    looks(agency, "11:31")
    with agency.world.database.write() as session:
        session.connection().exec_driver_sql("UPDATE staff_notices SET body = 'torn'")
    with pytest.raises(SealError):
        looks(agency, "11:46")
    assert told(agency) == ["Nadia"]


@pytest.mark.parametrize("how", ["out", "told"])
def test_nobody_is_asked_about_it_any_more_once_it_is_over(agency: Agency, how: str) -> None:
    enters(agency)
    looks(agency, "11:31")
    assert agency.open_reasons() == [OVERDUE]
    if how == "out":
        staying.leave(agency.world.means, somebody(agency), visits(agency)[0])
    else:
        agency.world.close("visit", "not_home")
    assert OVERDUE not in agency.open_reasons()
    assert agency.world.intact()


def test_the_task_leads_to_the_alarm(agency: Agency) -> None:
    enters(agency)
    looks(agency, "11:31")
    (task,) = [task for task in agency.world.tasks() if task.reason == OVERDUE]
    with agency.world.database.read() as session:
        assert sounding.visit_of_alarm(session, task.id) == visits(agency)[0]
        assert sounding.visit_of_alarm(session, visits(agency)[0]) is None


def test_whoever_sits_by_the_telephone_may_answer_and_end_it(agency: Agency) -> None:
    enters(agency)
    desk = somebody(agency, "Claire", Role.RECEPTION)
    looks(agency, "11:31")
    visit = visits(agency)[0]
    assert alarms.answer(agency.world.means, desk, visit) is None
    assert staying.leave(agency.world.means, desk, visit) is None
    assert staying.enter(agency.world.means, desk, visit) is Problem.UNKNOWN
