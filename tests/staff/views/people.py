"""Members of the team as their browsers and phones see it."""

import re
from typing import Any

from passlib.totp import TOTP
from sqlalchemy import select
from werkzeug.test import TestResponse

from outreach.clock import wall_now
from outreach.staff.models import Role, Staff
from outreach.staff.services import accounts
from tests.web.desk import _CSRF, PASSWORD, Desk, Visitor, hashed

INES = "ines@example.org"


def hire(desk: Desk, role: Role = Role.WORKER, email: str = INES) -> Staff:
    """An account with a password, and nothing else."""
    newcomer = accounts.Newcomer(email, "Inès", role, PASSWORD)
    with desk.world.database.write() as session:
        made = accounts.hire(session, desk.world.clock, newcomer, hashed())
    assert isinstance(made, Staff)
    return made


def row(desk: Desk, email: str = INES) -> Staff:
    """The account as it is now."""
    with desk.world.database.read() as session:
        return session.scalars(select(Staff).where(Staff.email == email)).one()


def come_in(
    client: Visitor, email: str = INES, password: str = PASSWORD, **more: Any
) -> TestResponse:
    """Send the login form."""
    return client.send("/connexion", {"email": email, "password": password, **more})


def scan(page: str) -> TOTP:
    """What an application on a phone makes of the key that the page shows."""
    found = re.search(r'<code class="key">([A-Z2-7 -]+)</code>', page)
    assert found, page
    return TOTP(key=found[1])


def digits(phone: TOTP, later: int = 0) -> str:
    """What the phone shows now, or `later` seconds from now: by real time, as phones do."""
    return str(phone.generate(int(wall_now().timestamp()) + later).token)


def protect(client: Visitor) -> TOTP:
    """Set up the phone of whoever is on the way in, or in."""
    phone = scan(client.send("/compte/telephone", {"setup": "authenticator"}).text)
    answer = client.send("/connexion/code", {"code": digits(phone), "next": "/compte"})
    assert answer.status_code == 302, answer.text
    return phone


def inside(client: Visitor) -> bool:
    """Whether the browser opens one's account."""
    return client.get("/compte").status_code == 200


def leave(client: Visitor) -> None:
    """Sign out, and open a new page."""
    assert client.send("/deconnexion").headers["Location"] == "/connexion"
    with client.session_transaction() as session:
        assert not session
        session["csrf_token"] = _CSRF
