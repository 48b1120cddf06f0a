"""What a human sends from the association's mobile: drafted, ticked, or taken back."""

from outreach.channels.base import Medium
from outreach.channels.manual_sms import ManualSms
from outreach.database import Database
from outreach.fieldwork.services.outcomes import Outcome, close_task
from outreach.inbox.services.answering.answer import Result
from tests.inbox.office import make_office

HELLO = "Bonjour, je vous appelle jeudi à 16 h 30."


def test_by_hand_the_engine_drafts_a_task(sqlite_database: Database) -> None:
    office = make_office(sqlite_database, "2026-03-02 10:00")
    office.world.means.doors[Medium.SMS] = ManualSms()  # type: ignore[index]
    office.hears("oui")
    made = office.writes(HELLO)
    assert (made.result, made.drafted) == (Result.RESERVED, True)
    office.world.tick()
    assert ("message", "draft") in office.open_tasks()
    row = next(a for a in office.world.attempts() if a.purpose == "answer")
    assert (row.status, row.task_id is not None) == ("reserved", True)
    office.world.tick()
    closed = close_task(office.world.means, row.task_id or 0, Outcome("sent"), "S-0001")
    assert closed.problem is None
    row = next(a for a in office.world.attempts() if a.purpose == "answer")
    assert (row.status, row.automated) == ("sent", False)


def test_a_stop_takes_back_what_was_drafted_and_not_yet_sent_by_hand(
    sqlite_database: Database,
) -> None:
    office = make_office(sqlite_database, "2026-03-02 10:00")
    office.world.means.doors[Medium.SMS] = ManualSms()  # type: ignore[index]
    office.hears("oui")
    office.writes(HELLO)
    office.world.tick()
    office.hears("STOP")
    row = next(a for a in office.world.attempts() if a.purpose == "answer")
    assert (row.status, row.reason) == ("cancelled", "paused")
    assert ("message", "draft") not in office.open_tasks()
