"""Whom an alarm reaches: who is named, by what it can leave, and who else there is."""

from outreach.channels.base import Medium
from outreach.channels.manual_sms import ManualSms
from outreach.fieldwork.services.visits import watching
from outreach.fieldwork.services.visits.staying import Problem
from outreach.fieldwork.services.visits.watching import Reach
from outreach.staff.models import Role, Staff
from tests.agenda.office import Agency
from tests.fieldwork.services.visits.test_alarms import (
    agency,
    enters,
    looks,
    names,
    told,
)

__all__ = ["agency"]


def test_only_a_coordinator_names_somebody_within_bounds(agency: Agency) -> None:
    assert names(agency, role=Role.WORKER) is Problem.NOT_YOURS
    assert names(agency, minutes=5) is Problem.MINUTES
    assert names(agency, patience=1) is Problem.PATIENCE
    assert names(agency, word="x" * 99) is Problem.WORD
    agency.workers["Nobody"] = 99
    assert names(agency, "Nobody") is Problem.WHO


def reach(agency: Agency) -> Reach | None:
    with agency.world.database.read() as session:
        watch = watching.watch_of(session, agency.world.means, "")
        found = session.query(Staff).first()
        assert found is not None
        watch = watching.watch_of(session, agency.world.means, found.team)
    return watch.reach if watch is not None else None


def test_the_page_knows_whether_an_alarm_can_leave(agency: Agency) -> None:
    assert reach(agency) is Reach.FULL
    doors = agency.world.means.doors
    assert isinstance(doors, dict)
    doors[Medium.SMS] = ManualSms()
    assert reach(agency) is Reach.EMAIL
    del doors[Medium.EMAIL]
    assert reach(agency) is Reach.SCREEN
    with agency.world.database.write() as session:
        session.get_one(Staff, agency.workers["Claire"]).active = False
    assert reach(agency) is Reach.GONE


def test_whoever_is_inside_is_not_the_one_to_tell(agency: Agency) -> None:
    names(agency, who="Valérie")
    enters(agency)
    looks(agency, "11:31")
    looks(agency, "11:32")
    assert told(agency) == ["Nadia"]


def test_without_anybody_to_lead_the_rest_of_the_team_is_told(agency: Agency) -> None:
    with agency.world.database.write() as session:
        session.get_one(Staff, agency.workers["Nadia"]).role = Role.WORKER
        session.get_one(Staff, agency.workers["Valérie"]).role = Role.COORDINATOR
    names(agency, who="Valérie")
    enters(agency)
    looks(agency, "11:31")
    looks(agency, "11:32")
    assert sorted(told(agency)) == ["Claire", "Nadia"]
