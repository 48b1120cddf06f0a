"""The frame of every command: help, exit codes, streams, `--at`."""

import subprocess

import pytest

from outreach.cli.main import COMMANDS
from tests.cli.conftest import OUTREACH, Terminal


def test_help_is_french_and_lists_every_command(terminal: Terminal) -> None:
    ran = terminal.type("--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Utilisation : outreach")
    assert all(f"  {entry.name} " in ran.out for entry in COMMANDS)
    assert not {"Usage", "Show this", "Commands:"} & set(ran.out.split())


@pytest.mark.parametrize("name", [entry.name for entry in COMMANDS])
def test_every_command_has_a_french_help_page(terminal: Terminal, name: str) -> None:
    ran = terminal.type(name, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Utilisation : outreach {name} ")
    assert "Affiche cette aide." in ran.out
    options = ran.out.partition("Options :\n")[2].partition("\n\n")[0].splitlines()
    assert all(line.startswith(("  -", "     ")) for line in options)
    assert not [line for line in ran.out.splitlines() if line.strip().startswith((";", ":", "»"))]


def test_a_command_is_asked_for_on_stderr(terminal: Terminal) -> None:
    ran = terminal.type()
    assert (ran.code, ran.out) == (2, "")
    assert "Commandes :" in ran.err


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (["inti"], "Commande inconnue : inti. Peut-être : init ? Voir : outreach --help\n"),
        (["--ta", "x"], "Option inconnue : --ta. Peut-être : --at ? Voir : outreach --help\n"),
        (["init", "x"], "Il y a des arguments en trop. Voir : outreach init --help\n"),
        (["--at"], "L'option --at attend une valeur.\n"),
        (
            ["classify", "--json=1"],
            "L'option --json ne prend pas de valeur.\n",
        ),
    ],
)
def test_a_mistyped_command_gets_one_line(terminal: Terminal, args: list[str], line: str) -> None:
    ran = terminal.type(*args)
    assert (ran.code, ran.out, ran.err) == (2, "", line)


def test_a_bad_instant_is_refused_even_by_a_command_without_clock(terminal: Terminal) -> None:
    ran = terminal.type("--at", "demain", "classify", stdin="oui\n")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("--at : mettez un instant ISO 8601")


def test_the_clock_does_not_move_with_the_real_provider(terminal: Terminal) -> None:
    terminal.env |= {
        "OUTREACH_SMS": "twilio",
        "OUTREACH_TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "OUTREACH_TWILIO_AUTH_TOKEN": "x" * 32,
        "OUTREACH_TWILIO_SENDER": "AHU",
    }
    ran = terminal.type("--at", "2026-03-02T10:00", "init")
    assert (ran.code, ran.out) == (2, "")
    assert "pour de vrai" in ran.err
    assert not terminal.database.exists()
    terminal.env["OUTREACH_TWILIO_API_URL"] = "http://127.0.0.1:9"
    assert terminal.type("--at", "2026-03-02T10:00", "init").code == 0


def test_a_bad_setting_stops_the_command_with_its_name(terminal: Terminal) -> None:
    terminal.env["OUTREACH_SMS"] = "pigeon"
    ran = terminal.type("init")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "OUTREACH_SMS : mettez manual, twilio ou simulator.\n"


def test_without_a_database_one_is_told_to_make_it(terminal: Terminal) -> None:
    ran = terminal.type("programme", "show")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == "Il n'y a pas encore de base : lancez d'abord « outreach init ».\n"
    assert not terminal.database.exists()


def test_a_lost_key_is_named(ready: Terminal) -> None:
    (ready.database.parent / "data.key").unlink()
    ran = ready.type("programme", "show")
    assert (ran.code, ran.out) == (2, "")
    assert "remettez le fichier" in ran.err


def test_another_key_is_not_taken_for_the_right_one(ready: Terminal) -> None:
    ready.type("programme", "set", "--contact-phone", "06 39 98 01 99")
    ready.env["OUTREACH_DATA_KEYS"] = "A" * 43 + "="
    ran = ready.type("programme", "show")
    assert (ran.code, ran.out) == (2, "")
    assert "remettez celle qui les a scellées" in ran.err


def test_a_file_that_is_no_database_is_said_so(terminal: Terminal) -> None:
    terminal.database.parent.mkdir()
    terminal.database.write_text("bonjour " * 1000)
    (terminal.database.parent / "data.key").write_text("A" * 43 + "=")
    ran = terminal.type("programme", "show")
    assert (ran.code, ran.out) == (4, "")
    assert "n'est pas une base SQLite" in ran.err


def test_an_empty_database_is_told_to_be_upgraded(terminal: Terminal) -> None:
    terminal.database.parent.mkdir()
    terminal.database.touch()
    terminal.env["OUTREACH_DATA_KEYS"] = "A" * 43 + "="
    ran = terminal.type("programme", "show")
    assert (ran.code, ran.out) == (4, "")
    assert "lancez « outreach init »" in ran.err


def test_an_unreachable_server_is_unavailable(terminal: Terminal) -> None:
    terminal.env["OUTREACH_DATABASE_URL"] = "postgresql://x:secret@127.0.0.1:9/x"
    terminal.env["OUTREACH_DATA_KEYS"] = "A" * 43 + "="
    ran = terminal.type("programme", "show")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err.startswith("La base ne répond pas")
    assert "secret" not in ran.err


@pytest.mark.parametrize("locale", ["C", "POSIX", "fr_FR.ISO-8859-1"])
def test_french_is_utf8_under_any_locale(terminal: Terminal, locale: str) -> None:
    ran = terminal.spawn("--help", LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert ran.code == 0
    assert "Crée ou met à niveau" in ran.out


def test_an_error_of_the_installed_command_is_one_utf8_line(terminal: Terminal) -> None:
    ran = terminal.spawn("programme", "show", LC_ALL="C", PYTHONUTF8="0", PYTHONCOERCECLOCALE="0")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == "Il n'y a pas encore de base : lancez d'abord « outreach init ».\n"


def test_a_reader_that_leaves_early_gets_no_traceback(terminal: Terminal) -> None:
    command = f"'{OUTREACH}' --help | true; echo ${{PIPESTATUS[0]}}"
    ran = subprocess.run(
        ["/bin/bash", "-c", command],
        capture_output=True,
        text=True,
        cwd=terminal.folder,
        env={"PATH": "/usr/bin:/bin", "PYTHONUNBUFFERED": "1"},
        timeout=60,
        check=True,
    )
    assert ran.stderr == ""
    assert ran.stdout.strip() in ("0", "141")  # as the reader leaves before or after the end


def test_help_reads_neither_database_nor_sdk(terminal: Terminal) -> None:
    code = (
        "import sys; from outreach.cli.main import main; main(['--help']);"
        "heavy = {'sqlalchemy', 'pydantic', 'twilio', 'flask', 'alembic'} & set(sys.modules);"
        "sys.exit(str(heavy) if heavy else 0)"
    )
    python = OUTREACH.with_name("python")
    ran = subprocess.run([python, "-c", code], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
