"""`outreach serve`: a real gunicorn, called over real HTTP."""

import json
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from outreach.town.callbacks import post
from outreach.town.carrier import ACCOUNT, TOKEN
from tests.cli.conftest import OUTREACH, Terminal
from tests.wire import MESSAGES, OURS, PUBLIC, inbound

TWILIO = {
    "OUTREACH_SECRET_KEY": "une-clef-pour-les-tests",
    "OUTREACH_PUBLIC_URL": PUBLIC,
    "OUTREACH_SMS": "twilio",
    "OUTREACH_TWILIO_ACCOUNT_SID": ACCOUNT,
    "OUTREACH_TWILIO_AUTH_TOKEN": TOKEN,
    "OUTREACH_TWILIO_SENDER": OURS,
    "OUTREACH_TWILIO_API_URL": "http://127.0.0.1:9",
}


@contextmanager
def _serving(terminal: Terminal, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """The address of a server that answers, and its process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    child = subprocess.Popen(
        [OUTREACH, *options, "serve", "--port", str(port), "--workers", "2"],
        cwd=terminal.folder,
        env={"PATH": "/usr/bin:/bin", **terminal.env, **TWILIO},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert child.stderr is not None
        assert child.stderr.readline() == f"À l'écoute sur http://127.0.0.1:{port}\n"
        yield f"http://127.0.0.1:{port}", child
    finally:
        child.send_signal(signal.SIGTERM)
        _, said = child.communicate(timeout=30)
        assert child.returncode == 0, said
        events = [json.loads(text)["event"] for text in said.splitlines()]
        assert set(events) <= {"hook.refused"}, "nothing about who called"


def test_a_signed_hook_is_stored_once_and_read_by_the_inbox(ready: Terminal) -> None:
    with _serving(ready, "--at", "2026-03-02T10:00") as (url, _):
        fields = inbound(body="Bonjour, qui êtes-vous ?", sender="+33639980077")
        answers = [post(TOKEN, PUBLIC + MESSAGES, fields, url) for _ in range(4)]
        assert answers == [200] * 4
        assert post("wrong", PUBLIC + MESSAGES, fields, url) == 403
        assert post(TOKEN, PUBLIC + "/hooks/twilio/status/unknown", _status(), url) == 204
        assert post(TOKEN, PUBLIC + "/hooks/nothing", fields, url) == 404
    shown = ready.spawn("--at", "2026-03-02T10:01", "inbox", "--json")
    (waiting,) = json.loads(shown.out)
    assert (waiting["text"], waiting["case"]) == ("Bonjour, qui êtes-vous ?", None)


def test_it_says_whether_it_is_ready(ready: Terminal) -> None:
    with _serving(ready) as (url, _):
        with urlopen(f"{url}/healthz", timeout=10) as answer:
            assert answer.status == 200
        with pytest.raises(HTTPError) as refused:
            urlopen(f"{url}/readyz", timeout=10)
        assert refused.value.code == 503
        assert json.loads(refused.value.read()) == {"database": True, "worker": False}
        refused.value.close()


def test_without_a_secret_key_it_does_not_start(ready: Terminal) -> None:
    ran = ready.spawn("serve")
    assert ran.code == 2
    assert ran.err.startswith("OUTREACH_SECRET_KEY : ")


def test_a_port_that_is_taken_is_said(ready: Terminal) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ready.env |= TWILIO
        ran = ready.spawn("serve", "--port", str(port))
    assert (ran.code, ran.err) == (2, f"--host, --port : 127.0.0.1:{port} n'est pas libre ici.\n")


def _status() -> list[tuple[str, str]]:
    return [("MessageSid", "SM1"), ("MessageStatus", "delivered")]
