"""Mon compte: what everybody may do about their own, the DPO too."""

import pytest

from outreach.staff.models import Role
from tests.staff.views.people import come_in, hire, inside, protect, row
from tests.web.desk import PASSWORD, Desk


@pytest.mark.parametrize("role", list(Role))
def test_everybody_has_an_account(desk: Desk, role: Role) -> None:
    client = desk.sign_in(role)
    page = client.get("/compte")
    assert page.status_code == 200
    assert client.staff
    assert client.staff.email in page.text
    answer = client.send("/compte/prenom", {"first_name": " Maud "})
    assert answer.status_code == 303
    assert row(desk, client.staff.email).first_name == "Maud"


def test_a_name_that_can_not_be_is_said(desk: Desk) -> None:
    client = desk.sign_in()
    for name in ("", "é" * 61, "Léa\u2028Léo"):
        answer = client.send("/compte/prenom", {"first_name": name})
        assert answer.status_code == 422
        assert "de 1 à 60 caractères" in answer.text


def test_a_new_password_ends_every_other_session(desk: Desk) -> None:
    hire(desk)
    hers, other = desk.stranger(), desk.stranger()
    come_in(hers)
    come_in(other)
    new = {"new_password": "treize lettres", "new_password_confirm": "treize lettres"}
    wrong = hers.send("/compte/mot-de-passe", {"password": "not hers", **new})
    assert wrong.status_code == 422
    assert "Ce n’est pas le bon mot de passe" in wrong.text
    assert "treize lettres" not in wrong.text
    short = {"new_password": "court", "new_password_confirm": "court"}
    answer = hers.send("/compte/mot-de-passe", {"password": PASSWORD, **short})
    assert "Il faut 12 caractères au moins" in answer.text
    answer = hers.send("/compte/mot-de-passe", {"password": PASSWORD, **new})
    assert answer.headers["Location"] == "/compte"
    assert inside(hers)
    assert not inside(other)
    assert come_in(desk.stranger()).status_code == 422
    assert come_in(desk.stranger(), password="treize lettres").status_code == 302


def test_guessing_the_password_of_an_open_session_is_slowed_down(desk: Desk) -> None:
    hire(desk)
    client = desk.stranger()
    come_in(client)
    new = {"new_password": "treize lettres", "new_password_confirm": "treize lettres"}
    answers = [
        client.send("/compte/mot-de-passe", {"password": "not hers", **new}).status_code
        for _ in range(4)
    ]
    assert answers == [422] * 4
    assert client.send("/compte/confirmer", {"password": "not hers"}).status_code == 422
    assert client.send("/compte/confirmer", {"password": PASSWORD}).status_code == 429


def test_signing_out_everywhere(desk: Desk) -> None:
    hire(desk)
    hers, other = desk.stranger(), desk.stranger()
    come_in(hers)
    come_in(other)
    answer = hers.send("/compte/deconnecter-partout")
    assert answer.headers["Location"] == "/connexion"
    assert not inside(hers)
    assert not inside(other)


def test_the_page_says_what_protects_the_account(desk: Desk) -> None:
    hire(desk)
    client = desk.stranger()
    come_in(client)
    assert "Protéger mon compte" in client.get("/compte").text
    protect(client)
    page = client.get("/compte").text
    assert "Changer de téléphone" in page
    assert "Faire mes codes de secours" in page
