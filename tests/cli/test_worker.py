"""`outreach worker`, as people and supervisors run it: in a process of its own."""

import json
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import pytest

from tests.cli.conftest import OUTREACH, Terminal

KEYS = ["at", "sent", "deferred", "blocked", "failed", "uncertain", "tasks"]
FILE = """reference;nom;prenom;telephone;email;date_entree;premier_impaye;garant;tentatives_bailleur
LL-1;Exemple;Camille;06 39 98 00 10;camille@example.org;05/12/2025;05/02/2026;non;2
"""


@pytest.fixture
def office(ready: Terminal) -> Terminal:
    """A database ready, with a simulator."""
    ready.env |= {"OUTREACH_SMS": "simulator"}
    return ready


@contextmanager
def _child(terminal: Terminal, *args: str, **env: str) -> Iterator[subprocess.Popen[str]]:
    child = subprocess.Popen(
        [OUTREACH, *args],
        cwd=terminal.folder,
        env={"PATH": "/usr/bin:/bin", **terminal.env, **env},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    watchdog = threading.Timer(40, child.kill)  # then reading its log ends
    watchdog.start()
    try:
        yield child
    finally:
        watchdog.cancel()
        if child.poll() is None:
            child.kill()
        child.communicate(timeout=20)


def _until(stream: IO[str] | None, event: str) -> list[dict[str, str]]:
    """Read lines of the log up to that event."""
    assert stream is not None
    lines = []
    for text in stream:
        lines.append(json.loads(text))
        if lines[-1]["event"] == event:
            return lines
    raise AssertionError(f"{event} was never said: {lines}")


def test_a_round_answers_with_its_counts(office: Terminal) -> None:
    ran = office.spawn("--at", "2026-03-02T10:00", "worker", "--once", "--json")
    assert (ran.code, ran.err) == (0, "")
    told = json.loads(ran.out)
    assert list(told) == KEYS
    assert told["at"] == "2026-03-02T10:00:00+01:00"


def test_a_round_repeated_at_one_instant_adds_nothing(office: Terminal) -> None:
    (office.folder / "file.csv").write_text(FILE)
    imported = office.spawn("--at", "2026-03-02T10:00", "import", "file.csv")
    assert imported.code == 0, imported.err
    rounds = [
        json.loads(office.spawn("--at", "2026-03-02T10:05", "worker", "--once", "--json").out)
        for _ in range(3)
    ]
    assert [each["tasks"] for each in rounds] == [1, 0, 0], "one letter to post"
    assert office.type("journal", "verify").code == 0


def test_a_round_in_words(office: Terminal) -> None:
    assert office.spawn("worker", "--once").out == "Tour fait : rien à faire.\n"


def test_a_provider_that_is_away_is_not_an_error_of_the_command(office: Terminal) -> None:
    ran = office.spawn(
        *("worker", "--once", "--json"),
        OUTREACH_SMS="twilio",
        OUTREACH_TWILIO_ACCOUNT_SID="AC" + "0" * 32,
        OUTREACH_TWILIO_AUTH_TOKEN="x",
        OUTREACH_TWILIO_SENDER="+33938000001",
        OUTREACH_TWILIO_API_URL="http://127.0.0.1:9",
        OUTREACH_SMTP_URL="smtp://127.0.0.1:9",
        OUTREACH_IMAP_URL="imap://user:pw@127.0.0.1:9/INBOX",
        OUTREACH_EMAIL_FROM="ahu@example.org",
    )
    assert ran.code == 0
    assert list(json.loads(ran.out)) == KEYS
    parts = [json.loads(text).get("part") for text in ran.err.splitlines()]
    assert {"mail", "sweep"} <= set(parts)


def test_a_database_that_is_no_database_is_said(office: Terminal) -> None:
    office.database.write_bytes(b"not a database" * 200)
    ran = office.spawn("worker", "--once", "--json")
    assert (ran.code, ran.out) == (4, "")


def test_without_init_it_says_what_to_do(terminal: Terminal) -> None:
    ran = terminal.spawn("worker", "--once", OUTREACH_DATABASE_URL="sqlite:///none.db")
    assert ran.code == 4
    assert "outreach init" in ran.err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_cleanly(office: Terminal, number: signal.Signals) -> None:
    with _child(office, "worker") as child:
        _until(child.stderr, "worker.active")
        child.send_signal(number)
        _until(child.stderr, "worker.stopped")
        assert child.wait(20) == 0


def test_it_ticks_on_from_a_given_instant(office: Terminal) -> None:
    with _child(office, "--at", "2031-03-02T10:00", "worker") as child:
        (line, *_) = _until(child.stderr, "worker.active")
        assert line["at"].startswith("2031-03-02T09:00:")
        child.terminate()
        assert child.wait(20) == 0


def test_a_second_worker_waits_as_a_spare(office: Terminal) -> None:
    with _child(office, "worker") as first:
        _until(first.stderr, "worker.active")
        with _child(office, "worker") as second:
            _until(second.stderr, "worker.spare")
            second.terminate()
            assert second.wait(20) == 0
        assert first.poll() is None
