"""The code of the phone: forced for those who lead, free for the others; and its spare codes."""

import re

import pytest

from outreach.staff.models import Role
from outreach.staff.rules import BY_CODE
from tests.staff.views.people import come_in, digits, hire, inside, leave, protect, row, scan
from tests.web.desk import PASSWORD, Desk

LEADERS = [Role.COORDINATOR, Role.ADMIN]


@pytest.mark.parametrize("role", LEADERS)
def test_who_leads_opens_nothing_before_a_second_factor(desk: Desk, role: Role) -> None:
    hire(desk, role)
    client = desk.stranger()
    assert come_in(client).headers["Location"].startswith("/compte/telephone")
    for path in ("/compte", "/equipe"):
        assert client.get(path).headers["Location"].startswith("/connexion")
    page = client.get("/compte/telephone")
    assert "Votre rôle le demande" in page.text
    protect(client)
    assert inside(client)
    assert row(desk).factor == "authenticator"


@pytest.mark.parametrize("role", LEADERS)
def test_who_is_promoted_while_in_sets_it_up_before_anything_else(desk: Desk, role: Role) -> None:
    client = desk.stranger()
    hire(desk)
    come_in(client)
    with desk.world.database.write() as session:
        session.merge(row(desk)).role = role
    for path in ("/compte", "/equipe", "/compte/mot-de-passe", "/compte/cles"):
        assert client.get(path).headers["Location"] == "/compte/telephone"
    assert "Se déconnecter" in client.get("/compte/telephone").text
    protect(client)
    assert inside(client)


def test_the_picture_is_drawn_here_and_leads_to_the_same_key(desk: Desk) -> None:
    hire(desk)
    client = desk.stranger()
    come_in(client)
    page = client.send("/compte/telephone", {"setup": "authenticator"}).text
    assert 'src="data:image/svg+xml;base64,' in page
    assert not re.findall(r'(?:href|src)="(?:https?:)?//', page)


def test_a_wrong_code_while_setting_up_keeps_the_key(desk: Desk) -> None:
    hire(desk, Role.ADMIN)
    client = desk.stranger()
    come_in(client)
    phone = scan(client.send("/compte/telephone", {"setup": "authenticator"}).text)
    wrong = client.send("/connexion/code", {"code": "000000", "next": "/compte"})
    assert wrong.status_code == 422
    assert "Essayez avec le suivant" in wrong.text
    assert 'name="next" value="/compte"' in wrong.text
    right = client.send("/connexion/code", {"code": digits(phone), "next": "/compte"})
    assert right.headers["Location"] == "/compte"


def test_the_secret_is_sealed(desk: Desk) -> None:
    hire(desk)
    client = desk.stranger()
    come_in(client)
    phone = protect(client)
    secret = row(desk).factor_secret
    assert secret
    assert phone.base32_key not in secret
    stored = (desk.world.database.url.database or "").encode()
    with open(stored, "rb") as file:
        assert secret.encode() not in file.read()


def test_whoever_has_a_phone_is_asked_for_its_code(desk: Desk) -> None:
    hire(desk)
    client = desk.stranger()
    come_in(client)
    phone = protect(client)
    leave(client)
    answer = come_in(client, next="/compte")
    assert answer.headers["Location"].startswith("/connexion/code")
    assert not inside(client)
    assert client.send("/connexion/code?next=/compte", {"code": "12"}).status_code == 422
    code = digits(phone, later=30)
    spaced = f" {code[:3]} {code[3:]} "
    answer = client.send("/connexion/code?next=/compte", {"code": spaced})
    assert answer.headers["Location"] == "/compte"
    assert inside(client)


def test_a_code_works_once(desk: Desk) -> None:
    hire(desk)
    client = desk.stranger()
    come_in(client)
    phone = protect(client)
    code = digits(phone, later=30)
    for status in (302, 422):
        other = desk.stranger()
        come_in(other)
        assert other.send("/connexion/code", {"code": code}).status_code == status


