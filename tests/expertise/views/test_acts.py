"""What is changed on the page of a case: each needs a word, and none is done twice."""

import pytest
from sqlalchemy import select, update

from outreach.cases.models import Case, Referral
from outreach.people.models import ContactPoint, OptOut, OptOutKind, Person, PointKind
from outreach.people.rules.addresses import unpack
from outreach.staff.models import Role
from outreach.tasks.models import TaskKind
from tests.expertise.views.conftest import Office
from tests.expertise.views.test_case import PLACE, REF, plain
from tests.world import add_case

PERSON = f"{PLACE}/personne/1"
NEW = "06 39 98 00 44"
HOME = {"line": "17 rue de la Source", "postcode": "45160", "town": "Olivet"}


def point_id(office: Office, kind: str = "mobile") -> int:
    with office.field.world.database.read() as session:
        return session.scalars(select(ContactPoint.id).where(ContactPoint.kind == kind)).one()


def the(office: Office, model: type) -> object:
    with office.field.world.database.read() as session:
        return session.scalars(select(model).order_by(model.id)).first()  # type: ignore[attr-defined]


def test_a_name_is_corrected_and_a_language_is_confirmed_only_when_chosen(office: Office) -> None:
    client = office.comes()
    form = client.get(PERSON).text
    assert 'value="Camille"' in form
    fields = {"first_name": "CAMILLE-LOU", "last_name": "Exemple", "language": "", "can_read": "no"}
    answer = client.send(PERSON, fields)
    assert (answer.status_code, answer.location) == (303, PLACE)
    person = the(office, Person)
    assert isinstance(person, Person)
    assert (person.first_name, person.can_read) == ("Camille-Lou", "no")
    assert not person.language_confirmed
    client.send(PERSON, {**fields, "language": "ar"})
    person = the(office, Person)
    assert isinstance(person, Person)
    assert (person.language, person.language_confirmed) == ("ar", True)
    assert "C’est corrigé" in client.get(PLACE).text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"first_name": ""}, "Écrivez le prénom"),
        ({"first_name": "?ukran"}, "Ce nom est abîmé"),
        ({"first_name": "a" * 61}, "60"),
        ({"language": "zz"}, "choix"),
        ({"can_read": "zz"}, "choix"),
    ],
)
def test_a_bad_correction_is_shown_again_with_what_was_typed(
    office: Office, fields: dict[str, str], sentence: str
) -> None:
    good = {"first_name": "Lou", "last_name": "Martin", "language": "", "can_read": "yes"}
    answer = office.comes().send(PERSON, {**good, **fields})
    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Martin"' in answer.text
    person = the(office, Person)
    assert isinstance(person, Person)
    assert person.first_name == "Camille"


def test_a_number_is_given_and_tried_first(office: Office) -> None:
    client = office.comes()
    assert client.get(f"{PERSON}/contact").status_code == 200
    answer = client.send(f"{PERSON}/contact", {"way": NEW})
    assert (answer.status_code, answer.location) == (303, PLACE)
    assert NEW in plain(client.get(PLACE).text)
    client.send(f"{PERSON}/contact", {"way": NEW})
    assert "déjà ainsi" in client.get(PLACE).text


def test_a_number_that_refused_or_can_not_be_read_is_explained(office: Office) -> None:
    database = office.field.world.database
    with database.write() as session:
        hashed = database.fingerprint("+33639980044")
        now = office.field.world.clock.now()
        session.add(OptOut(value_hash=hashed, kind=OptOutKind.STOP, at=now, source="sms"))
    client = office.comes()
    refused = client.send(f"{PERSON}/contact", {"way": NEW})
    assert refused.status_code == 422
    assert "a refusé tout contact" in refused.text
    unread = client.send(f"{PERSON}/contact", {"way": "chez sa mère"})
    assert unread.status_code == 422
    assert 'value="chez sa mère"' in unread.text


