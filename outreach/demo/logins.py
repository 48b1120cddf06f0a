"""How visitors come in as one of the team: passwords, and the codes that some are asked for."""

import base64
import hashlib
import hmac
import struct
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from outreach.database import Database
from outreach.staff.models import STRONG, Staff
from outreach.town.staff.team import Hired

_STEP = 30  # seconds that a code lasts (RFC 6238)
_FACTOR = "authenticator"


@dataclass(frozen=True, slots=True)
class Login:
    """One account; `secret` makes the codes of whoever needs a second factor, else ""."""

    first_name: str
    email: str
    role: str
    session_key: str
    secret: str = ""

    def code(self, now: datetime) -> str:
        """The six digits of a real instant, as the application on a phone shows them."""
        if not self.secret:
            return ""
        moment = struct.pack(">Q", int(now.timestamp()) // _STEP)
        key = base64.b32decode(self.secret + "=" * (-len(self.secret) % 8))
        digest = hmac.new(key, moment, hashlib.sha1).digest()
        start = digest[-1] & 0x0F
        number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
        return f"{number % 1_000_000:06d}"


def give_logins(app: Any, database: Database, hired: Hired) -> list[Login]:
    """Everybody's way in; those who lead get the second factor that the product asks of them."""
    return [_login(app, database, staff) for staff in hired.values()]


def _login(app: Any, database: Database, staff: Staff) -> Login:
    secret = _secret(app, database, staff) if staff.role in STRONG else ""
    return Login(staff.first_name, staff.email, staff.role, staff.session_key, secret)


def _secret(app: Any, database: Database, staff: Staff) -> str:
    """Set up an authenticator as the page of accounts does, and keep what a phone would."""
    with app.app_context():
        maker = app.extensions["security"].totp_factory
        sealed = maker.generate_totp_secret()
        address = maker.get_totp_uri(staff.email, sealed)
    with database.write() as session:
        row = session.get_one(Staff, staff.id)
        row.factor, row.factor_secret = _FACTOR, sealed
    return str(parse_qs(urlsplit(address).query)["secret"][0])
