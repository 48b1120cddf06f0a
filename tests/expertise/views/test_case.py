"""The page of a case: everything for those who work on it, its front for those who receive."""

import re

import pytest
from sqlalchemy import delete, select, update

from outreach.cases.models import Case, Referral
from outreach.people.models import ContactPoint, Person
from outreach.sequences.models import Enrolment
from outreach.staff.models import Role
from outreach.staff.rules import DEFAULT_TEAM
from outreach.tasks.models import TaskKind
from tests.expertise.views.conftest import Office
from tests.fieldwork.desk import MONDAY, NUMBER
from tests.world import add_person

REF = "AHU-2026-0001"
PLACE = f"/dossiers/{REF}"


def plain(page: str) -> str:
    """What is read, with plain spaces and apostrophes."""
    text = re.sub(r"<[^>]+>", " ", page)
    return re.sub(r"\s+", " ", text.replace("’", "'").replace("&#39;", "'"))


def shows(office: Office, role: Role = Role.WORKER) -> str:
    answer = office.web.sign_in(role).get(PLACE)
    assert answer.status_code == 200
    return plain(answer.text)


def test_it_holds_the_people_their_contacts_and_what_is_planned(office: Office) -> None:
    page = shows(office)
    for part in (
        *("Camille Exemple", "06 39 98 00 10", "camille@example.org", "utilisable"),
        *("Envois prévus", "Lettre d'information", "à faire, prévu le lundi 2 mars"),
        *("Demande du bailleur", "LL-AHU-2026-0001", "journal intact"),
        *("Lettre à poster", "aucune tentative comptée"),
    ):
        assert part in page


def test_the_next_message_is_dated_and_explained(office: Office) -> None:
    office.field.done(office.field.find("step"), "posted", MONDAY)
    page = shows(office)
    assert re.search(
        r"partira lundi 9 mars à \d+ h( \d+)? ?, parce que c'est la date prévue par le scénario",
        page,
    )
    assert "1 tentative comptée" in page
    assert "Postée, lundi 2 mars" in page


def test_a_pause_says_that_nothing_leaves_and_what_would_follow(office: Office) -> None:
    office.field.done(office.field.find("step"), "posted", MONDAY)
    office.field.world.tick("2026-03-10 18:50")
    office.field.hears("Bonjour")
    page = shows(office)
    assert "En pause : réponse reçue" in page
    assert "Rien ne part sans vous" in page
    assert "si vous reprenez :" in page
    assert "Reprendre…" in page
    assert 'href="/fils/1/reprendre"' in office.comes().get(PLACE).text


def test_a_refusal_ends_the_line(office: Office) -> None:
    office.field.hears("STOP")
    page = shows(office)
    assert "Terminés : la personne a dit STOP" in page
    assert "ils ne reprendront pas" in page
    assert "Reprendre…" not in page
    assert "Décider de la suite" in page
    assert "ne plus écrire" in page


def test_why_a_case_is_not_eligible_is_said(office: Office) -> None:
    with office.field.world.database.write() as session:
        session.execute(
            update(Case).values(state="ineligible", eligible=False, reasons=["guarantor_unknown"])
        )
        session.execute(update(Enrolment).values(state="finished"))
    page = shows(office)
    assert "Hors convention" in page
    assert "On ne sait pas s'il y a un garant" in page
    office.field.raises(TaskKind.DECIDE, "to_check")
    assert "le dossier peut encore être accepté" in shows(office)


def test_a_broken_journal_is_not_hidden(office: Office) -> None:
    with office.field.world.database.write() as session:
        session.execute(update(Case).values(journal_length=Case.journal_length + 1))
    assert "journal abîmé" in shows(office)


def test_no_personal_data_stands_in_the_title(office: Office) -> None:
    page = office.comes().get(PLACE).text
    title = re.search(r"<title>(.*?)</title>", page)
    assert title
    assert title[1].startswith(REF)
    assert "Camille" not in title[1]


