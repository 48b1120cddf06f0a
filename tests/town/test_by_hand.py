"""The carrier as somebody runs it by hand."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

_PATIENCE = 60  # seconds: a machine that runs every test at once is slow to answer


@pytest.fixture
def running() -> Iterator[tuple["subprocess.Popen[str]", dict[str, str]]]:
    """A carrier on a free port, with the settings that it prints."""
    command = [sys.executable, "-m", "outreach.town.carrier", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        lines = [process.stdout.readline().strip() for _ in range(5)]
        yield process, dict(line.split("=", 1) for line in lines)
        process.kill()


def test_it_prints_the_settings_to_copy_and_answers_until_interrupted(
    running: tuple["subprocess.Popen[str]", dict[str, str]],
) -> None:
    process, settings = running
    url = settings["OUTREACH_TWILIO_API_URL"]
    assert settings["OUTREACH_SMS"] == "twilio"
    assert url.startswith("http://127.0.0.1:")
    told = {"from": "+33639980001", "to": settings["OUTREACH_TWILIO_SENDER"], "body": "oui"}
    data = json.dumps(told | {"silent": True}).encode()
    with urlopen(Request(f"{url}/_town/reply", data=data), timeout=_PATIENCE) as answer:
        assert json.load(answer)["status"] == 0
    with urlopen(f"{url}/_town/messages", timeout=_PATIENCE) as answer:
        assert [message["body"] for message in json.load(answer)["messages"]] == ["oui"]
    process.send_signal(signal.SIGINT)
    assert process.wait(_PATIENCE) == 0


def test_its_steering_refuses_what_it_does_not_know(
    running: tuple["subprocess.Popen[str]", dict[str, str]],
) -> None:
    url = running[1]["OUTREACH_TWILIO_API_URL"]
    for path, body in (
        ("faults", b'{"script": ["explode"]}'),
        ("faults", b'{"script": ["drop"], "on": "nothing"}'),
        ("reply", b"{}"),
        ("receipts", b'{"sid": "SM0", "statuses": ["sent"]}'),
        ("nothing", b"{}"),
        ("reply", b"not JSON"),
    ):
        with pytest.raises(HTTPError) as caught:
            urlopen(Request(f"{url}/_town/{path}", data=body), timeout=_PATIENCE)
        assert caught.value.code == 400
        caught.value.close()
