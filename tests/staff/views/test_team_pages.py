"""Équipe: who sees it, and what each of its buttons does."""

import re

import pytest

from outreach.staff.models import Role, Staff
from tests.staff.views.people import INES, come_in, hire, inside, protect, row
from tests.web.desk import PASSWORD, Desk, Visitor

NEW = {"first_name": "Zoé", "email": "zoe@example.org", "role": "worker", "team": "AHU Orléans"}


def link_of(page: str) -> str:
    found = re.search(r'value="http://127.0.0.1:8000(/invitation/\w{26})"', page)
    assert found, page
    return found[1]


@pytest.mark.parametrize("role", [Role.WORKER, Role.RECEPTION, Role.DPO])
def test_the_page_is_for_those_who_lead(desk: Desk, role: Role) -> None:
    client = desk.sign_in(role)
    hire(desk)
    for path in ("/equipe", "/equipe/inviter", "/equipe/1"):
        assert client.get(path).status_code == 403
    for path in ("/equipe/inviter", "/equipe/1/lien", "/equipe/1/role", "/equipe/1/fermer"):
        assert client.send(path, NEW).status_code == 403
    assert desk.stranger().get("/equipe").status_code == 303


def test_a_coordinator_reads_and_invites_and_changes_nothing_else(desk: Desk) -> None:
    ines = hire(desk)
    elsewhere = desk.sign_in(Role.WORKER, "Léo", team="AHU Montargis").staff
    client = desk.sign_in(Role.COORDINATOR)
    page = client.get("/equipe").text
    assert INES in page
    assert elsewhere
    assert elsewhere.email not in page
    assert client.get(f"/equipe/{elsewhere.id}").status_code == 404
    member = client.get(f"/equipe/{ines.id}").text
    assert "Donner un nouveau lien" in member
    assert "Changer le rôle" not in member
    for act in ("role", "fermer", "rouvrir", "second-facteur"):
        assert client.send(f"/equipe/{ines.id}/{act}", {"role": "admin"}).status_code == 403
    assert client.send(f"/equipe/{elsewhere.id}/lien").status_code == 404
    assert row(desk).role == Role.WORKER


def test_a_new_member_is_invited_and_comes_in(desk: Desk) -> None:
    client = desk.sign_in(Role.COORDINATOR)
    page = client.send("/equipe/inviter", NEW)
    assert page.status_code == 200
    link = link_of(page.text)
    assert "invitation en attente" in client.get("/equipe").text
    assert link not in client.get(f"/equipe/{row(desk, 'zoe@example.org').id}").text
    guest = desk.stranger()
    for _ in range(2):  # opening a link does not use it up
        assert "Bonjour Zoé" in guest.get(link).text
    answer = guest.send(link, {"password": "trop court", "again": "trop court"})
    assert answer.status_code == 422
    assert "Il faut 12 caractères au moins" in answer.text
    answer = guest.send(link, {"password": "douze lettres !", "again": "autre chose"})
    assert "Les deux mots de passe sont différents" in answer.text
    answer = guest.send(link, {"password": "douze lettres !", "again": "douze lettres !"})
    assert answer.headers["Location"] == "/connexion"
    assert "Connectez-vous" in guest.get("/connexion").text
    assert come_in(guest, "zoe@example.org", "douze lettres !").status_code == 302
    assert inside(guest)
    over = desk.stranger().get(link)
    assert over.status_code == 410
    assert "Ce lien ne marche plus" in over.text
    assert desk.stranger().send(link, {"password": "x" * 12, "again": "x" * 12}).status_code == 410


def test_a_form_that_is_not_right_keeps_what_was_typed(desk: Desk) -> None:
    hire(desk)
    client = desk.sign_in(Role.ADMIN)
    answer = client.send("/equipe/inviter", {**NEW, "email": "zoe", "first_name": " "})
    assert answer.status_code == 422
    assert "Écrivez un prénom" in answer.text
    answer = client.send("/equipe/inviter", {**NEW, "email": "zoe"})
    assert answer.status_code == 422
    assert "Écrivez une adresse" in answer.text
    assert 'value="Zoé"' in answer.text
    answer = client.send("/equipe/inviter", {**NEW, "email": INES.upper()})
    assert "Un compte a déjà cette adresse" in answer.text
    assert client.send("/equipe/inviter", {**NEW, "role": "landlord"}).status_code == 422
    answer = client.send("/equipe/inviter", {**NEW, "first_name": "Zoé\u2028Léa"})
    assert answer.status_code == 422