def test_lower_case_is_the_same_case_and_another_is_none(office: Office) -> None:
    client = office.comes()
    assert client.get(PLACE.lower()).status_code == 200
    assert client.get("/dossiers/AHU-2026-0999").status_code == 404
    assert client.get("/dossiers/%25").status_code == 404


@pytest.mark.parametrize(
    ("role", "team", "status"),
    [
        (Role.WORKER, DEFAULT_TEAM, 200),
        (Role.COORDINATOR, DEFAULT_TEAM, 200),
        (Role.RECEPTION, DEFAULT_TEAM, 200),
        (Role.DPO, "Ailleurs", 200),
        (Role.WORKER, "Ailleurs", 404),
        (Role.COORDINATOR, "Ailleurs", 404),
        (Role.RECEPTION, "Ailleurs", 404),
        (Role.ADMIN, DEFAULT_TEAM, 403),
    ],
)
def test_who_may_open_it(office: Office, role: Role, team: str, status: int) -> None:
    assert office.web.sign_in(role, team=team).get(PLACE).status_code == status


def test_reception_reads_the_front_only(office: Office) -> None:
    office.field.done(office.field.find("step"), "posted", MONDAY)
    office.field.world.tick("2026-03-10 18:50")
    office.field.hears("je veux mourir")
    with office.field.world.database.write() as session:
        session.execute(update(Referral).values(visit_remark="Attention au chien"))
    page = shows(office, Role.RECEPTION)
    assert "06 39 98 00 10" in page
    assert "Décision à prendre" in page
    for hidden in (
        *("Envois prévus", "Tentatives de contact", "Demande du bailleur", "réponse", "chien"),
        *("Clore", "Mode discret", "Corriger", "Confier", "lire le message", "journal"),
    ):
        assert hidden not in page


def test_the_dpo_reads_everything_and_changes_nothing(office: Office) -> None:
    page = office.web.sign_in(Role.DPO).get(PLACE).text
    assert "Envois prévus" in page
    assert "Tentatives de contact" in page
    assert page.count("<form") == 1, "to sign out"


def test_whoever_is_concerned_reads_why_others_that_it_is_restricted(office: Office) -> None:
    office.field.hears("je veux mourir")
    claire = office.comes(first_name="Claire")
    assert claire.staff is not None
    with office.field.world.database.write() as session:
        session.execute(update(Case).values(owner_id=claire.staff.id))
    assert "alerte, accès restreint" in plain(office.comes().get(PLACE).text)
    assert "alerte : lire le message" in plain(claire.get(PLACE).text)


def test_names_in_any_script_keep_their_direction(office: Office) -> None:
    with office.field.world.database.write() as session:
        session.execute(update(Person).values(first_name="محمد", last_name="علي", language="ar"))
    assert '<bdi dir="auto">محمد علي</bdi>' in office.comes().get(PLACE).text


def test_a_case_whose_people_were_erased_still_opens(office: Office) -> None:
    with office.field.world.database.write() as session:
        session.execute(delete(ContactPoint))
        session.execute(update(Person).values(first_name=None, last_name=None))
    page = shows(office)
    assert "Aucun numéro, aucune adresse" in page


def test_somebody_elses_number_is_masked(office: Office) -> None:
    with office.field.world.database.write() as session:
        point = session.scalars(select(ContactPoint).where(ContactPoint.kind == "mobile")).one()
        point.status = "wrong_person"
    page = shows(office)
    assert "quelqu'un d'autre" in page
    assert "06 39 98 00 10" not in page
    assert NUMBER not in page


def test_a_household_shows_each_with_their_own_line(office: Office) -> None:
    add_person(office.field.world, REF)
    page = shows(office)
    assert page.count("Envois prévus") == 2
    assert "Dominique Exemple" in page


def test_differences_lead_to_where_they_are_settled(office: Office) -> None:
    with office.field.world.database.write() as session:
        session.execute(update(Referral).values(proposed="{}"))
    page = office.comes().get(PLACE).text
    assert "différences à valider" in page
    assert f"/importer/differences/{REF}" in page
