"""The statement on paper: what the page says, accessible, and the same each time."""

from pathlib import Path

from outreach.staff.models import Role
from tests.documents.papers import faults, pages, reader
from tests.expertise.views.conftest import Office
from tests.fieldwork.desk import MONDAY

PLACE = "/dossiers/AHU-2026-0001/releve.pdf"


def printed(office: Office) -> bytes:
    answer = office.web.sign_in(Role.WORKER).get(PLACE)
    assert answer.mimetype == "application/pdf"
    assert "releve-AHU-2026-0001.pdf" in answer.headers["Content-Disposition"]
    return answer.data


def test_it_is_accessible_and_names_nobody(office: Office, tmp_path: Path) -> None:
    office.field.done(office.field.find("step"), "posted", MONDAY)
    pdf = printed(office)
    assert faults(pdf, tmp_path) == []
    assert reader(pdf).metadata.title == "Relevé d’expertise AHU-2026-0001"
    text = " ".join(pages(pdf))
    for part in ("1 tentative comptée sur 1", "courrier", "Postée", "Empreinte du dernier"):
        assert part in text
    for private in ("Camille", "Exemple", "06 39", "example.org"):
        assert private not in text


def test_without_an_attempt_it_says_so(office: Office, tmp_path: Path) -> None:
    pdf = printed(office)
    assert faults(pdf, tmp_path) == []
    assert "Aucune encore." in " ".join(pages(pdf))


def test_the_digest_is_copied_from_it_as_it_is(office: Office) -> None:
    text = " ".join(pages(printed(office)))
    assert office.field.case().journal_head in text
    assert "aucune tentative comptée sur 0" in text


def test_the_same_record_makes_the_same_bytes(office: Office) -> None:
    assert printed(office) == printed(office)


def test_who_receives_people_prints_no_proof(office: Office) -> None:
    assert office.web.sign_in(Role.RECEPTION).get(PLACE).status_code == 403
