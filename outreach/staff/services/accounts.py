"""Making accounts, and finding them."""

from dataclasses import dataclass, field

from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from outreach.clock import Clock
from outreach.database import Database
from outreach.staff.models import Role, Staff
from outreach.staff.rules import (
    DEFAULT_TEAM,
    Objection,
    code_of,
    objection,
    tidy_email,
    usable_password,
)


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Someone who joins the team; `phone` is E.164, or None."""

    email: str
    first_name: str
    role: Role
    password: str = field(repr=False)
    phone: str | None = None
    team: str = DEFAULT_TEAM


def hash_password(password: str) -> str:
    """An ``$argon2id$`` hash, with the parameters of RFC 9106's second choice."""
    return PasswordHasher().hash(usable_password(password))


def find(session: Session, email: str) -> Staff | None:
    """The active member of the team who has this e-mail address."""
    rows = select(Staff).where(Staff.email == tidy_email(email), Staff.active)
    return session.scalar(rows)


def add(database: Database, clock: Clock, newcomer: Newcomer) -> Staff | Objection:
    """Make an account, or say why not. The code follows the row's number, so two never share it."""
    email = tidy_email(newcomer.email)
    found = objection(email, newcomer.first_name, newcomer.password)
    if found is not None:
        return found
    staff = Staff(
        code=clock.key(),  # until the row has its number
        email=email,
        first_name=newcomer.first_name.strip(),
        phone=newcomer.phone,
        role=newcomer.role,
        team=newcomer.team,
        session_key=clock.key(),
        password_hash=hash_password(newcomer.password),  # slow: before the transaction
        created_at=clock.now(),
    )
    try:
        with database.write() as session:
            if session.scalar(select(Staff.id).where(Staff.email == email)) is not None:
                return Objection.EMAIL_TAKEN
            session.add(staff)
            session.flush()
            staff.code = code_of(staff.id)
    except IntegrityError:  # added meanwhile, by another process
        return Objection.EMAIL_TAKEN
    return staff
