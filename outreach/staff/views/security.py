"""Coming in."""

from flask import Blueprint, Flask
from flask_login import LoginManager, UserMixin
from sqlalchemy import select

from outreach.clock import Clock
from outreach.database import Database
from outreach.staff.models import Staff
from outreach.staff.views.access import open_to


class Member(UserMixin):  # type: ignore[misc]
    """A signed-in member of the team, for Flask-Login."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff

    def get_id(self) -> str:
        """What the session keeps."""
        return self.staff.session_key


def admit(app: Flask, database: Database, clock: Clock, *, secure: bool) -> None:
    """Let members of the team come in."""
    manager = LoginManager(app)

    @manager.user_loader  # type: ignore[untyped-decorator]
    def _load(key: str) -> Member | None:
        with database.read() as session:
            row = session.scalar(select(Staff).where(Staff.session_key == key, Staff.active))
            return Member(row) if row else None

    pages = Blueprint("security", __name__)

    @pages.get("/connexion")
    @open_to(anyone=True)
    def login() -> str:
        """Where the login page will be."""
        return ""

    @pages.post("/deconnexion")
    @open_to(anyone=True)
    def logout() -> str:
        """Where leaving will be."""
        return ""

    app.register_blueprint(pages)
