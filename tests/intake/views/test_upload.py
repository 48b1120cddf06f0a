"""Importer: the pages, as a browser without scripts meets them."""

import re
from pathlib import Path

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from outreach.cases.models import Case
from outreach.intake.models import ImportedFile, PendingImport
from outreach.staff.models import Role
from tests.intake.files import as_csv, as_xlsx, grid, row
from tests.web.desk import Desk, Visitor

DATA = Path(__file__).parents[1] / "data"
SAMPLE = (DATA / "signalements-utf8.csv").read_bytes()


def send(client: Visitor, data: bytes, programme: str = "LL-45") -> TestResponse:
    """Send a file as a browser does; the test client itself would put a large one on the disk."""
    token = client.token()
    parts = [
        b'name="csrf_token"\r\n\r\n' + token.encode(),
        b'name="programme"\r\n\r\n' + programme.encode(),
        b'name="file"; filename="liste.csv"\r\nContent-Type: text/csv\r\n\r\n' + data,
    ]
    body = b"".join(
        b"--edge\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts
    )
    kind = "multipart/form-data; boundary=edge"
    return client.post("/importer", data=body + b"--edge--\r\n", content_type=kind)


def coordinator(desk: Desk) -> Visitor:
    return desk.sign_in(Role.COORDINATOR)


def shown(client: Visitor, data: bytes = SAMPLE) -> tuple[str, str]:
    """Upload, follow to the preview: its address and its page."""
    answer = send(client, data)
    assert answer.status_code == 303, answer.text
    address = answer.headers["Location"]
    page = client.get(address)
    assert page.status_code == 200
    return address, page.text


def mark_of(page: str) -> str:
    found = re.search(r'name="seen" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def count(desk: Desk, table: type) -> int:
    with desk.world.database.read() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def plain(page: str) -> str:
    """What is read, with plain spaces and apostrophes."""
    text = re.sub(r"<[^>]+>", " ", page)
    return re.sub(r"\s+", " ", text.replace("’", "'").replace("&#39;", "'"))


def test_the_first_visit_teaches(desk: Desk) -> None:
    page = plain(coordinator(desk).get("/importer").text)
    assert "10 Mo" in page
    assert "Aucun fichier n'a encore été importé" in page
    assert "20 places libres" in page


@pytest.mark.parametrize("role", [Role.WORKER, Role.RECEPTION, Role.ADMIN, Role.DPO])
def test_only_a_coordinator_imports(desk: Desk, role: Role) -> None:
    client = desk.sign_in(role)
    assert client.get("/importer").status_code == 403
    assert send(client, SAMPLE).status_code == 403
    assert count(desk, PendingImport) == 0


def test_a_file_is_shown_before_anything_is_written(desk: Desk) -> None:
    _, html = shown(coordinator(desk))
    page = plain(html)
    assert count(desk, Case) == 0
    assert "Lignes rejetées 3" in page
    assert "À vérifier avant de commencer 2" in page
    assert "Colonne laissée de côté, ni lue ni gardée : solde ." in page
    assert "1151" not in page
    assert "17 dossiers prennent une place : il en restera 3 sur 20." in page
    assert "doublon possible" in page
    assert "Importer 21 dossiers" in page
    title = re.search(r"<title>(.*?)</title>", html, re.S)
    assert title
    assert "Aperçu" in title[1]


def test_importing_leads_to_what_was_done(desk: Desk) -> None:
    client = coordinator(desk)
    address, page = shown(client)
    done = client.send(address, {"seen": mark_of(page)})
    assert done.status_code == 303
    result = client.get(done.headers["Location"])
    assert "21 dossiers ouverts" in plain(result.text)
    assert result.text.count('<span class="tag sun">à vérifier</span>') == 2
    assert "Ligne 14 : La date d'entrée est illisible" in plain(result.text)
    assert count(desk, Case) == 21
    again = client.send(address, {"seen": mark_of(page)})
    assert again.headers["Location"] == done.headers["Location"]
    assert "déjà importé" in plain(client.get(done.headers["Location"]).text)
    assert (count(desk, Case), count(desk, ImportedFile)) == (21, 1)
    assert client.get(address).status_code == 303


def test_the_rows_to_correct_leave_as_a_file_without_anybody(desk: Desk) -> None:
    client = coordinator(desk)
    address, page = shown(client)
    done = client.send(address, {"seen": mark_of(page)})
    answer = client.get(done.headers["Location"] + "/lignes-a-corriger.csv")
    assert answer.mimetype == "text/csv"
    assert answer.data.decode("utf-8-sig").splitlines() == [
        "ligne;raisons",
        "14;La date d'entrée est illisible ou n'existe pas au calendrier.",
        "19;Le nom manque.",
        "20;Cette référence désigne déjà une autre personne, plus haut dans le fichier.",
    ]


def test_the_same_file_again_says_when_and_by_whom(desk: Desk) -> None:
    client = coordinator(desk)
    address, page = shown(client)
    client.send(address, {"seen": mark_of(page)})
    karim = desk.sign_in(Role.COORDINATOR, "Karim")
    _, html = shown(karim)
    assert "a déjà été importé aujourd'hui à 9 h par Valérie" in plain(html)
    assert "Il n'y a rien à importer" in plain(html)
    assert 'name="seen"' not in html


def test_what_moved_since_is_shown_again_with_nothing_written(desk: Desk) -> None:
    client = coordinator(desk)
    address, _ = shown(client)
    answer = client.send(address, {"seen": "0" * 64})
    assert answer.status_code == 422
    assert "Quelque chose a changé" in plain(answer.text)
    assert count(desk, Case) == 0


def test_giving_up_forgets_the_file(desk: Desk) -> None:
    client = coordinator(desk)
    address, page = shown(client)
    assert client.send(f"{address}/abandonner").status_code == 303
    assert count(desk, PendingImport) == 0
    gone = client.send(address, {"seen": mark_of(page)})
    assert gone.headers["Location"].endswith("/importer")
    assert "Cet aperçu n'existe plus" in plain(client.get("/importer").text)


WORKBOOK = as_xlsx(grid(row()))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "Le fichier est vide."),
        (b"bonjour\n", "Le fichier n'est pas un tableau reconnu."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "ancien classeur Excel"),
        (WORKBOOK[: len(WORKBOOK) // 2], "Le classeur est abîmé"),
        (WORKBOOK[:-200] + b"\0" * 200, "Le classeur est abîmé"),
        (b"nom;prenom\nX;Y\n", "Des colonnes manquent."),
        (b"reference;nom\n" + b'"LL-1;X\n' * 3, "guillemet"),
        (b"x" * (10 * 1024 * 1024 + 1), "Le fichier est trop gros : 10 Mo au plus."),
    ],
)
def test_a_damaged_file_says_what_to_do(desk: Desk, data: bytes, said: str) -> None:
    answer = send(coordinator(desk), data)
    assert answer.status_code == 422
    assert said in plain(answer.text)
    assert count(desk, PendingImport) == 0


