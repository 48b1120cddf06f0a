"""The application around its hooks: health, headers, refusals."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from outreach.app import create_app
from outreach.database import Database
from outreach.settings import Settings
from outreach.upkeep.services.heartbeat import beat, leave
from tests.databases import RING
from tests.wire import MESSAGES, Wire, inbound, make_wire, signed

AWAY = "postgresql+psycopg://nobody@127.0.0.1:9/none?connect_timeout=2"


@pytest.fixture
def wire(sqlite_database: Database) -> Iterator[Wire]:
    with make_wire(sqlite_database) as made:
        yield made


def test_a_process_without_database_is_alive_but_not_ready(wire: Wire) -> None:
    parts = replace(wire.parts, database=Database(AWAY, RING))
    client = create_app(parts, wire.ears).test_client()
    assert client.get("/healthz").status_code == 200
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json) == (503, {"database": False, "worker": False})


def test_it_is_ready_while_a_worker_gives_signs_of_life(database: Database) -> None:
    with make_wire(database) as wire:
        clock = wire.world.clock

        def ready() -> tuple[int, object]:
            answer = wire.client.get("/readyz")
            return answer.status_code, answer.json

        assert ready() == (503, {"database": True, "worker": False})
        beat(database, "w1", clock.now())
        assert ready() == (200, {"database": True, "worker": True})
        clock.advance(timedelta(seconds=119))
        assert ready()[0] == 200
        clock.advance(timedelta(seconds=1))
        assert ready() == (503, {"database": True, "worker": False})
        beat(database, "w1", clock.now())
        leave(database, "w1")
        assert ready()[0] == 503


def test_an_unknown_address_gets_a_short_french_line(wire: Wire) -> None:
    for path in ("/nowhere", "/console", "/hooks/twilio/status/", "/hooks/twilio/messages/x"):
        answer = wire.client.get(path)
        assert (answer.status_code, answer.mimetype) == (404, "text/plain")
        assert answer.text == "Cette adresse n'existe pas.\n"
    assert wire.client.get(MESSAGES).status_code == 405
    assert "POST" in wire.client.get(MESSAGES).headers["Allow"]


def test_every_answer_carries_the_safety_headers_and_no_cookie(wire: Wire) -> None:
    for path in ("/healthz", "/readyz", "/nowhere"):
        headers = wire.client.get(path).headers
        assert "default-src 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] == "no-store"
        assert headers["Strict-Transport-Security"].startswith("max-age=")
        assert "Set-Cookie" not in headers


def test_without_https_browsers_are_not_told_to_insist_on_it(wire: Wire) -> None:
    settings = Settings(_env_file=None, secret_key="s")
    client = create_app(replace(wire.parts, settings=settings), wire.ears).test_client()
    assert "Strict-Transport-Security" not in client.get("/healthz").headers


def test_a_fault_of_ours_is_one_line_without_a_word_of_anybody(wire: Wire) -> None:
    class Broken:
        """A lexicon-free pair of ears whose database answers nonsense."""

        is_sqlite = False

        def write(self) -> None:
            raise RuntimeError("Camille Exemple +33639980010")

    ears = replace(wire.ears, means=replace(wire.ears.means, database=Broken()))  # type: ignore[arg-type]
    client = create_app(wire.parts, ears).test_client()
    fields = inbound(body="secret")
    with capture_logs() as logs:
        answer = client.post(MESSAGES, data=dict(fields), headers=signed(MESSAGES, fields))
    assert (answer.status_code, answer.text) == (500, "Une erreur est survenue. Elle est notée.\n")
    assert [(line["event"], line["error"]) for line in logs] == [
        ("reply.unread", "RuntimeError"),  # taken in again without being read: in vain too
        ("web.fault", "RuntimeError"),
    ]
    assert not any(word in str(logs) for word in ("secret", "Camille", "33639980010"))


def test_a_busy_database_is_given_up_before_twilio_gives_up(wire: Wire) -> None:
    """Twilio hangs up after fifteen seconds: the 503 must come first."""
    wire.parts.database.dispose()
    for opened in (wire.parts.database.read, wire.parts.database.write):
        with opened() as session:
            assert session.scalar(text("PRAGMA busy_timeout")) == 8_000
