"""The record of a case, exactly as other programs read it (design.md §7)."""

from typing import Any

import pytest
from sqlalchemy import select

from outreach.channels.base import Act, Outcome, Result
from outreach.database import Database
from outreach.expertise.services.dossier import dossier
from outreach.expertise.services.overview import overview
from outreach.people.models import ContactPoint, PointKind
from outreach.people.rules.addresses import Address, pack
from outreach.tasks.models import TaskKind
from tests.databases import asked
from tests.fieldwork.desk import MONDAY, NUMBER, Desk, sit_down
from tests.world import add_case, make_world


@pytest.fixture
def desk(sqlite_database: Database) -> Desk:
    desk = sit_down(sqlite_database)
    with desk.world.database.write() as session:
        person = session.scalars(select(ContactPoint.person_id)).first()
        session.add(
            ContactPoint(
                person_id=person,
                kind=PointKind.POSTAL,
                value=pack(Address("1 rue du Test", "Bât. B", "45000", "ORLEANS")),
                rank=3,
                created_at=desk.world.clock.now(),
            )
        )
    desk.world.tick()
    desk.done(desk.find("step"), "posted", MONDAY)
    desk.world.tick("2026-03-10 18:30")
    return desk


def shown(desk: Desk) -> dict[str, Any]:
    with desk.world.database.read() as session:
        document = dossier(session, desk.reference.lower())
    assert document is not None
    return document


def test_an_unknown_case_has_no_record(desk: Desk) -> None:
    with desk.world.database.read() as session:
        assert dossier(session, "AHU-2026-9999") is None


def test_the_record_is_the_published_document(desk: Desk) -> None:
    desk.hears("Bonjour, qui êtes-vous ?")
    desk.world.tick()
    document = shown(desk)
    journal = document.pop("journal")
    texts = [attempt.pop("text") for attempt in document["attempts"]]
    assert document == {
        "reference": "AHU-2026-0001",
        "landlord_reference": "LL-AHU-2026-0001",
        "state": "contacting",
        "close_reason": None,
        "eligible": True,
        "reasons": [],
        "tenant": {"first_name": "Camille", "last_name": "Exemple", "language": "fr"},
        "contact_points": [
            {"kind": "mobile", "value": NUMBER, "status": "ok"},
            {"kind": "email", "value": "camille@example.org", "status": "ok"},
            {"kind": "postal", "value": "Bât. B, 1 rue du Test, 45000 ORLEANS", "status": "ok"},
        ],
        "sequence": {
            "script": "premier-contact",
            "version": 1,
            "state": "paused",
            "next_step": "S2",
            "due_at": None,
            "pause": {"reason": "reply", "until": None},
        },
        "attempts": [
            {
                "number": 1,
                "step": "info",
                "purpose": "sequence",
                "channel": "letter",
                "convention_category": "courrier",
                "automated": False,
                "at": "2026-03-02T09:00:00+01:00",
                "to": "Bât. B, 1 rue du Test, 45000 ORLEANS",
                "status": "posted",
                "counts": True,
                "segments": None,
                "script_version": None,
                "error": None,
            },
            {
                "number": 2,
                "step": "S1",
                "purpose": "sequence",
                "channel": "sms",
                "convention_category": "telephone",
                "automated": True,
                "at": "2026-03-10T18:30:00+01:00",
                "to": NUMBER,
                "status": "accepted",
                "counts": True,
                "segments": 1,
                "script_version": "premier-contact/1",
                "error": None,
            },
            {
                "number": None,
                "step": None,
                "purpose": "automatic_answer",
                "channel": "sms",
                "convention_category": "telephone",
                "automated": True,
                "at": "2026-03-10T18:30:00+01:00",
                "to": NUMBER,
                "status": "accepted",
                "counts": False,
                "segments": 1,
                "script_version": None,
                "error": None,
            },
        ],
        "replies": [
            {
                "at": "2026-03-10T18:30:00+01:00",
                "channel": "sms",
                "from": NUMBER,
                "text": "Bonjour, qui êtes-vous ?",
                "intents": ["who"],
            }
        ],
        "tasks": [
            {
                "id": 1,
                "kind": "letter",
                "state": "done",
                "due_on": "2026-03-02",
                "step": "info",
                "outcome": "posted",
            },
            {
                "id": 2,
                "kind": "decide",
                "state": "open",
                "due_on": "2026-03-10",
                "step": None,
                "outcome": None,
            },
        ],
    }
    assert texts[0] is None
    assert texts[1].startswith("Bonjour Camille")
    assert journal["intact"] is True
    assert journal["entries"] == desk.case().journal_length
    assert journal["head"] == desk.case().journal_head


def test_a_strangers_number_is_masked_everywhere(desk: Desk) -> None:
    desk.hears("Vous vous trompez de numéro")
    desk.world.tick()
    document = shown(desk)
    assert document["contact_points"][0] == {
        "kind": "mobile",
        "value": "06 •• •• •• 10",
        "status": "wrong_person",
    }
    assert {a["to"] for a in document["attempts"][1:]} == {"06 •• •• •• 10"}
    assert [r["from"] for r in document["replies"]] == ["06 •• •• •• 10"]
    assert NUMBER not in str(document)


def test_an_uncertain_sending_is_a_pause(desk: Desk) -> None:
    desk.world.sms.plan(Outcome(Result.UNCERTAIN, code="timeout"))
    for day in range(13, 18):
        desk.world.tick(f"2026-03-{day} 18:50")
    document = shown(desk)
    assert document["attempts"][-1]["status"] == "uncertain"
    assert document["sequence"]["pause"] == {"reason": "uncertain", "until": None}
    assert not document["attempts"][-1]["counts"]


def test_a_message_that_the_provider_refuses_does_not_count(desk: Desk) -> None:
    desk.world.sms.plan(Outcome(Result.REFUSED, code="21614", act=Act.BAD_NUMBER))
    for day in range(13, 18):
        desk.world.tick(f"2026-03-{day} 18:50")
    refused = shown(desk)["attempts"][2]
    assert (refused["status"], refused["counts"], refused["number"]) == ("refused", False, None)
    assert refused["error"] == "21614"


def test_the_list_names_the_next_step_of_each_case(desk: Desk) -> None:
    add_case(desk.world, first_name="Dominique", phone="+33639980011", email=None)
    desk.does(TaskKind.CALL, "reached")
    with desk.world.database.read() as session:
        rows = overview(session)
    assert [set(row) for row in rows] == [
        {"reference", "landlord_reference", "state", "eligible", "next_step", "due_at"}
    ] * 2
    assert (rows[0]["state"], rows[0]["next_step"], rows[0]["due_at"]) == ("in_contact", "S2", None)
    assert (rows[1]["state"], rows[1]["next_step"]) == ("contacting", "info")
    assert rows[1]["due_at"] == "2026-03-10T18:30:00+01:00"


def test_the_list_costs_the_same_number_of_statements_for_many_cases(
    sqlite_database: Database,
) -> None:
    world = make_world(sqlite_database)
    for number in range(30):
        add_case(world, phone=f"+336399800{number:02}", email=None)
    with asked(sqlite_database) as seen, sqlite_database.read() as session:
        assert len(overview(session)) == 30
    assert len([statement for statement in seen if statement.startswith("SELECT")]) == 3