def test_an_address_is_given(office: Office) -> None:
    client = office.comes()
    assert client.get(f"{PERSON}/adresse").status_code == 200
    answer = client.send(f"{PERSON}/adresse", {**HOME, "complement": "Bât. B"})
    assert (answer.status_code, answer.location) == (303, PLACE)
    with office.field.world.database.read() as session:
        packed = session.scalars(
            select(ContactPoint.value).where(ContactPoint.kind == PointKind.POSTAL)
        ).one()
    assert unpack(str(packed)).complement == "Bât. B"
    assert 'value="17 rue de la Source"' in client.get(f"{PERSON}/adresse").text
    bad = client.send(f"{PERSON}/adresse", {**HOME, "postcode": "zz"})
    assert bad.status_code == 422
    assert "cinq chiffres" in bad.text


@pytest.mark.parametrize("place", ["", "/contact", "/adresse"])
def test_nobody_of_another_case_is_corrected_here(office: Office, place: str) -> None:
    add_case(office.field.world, phone="+33639980077", email=None)
    client = office.comes()
    assert client.get(f"{PLACE}/personne/2{place}").status_code == 404
    assert client.send(f"{PLACE}/personne/2{place}", {"way": NEW, **HOME}).status_code == 404


def test_one_click_makes_a_contact_discreet_and_back(office: Office) -> None:
    client, number = office.comes(), point_id(office)
    answer = client.send(f"{PLACE}/contact/{number}/discret")
    assert (answer.status_code, answer.location) == (303, PLACE)
    page = plain(client.get(PLACE).text)
    assert "mode discret" in page
    assert "rien d'automatique ne part vers ce numéro ou cette adresse" in page
    client.send(f"{PLACE}/contact/{number}/discret")
    assert "déjà ainsi" in client.get(PLACE).text
    client.send(f"{PLACE}/contact/{number}/ordinaire")
    with office.field.world.database.read() as session:
        assert not session.get_one(ContactPoint, number).discreet


def test_a_doubtful_contact_is_confirmed_or_taken_away(office: Office) -> None:
    client, number = office.comes(), point_id(office)
    with office.field.world.database.write() as session:
        session.execute(update(ContactPoint).where(ContactPoint.id == number).values(to_confirm=1))
    assert "à confirmer" in client.get(PLACE).text
    client.send(f"{PLACE}/contact/{number}/confirmer")
    with office.field.world.database.read() as session:
        assert not session.get_one(ContactPoint, number).to_confirm
    client.send(f"{PLACE}/contact/{number}/retirer")
    assert "•••" in client.get(PLACE).text or "••" in client.get(PLACE).text


def test_an_act_or_a_contact_that_is_none_is_no_page(office: Office) -> None:
    other = add_case(office.field.world, phone="+33639980077", email=None)
    client, number = office.comes(), point_id_of(office, "+33639980010")
    assert client.send(f"{PLACE}/contact/{number}/effacer").status_code == 404
    assert client.send(f"{PLACE}/contact/999/discret").status_code == 404
    assert client.send(f"/dossiers/{other}/contact/{number}/discret").status_code == 404
    assert client.get(f"{PLACE}/contact/{number}/discret").status_code == 405


def point_id_of(office: Office, value: str) -> int:
    database = office.field.world.database
    with database.read() as session:
        hashed = database.fingerprint(value)
        rows = select(ContactPoint.id).where(ContactPoint.value_hash == hashed)
        return session.scalars(rows).one()


def test_a_case_is_entrusted_to_somebody_of_the_team(office: Office) -> None:
    client = office.comes()
    assert client.staff is not None
    client.send(f"{PLACE}/confier", {"to": str(client.staff.id)})
    assert "suivi par Valérie" in client.get(PLACE).text
    assert REF in client.get("/dossiers?qui=moi").text
    client.send(f"{PLACE}/confier", {"to": "999"})
    assert "Choisissez quelqu’un" in client.get(PLACE).text
    client.send(f"{PLACE}/confier", {"to": "zz"})
    assert "Choisissez quelqu’un" in client.get(PLACE).text
    client.send(f"{PLACE}/confier", {"to": "0"})
    assert "sans référent" in client.get(PLACE).text


