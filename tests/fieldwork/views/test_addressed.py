"""Where the address of a letter stands: on it, on an envelope, on the posting list."""

import re

from sqlalchemy import select

from outreach.cases.models import Case
from outreach.people.models import ContactPoint, PointKind
from outreach.people.rules.addresses import Address, pack
from outreach.programmes.models import Programme
from outreach.programmes.rules.parameters import Layout
from outreach.sequences.models import Enrolment
from outreach.tasks.models import Task, TaskKind
from tests.documents.papers import pages
from tests.fieldwork.views.conftest import Office
from tests.world import paris

LOT = "/taches/lettres/lettres.pdf"
CHECKED = r'name="adresse" value="(\w*)" id="[\w-]+" checked'


def test_a_window_and_an_envelope_show_the_address(office: Office, two: list[int]) -> None:
    client = office.comes()
    (_list, letter) = pages(client.get(f"{LOT}?t={two[0]}&adresse=fenetre").data)
    block = "Camille Exemple APPT 3 BAT B 8 RUE DES CARMES 45000 ORLEANS"
    assert block in letter
    (envelope,) = pages(client.get("/taches/lettres/enveloppes.pdf?format=dl").data)
    assert envelope == f"1 RUE A 45000 ORLEANS {block}"  # Zoé's is to be completed: none
    assert client.get("/taches/lettres/enveloppes.pdf?format=a4").status_code == 404


def test_the_posting_list_says_which_letter_has_no_envelope(office: Office, two: list[int]) -> None:
    """Whoever fills printed envelopes in their order would give each the next one's letter."""
    first, *_sheets = pages(office.comes().get(LOT).data)
    assert "Camille Exemple 45000 ORLEANS Lettre d’information" in first
    zoe = first.partition("AHU-2026-0002")[2]
    assert zoe.startswith(" Zoé Exemple Lettre")
    assert "adresse à compléter, enveloppe à écrire à la main" in zoe


def test_no_envelope_is_printed_for_a_letter_that_is_not(office: Office, two: list[int]) -> None:
    office.field.raises(TaskKind.DECIDE, "incident")
    with office.field.world.database.write() as session:
        session.get_one(Task, two[0]).visit_at = paris("2026-03-24 10:30")
    client = office.comes()
    assert client.get("/taches/lettres/enveloppes.pdf?format=dl").location == "/taches/lettres"
    assert "pas d’enveloppe à imprimer" in client.get("/taches/lettres").text


def test_an_envelope_says_nothing_that_tells(office: Office, two: list[int]) -> None:
    with office.field.world.database.write() as session:
        session.scalars(select(Programme)).one().head_office = "Service loyers, 45000 Orléans"
    (envelope,) = pages(office.comes().get("/taches/lettres/enveloppes.pdf?format=c5").data)
    assert envelope.startswith("Camille Exemple")


def test_the_batch_says_what_is_wrong_with_an_address(office: Office, two: list[int]) -> None:
    with office.field.world.database.write() as session:
        point = session.scalars(
            select(ContactPoint).where(ContactPoint.kind == PointKind.POSTAL)
        ).one()
        point.value = pack(Address("rue " + "Anticonstitutionnelle" * 2, "", "45000", "Orléans"))
    page = office.comes().get("/taches/lettres/impression").text
    assert "Une ligne dépasse 38 signes" in page
    assert "Pas de numéro dans la voie" in page
    assert "La voie manque" in page  # Zoé's


def wants(office: Office, layout: Layout) -> None:
    """What the agreement says of the addresses of its letters."""
    with office.field.world.database.write() as session:
        session.scalars(select(Programme)).one().letter_layout = layout


def test_the_agreement_says_where_the_address_stands(office: Office, two: list[int]) -> None:
    client = office.comes()
    alone = f"/taches/{two[0]}/lettre"
    for page in ("/taches/lettres/impression", alone):
        assert re.findall(CHECKED, client.get(page).text) == ["main"]
    wants(office, Layout.WINDOW)
    for page in ("/taches/lettres/impression", alone):
        assert re.findall(CHECKED, client.get(page).text) == ["fenetre"]
    for path in (f"{LOT}?t={two[0]}", f"{LOT}?t={two[0]}&adresse=autre", f"{alone}.pdf"):
        assert "8 RUE DES CARMES" in pages(client.get(path).data)[-1]
    for path in (f"{LOT}?t={two[0]}&adresse=main", f"{alone}.pdf?adresse=main"):
        assert "8 RUE DES CARMES" not in pages(client.get(path).data)[-1]


def test_letters_of_two_agreements_each_follow_their_own(office: Office, two: list[int]) -> None:
    wants(office, Layout.WINDOW)
    with office.field.world.database.write() as session:
        first = session.scalars(select(Programme)).one()
        same = {column.key: getattr(first, column.key) for column in Programme.__table__.columns}
        other = Programme(**{**same, "id": 2, "code": "B", "letter_layout": Layout.BY_HAND})
        session.add(other)
        session.flush()
        zoe = session.get_one(Task, two[1])
        session.get_one(Case, zoe.case_id).programme_id = other.id
        here = pack(Address("9 rue des Carmes", "", "45000", "Orléans"))
        session.add(
            ContactPoint(
                person_id=session.scalars(select(Enrolment.person_id)).all()[-1],
                kind=PointKind.POSTAL,
                value=here,
                created_at=office.field.world.clock.now(),
            )
        )
    client = office.comes()
    page = client.get("/taches/lettres/impression").text
    assert re.findall(CHECKED, page) == [""]
    assert "comme le veut la convention de chaque dossier" in page
    _list, camille, *zoe_s = pages(client.get(f"{LOT}?adresse=").data)
    assert "8 RUE DES CARMES" in camille
    assert not any("9 RUE DES CARMES" in sheet for sheet in zoe_s)


def test_the_page_numbers_letters_as_the_posting_list_does(office: Office, two: list[int]) -> None:
    with office.field.world.database.write() as session:
        session.get_one(Task, two[0]).step = None  # it has no words: it is written by hand
    client = office.comes()
    page = client.get("/taches/lettres/impression").text
    assert re.findall(r'class="rank">(.)<', page) == ["–", "1"]
    assert "1 lettre, 2 feuilles" in page
    first, *_sheets = pages(client.get(LOT).data)
    assert "1 AHU-2026-0002 Zoé Exemple" in first
