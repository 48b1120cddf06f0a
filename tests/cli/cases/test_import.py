"""`outreach import`: the file in, what became of each row out."""

import pytest

from tests.cli.cases.conftest import SAMPLES, Office
from tests.intake.files import as_csv, as_xlsx, grid, row


def test_the_json_is_the_published_document(office: Office) -> None:
    done = office.reads("import", str(SAMPLES / "signalements.csv"))
    assert list(done) == ["accepted", "rejected", "known", "ignored_columns"]
    assert (len(done["accepted"]), len(done["rejected"]), done["known"]) == (21, 3, [])
    assert done["accepted"][0] == {
        "row": 2,
        "reference": "LL-2026-1001",
        "case": "AHU-2026-0001",
        "eligible": True,
        "waiting": False,
        "reasons": [],
        "codes": [],
    }
    assert done["accepted"][3] == {
        "row": 5,
        "reference": "LL-2026-1004",
        "case": "AHU-2026-0004",
        "eligible": False,
        "waiting": False,
        "reasons": ["La personne a un garant."],
        "codes": ["guarantor"],
    }
    assert done["rejected"][0] == {
        "row": 14,
        "reference": "LL-2026-1013",
        "reasons": ["La date d'entrée est illisible ou n'existe pas au calendrier."],
        "codes": ["bad_entry_date"],
    }
    assert done["ignored_columns"] == ["Solde"]


def test_known_rows_say_what_differs_without_a_value(office: Office) -> None:
    office.does("import", office.write("a.csv", as_csv(grid(row(premier_impaye="05/10/2026")))))
    changed = row(premier_impaye="05/10/2026", prenom="Élodie-Anne")
    done = office.reads("import", office.write("b.csv", as_csv(grid(changed))))
    assert done["known"] == [
        {"row": 2, "reference": "LL-1", "case": "AHU-2026-0001", "changes": ["prenom"]}
    ]
    assert office.reads("case", "show", "AHU-2026-0001")["tenant"]["first_name"] == "Élodie"


def test_a_workbook_reads_as_a_csv_file(office: Office) -> None:
    done = office.reads("import", office.write("liste.xlsx", as_xlsx(grid(row()))))
    assert [each["reference"] for each in done["accepted"]] == ["LL-1"]


def test_the_screen_says_every_row_in_french(office: Office) -> None:
    ran = office.does("import", str(SAMPLES / "signalements.csv"))
    assert "Ligne 5 : AHU-2026-0004 — (hors convention) La personne a un garant." in ran.out
    assert "Ligne 14 : rejetée — La date d'entrée est illisible" in ran.out
    assert "Colonnes laissées de côté : Solde." in ran.err
    assert "21 dossiers, 3 lignes rejetées, 0 déjà connue." in ran.err
    again = office.does("import", str(SAMPLES / "signalements.csv"))
    assert "Ligne 2 : déjà connue, AHU-2026-0001" in again.out


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"", "liste.csv : Le fichier est vide."),
        (b"bonjour\n", "liste.csv : Le fichier n'est pas un tableau reconnu."),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600,
            "liste.csv : Le fichier est un ancien classeur",
        ),
        (b"nom;prenom\nX;Y\n", "liste.csv : "),
    ],
)
def test_a_file_that_is_no_table_is_refused_in_one_line(
    office: Office, data: bytes, line: str
) -> None:
    ran = office.type("import", office.write("liste.csv", data))
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(line)
    assert ran.err.count("\n") == 1


def test_a_missing_file_and_a_folder_are_named(office: Office) -> None:
    ran = office.type("import", "absent.csv")
    assert (ran.code, ran.err) == (2, "absent.csv : fichier ou dossier introuvable.\n")
    ran = office.type("import", str(office.terminal.folder))
    assert ran.code == 2
    assert ran.err.endswith("c'est un dossier, il faut un fichier.\n")


def test_an_unknown_programme_is_not_found(office: Office) -> None:
    path = office.write("a.csv", as_csv(grid(row())))
    ran = office.type("import", path, "--programme", "NOPE")
    assert (ran.code, ran.err) == (3, "Convention inconnue : NOPE.\n")
    assert office.reads("case", "list") == []


def test_beyond_the_capacity_a_case_waits(office: Office) -> None:
    office.does("programme", "set", "--capacity", "1")
    rows = [
        row(reference=f"LL-{n}", nom=name, telephone=f"06 39 98 20 {n:02}", adresse=f"{n} rue A")
        for n, name in enumerate(("Un", "Deux", "Trois"), start=1)
    ]
    rows = [one | {"date_entree": "01/09/2026", "premier_impaye": "05/10/2026"} for one in rows]
    path = office.write("a.csv", as_csv(grid(*rows)))
    done = office.reads("import", path)
    assert [each["waiting"] for each in done["accepted"]] == [False, True, True]
    office.does("programme", "set", "--capacity", "2")
    office.does("worker", "--once")
    states = [each["state"] for each in office.reads("case", "list")]
    assert states == ["contacting", "contacting", "waiting"]


def test_a_real_provider_takes_no_fictitious_number(office: Office) -> None:
    office.terminal.env["OUTREACH_SMS"] = "manual"
    done = office.reads("import", office.write("a.csv", as_csv(grid(row()))))
    assert (
        done["accepted"][0]["codes"][0] == "check_number"
        or "check_number" in (done["accepted"][0]["codes"])
    )
