"""`outreach worker`, as people and supervisors run it: in a process of its own."""

import json
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import IO

import pytest

from tests.cli.conftest import OUTREACH, Ran, Terminal

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
        stdout=subprocess.PIPE,
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
    imported = office.type("--at", "2026-03-02T10:00", "import", "file.csv")
    assert imported.code == 0, imported.err
    rounds = [
        json.loads(office.spawn("--at", "2026-03-02T10:05", "worker", "--once", "--json").out)
        for _ in range(3)
    ]
    assert [each["tasks"] for each in rounds] == [1, 0, 0], "one letter to post"
    assert office.type("journal", "verify").code == 0


def test_a_round_in_words(office: Terminal) -> None:
    assert office.spawn("worker", "--once").out == "Tour fait : rien à faire.\n"


def _twilio(url: str) -> dict[str, str]:
    return {
        "OUTREACH_SMS": "twilio",
        "OUTREACH_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "OUTREACH_TWILIO_AUTH_TOKEN": "x",
        "OUTREACH_TWILIO_SENDER": "+33938000001",
        "OUTREACH_TWILIO_API_URL": url,
    }


def test_a_provider_that_is_away_is_named_once_the_round_is_done(office: Terminal) -> None:
    ran = office.spawn(
        *("worker", "--once", "--json"),
        **_twilio("http://127.0.0.1:9"),
        OUTREACH_SMTP_URL="smtp://127.0.0.1:9",
        OUTREACH_IMAP_URL="imap://user:pw@127.0.0.1:9/INBOX",
        OUTREACH_EMAIL_FROM="ahu@example.org",
    )
    assert ran.code == 4
    assert list(json.loads(ran.out)) == KEYS
    *logged, last = ran.err.splitlines()
    assert {"mail", "sweep"} <= {json.loads(text).get("part") for text in logged}
    assert "la boîte aux lettres (OUTREACH_IMAP_URL), le prestataire de SMS" in last


def _until_first_sms(office: Terminal, env: dict[str, str]) -> tuple[Ran, Ran]:
    """A file is imported and its letter posted; two rounds, in the second an SMS is due."""
    office.env |= env

    def at(instant: str, *args: str) -> Ran:
        return office.type("--at", instant, *args)

    def round_at(instant: str) -> Ran:
        return office.spawn("--at", instant, "worker", "--once", "--json")

    (office.folder / "file.csv").write_text(FILE)
    contact = ("--contact-name", "Valérie", "--contact-phone", "02 38 00 00 00")
    assert at("2026-03-02T09:00", "programme", "set", *contact).code == 0
    assert at("2026-03-02T10:00", "import", "file.csv").code == 0
    first = round_at("2026-03-02T10:05")
    tasks = json.loads(at("2026-03-02T10:10", "task", "list", "--json").out)
    letter = next(str(task["id"]) for task in tasks if task["kind"] == "letter")
    done = ("task", "done", letter, "--outcome", "posted", "--date", "2026-03-02")
    assert at("2026-03-02T11:00", *done).code == 0
    return first, round_at("2026-03-10T18:45")


class Posts(BaseHTTPRequestHandler):
    """The least a Twilio-shaped server can be: it takes messages, and knows nothing else."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        answer = json.dumps({"sid": "SM" + "0" * 32, "status": "queued"}).encode()
        self.send_response(201)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_args: object) -> None:
        """Quiet."""


def test_a_server_that_only_takes_messages_is_there(office: Terminal) -> None:
    """Its list does not exist (501): rounds end well, on the first day and after many."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Posts)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    env = _twilio(f"http://127.0.0.1:{server.server_address[1]}")
    try:
        first, second = _until_first_sms(office, env)
    finally:
        server.shutdown()
        server.server_close()
    assert (first.code, second.code) == (0, 0), first.err + second.err
    assert json.loads(second.out)["sent"] == 1


def test_a_message_that_nobody_takes_names_the_provider(office: Terminal) -> None:
    """One-way: nothing is swept, and the call itself finds nobody."""
    env = _twilio("http://127.0.0.1:9") | {"OUTREACH_TWILIO_SENDER": "AHU"}
    first, ran = _until_first_sms(office, env)
    assert first.code == 0
    assert ran.code == 4
    assert json.loads(ran.out)["deferred"] == 1
    assert "le prestataire de SMS" in ran.err.splitlines()[-1]


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


def test_it_ticks_on_from_a_given_instant_and_tells_at_its_end_what_it_did(
    office: Terminal,
) -> None:
    with _child(office, "--at", "2031-03-02T10:00", "worker", "--json") as child:
        (line, *_) = _until(child.stderr, "worker.active")
        assert line["at"].startswith("2031-03-02T09:00:")
        child.terminate()
        _until(child.stderr, "worker.stopped")
        assert child.stdout is not None
        told = json.loads(child.stdout.read())
        assert child.wait(20) == 0
    assert (list(told), told["at"]) == (KEYS, "2031-03-02T10:00:00+01:00")


def test_a_second_worker_waits_as_a_spare(office: Terminal) -> None:
    with _child(office, "worker") as first:
        _until(first.stderr, "worker.active")
        with _child(office, "worker") as second:
            _until(second.stderr, "worker.spare")
            second.terminate()
            assert second.wait(20) == 0
        assert first.poll() is None
