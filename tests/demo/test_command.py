"""`outreach demo` as somebody types it: what it says, and what it leaves behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

OUTREACH = Path(sys.executable).with_name("outreach")
_PATIENCE = 200
Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Type the command in an empty folder, with settings of somebody's own around."""
    running: list[subprocess.Popen[str]] = []
    env = {
        "PATH": os.defpath,
        "TMPDIR": str(tmp_path),
        "OUTREACH_HOLD": "1",
        "OUTREACH_SMS": "twilio",
        "OUTREACH_DATABASE_URL": "nonsense",
    }

    def begin(*args: str) -> "subprocess.Popen[str]":
        process = subprocess.Popen(
            [OUTREACH, "demo", *args],
            cwd=tmp_path,
            env=env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,  # as a terminal would
        )
        running.append(process)
        return process

    yield begin
    for process in running:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def read_until(process: "subprocess.Popen[str]", words: str) -> str:
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if words in said:
            return said
    raise AssertionError(said)


def listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.parametrize("by", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_leaves_nothing_behind(start: Start, tmp_path: Path, by: signal.Signals) -> None:
    port = free_port()
    town = start("--days", "1", "--port", str(port))
    said = read_until(town, "rien n'en reste")
    assert f"http://127.0.0.1:{port}/telephones" in said
    assert "valerie@ahu.example.org" in said
    assert "bonjour la ville" in said
    assert listening(port)
    assert len(list(tmp_path.iterdir())) == 1
    os.killpg(town.pid, by)
    os.killpg(town.pid, by)  # some terminals send two
    assert town.wait(_PATIENCE) == 0
    assert list(tmp_path.iterdir()) == []
    assert not listening(port)


def test_it_can_be_stopped_while_it_wakes(start: Start, tmp_path: Path) -> None:
    town = start("--days", "200", "--port", str(free_port()))
    read_until(town, "premières semaines")
    began = time.monotonic()
    town.send_signal(signal.SIGINT)
    assert town.wait(_PATIENCE) == 0
    assert time.monotonic() - began < _PATIENCE / 2
    assert list(tmp_path.iterdir()) == []


def test_a_port_that_is_taken_is_said_and_another_is_found(start: Start, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        town = start("--port", str(port))
        said, _ = town.communicate(timeout=_PATIENCE)
        assert town.returncode == 2
        assert f"127.0.0.1:{port} n'est pas libre" in said
        assert len(said.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []
    town = start("--days", "0")  # from 8000 on, whoever sits there
    assert "http://127.0.0.1:80" in read_until(town, "rien n'en reste")


def test_without_pages_it_tells_and_ends(start: Start, tmp_path: Path) -> None:
    town = start("--headless", "--days", "9", "--seed", "1")
    said, _ = town.communicate(timeout=_PATIENCE)
    assert town.returncode == 0
    assert "✓ Le journal est intact" in said
    assert "9 jours depuis le lundi 2 mars 2026" in said
    assert list(tmp_path.iterdir()) == []