def test_a_pause_is_asked_and_said(office: Office) -> None:
    client = office.comes()
    assert "ne reprennent jamais seuls" in client.get(f"{PLACE}/pause").text
    bad = client.send(f"{PLACE}/pause", {"until": "2020-01-01"})
    assert bad.status_code == 422
    assert "jour à venir" in bad.text
    unread = client.send(f"{PLACE}/pause", {"until": "demain"})
    assert unread.status_code == 422
    assert 'value="demain"' in unread.text
    answer = client.send(f"{PLACE}/pause", {"until": "2026-03-20"})
    assert (answer.status_code, answer.location) == (303, PLACE)
    page = plain(client.get(PLACE).text)
    assert "En pause : décision de l'équipe" in page
    assert "à revoir le vendredi 20 mars" in page


def test_a_case_is_closed_for_a_reason(office: Office) -> None:
    client = office.comes()
    page = client.get(f"{PLACE}/clore").text
    assert "Demande retirée" in page
    assert "Accompagnement terminé" not in page, "contact was never made"
    missing = client.send(f"{PLACE}/clore", {"note": "elle a déménagé"})
    assert missing.status_code == 422
    assert "Choisissez une raison" in missing.text
    assert "elle a déménagé" in missing.text
    assert client.send(f"{PLACE}/clore", {"reason": "completed"}).status_code == 422
    answer = client.send(f"{PLACE}/clore", {"reason": "withdrawn", "note": ""})
    assert (answer.status_code, answer.location) == (303, PLACE)
    page = plain(client.get(PLACE).text)
    assert "Clos (demande retirée)" in page
    assert "Clore…" not in page


def test_nobody_closes_over_an_alert(office: Office) -> None:
    office.field.hears("je veux mourir")
    answer = office.comes().send(f"{PLACE}/clore", {"reason": "withdrawn"})
    assert answer.status_code == 422
    assert "Une alerte est ouverte" in answer.text


def test_closing_twice_closes_once(office: Office) -> None:
    client = office.comes()
    client.send(f"{PLACE}/clore", {"reason": "withdrawn"})
    before = office.field.events()
    assert client.send(f"{PLACE}/clore", {"reason": "withdrawn"}).status_code in (303, 422)
    assert office.field.events() == before


def test_the_landlords_remark_is_kept_or_erased(office: Office) -> None:
    with office.field.world.database.write() as session:
        session.execute(update(Referral).values(visit_remark="Attention au chien"))
    office.field.raises(TaskKind.DECIDE, "remark_to_review")
    client = office.comes()
    assert "à relire" in client.get(PLACE).text
    client.send(f"{PLACE}/remarque", {"word": "garder"})
    page = client.get(PLACE).text
    assert "Attention au chien" in page
    assert "à relire" not in page
    client.send(f"{PLACE}/remarque", {"word": "effacer"})
    assert "chien" not in client.get(PLACE).text
    assert client.send(f"{PLACE}/remarque", {"word": "zz"}).status_code == 400


WRITES = [
    ("personne/1", {"first_name": "X", "language": "", "can_read": "yes"}),
    ("personne/1/contact", {"way": NEW}),
    ("personne/1/adresse", HOME),
    ("contact/1/discret", {}),
    ("contact/1/confirmer", {}),
    ("contact/1/retirer", {}),
    ("confier", {"to": "0"}),
    ("pause", {}),
    ("clore", {"reason": "withdrawn"}),
    ("remarque", {"word": "effacer"}),
]


@pytest.mark.parametrize(("place", "fields"), WRITES)
def test_only_those_who_follow_cases_of_the_team_change_one(
    office: Office, place: str, fields: dict[str, str]
) -> None:
    before = office.field.events()
    for role in (Role.RECEPTION, Role.ADMIN, Role.DPO):
        assert office.web.sign_in(role).send(f"{PLACE}/{place}", fields).status_code == 403
    stranger = office.web.sign_in(Role.COORDINATOR, team="Ailleurs")
    assert stranger.send(f"{PLACE}/{place}", fields).status_code == 404
    assert office.web.stranger().send(f"{PLACE}/{place}", fields).status_code == 303
    unprotected = office.comes().post(f"{PLACE}/{place}", data=fields)
    assert unprotected.status_code == 400
    assert office.field.events() == before
    case = the(office, Case)
    assert isinstance(case, Case)
    assert case.state == "contacting"
