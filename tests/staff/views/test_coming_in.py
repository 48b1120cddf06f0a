"""Coming in: password, second factor, recovery codes; and what keeps others out."""

import re
from datetime import timedelta

import pytest
from passlib.totp import TOTP
from sqlalchemy import select

from outreach.staff.models import Role, Staff, Try
from outreach.staff.services import accounts, team
from tests.web.desk import PASSWORD, Desk, Visitor

LEADER, WORKER = Role.COORDINATOR, Role.WORKER


def hire(desk: Desk, role: Role = WORKER, email: str = "ines@example.org") -> Staff:
    newcomer = accounts.Newcomer(email, "Inès", role, PASSWORD)
    made = accounts.add(desk.world.database, desk.world.clock, newcomer)
    assert isinstance(made, Staff)
    return made


def come_in(client: Visitor, email: str = "ines@example.org", password: str = PASSWORD, **more):  # type: ignore[no-untyped-def]
    return client.send("/connexion", {"email": email, "password": password, **more})


def row(desk: Desk, email: str = "ines@example.org") -> Staff:
    with desk.world.database.read() as session:
        return session.scalars(select(Staff).where(Staff.email == email)).one()


def scan(page: str) -> TOTP:
    """What an application makes of the key that the page shows."""
    found = re.search(r'<code class="key">([A-Z2-7 -]+)</code>', page)
    assert found
    return TOTP(key=found[1])


def protect(client: Visitor) -> TOTP:
    """Set up the phone of whoever is on the way in, or in."""
    phone = scan(client.send("/compte/telephone", {"setup": "authenticator"}).text)
    answer = client.send("/connexion/code", {"code": phone.generate().token, "next": "/compte"})
    assert answer.status_code in (302, 303), answer.text
    return phone


def test_somebody_of_the_team_comes_in_and_leaves(desk: Desk) -> None:
    hire(desk)
    client = desk.stranger()
    assert "Se connecter" in client.get("/connexion").text
    answer = come_in(client, email=" Ines@Example.ORG ")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/compte").status_code == 200
    assert row(desk).seen_at == desk.world.clock.now()
    left = client.send("/deconnexion")
    assert left.headers["Location"] == "/connexion"
    assert client.get("/compte").headers["Location"].startswith("/connexion")


def test_a_wrong_pair_says_nothing_of_who_is_here(desk: Desk) -> None:
    hire(desk)
    pages = []
    for email, password in [
        ("ines@example.org", "not her password"),
        ("nobody@example.org", PASSWORD),
        ("no address", PASSWORD),
    ]:
        answer = come_in(desk.stranger(), email, password)
        assert answer.status_code == 422
        assert "ne vont pas ensemble" in answer.text
        pages.append(answer.text.replace(email, "").replace(re.search(r"csrf.*", answer.text)[0], ""))
    assert len({re.sub(r'value="[^"]*"|v=\w+|nonce="\w+"', "", page) for page in pages}) == 1