def test_codes_can_not_be_guessed(desk: Desk) -> None:
    hire(desk)
    client = desk.stranger()
    come_in(client)
    phone = protect(client)
    tries = BY_CODE[0].tries
    for number in range(tries):
        guess = desk.stranger()
        come_in(guess)
        assert guess.send("/connexion/code", {"code": f"{number:06d}"}).status_code == 422
    guess = desk.stranger()
    come_in(guess)
    answer = guess.send("/connexion/code", {"code": digits(phone, later=30)})
    assert answer.status_code == 429
    assert "Trop d’essais" in answer.text
    assert guess.send("/connexion/secours", {"code": "0000-0000-0000"}).status_code == 429


def test_nobody_gets_to_the_code_without_the_password(desk: Desk) -> None:
    hire(desk)
    client = desk.stranger()
    for path in ("/connexion/code", "/connexion/secours", "/connexion/choix", "/compte/telephone"):
        assert client.get(path).headers["Location"] == "/connexion"
        assert client.send(path, {"code": "123456"}).headers["Location"] == "/connexion"


def test_the_password_alone_never_replaces_a_phone(desk: Desk) -> None:
    hire(desk)
    client = desk.stranger()
    come_in(client)
    protect(client)
    secret = row(desk).factor_secret
    thief = desk.stranger()
    come_in(thief)
    answer = thief.send("/compte/telephone", {"setup": "authenticator"})
    assert answer.headers["Location"] == "/connexion"
    thief.send("/compte/telephone", {"setup": "disable"})
    assert row(desk).factor_secret == secret


def test_recovery_codes_are_shown_once_and_each_works_once(desk: Desk) -> None:
    hire(desk)
    client = desk.stranger()
    come_in(client)
    protect(client)
    assert "Vous n’en avez pas encore" in client.get("/compte/codes-de-secours").text
    page = client.send("/compte/codes-de-secours", {"generate_new_codes": "1"}).text
    codes = re.findall(r"<li><code>([\w-]+)</code>", page)
    assert len(codes) == 8
    later = client.get("/compte/codes-de-secours?show_codes=1").text
    assert "Il vous reste 8 codes" in later
    assert not [code for code in codes if code in later + (row(desk).recovery_codes or "")]
    for code, status in [("abcd", 422), (codes[0].upper().replace("-", " "), 302), (codes[0], 422)]:
        other = desk.stranger()
        come_in(other)
        assert other.send("/connexion/secours", {"code": code}).status_code == status
        assert inside(other) is (status == 302)
    assert "Il vous en reste 7" in client.get("/compte").text


def test_a_worker_may_do_without_again_and_a_leader_may_not(desk: Desk) -> None:
    for role, email, factor in [
        (Role.WORKER, "a@example.org", None),
        (Role.ADMIN, "b@example.org", "authenticator"),
    ]:
        hire(desk, role, email)
        client = desk.stranger()
        come_in(client, email)
        if role == Role.WORKER:
            client.get("/compte/telephone")
        protect(client)
        client.send("/compte/telephone", {"setup": "disable"})
        assert row(desk, email).factor == factor


def test_delicate_pages_ask_again_who_is_there(desk: Desk) -> None:
    hire(desk)
    client = desk.stranger()
    come_in(client)
    with client.session_transaction() as session:
        session["fs_paa"] -= 3600
    for path in ("/compte/cles", "/compte/codes-de-secours", "/compte/telephone"):
        assert client.get(path).headers["Location"] == f"/compte/confirmer?next={path}"
    assert client.send("/compte/confirmer", {"password": "not hers"}).status_code == 422
    answer = client.send("/compte/confirmer", {"password": PASSWORD, "next": "/compte/cles"})
    assert answer.headers["Location"] == "/compte/cles"
    assert client.get("/compte/cles").status_code == 200
