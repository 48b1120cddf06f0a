"""`/metrics`: closed without a token, and free of anything about anybody."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from outreach.app import create_app
from outreach.database import Database
from tests.wire import THEIRS, Wire, inbound, make_wire

TOKEN = "a long random text"


@pytest.fixture
def wire(sqlite_database: Database) -> Iterator[Wire]:
    with make_wire(sqlite_database) as made:
        yield made


def watched(wire: Wire) -> FlaskClient:
    """The application of an installation with a token."""
    settings = wire.parts.settings.model_copy(update={"metrics_token": SecretStr(TOKEN)})
    return create_app(replace(wire.parts, settings=settings), wire.ears).test_client()


def test_without_a_token_it_does_not_exist(wire: Wire) -> None:
    answer = wire.client.get("/metrics", headers={"Authorization": "Bearer "})
    assert answer.status_code == 404


@pytest.mark.parametrize(
    "given", ["", "Bearer", "Bearer ", "Bearer wrong", f"Basic {TOKEN}", TOKEN, "Bearer é"]
)
def test_without_the_right_one_it_tells_nothing(wire: Wire, given: str) -> None:
    answer = watched(wire).get("/metrics", headers={"Authorization": given})
    assert (answer.status_code, answer.text) == (401, "Il manque un jeton, ou il est faux.\n")


def test_a_monitoring_system_reads_counts_and_nobody(wire: Wire) -> None:
    wire.send_first()
    wire.post("/hooks/twilio/messages", inbound(body="Je ne vais pas bien"))
    answer = watched(wire).get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert (answer.status_code, answer.mimetype) == (200, "text/plain")
    families = {one.name: one for one in text_string_to_metric_families(answer.text)}
    assert [one.value for one in families["outreach_threads_waiting"].samples] == [1]
    assert all(name.startswith("outreach_") for name in families)
    labels = {
        value for one in families.values() for s in one.samples for value in s.labels.values()
    }
    assert labels <= {
        *("sms", "email", "reserved", "calling", "uncertain"),
        *("letter", "call", "visit", "message", "check_number", "decide"),
    }
    assert not any(word in answer.text for word in ("AHU-", "Camille", THEIRS[1:], "bien"))