def test_no_file_and_no_agreement_are_said_under_their_fields(desk: Desk) -> None:
    client = coordinator(desk)
    answer = client.send("/importer", {"programme": "LL-45"})
    assert answer.status_code == 422
    assert "Choisissez d'abord un fichier." in plain(answer.text)
    assert send(client, SAMPLE, "AUTRE").status_code == 422


def test_elsewhere_a_long_request_is_still_refused(desk: Desk) -> None:
    client = coordinator(desk)
    address, _ = shown(client)
    assert client.send(address, {"seen": "0" * 70_000}).status_code == 413


def test_a_large_file_never_touches_the_disk(desk: Desk, tmp_path: Path) -> None:
    import tempfile

    kept = tempfile.tempdir
    tempfile.tempdir = str(tmp_path / "missing")
    try:
        answer = send(coordinator(desk), as_csv(grid(row())) + b"\n" * 900_000)
    finally:
        tempfile.tempdir = kept
    assert answer.status_code == 422
    assert "trop de lignes" in plain(answer.text)


def test_somebody_of_another_team_finds_nothing(desk: Desk) -> None:
    client = coordinator(desk)
    address, page = shown(client)
    other = desk.sign_in(Role.COORDINATOR, "Sacha", team="Ailleurs")
    assert other.get(address).status_code == 303
    assert other.send(address, {"seen": mark_of(page)}).status_code == 303
    assert count(desk, Case) == 0
    done = client.send(address, {"seen": mark_of(page)}).headers["Location"]
    assert other.get(done).status_code == 404
    assert other.get(done + "/lignes-a-corriger.csv").status_code == 404
    assert send(other, SAMPLE).status_code == 422