def test_a_coordinator_invites_into_their_team_and_roles_only(desk: Desk) -> None:
    client = desk.sign_in(Role.COORDINATOR)
    assert client.send("/equipe/inviter", {**NEW, "role": "admin"}).status_code == 422
    client.send("/equipe/inviter", {**NEW, "team": "AHU Montargis"})
    assert row(desk, "zoe@example.org").team == "AHU Orléans"


def test_a_forgotten_password_is_replaced_and_old_sessions_end(desk: Desk) -> None:
    ines = hire(desk)
    old = desk.stranger()
    come_in(old)
    link = link_of(desk.sign_in(Role.COORDINATOR).send(f"/equipe/{ines.id}/lien").text)
    assert inside(old)
    desk.stranger().send(link, {"password": "douze lettres !", "again": "douze lettres !"})
    assert not inside(old)
    assert come_in(desk.stranger()).status_code == 422


def admin_sends(desk: Desk, staff: Staff, act: str, **fields: str) -> tuple[Visitor, str]:
    """What an admin reads after pressing a button."""
    client = desk.sign_in(Role.ADMIN)
    answer = client.send(f"/equipe/{staff.id}/{act}", fields)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/equipe/{staff.id}")
    return client, client.get(answer.headers["Location"]).text


def test_an_admin_changes_a_role_as_the_page_showed_it(desk: Desk) -> None:
    ines = hire(desk)
    _, page = admin_sends(desk, ines, "role", shown="worker", role="reception")
    assert "Le rôle est changé." in page
    _, page = admin_sends(desk, ines, "role", shown="worker", role="reception")
    assert "C’était déjà fait." in page
    _, page = admin_sends(desk, ines, "role", shown="worker", role="admin")
    assert "Quelqu’un d’autre vient de changer ce compte" in page
    assert row(desk).role == Role.RECEPTION
    bad = desk.sign_in(Role.ADMIN).send(f"/equipe/{ines.id}/role", {"role": "king"})
    assert bad.status_code == 422


def test_an_admin_closes_and_opens_an_account(desk: Desk) -> None:
    ines = hire(desk)
    hers = desk.stranger()
    come_in(hers)
    _, page = admin_sends(desk, ines, "fermer")
    assert "Le compte est fermé" in page
    assert not inside(hers)
    assert "Donner un nouveau lien" not in page
    _, page = admin_sends(desk, ines, "rouvrir")
    assert "Le compte est rouvert" in page
    assert not inside(hers)  # an old session stays closed
    assert come_in(desk.stranger()).status_code == 302


def test_an_admin_forgets_a_lost_phone(desk: Desk) -> None:
    ines = hire(desk, Role.COORDINATOR)
    hers = desk.stranger()
    come_in(hers)
    protect(hers)
    _, page = admin_sends(desk, ines, "second-facteur")
    assert "sont oubliés" in page
    assert not inside(hers)
    assert come_in(desk.stranger()).headers["Location"].startswith("/compte/telephone")


def test_an_admin_does_not_touch_their_own_place(desk: Desk) -> None:
    client = desk.sign_in(Role.ADMIN)
    assert client.staff
    for act in ("role", "fermer", "second-facteur"):
        _, page = admin_sends(desk, client.staff, act, shown="admin", role="worker")
        assert "on ne change pas sa propre place" in page
    assert "C’est votre compte" in page
    assert inside(client)


def test_an_unknown_member_is_no_page(desk: Desk) -> None:
    client = desk.sign_in(Role.ADMIN)
    for number in ("99", str(10**30)):
        assert client.get(f"/equipe/{number}").status_code == 404
        assert client.send(f"/equipe/{number}/fermer").status_code == 404


def test_titles_name_nobody(desk: Desk) -> None:
    ines = hire(desk)
    page = desk.sign_in(Role.ADMIN).get(f"/equipe/{ines.id}").text
    assert f"<title>{ines.code} · AHU</title>" in page


def test_a_link_is_the_new_one_only_after_a_second_press(desk: Desk) -> None:
    ines = hire(desk)
    client = desk.sign_in(Role.ADMIN)
    first, second = (link_of(client.send(f"/equipe/{ines.id}/lien").text) for _ in range(2))
    assert desk.stranger().get(first).status_code == 410
    assert desk.stranger().get(second).status_code == 200
    _, page = admin_sends(desk, ines, "lien/retirer")
    assert "Le lien ne marche plus." in page
    assert desk.stranger().get(second).status_code == 410
    assert PASSWORD not in page
