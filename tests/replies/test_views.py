"""Inbound hooks over HTTP, signed by Twilio's own SDK."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from outreach.app import create_app
from outreach.channels.base import Medium
from outreach.database import Database
from outreach.parts import Parts, doors_of
from outreach.settings import Settings
from tests.databases import RING
from tests.wire import MESSAGES, THEIRS, Wire, inbound, make_wire, signed
from tests.world import add_case


@pytest.fixture
def wire(database: Database) -> Iterator[Wire]:
    """On both engines."""
    with make_wire(database) as made:
        yield made


@pytest.fixture
def lite(sqlite_database: Database) -> Iterator[Wire]:
    """On SQLite: what does not depend on the engine."""
    with make_wire(sqlite_database) as made:
        yield made


def test_a_message_is_stored_stops_the_machine_and_waits_for_a_human(wire: Wire) -> None:
    add_case(wire.world)
    answer = wire.post(MESSAGES, inbound(body="Je peux vous rappeler ?"))
    assert (answer.status_code, answer.mimetype) == (200, "text/xml")
    assert answer.text.endswith("<Response></Response>")
    (reply,) = wire.replies()
    assert (reply.text, reply.sender, reply.found_by) == (
        "Je peux vous rappeler ?",
        THEIRS,
        "hook",
    )
    assert wire.pauses() == ["reply"]
    assert wire.unanswered() == 1


def test_the_same_hook_twice_is_one_reply(wire: Wire) -> None:
    add_case(wire.world)
    assert [wire.post(MESSAGES, inbound()).status_code for _ in range(3)] == [200, 200, 200]
    assert len(wire.replies()) == 1
    assert len(wire.world.attempts()) <= 1, "one answer at most"


def test_a_hook_calls_nobody_the_sender_emits_what_it_reserved(wire: Wire) -> None:
    add_case(wire.world)
    wire.post(MESSAGES, inbound())
    assert [attempt.status for attempt in wire.world.attempts()] == ["reserved"]
    assert wire.outbound() == []
    wire.world.tick()
    assert [attempt.status for attempt in wire.world.attempts()] == ["accepted"]
    assert len(wire.outbound()) == 1


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Twilio-Signature": ""},
        {"X-Twilio-Signature": "AAAA"},
        signed(MESSAGES, inbound(), token="another"),
        signed(MESSAGES, inbound(body="autre chose")),
        signed(MESSAGES, inbound(), public="http://ahu.example.org"),
        signed(MESSAGES + "?a=1", inbound()),
    ],
)
def test_without_the_right_signature_nothing_is_read(lite: Wire, headers: dict[str, str]) -> None:
    assert lite.post(MESSAGES, inbound(), headers).status_code == 403
    assert lite.replies() == []


def test_the_query_is_part_of_what_is_signed_exactly_as_it_came(lite: Wire) -> None:
    """Even written in a way that a library would tidy."""
    path = MESSAGES + "?a=%7e+b%20c&empty="
    assert lite.client.post(
        path, data=dict(inbound()), headers=signed(path, inbound())
    ).status_code == (200)
    assert len(lite.replies()) == 1


def test_behind_a_proxy_its_own_word_on_the_address_is_not_believed(lite: Wire) -> None:
    forged = signed(MESSAGES, inbound(), public="https://attacker.example.org")
    forged |= {"X-Forwarded-Host": "attacker.example.org", "X-Forwarded-Proto": "https"}
    assert lite.post(MESSAGES, inbound(), forged).status_code == 403


@pytest.mark.parametrize(
    "odd",
    [
        {"NumMedia": "trois"},
        {"NumMedia": "12"},
        {"Body": ""},
        {"Body": "  espaces gardés  "},
        {"Body": "nul \x00 et 🏠"},
        {"Body": "é" * 1600},
        {"From": "36105"},
        {"From": "AHU TEST"},
        {"OptOutType": "inconnu"},
        {"Latitude": "48.0", "Field": "x" * 900},
    ],
)
def test_a_message_with_unusual_fields_is_stored_all_the_same(
    wire: Wire, odd: dict[str, str]
) -> None:
    fields = list((dict(inbound()) | odd).items())
    assert wire.post(MESSAGES, fields).status_code == 200
    (reply,) = wire.replies()
    assert reply.text == dict(fields)["Body"].replace("\x00", "")
    assert wire.unanswered() == 1


def test_what_can_not_be_understood_is_an_error_for_twilio_and_says_nothing(lite: Wire) -> None:
    """Not a 200: Twilio then shows it in its console and tries its other address."""
    fields = [("Body", "un secret"), ("From", THEIRS)]
    with capture_logs() as logs:
        assert lite.post(MESSAGES, fields).status_code == 500
    (line,) = (line for line in logs if line["log_level"] == "error")
    assert line["error"] == "ChannelError"
    assert "secret" not in str(logs)
    assert THEIRS not in str(logs)


def test_a_message_as_long_as_a_book_is_refused(lite: Wire) -> None:
    assert lite.post(MESSAGES, inbound(body="x" * 70_000)).status_code == 413


def test_without_a_database_twilio_is_told_to_try_elsewhere(lite: Wire) -> None:
    """503: its other address is called, and the sweep finds the message later."""
    away = Database("postgresql+psycopg://nobody@127.0.0.1:9/none?connect_timeout=2", RING)
    parts = replace(lite.parts, database=away)
    ears = replace(lite.ears, means=replace(lite.ears.means, database=away))
    client = create_app(parts, ears).test_client()
    with capture_logs() as logs:
        answer = client.post(MESSAGES, data=dict(inbound()), headers=signed(MESSAGES, inbound()))
    assert answer.status_code == 503
    assert [line["event"] for line in logs] == ["web.database_away"]


@pytest.mark.parametrize("mode", ["manual", "simulator"])
def test_with_another_sms_mode_there_is_no_hook(lite: Wire, mode: str) -> None:
    settings = Settings(_env_file=None, sms=mode, secret_key="s")
    parts = Parts(
        settings, lite.parts.clock, lite.parts.database, doors_of(settings, lite.parts.clock)
    )
    client = create_app(parts, lite.ears).test_client()
    for path in (MESSAGES, "/hooks/twilio/status/abc"):
        assert client.post(path, data=dict(inbound())).status_code == 404


def test_the_door_is_ready_before_the_first_hook(lite: Wire) -> None:
    """Reading the SDK takes longer than a person at the other end should wait."""
    doors = doors_of(lite.parts.settings, lite.parts.clock)
    create_app(replace(lite.parts, doors=doors), lite.ears)
    assert Medium.SMS in doors._built
