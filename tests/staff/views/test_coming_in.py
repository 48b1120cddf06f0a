"""Coming in with a password, and what keeps others out."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from outreach.app import create_app
from outreach.staff.models import Role, Staff, Try
from outreach.staff.rules import BY_ACCOUNT, BY_DEVICE
from outreach.staff.services.doorkeeper import at_the_door, knock
from outreach.staff.views.door.address import caller, entrance
from tests.staff.views.people import INES, come_in, hire, inside, leave, row
from tests.web.desk import PASSWORD, Desk, Visitor


def fail(desk: Desk, client: Visitor, email: str = INES) -> None:
    """As many wrong tries as are heard: each costs a slow hash, so all but one are only counted."""
    for _ in range(BY_ACCOUNT[0].tries - 1):
        keys = at_the_door(email, "127.0.0.1")
        assert knock(desk.world.database, desk.world.clock, keys) is None
    assert come_in(client, email, "not her password").status_code == 422


def test_somebody_of_the_team_comes_in_and_leaves(desk: Desk) -> None:
    hire(desk)
    client = desk.stranger()
    assert "Se connecter" in client.get("/connexion").text
    answer = come_in(client, email=" Ines@Example.ORG ")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert inside(client)
    assert row(desk).seen_at == desk.world.clock.now()
    leave(client)
    assert client.get("/compte").headers["Location"] == "/connexion?next=/compte"


def test_an_accent_typed_on_another_keyboard_is_the_same_password(desk: Desk) -> None:
    hire(desk)
    client = desk.sign_in()
    typed = {"password": PASSWORD, "new_password": "étés à la plage"}
    client.send("/compte/mot-de-passe", {**typed, "new_password_confirm": "étés à la plage"})
    assert client.staff
    assert (
        come_in(
            desk.stranger(), client.staff.email, "e\u0301te\u0301s a\u0300 la plage"
        ).status_code
        == 302
    )


def test_a_wrong_pair_says_nothing_of_who_is_here(desk: Desk) -> None:
    hire(desk)
    pages = set()
    for email, password in [
        (INES, "not her password"),
        (INES, "x\0" + "y" * 400),
        ("nobody@example.org", PASSWORD),
        ("no address", PASSWORD),
    ]:
        answer = come_in(desk.stranger(), email, password)
        assert answer.status_code == 422
        assert "ne vont pas ensemble" in answer.text
        assert password not in answer.text
        pages.add(re.sub(r'(value|nonce)="[^"]*"', "", answer.text))
    assert len(pages) == 1


def test_what_is_missing_is_said_and_counts_for_nothing(desk: Desk) -> None:
    client = desk.stranger()
    answer = come_in(client, "", "")
    assert answer.status_code == 422
    assert "Écrivez votre adresse e-mail." in answer.text
    assert "Écrivez votre mot de passe." in answer.text
    assert come_in(client, INES, "x" * 501).status_code == 422
    with desk.world.database.read() as session:
        assert session.query(Try).count() == 0


def test_an_account_without_a_password_yet_does_not_open(desk: Desk) -> None:
    hire(desk)
    with desk.world.database.write() as session:
        session.get_one(Staff, row(desk).id).password_hash = ""
    assert come_in(desk.stranger(), password="x").status_code == 422
    assert come_in(desk.stranger(), password=PASSWORD).status_code == 422


def test_a_closed_account_says_so_to_its_owner_only(desk: Desk) -> None:
    hire(desk)
    client = desk.stranger()
    come_in(client)
    with desk.world.database.write() as session:
        session.get_one(Staff, row(desk).id).active = False
    assert not inside(client)  # at once
    assert "Ce compte est fermé" in come_in(desk.stranger()).text
    assert "fermé" not in come_in(desk.stranger(), password="not her password").text


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org",
        "/\\example.org",
        "\\\\example.org",
        "/%09/example.org",
        "\t//example.org",
        "javascript:alert(1)",
        "http:example.org",
        "////example.org",
    ],
)
def test_nobody_is_led_elsewhere(desk: Desk, elsewhere: str) -> None:
    hire(desk)
    answer = come_in(desk.stranger(), next=elsewhere)
    assert answer.status_code == 400
    page = desk.stranger().get("/connexion", query_string={"next": elsewhere})
    assert page.status_code == 400


def test_one_comes_back_to_the_page_one_wanted(desk: Desk) -> None:
    hire(desk)
    client = desk.stranger()
    assert client.get("/compte").headers["Location"] == "/connexion?next=/compte"
    assert 'name="next" value="/compte"' in client.get("/connexion?next=/compte").text
    assert come_in(client, next="/compte").headers["Location"] == "/compte"


def test_who_guesses_is_slowed_down_and_told_until_when(desk: Desk) -> None:
    hire(desk)
    client = desk.stranger()
    fail(desk, client)
    answer = come_in(client)
    assert answer.status_code == 429
    assert "Vous pourrez recommencer à 10\u202fh\u202f15" in answer.text
    assert come_in(desk.stranger()).status_code == 429
    assert come_in(desk.stranger(), "nobody@example.org").status_code == 422
    desk.world.clock.advance(timedelta(minutes=15))
    assert come_in(client).status_code == 302


def test_accounts_that_do_not_exist_are_slowed_down_too(desk: Desk) -> None:
    client = desk.stranger()
    fail(desk, client, "nobody@example.org")
    assert come_in(client, "nobody@example.org").status_code == 429


def test_nobody_shuts_a_colleague_out_of_their_own_browser(desk: Desk) -> None:
    hire(desk)
    hers = desk.stranger()
    come_in(hers)
    leave(hers)
    fail(desk, desk.stranger())
    assert come_in(desk.stranger()).status_code == 429
    assert come_in(hers).status_code == 302
    leave(hers)
    cookie = hers.get_cookie("appareil")
    assert cookie
    device = f"appareil={cookie.value}"
    for _ in range(BY_DEVICE[0].tries):  # a stolen computer guesses no faster
        with desk.app.test_request_context("/connexion", headers={"Cookie": device}):
            assert knock(desk.world.database, desk.world.clock, entrance(INES)) is None
    assert come_in(hers).status_code == 429


@pytest.mark.parametrize(
    ("direct", "passed_on", "seen"),
    [
        ("203.0.113.7", None, "203.0.113.7"),
        ("203.0.113.7", "198.51.100.9", "203.0.113.7"),  # nobody names another address for itself
        ("127.0.0.1", "198.51.100.9, 203.0.113.8", "203.0.113.8"),
        ("10.0.0.2", "198.51.100.9,2001:db8::1", "2001:db8::1"),
        ("127.0.0.1", "nonsense", "127.0.0.1"),
    ],
)
def test_a_proxy_of_ours_tells_whose_try_it_is(
    desk: Desk, direct: str, passed_on: str | None, seen: str
) -> None:
    headers = {"X-Forwarded-For": passed_on} if passed_on else {}
    with desk.app.test_request_context(
        "/connexion", headers=headers, environ_base={"REMOTE_ADDR": direct}
    ):
        assert caller() == seen


def test_a_session_lasts_a_day_of_work(desk: Desk) -> None:
    hire(desk)
    client = desk.stranger()
    come_in(client)
    with client.session_transaction() as session:
        session["fs_paa"] -= 12 * 3600 - 60
    assert inside(client)
    with client.session_transaction() as session:
        session["fs_paa"] -= 120
    assert not inside(client)


def test_cookies_are_out_of_reach(desk: Desk) -> None:
    hire(desk)
    for line in come_in(desk.stranger()).headers.getlist("Set-Cookie"):
        assert "HttpOnly" in line
        assert "SameSite=Lax" in line
        assert "Secure" not in line  # this desk's public address is http
        assert INES not in line


def test_no_token_in_an_address_opens_anything(desk: Desk) -> None:
    hire(desk)
    client = desk.stranger()
    answer = client.send("/connexion?include_auth_token=1", {"email": INES, "password": PASSWORD})
    assert "auth_token" not in answer.text
    serializer = desk.app.extensions["security"].remember_token_serializer
    token = serializer.dumps({"ver": "5", "uid": row(desk).session_key, "exp": 0, "fs_paa": 0})
    assert desk.stranger().get(f"/compte?auth_token={token}").status_code == 303


def test_a_database_that_is_away_is_said_on_a_page_to_whoever_is_in(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    client = desk.sign_in()
    with desk.world.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE staff RENAME TO away"))
    answer = client.get("/compte")
    assert (answer.status_code, answer.mimetype) == (503, "text/html")
    assert "momentanément indisponible" in answer.text
    assert client.get("/healthz").status_code == 200
    assert "Traceback" not in capsys.readouterr().out


def test_only_forms_are_read(desk: Desk) -> None:
    page = desk.stranger()
    found = re.search(r'name="csrf_token" value="([^"]+)"', page.get("/connexion").text)
    assert found
    odd = {"email": {"not": "text"}, "password": ["x"]}
    answer = page.post("/connexion", json=odd, headers={"X-CSRFToken": found[1]})
    assert answer.status_code == 415


def test_a_form_from_elsewhere_is_refused(desk: Desk) -> None:
    hire(desk)
    fields = {"email": INES, "password": PASSWORD}
    assert desk.stranger().post("/connexion", data=fields).status_code == 400
    assert desk.sign_in(Role.WORKER).post("/deconnexion").status_code == 400


def test_over_https_cookies_stay_there(desk: Desk) -> None:
    settings = desk.parts.settings.model_copy(update={"public_url": "https://outreach.example.org"})
    app = create_app(replace(desk.parts, settings=settings), desk.ears)
    answer = app.test_client().get("/connexion", base_url="https://outreach.example.org")
    (cookie,) = answer.headers.getlist("Set-Cookie")
    assert cookie.startswith("__Host-session=")
    assert "Secure" in cookie
