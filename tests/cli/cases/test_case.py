"""`outreach case`: the record on the screen, in JSON, in a file; a name corrected."""

import json

import pytest

from tests.cli.cases.conftest import Office

FIRST, DAMAGED = "AHU-2026-0001", "AHU-2026-0009"


def test_the_list_is_the_published_one(loaded: Office) -> None:
    rows = loaded.reads("case", "list")
    assert len(rows) == 21
    assert rows[3] == {
        "reference": "AHU-2026-0004",
        "landlord_reference": "LL-2026-1004",
        "state": "ineligible",
        "eligible": False,
        "next_step": None,
        "due_at": None,
    }
    assert (rows[0]["next_step"], rows[0]["due_at"][-6:]) == ("S1", "+01:00")


def test_the_list_on_the_screen_has_french_states(loaded: Office) -> None:
    out = loaded.does("case", "list").out
    assert out.splitlines()[0].split("  ")[0] == "Dossier"
    assert "Prise de contact" in out
    assert "Hors convention" in out


def test_a_case_is_found_in_any_case_and_has_every_key(loaded: Office) -> None:
    document = loaded.reads("case", "show", FIRST.lower())
    assert list(document) == [
        *("reference", "landlord_reference", "state", "close_reason", "eligible", "reasons"),
        *("tenant", "contact_points", "sequence", "attempts", "replies", "tasks", "journal"),
    ]
    assert document["journal"]["intact"] is True
    assert document["contact_points"][0]["value"] == "+33639980010"


def test_the_screen_of_a_case_is_french(loaded: Office) -> None:
    number = str(loaded.task("letter", FIRST))
    loaded.does("task", "done", number, "--outcome", "posted")
    loaded.does("reply", FIRST, stdin="Je préfère le matin")
    out = loaded.does("case", "show", FIRST).out
    assert out.startswith(f"{FIRST}  Élodie Martin\n")
    for words in (
        "Prise de contact",
        "en pause (réponse reçue)",
        "+33639980010 (utilisable)",
        "lettre",
        "Postée",
        "Je préfère le matin",
        "Lettre à poster : Postée",
        "Décision à prendre : à faire",
        "intact",
    ):
        assert words in out, words
    loaded.does("task", "done", str(loaded.task("decide", FIRST)), "--outcome", "close")
    assert "Clos (contact non établi)" in loaded.does("case", "show", FIRST).out


def test_an_ineligible_case_says_why(loaded: Office) -> None:
    out = loaded.does("case", "show", "AHU-2026-0004").out
    assert "Hors convention. La personne a un garant." in out


def test_an_unknown_case_is_not_found(loaded: Office) -> None:
    for args in (["show"], ["export", "--format", "json", "-o", "x.json"]):
        ran = loaded.type("case", args[0], "AHU-2026-0999", *args[1:])
        assert (ran.code, ran.out, ran.err) == (3, "", "Dossier inconnu : AHU-2026-0999.\n")


def test_the_export_is_the_same_document(loaded: Office) -> None:
    path = loaded.terminal.folder / "dossier.json"
    ran = loaded.does("case", "export", FIRST, "--format", "json", "-o", str(path))
    assert ran.out == ""
    assert json.loads(path.read_text("utf-8")) == loaded.reads("case", "show", FIRST)
    ran = loaded.type("case", "export", FIRST, "--format", "docx", "-o", str(path))
    assert ran.code == 2


def test_the_export_says_which_words_stay_with_the_team(loaded: Office) -> None:
    path = loaded.terminal.folder / "dossier.json"
    export = ("case", "export", FIRST, "--format", "json", "-o", str(path))
    assert "Pas dans ce fichier" not in loaded.does(*export).err
    task = str(loaded.task("letter", FIRST))
    loaded.does("task", "done", task, "--outcome", "posted", "--note", "Sa voisine le sait.")
    assert loaded.does(*export).err.startswith(
        "Pas dans ce fichier : 1 note de l'équipe. Ces textes peuvent parler d'autres personnes"
    )
    assert "voisine" not in path.read_text("utf-8")


def test_the_proof_of_a_case_is_a_pdf(loaded: Office) -> None:
    path = loaded.terminal.folder / "releve.pdf"
    ran = loaded.does("case", "export", FIRST.lower(), "--format", "pdf", "-o", str(path))
    assert (ran.out, ran.err) == ("", f"{FIRST} écrit dans {path}.\n")
    assert path.read_bytes().startswith(b"%PDF")
    unknown = loaded.type("case", "export", "AHU-2026-9999", "--format", "pdf", "-o", str(path))
    assert (unknown.code, unknown.err) == (3, "Dossier inconnu : AHU-2026-9999.\n")


def test_a_name_is_corrected(loaded: Office) -> None:
    ran = loaded.does("case", "correct", DAMAGED.lower(), "--first-name", "ŞÜKRAN")
    assert ran.err == f"{DAMAGED} : corrigé (prénom).\n"
    tenant = loaded.reads("case", "show", DAMAGED)["tenant"]
    assert tenant == {"first_name": "Şükran", "last_name": "Traoré", "language": "tr"}
    assert loaded.does("journal", "verify").code == 0
    again = loaded.does("case", "correct", DAMAGED, "--first-name", "Şükran")
    assert again.err == f"{DAMAGED} : rien à changer.\n"


def test_a_language_alone_leaves_the_name_to_correct(loaded: Office) -> None:
    ran = loaded.does("case", "correct", DAMAGED, "--language", "français")
    assert ran.err == (
        f"{DAMAGED} : corrigé (langue).\n"
        "Le nom reste à corriger : les messages automatiques attendent.\n"
    )


@pytest.mark.parametrize(
    ("args", "code", "line"),
    [
        ([DAMAGED], 2, "Rien à corriger"),
        ([DAMAGED, "--first-name", "?ükran"], 2, "Ce nom est abîmé lui aussi"),
        ([DAMAGED, "--first-name", " "], 2, "--first-name : mettez"),
        ([DAMAGED, "--language", "klingon"], 2, "--language : mettez une langue"),
        (["AHU-2026-0999", "--first-name", "A"], 3, "Dossier inconnu"),
    ],
)
def test_a_bad_correction_is_explained(
    loaded: Office, args: list[str], code: int, line: str
) -> None:
    ran = loaded.type("case", "correct", *args)
    assert ran.code == code
    assert ran.err.startswith(line)
