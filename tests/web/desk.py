"""A desk to try pages at: the application over a small world, and somebody signed in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import select
from werkzeug.test import TestResponse

from outreach.app import create_app
from outreach.channels.base import PostalDoor
from outreach.database import Database
from outreach.parts import Parts
from outreach.replies.services.ears import Ears
from outreach.settings import Settings
from outreach.staff.models import Role, Staff
from outreach.staff.rules import DEFAULT_TEAM
from outreach.staff.services import accounts as staff
from outreach.worker.wiring import ears_of
from tests.world import World, make_world

SECRET = "a key that only the tests sign with"
PASSWORD = "a long enough password"
_CSRF = "0123456789abcdef0123456789abcdef01234567"


class Visitor(FlaskClient):
    """A browser without scripts; `staff` is whoever is signed in with it."""

    staff: Staff | None = None

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Every call says that a person reads pages."""
        headers = {"Accept": "text/html", **dict(kwargs.pop("headers", None) or {})}
        return super().open(*args, headers=headers, **kwargs)

    def send(self, path: str, fields: dict[str, Any] | None = None, **more: Any) -> TestResponse:
        """Post a form with its protection, as the page that holds it would."""
        return self.post(path, data={"csrf_token": self.token(), **(fields or {})}, **more)

    @staticmethod
    def token() -> str:
        """What protects a form."""
        return str(URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps(_CSRF))


@dataclass
class Desk:
    """The world, the application, and who may come in."""

    world: World
    parts: Parts
    ears: Ears
    app: Flask

    def stranger(self) -> Visitor:
        """A browser where nobody is signed in; its forms are protected all the same."""
        client = self.app.test_client()
        assert isinstance(client, Visitor)
        with client.session_transaction() as session:
            session["csrf_token"] = _CSRF
        return client

    def sign_in(
        self, role: Role = Role.WORKER, first_name: str = "Valérie", team: str = DEFAULT_TEAM
    ) -> Visitor:
        """Somebody of a role, with whatever second factor it asks for already passed."""
        email = f"{first_name}.{role}.{team}@example.org".lower().replace(" ", "").replace("é", "e")
        with self.world.database.read() as session:
            known = session.scalar(select(Staff).where(Staff.email == email))
        row = known or self._hire(email, first_name, role, team)
        client = self.stranger()
        with client.session_transaction() as session:
            session.update({"_user_id": row.session_key, "_fresh": True})
        client.staff = row
        return client

    def _hire(self, email: str, first_name: str, role: Role, team: str) -> Staff:
        newcomer = staff.Newcomer(email, first_name, role, PASSWORD, team=team)
        with self.world.database.write() as session:
            added = staff.hire(session, self.world.clock, newcomer, hashed())
        assert isinstance(added, Staff), added
        if role in (Role.COORDINATOR, Role.ADMIN):
            with self.world.database.write() as session:
                row = session.get_one(Staff, added.id)
                row.factor, row.factor_secret = "authenticator", '{"fictitious": "secret"}'
                return row
        return added


class _Compiled(BytecodeCache):
    """Templates compiled once a process; each application has its own environment otherwise."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._kept:
            bucket.bytecode_from_string(self._kept[bucket.key])  # drops what another source made

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


_COMPILED = _Compiled()


@cache
def hashed() -> str:
    """Slow on purpose: once is enough for everybody who is hired here."""
    return staff.hash_password(PASSWORD)


def desk_settings(url: str = "sqlite:///unused.db") -> Settings:
    """Settings of an office that sends by a simulator."""
    return Settings(_env_file=None, database_url=url, sms="simulator", secret_key=SECRET)


@contextmanager
def make_desk(
    database: Database,
    start: str = "2026-03-02 10:00",
    world: World | None = None,
    postal: PostalDoor | None = None,
) -> Iterator[Desk]:
    """A desk on a database, from a local instant or over a world that exists."""
    world = world or make_world(database, start)
    parts = Parts(desk_settings(), world.clock, database, world.means.doors, postal)
    ears = ears_of(parts, world.means)
    app = create_app(parts, ears)
    app.test_client_class = Visitor
    app.jinja_env.bytecode_cache = _COMPILED
    yield Desk(world, parts, ears, app)
