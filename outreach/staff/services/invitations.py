"""Links that let somebody choose their password, once."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.clock import Clock
from outreach.database import Database
from outreach.staff.models import Invitation, Staff
from outreach.staff.rules import INVITATION_LASTS, Objection, password_objection
from outreach.staff.services.accounts import hash_password
from outreach.staff.services.doorkeeper import at_the_door, forgive


def issue(session: Session, database: Database, clock: Clock, staff: Staff, by: Staff) -> str:
    """A new token for an account; the ones before it stop working. Only its hash is kept."""
    withdraw(session, staff)
    token = clock.key()
    now = clock.now()
    session.add(
        Invitation(
            staff_id=staff.id,
            token_hash=_hashed(database, token),
            created_at=now,
            created_by=by.code,
            expires_at=now + INVITATION_LASTS,
        )
    )
    return token


def withdraw(session: Session, staff: Staff) -> int:
    """Make every link of an account useless that was not used; how many there were."""
    unused = delete(Invitation).where(Invitation.staff_id == staff.id, Invitation.used_at.is_(None))
    return len(session.scalars(unused.returning(Invitation.id)).all())


def guest(session: Session, database: Database, clock: Clock, token: str) -> Staff | None:
    """Whose link this is, while it works."""
    found = _open(session, database, clock, token)
    return found[1] if found else None


def accept(database: Database, clock: Clock, token: str, password: str) -> Staff | Objection | None:
    """Set the password of whoever holds the link, and end its use; None when it works no more.

    Whoever was signed in with the account is signed out; its second factor stays.
    """
    refused = password_objection(password)
    if refused is not None:
        return refused
    hashed = hash_password(password)  # slow: before the transaction
    with database.write() as session:
        found = _open(session, database, clock, token, lock=True)
        if found is None:
            return None
        invitation, staff = found
        invitation.used_at = clock.now()
        staff.password_hash, staff.session_key = hashed, clock.key()
        forgive(session, database, at_the_door(staff.email, ""))
        return staff


def _open(
    session: Session, database: Database, clock: Clock, token: str, *, lock: bool = False
) -> tuple[Invitation, Staff] | None:
    rows = (
        select(Invitation, Staff)
        .join(Staff, Staff.id == Invitation.staff_id)
        .where(
            Invitation.token_hash == _hashed(database, token),
            Invitation.used_at.is_(None),
            Invitation.expires_at > clock.now(),
            Staff.active,
        )
    )
    found = session.execute(rows.with_for_update() if lock else rows).one_or_none()
    return (found[0], found[1]) if found else None


def _hashed(database: Database, token: str) -> str:
    return database.fingerprint(f"invitation:{token}")
