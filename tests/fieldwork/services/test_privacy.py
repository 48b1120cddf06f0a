"""The journal outlives every erasure: it never says what the person wrote."""

import json

import pytest
from sqlalchemy import select

from outreach.channels.base import Medium
from outreach.channels.manual_sms import ManualSms
from outreach.database import Database
from outreach.record.models.journal import JournalEntry
from tests.fieldwork.desk import Desk
from tests.world import add_case, make_world

# Reasons that only a reply can give; "alerte" alone may be said (care.md §3).
TOLD = {
    *("callback", "later", "threat", "no", "yes", "declined", "wrong_person", "stop_probable"),
    *("start_probable", "SUICIDE", "TOIT", "WHO", "INFOS", "WRONG", "ACK"),
}


@pytest.mark.parametrize(
    "text",
    [
        "appelez moi svp",
        "plus tard",
        "non merci",
        "oui",
        "si vous venez je vous casse la gueule",
        "Vous vous trompez de numéro",
        "qui êtes vous ?",
        "je suis à la rue ce soir",
        "je veux mourir",
    ],
)
def test_no_reason_of_the_journal_tells_what_was_written(
    sqlite_database: Database, text: str
) -> None:
    world = make_world(sqlite_database, doors={Medium.SMS: ManualSms()})
    desk = Desk(world, add_case(world))
    desk.hears(text)
    world.tick("2026-03-02 10:00")
    with world.database.read() as session:
        entries = session.scalars(select(JournalEntry)).all()
    said = {
        value
        for entry in entries
        if entry.event in ("task.raised", "sequence.finished")
        for value in json.loads(entry.facts).values()
    }
    assert len(entries) > 2
    assert not said & TOLD
