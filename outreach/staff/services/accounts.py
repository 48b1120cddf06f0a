"""Making accounts, finding them, and what their owners change themselves."""

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
    profile_objection,
    tidy_email,
    usable_first_name,
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
    """Make an account, or say why not."""
    found = objection(tidy_email(newcomer.email), newcomer.first_name, newcomer.password)
    if found is not None:
        return found
    hashed = hash_password(newcomer.password)  # slow: before the transaction
    try:
        with database.write() as session:
            return hire(session, clock, newcomer, hashed)
    except IntegrityError:  # added meanwhile, by another process
        return Objection.EMAIL_TAKEN


def hire(
    session: Session, clock: Clock, newcomer: Newcomer, password_hash: str
) -> Staff | Objection:
    """Add the row of an account; its code follows the row's number, so two never share it.

    Raises IntegrityError when another process adds the same address at this moment.
    """
    email = tidy_email(newcomer.email)
    found = profile_objection(email, newcomer.first_name)
    if found is not None:
        return found
    if session.scalar(select(Staff.id).where(Staff.email == email)) is not None:
        return Objection.EMAIL_TAKEN
    staff = Staff(
        code=clock.key(),  # until the row has its number
        email=email,
        first_name=newcomer.first_name.strip(),
        phone=newcomer.phone,
        role=newcomer.role,
        team=newcomer.team,
        session_key=clock.key(),
        password_hash=password_hash,
        created_at=clock.now(),
    )
    session.add(staff)
    session.flush()
    staff.code = code_of(staff.id)
    return staff


def rename(database: Database, staff_id: int, first_name: str) -> bool:
    """Change the first name that people are told; False when it can't be one."""
    if not usable_first_name(first_name):
        return False
    with database.write() as session:
        session.get_one(Staff, staff_id).first_name = first_name.strip()
    return True


def note_arrival(database: Database, clock: Clock, staff_id: int) -> None:
    """They just came in."""
    with database.write() as session:
        session.get_one(Staff, staff_id).seen_at = clock.now()


def end_sessions(database: Database, clock: Clock, staff_id: int) -> None:
    """Sign an account out of every browser."""
    with database.write() as session:
        session.get_one(Staff, staff_id).session_key = clock.key()
