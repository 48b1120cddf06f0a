"""`outreach staff add`."""

import contextlib
import os
import subprocess

import pytest
from sqlalchemy import select

from outreach.database import Database
from outreach.parts import assemble
from outreach.settings import Settings
from outreach.staff.models import Staff
from tests.cli.conftest import OUTREACH, Ran, Terminal

PASSWORD = "une phrase assez longue"


def _add(terminal: Terminal, *more: str, email: str = "lea@example.org", stdin: str = "") -> Ran:
    args = ["staff", "add", email, "--role", "worker", "--first-name", "Léa", "--password-stdin"]
    return terminal.type(*args, *more, stdin=stdin or f"{PASSWORD}\n")


def _database(terminal: Terminal) -> Database:
    settings = Settings(_env_file=None, database_url=terminal.env["OUTREACH_DATABASE_URL"])
    return assemble(settings).database


def test_an_account_is_made_and_named_by_its_code(ready: Terminal) -> None:
    ran = _add(ready, "--phone", "02 38 00 00 01")
    assert (ran.code, ran.out, ran.err) == (0, "", "Compte S-0001 créé (worker).\n")
    with _database(ready).read() as session:
        made = session.scalars(select(Staff)).one()
    assert (made.email, made.first_name, made.phone) == ("lea@example.org", "Léa", "+33238000001")


def test_a_second_account_with_the_same_address_is_refused(ready: Terminal) -> None:
    _add(ready)
    ran = _add(ready, email="LEA@example.org")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "Un compte existe déjà avec cette adresse.\n"


def test_a_short_password_is_refused_and_never_shown(ready: Terminal) -> None:
    ran = _add(ready, stdin="abracadabra\n")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err == "Ce mot de passe est trop court : il faut 12 caractères au moins.\n"


def test_only_the_end_of_the_line_is_not_the_password(ready: Terminal) -> None:
    assert _add(ready, stdin=" dix lettres\r\nsuite").code == 0
    assert _add(ready, email="ben@example.org", stdin="onze lettre\r\n").code == 1


@pytest.mark.parametrize(
    ("args", "line"),
    [
        (["--role", "chef"], "--role : mettez worker, reception, coordinator, admin ou dpo."),
        (["--phone", "12"], "--phone : mettez un numéro de téléphone"),
        (["--first-name", " "], "--first-name : mettez de 1 à 60 caractères."),
    ],
)
def test_a_bad_value_is_named(ready: Terminal, args: list[str], line: str) -> None:
    ran = _add(ready, *args)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(line)


def test_a_bad_address_is_not_repeated(ready: Terminal) -> None:
    ran = _add(ready, email="lea_chez_elle")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == "E-MAIL : mettez une adresse, par exemple valerie@example.org.\n"


def test_no_password_at_all_is_a_mistake_of_use(ready: Terminal) -> None:
    args = ["staff", "add", "lea@example.org", "--role", "worker", "--first-name", "Léa"]
    assert ready.type(*args).err.startswith("Il manque --password-stdin.")
    ran = ready.type(*args, "--password-stdin", stdin="")
    assert (ran.code, ran.err) == (2, "Il n'y a pas de mot de passe sur l'entrée standard.\n")


def test_a_number_of_fiction_is_taken_with_a_warning(ready: Terminal) -> None:
    ran = _add(ready, "--phone", "06 39 98 01 01")
    assert ran.code == 0
    assert ran.err.startswith("Attention : ce numéro est réservé à la fiction")


def test_the_installed_command_reads_an_accented_password(ready: Terminal) -> None:
    args = ["staff", "add", "lea@example.org", "--role", "dpo", "--first-name", "Léa"]
    stdin = "été à Orléans\n".encode()
    ran = ready.spawn(*args, "--password-stdin", stdin=stdin, LC_ALL="C", PYTHONUTF8="0")
    assert (ran.code, ran.err) == (0, "Compte S-0001 créé (dpo).\n")


def test_at_a_keyboard_the_password_is_asked_for_and_not_shown(ready: Terminal) -> None:
    ours, theirs = os.openpty()
    args = ["staff", "add", "lea@example.org", "--role", "dpo", "--first-name", "Léa"]
    with subprocess.Popen(
        [OUTREACH, *args, "--password-stdin"],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PATH": "/usr/bin:/bin", **ready.env},
        start_new_session=True,  # without a terminal of its own: it reads the one it is given
    ) as child:
        assert child.stderr is not None
        assert child.stderr.read(len(b"Mot de passe : ")) == b"Mot de passe : "
        os.write(ours, f"{PASSWORD}\n".encode())
        assert child.wait(30) == 0
        assert b"S-0001" in child.stderr.read()
    os.close(theirs)
    os.set_blocking(ours, False)
    with contextlib.suppress(OSError):
        assert PASSWORD.encode() not in os.read(ours, 1000)
    os.close(ours)


def test_a_name_in_another_encoding_is_refused(ready: Terminal) -> None:
    ran = _add(ready, "--first-name", "L\udce9a")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("--first-name : ce texte n'est pas en UTF-8.")
