"""From an exception to an exit code and a line that tells nothing private."""

import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError

from outreach.channels.base import ChannelError
from outreach.cli.errors import (
    FindingError,
    MisuseError,
    NotFoundError,
    NotReadyError,
    RefusedError,
)
from outreach.cli.output import several
from outreach.cli.verdict import FAULT, verdict
from outreach.keys import SealError
from outreach.settings import SettingsError


def _sqlite(text: str) -> OperationalError:
    return OperationalError("SELECT secret", {"name": "Amina"}, sqlite3.OperationalError(text))


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (RefusedError("non"), 1),
        (FindingError("constat"), 1),
        (MisuseError("mal dit"), 2),
        (SettingsError("OUTREACH_SMS", "mettez manual"), 2),
        (SealError("no key"), 2),
        (FileNotFoundError(2, "No such file", "liste.csv"), 2),
        (PermissionError(13, "Permission denied", "liste.csv"), 2),
        (NotFoundError("inconnu"), 3),
        (NotReadyError("pas prêt"), 4),
        (ChannelError("réseau"), 4),
        (_sqlite("database is locked"), 4),
        (_sqlite("no such table: cases"), 4),
        (_sqlite("disk I/O error"), 4),
        (KeyError("Amina"), FAULT),
    ],
)
def test_each_cause_has_its_exit_code_and_one_line(error: Exception, code: int) -> None:
    found, line = verdict(error)
    assert found == code
    assert line
    assert "\n" not in line


@pytest.mark.parametrize(
    "error",
    [
        _sqlite("no such column: Amina"),
        IntegrityError("INSERT", {"name": "Amina"}, sqlite3.IntegrityError("Amina")),
        StatementError("Amina", "INSERT", {"name": "Amina"}, ValueError("Amina")),
        KeyError("Amina"),
        ValueError("Amina"),
    ],
)
def test_no_line_repeats_what_an_error_holds(error: Exception) -> None:
    assert "Amina" not in verdict(error)[1]


def test_a_missing_file_is_named_in_french() -> None:
    line = verdict(FileNotFoundError(2, "No such file", "liste.csv"))[1]
    assert line == "liste.csv : fichier ou dossier introuvable."


def test_a_fault_of_ours_says_in_which_file_it_happened() -> None:
    try:
        several("trois", "constat")  # type: ignore[arg-type]
    except TypeError as error:
        code, line = verdict(error)
    assert code == FAULT
    assert "TypeError, output.py ligne " in line
