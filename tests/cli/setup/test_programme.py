"""`outreach programme show` and `set`."""

import json
from typing import Any

import pytest

from tests.cli.conftest import Terminal


def _shown(terminal: Terminal) -> dict[str, Any]:
    ran = terminal.type("programme", "show", "--json")
    assert (ran.code, ran.err) == (0, "")
    shown: dict[str, Any] = json.loads(ran.out)
    return shown


def test_the_default_programme_is_shown_with_what_it_lacks(ready: Terminal) -> None:
    ran = ready.type("programme", "show")
    assert (ran.code, ran.err) == (0, "")
    assert "20 foyers, 400 € par expertise" in ran.out
    assert "à donner (--contact-name, --contact-phone)" in ran.out
    assert "lun-ven 9:30-12:30 14:00-19:00" in ran.out


def test_everything_can_be_set_and_is_kept(ready: Terminal) -> None:
    ran = ready.type(
        *["programme", "set", "--name", "Essai", "--landlord", "Bailleur", "--team", "Nord"],
        *["--starts", "2026-01-05", "--ends", "31/12/2026", "--capacity", "12", "--fee", "450"],
        *["--contact-name", "Valérie", "--contact-phone", "+33238000001"],
        *["--hours", "LUN-JEU 10h-12h ; ven 9:30-12:30", "--guarantors", "non,inconnu"],
        *["--months", "3", "--landlord-attempts", "2", "--max-contacts", "3"],
        *["--window-days", "45", "--spacing-days", "5", "--letter-days", "6"],
        *["--letter-layout", "window"],
    )
    assert (ran.code, ran.out, ran.err) == (0, "", "Programme LL-45 mis à jour.\n")
    shown = _shown(ready)
    assert (shown["starts"], shown["ends"], shown["fee"]) == ("2026-01-05", "2026-12-31", 450)
    assert shown["hours"] == "lun-jeu 10:00-12:00 ; ven 9:30-12:30"
    assert shown["contact_phone"] == "02 38 00 00 01"
    assert shown["terms"] == {
        "guarantors": ["inconnu", "non"],
        "months": 3,
        "min_landlord_attempts": 2,
    }
    assert shown["policy"]["spacing_days"] == 5
    assert shown["letter_layout"] == "window"
    assert "du 05/01/2026 jusqu'au 31/12/2026 compris" in ready.type("programme", "show").out


def test_only_what_is_given_changes(ready: Terminal) -> None:
    before = _shown(ready)
    assert ready.type("programme", "set", "--capacity", "3").code == 0
    assert _shown(ready) == {**before, "capacity": 3}


def test_what_is_still_missing_is_said_after_a_change(ready: Terminal) -> None:
    ran = ready.type("programme", "set", "--contact-name", "Valérie")
    assert ran.err.endswith("Avant le premier message, donnez encore --contact-phone.\n")


def test_a_date_can_be_taken_back(ready: Terminal) -> None:
    ready.type("programme", "set", "--starts", "2026-01-05")
    assert ready.type("programme", "set", "--starts", "aucune").code == 0
    assert _shown(ready)["starts"] is None


def test_closures_are_added_once_and_taken_back(ready: Terminal) -> None:
    two = ["--closure", "2026-08-03..2026-08-14", "--closure", "2026-05-15"]
    ready.type("programme", "set", *two)
    ready.type("programme", "set", *two)
    assert _shown(ready)["closures"] == [
        {"from": "2026-05-15", "to": "2026-05-15"},
        {"from": "2026-08-03", "to": "2026-08-14"},
    ]
    assert "03/08/2026 au 14/08/2026" in ready.type("programme", "show").out
    assert ready.type("programme", "set", "--no-closure", "2026-05-15").code == 0
    assert len(_shown(ready)["closures"]) == 1
    assert ready.type("programme", "set", "--no-closure", "2026-05-15").code == 3


def test_sending_is_held_and_released(ready: Terminal) -> None:
    assert ready.type("programme", "set", "--hold").code == 0
    assert _shown(ready)["hold"] is True
    assert "suspendus" in ready.type("programme", "show").out
    assert ready.type("programme", "set", "--no-hold").code == 0
    assert _shown(ready)["hold"] is False


def test_a_hold_of_the_settings_outlasts_the_switch(ready: Terminal) -> None:
    ready.env["OUTREACH_HOLD"] = "1"
    ran = ready.type("programme", "set", "--no-hold")
    assert "restent suspendus" in ran.err
    assert _shown(ready)["hold"] is True


@pytest.mark.parametrize(
    ("option", "value", "line"),
    [
        ("--capacity", "vingt", "mettez un nombre entier de 0 à 9999."),
        ("--capacity", "-1", "mettez un nombre entier de 0 à 9999."),
        ("--max-contacts", "5", "mettez un nombre entier de 1 à 4."),
        ("--spacing-days", "2", "mettez un nombre entier de 3 à 60."),
        ("--window-days", "29", "mettez un nombre entier de 30 à 365."),
        ("--letter-days", "3", "mettez un nombre entier de 4 à 30."),
        ("--letter-layout", "fenêtre", "mettez hand ou window."),
        ("--starts", "2026-02-30", "mettez une date, par exemple 2026-03-02 ou 02/03/2026."),
        ("--hours", "lun 7:00-9:00", "« 7:00-9:00 » : les contacts partent entre 8:00 et 21:30."),
        ("--closure", "août", "Fermeture illisible : écrivez 2026-08-03..2026-08-14."),
        ("--guarantors", "peut-être", "mettez un ou plusieurs mots parmi non, oui"),
        ("--name", " ", "mettez de 1 à 120 caractères."),
        ("--contact-phone", "3114", "mettez un numéro de téléphone, par exemple 02 38 00 00 00."),
    ],
)
def test_a_bad_value_is_one_clear_line_and_changes_nothing(
    ready: Terminal, option: str, value: str, line: str
) -> None:
    before = _shown(ready)
    ran = ready.type("programme", "set", "--fee", "1", option, value)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"{option} : {line}")
    assert ran.err.count("\n") == 1
    assert _shown(ready) == before


def test_dates_that_cross_are_refused_together_with_the_rest(ready: Terminal) -> None:
    ready.type("programme", "set", "--starts", "2026-03-02")
    ran = ready.type("programme", "set", "--ends", "2026-03-01", "--capacity", "3")
    assert (ran.code, ran.err) == (2, "--ends : la convention finirait avant d'avoir commencé.\n")
    assert _shown(ready)["capacity"] == 20


def test_a_closure_that_leaves_no_day_is_refused(ready: Terminal) -> None:
    ran = ready.type(
        "--at", "2026-03-02", "programme", "set", "--closure", "2026-01-01..2030-01-01"
    )
    assert ran.code == 2
    assert _shown(ready)["closures"] == []


def test_nothing_to_change_is_a_mistake(ready: Terminal) -> None:
    ran = ready.type("programme", "set")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Rien à changer")


def test_an_unknown_programme_is_not_found(ready: Terminal) -> None:
    for command in (["show"], ["set", "--fee", "1"]):
        ran = ready.type("programme", *command, "--programme", "XX")
        assert (ran.code, ran.out) == (3, "")
        assert ran.err.startswith("Programme inconnu : XX.")
    assert ready.type("programme", "show", "--programme", "ll-45").code == 0
