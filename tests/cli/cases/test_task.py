"""`outreach task`: what humans must do, and what came of it."""

import pytest

from tests.cli.cases.conftest import Office

FIRST = "AHU-2026-0001"


def test_the_json_is_the_published_list(loaded: Office) -> None:
    tasks = loaded.reads("task", "list")
    mine = next(task for task in tasks if (task["case"], task["kind"]) == (FIRST, "letter"))
    assert mine == {
        "id": mine["id"],
        "case": FIRST,
        "kind": "letter",
        "state": "open",
        "due_on": "2026-11-23",
        "step": "info",
        "owner": None,
    }
    assert [task["due_on"] for task in tasks] == sorted(task["due_on"] for task in tasks)


def test_the_screen_says_what_to_do_and_why(loaded: Office) -> None:
    out = loaded.does("task", "list").out
    assert f"{FIRST}  Lettre à poster : prévu par le scénario" in out
    assert "Numéro à vérifier : un numéro du fichier est à vérifier" in out
    assert "Décision à prendre : le nom est abîmé : les messages attendent" in out
    assert "lun. 23/11/2026" in out


def test_a_posted_letter_is_in_the_record(loaded: Office) -> None:
    number = loaded.task("letter", FIRST)
    loaded.at = "2026-11-25T10:00"
    ran = loaded.does("task", "done", str(number), "--outcome", "posted", "--date", "24/11/2026")
    assert (ran.out, ran.err) == ("", f"Tâche {number} : Postée.\n")
    (attempt,) = loaded.reads("case", "show", FIRST)["attempts"]
    assert (attempt["channel"], attempt["status"]) == ("letter", "posted")
    assert attempt["at"] == "2026-11-24T12:00:00+01:00"
    assert attempt["convention_category"] == "courrier"


def test_the_cause_of_a_return_is_what_the_post_ticked(loaded: Office) -> None:
    number = str(loaded.task("letter", FIRST))
    loaded.does("task", "done", number, "--outcome", "posted")
    loaded.does("task", "done", number, "--outcome", "returned", "--cause", "unknown")
    points = loaded.reads("case", "show", FIRST)["contact_points"]
    assert [each["status"] for each in points if each["kind"] == "postal"] == ["invalid"]


@pytest.mark.parametrize(
    ("args", "code", "line"),
    [
        (
            ["--outcome", "posted", "--cause", "unknown"],
            2,
            "--cause : seulement d'une lettre revenue (--outcome returned).\n",
        ),
        (
            ["--outcome", "met"],
            2,
            "Résultat inconnu pour cette tâche : met. Possibles : posted, returned, cancelled.\n",
        ),
        (
            ["--outcome", "posted", "--date", "2026-11-24"],
            2,
            "--date : ce jour n'est pas encore venu.\n",
        ),
        (
            ["--outcome", "posted", "--date", "2025-11-23"],
            2,
            "--date : ce jour est avant l'ouverture du dossier, ou avant l'envoi.\n",
        ),
    ],
)
def test_a_slip_is_explained_and_changes_nothing(
    loaded: Office, args: list[str], code: int, line: str
) -> None:
    number = loaded.task("letter", FIRST)
    ran = loaded.type("task", "done", str(number), *args)
    assert (ran.code, ran.out, ran.err) == (code, "", line)
    assert loaded.task("letter", FIRST) == number


def test_a_task_is_closed_once_and_must_exist(loaded: Office) -> None:
    number = str(loaded.task("letter", FIRST))
    loaded.does("task", "done", number, "--outcome", "posted")
    ran = loaded.type("task", "done", number, "--outcome", "posted")
    assert (ran.code, ran.err) == (1, f"La tâche {number} est déjà close.\n")
    ran = loaded.type("task", "done", "9999", "--outcome", "posted")
    assert (ran.code, ran.err) == (3, "Tâche inconnue : 9999.\n")


def test_resuming_says_when_the_next_step_is(loaded: Office) -> None:
    loaded.does("reply", FIRST, stdin="Je ne sais pas encore")
    number = str(loaded.task("decide", FIRST))
    ran = loaded.does("task", "done", number, "--outcome", "continue")
    shown, _, said = ran.err.partition(f"Tâche {number} : Continuer.\n")
    assert shown.startswith("Si Élodie ne répond pas :\n  lun. 30/11/2026")
    assert said.startswith("Les envois reprennent : S1, le lun. 30/11/2026")


def test_a_stop_is_final_and_says_so(loaded: Office) -> None:
    loaded.does("reply", FIRST, stdin="STOP")
    number = str(loaded.task("decide", FIRST))
    ran = loaded.type("task", "done", number, "--outcome", "continue")
    assert ran.code == 1
    assert ran.err.startswith("La personne a refusé les messages : les envois ne reprennent pas.")
    ran = loaded.type("task", "done", number, "--outcome", "new_visit")
    assert (ran.code, ran.err[:6]) == (2, "--note")
    loaded.does("task", "done", number, "--outcome", "new_visit", "--note", "Vu en équipe.")
    assert loaded.task("visit", FIRST)


def test_a_letter_too_late_for_its_visit_is_noted_and_warned_of(loaded: Office) -> None:
    """What happened is a fact; only whoever sits before a screen is asked about it."""
    loaded.does("task", "done", str(loaded.task("letter", FIRST)), "--outcome", "posted")
    loaded.does("reply", FIRST, stdin="STOP")
    decision = str(loaded.task("decide", FIRST))
    loaded.does("task", "done", decision, "--outcome", "new_visit", "--note", "Vu en équipe.")
    said = ("task", "done", str(loaded.task("letter", FIRST)), "--outcome", "posted")
    loaded.at = "2026-12-07T09:00"
    ran = loaded.type(*said)
    assert (ran.code, ran.out) == (0, "")
    assert "Elle n'arrivera pas avant : cette visite ne se fera pas ce jour-là" in ran.err


def test_a_name_is_corrected_by_its_own_command(loaded: Office) -> None:
    damaged = "AHU-2026-0009"
    number = str(loaded.task("decide", damaged))
    ran = loaded.type("task", "done", number, "--outcome", "continue")
    assert ran.code == 1
    assert "outreach case correct" in ran.err
    ran = loaded.does("case", "correct", damaged, "--first-name", "Şükran", "--language", "turc")
    assert ran.err == f"{damaged} : corrigé (prénom, langue).\n"
    assert not [
        t for t in loaded.reads("task", "list") if (t["case"], t["kind"]) == (damaged, "decide")
    ]
    assert loaded.reads("case", "show", damaged)["tenant"]["first_name"] == "Şükran"


def test_a_number_is_corrected_by_its_task(loaded: Office) -> None:
    case = "AHU-2026-0010"
    number = str(loaded.task("check_number", case))
    ran = loaded.type("task", "done", number, "--outcome", "corrected", "--note", "bientôt")
    assert (ran.code, ran.err[:6]) == (2, "--note")
    loaded.does("task", "done", number, "--outcome", "corrected", "--note", "06 39 98 09 99")
    points = loaded.reads("case", "show", case)["contact_points"]
    assert points[0] == {"kind": "mobile", "value": "+33639980999", "status": "ok"}


def test_no_open_task_is_said(office: Office) -> None:
    ran = office.does("task", "list")
    assert (ran.out, ran.err) == ("", "Aucune tâche ouverte.\n")
    assert office.reads("task", "list") == []
