"""The page of the statement."""

from outreach.staff.models import Role
from tests.expertise.views.conftest import Office
from tests.expertise.views.test_case import plain
from tests.fieldwork.desk import MONDAY

PLACE = "/dossiers/AHU-2026-0001/releve"


def test_it_says_what_is_proved_and_nothing_of_anybody(office: Office) -> None:
    office.field.done(office.field.find("step"), "posted", MONDAY)
    answer = office.web.sign_in(Role.DPO).get(PLACE)
    page = plain(answer.text)
    for part in (
        *("Relevé d'expertise", "1 tentative comptée sur 1", "courrier", "rempli", "intact"),
        *("Garant", "aucun", "pas encore : il se fait chaque nuit"),
    ):
        assert part in page
    for private in ("Camille", "06 39", "example.org"):
        assert private not in page


def test_the_page_of_the_case_leads_to_it(office: Office) -> None:
    assert PLACE in office.web.sign_in(Role.WORKER).get("/dossiers/AHU-2026-0001").text


def test_no_such_case_no_such_page(office: Office) -> None:
    assert office.web.sign_in(Role.WORKER).get("/dossiers/AHU-2026-9999/releve").status_code == 404


def test_who_receives_people_reads_no_proof(office: Office) -> None:
    assert office.web.sign_in(Role.RECEPTION).get(PLACE).status_code == 403
