"""`outreach classify`."""

import json
import subprocess
import sys

from tests.cli.conftest import OUTREACH, Terminal


def test_each_line_gets_one_object_in_order_blank_ones_too(terminal: Terminal) -> None:
    ran = terminal.type("classify", "--json", stdin="STOP\n\nje veux mourir\n")
    assert (ran.code, ran.err) == (0, "")
    told = [json.loads(line) for line in ran.out.splitlines()]
    assert [one["text"] for one in told] == ["STOP", "", "je veux mourir"]
    assert all(list(one) == ["text", "intents", "kinds"] for one in told)
    assert told[0]["intents"] == ["stop"]
    assert (told[2]["intents"][0], told[2]["kinds"]) == ("distress", ["suicide"])


def test_people_read_codes_then_the_text(terminal: Terminal) -> None:
    ran = terminal.type("classify", stdin="STOP\nje veux mourir\n")
    assert ran.out.splitlines()[0] == "stop : STOP"
    assert ran.out.splitlines()[1].startswith("distress (suicide) : ")


def test_it_needs_neither_settings_nor_database(terminal: Terminal) -> None:
    terminal.env = {"OUTREACH_SMS": "pigeon", "OUTREACH_DATABASE_URL": "nulle part"}
    assert terminal.type("classify", stdin="oui\n").code == 0
    assert list(terminal.folder.iterdir()) == []


def test_what_windows_and_damage_leave_in_a_file_does_not_stop_it(terminal: Terminal) -> None:
    stdin = "\ufeffSTOP\r\n".encode() + b"caf\xe9\r\n"
    ran = terminal.spawn("classify", "--json", stdin=stdin, LC_ALL="C", PYTHONUTF8="0")
    assert (ran.code, ran.err) == (0, "")
    told = [json.loads(line) for line in ran.out.splitlines()]
    assert told[0] == {"text": "STOP", "intents": ["stop"], "kinds": []}
    assert told[1]["text"] == "caf\ufffd"


def test_each_line_is_answered_before_the_next_one_comes(terminal: Terminal) -> None:
    with subprocess.Popen(
        [OUTREACH, "classify", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=terminal.folder,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        for text in ("STOP", "demain à 10 h"):
            child.stdin.write(f"{text}\n")
            child.stdin.flush()
            assert json.loads(child.stdout.readline())["text"] == text
        child.stdin.close()
        assert child.wait(30) == 0


def test_a_reader_that_has_seen_enough_ends_it_quietly(terminal: Terminal) -> None:
    with subprocess.Popen(
        [OUTREACH, "classify", "--json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=terminal.folder,
    ) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdin.write("oui\n")
        child.stdin.flush()
        child.stdout.readline()
        child.stdout.close()
        child.stdin.write("non\n")
        child.stdin.close()
        assert child.stderr.read() == ""
        assert child.wait(30) == 141


def test_it_starts_without_the_database_library() -> None:
    code = (
        "import sys, outreach.cli.words.classify;"
        "heavy = {'sqlalchemy', 'pydantic', 'flask'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
