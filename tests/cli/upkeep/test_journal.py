"""`outreach journal verify`."""

from sqlalchemy import text

from outreach.cases.models import Case
from outreach.clock import SystemClock
from outreach.database import Database
from outreach.parts import assemble
from outreach.programmes import services as programmes
from outreach.record import services as record
from outreach.settings import Settings
from tests.cli.conftest import Terminal


def _database(terminal: Terminal) -> Database:
    settings = Settings(_env_file=None, database_url=terminal.env["OUTREACH_DATABASE_URL"])
    return assemble(settings).database


def _case(database: Database, reference: str) -> None:
    now = SystemClock().now()
    with database.write() as session:
        programme = programmes.get(session)
        assert programme is not None
        case = Case(
            reference=reference,
            programme_id=programme.id,
            team="T",
            state="contacting",
            eligible=True,
            reasons=[],
            created_at=now,
            salt="00" * 32,
        )
        session.add(case)
        for event in ("case.opened", "case.paused"):
            record.write(session, case, event, "cli", now)


_TRIGGERS = "SELECT name FROM sqlite_master WHERE type = 'trigger'"


def _tamper(database: Database, reference: str) -> None:
    with database.write() as session:
        for name in session.scalars(text(_TRIGGERS)).all():
            session.execute(text(f"DROP TRIGGER {name}"))
        session.execute(
            text("UPDATE journal SET actor = 'x' WHERE reference = :r AND number = 2"),
            {"r": reference},
        )


def test_an_intact_journal_is_counted(ready: Terminal) -> None:
    _case(_database(ready), "AHU-2026-0001")
    for args in ([], ["AHU-2026-0001"], ["ahu-2026-0001"]):
        ran = ready.type("journal", "verify", *args)
        assert (ran.code, ran.err) == (0, "")
        assert ran.out == "Journal intact : 2 entrées, 1 dossier.\n"


def test_a_changed_row_is_named_and_is_a_finding(ready: Terminal) -> None:
    database = _database(ready)
    _case(database, "AHU-2026-0001")
    _case(database, "AHU-2026-0002")
    _tamper(database, "AHU-2026-0002")
    ran = ready.type("journal", "verify")
    assert ran.code == 1
    assert ran.out == "AHU-2026-0002, entrée 2 : cette entrée a été modifiée.\n"
    assert ran.err == "Journal abîmé : 1 dossier.\n"
    assert ready.type("journal", "verify", "AHU-2026-0001").code == 0


def test_an_unknown_case_is_not_found(ready: Terminal) -> None:
    ran = ready.type("journal", "verify", "AHU-2026-0009")
    assert (ran.code, ran.out, ran.err) == (3, "", "Dossier inconnu : AHU-2026-0009.\n")
