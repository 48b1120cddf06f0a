"""Who is in the team, and what leaders may change about it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from outreach.clock import Clock
from outreach.database import Database
from outreach.staff.models import Invitation, Passkey, Role, Staff
from outreach.staff.rules import Objection
from outreach.staff.services import invitations
from outreach.staff.services.accounts import Newcomer, hire

log = structlog.get_logger(__name__)

# Whom each role may invite, and give a new link to.
INVITES: dict[str, tuple[Role, ...]] = {
    Role.ADMIN: tuple(Role),
    Role.COORDINATOR: (Role.WORKER, Role.RECEPTION),
}


class Refusal(StrEnum):
    """Why nothing was changed."""

    NOT_YOURS = "not_yours"  # another team's, or beyond one's role
    YOURSELF = "yourself"
    STALE = "stale"  # it is no longer as the page showed it
    ALREADY = "already"
    INACTIVE = "inactive"


@dataclass(frozen=True, slots=True)
class Colleague:
    """One line of the team; `invited_until` while a link waits to be used."""

    staff: Staff
    passkeys: int
    invited_until: datetime | None
    manageable: bool

    @property
    def secured(self) -> bool:
        """Whether there is a second factor."""
        return bool(self.staff.factor or self.passkeys)

    @property
    def joined(self) -> bool:
        """Whether they have chosen a password."""
        return bool(self.staff.password_hash)


@dataclass(frozen=True, slots=True)
class Invited:
    """A link to hand over: it is shown once."""

    staff: Staff
    token: str = field(repr=False)


def team(session: Session, by: Staff, now: datetime) -> list[Colleague]:
    """Everybody that `by` may see: active first, then by name."""
    return list(_colleagues(session, by, now))


def colleague(session: Session, by: Staff, staff_id: int, now: datetime) -> Colleague | None:
    """One of them."""
    return next((one for one in _colleagues(session, by, now) if one.staff.id == staff_id), None)


def teams(session: Session) -> list[str]:
    """The names of the teams there are."""
    return list(session.scalars(select(Staff.team).distinct().order_by(Staff.team)))


def invite(
    database: Database, clock: Clock, by: Staff, newcomer: Newcomer
) -> Invited | Objection | Refusal:
    """Make an account without a password, and a link to choose one."""
    if newcomer.role not in INVITES.get(by.role, ()) or not _same_team(by, newcomer.team):
        return Refusal.NOT_YOURS
    try:
        with database.write() as session:
            staff = hire(session, clock, newcomer, "")
            if isinstance(staff, Objection):
                return staff
            token = invitations.issue(session, database, clock, staff, by)
    except IntegrityError:  # invited meanwhile, by another process
        return Objection.EMAIL_TAKEN
    log.info("staff.invited", staff=staff.code, by=by.code, role=staff.role)
    return Invited(staff, token)


def renew_link(database: Database, clock: Clock, by: Staff, staff_id: int) -> Invited | Refusal:
    """A new link, for whoever lost theirs or their password; the one before stops working."""
    with database.write() as session:
        staff = _locked(session, by, staff_id)
        if staff is None:
            return Refusal.NOT_YOURS
        if not staff.active:
            return Refusal.INACTIVE
        token = invitations.issue(session, database, clock, staff, by)
    log.info("staff.link_renewed", staff=staff.code, by=by.code)
    return Invited(staff, token)


def withdraw_link(database: Database, by: Staff, staff_id: int) -> Staff | Refusal:
    """Make the link that waits useless."""
    with database.write() as session:
        staff = _locked(session, by, staff_id)
        if staff is None:
            return Refusal.NOT_YOURS
        if not invitations.withdraw(session, staff):
            return Refusal.ALREADY
    log.info("staff.link_withdrawn", staff=staff.code, by=by.code)
    return staff


def change_role(
    database: Database, by: Staff, staff_id: int, shown: str, role: Role
) -> Staff | Refusal:
    """Give another role; `shown` is the one that the page said they had."""
    with database.write() as session:
        staff = _held(session, by, staff_id)
        if isinstance(staff, Refusal):
            return staff
        if staff.role == role:
            return Refusal.ALREADY
        if staff.role != shown:
            return Refusal.STALE
        staff.role = role
    log.info("staff.role_changed", staff=staff.code, by=by.code, role=role.value)
    return staff


def set_active(
    database: Database, clock: Clock, by: Staff, staff_id: int, *, active: bool
) -> Staff | Refusal:
    """Close an account, which signs it out at once, or open it again."""
    with database.write() as session:
        staff = _held(session, by, staff_id)
        if isinstance(staff, Refusal):
            return staff
        if staff.active == active:
            return Refusal.ALREADY
        staff.active, staff.session_key = active, clock.key()
        if not active:
            invitations.withdraw(session, staff)
    log.info("staff.activated" if active else "staff.deactivated", staff=staff.code, by=by.code)
    return staff


def forget_factor(database: Database, clock: Clock, by: Staff, staff_id: int) -> Staff | Refusal:
    """Forget a lost second factor, with its recovery codes and passkeys; signs them out."""
    with database.write() as session:
        staff = _held(session, by, staff_id)
        if isinstance(staff, Refusal):
            return staff
        keys = delete(Passkey).where(Passkey.staff_id == staff.id).returning(Passkey.id)
        if not session.scalars(keys).all() and staff.factor is None:
            return Refusal.ALREADY
        staff.factor = staff.factor_secret = staff.recovery_codes = None
        staff.session_key = clock.key()
    log.info("staff.factor_forgotten", staff=staff.code, by=by.code)
    return staff


def _colleagues(session: Session, by: Staff, now: datetime) -> Iterator[Colleague]:
    rows = select(Staff).order_by(Staff.active.desc(), func.lower(Staff.first_name), Staff.id)
    if by.role != Role.ADMIN:
        rows = rows.where(Staff.team == by.team)
    held = select(Passkey.staff_id, func.count()).group_by(Passkey.staff_id)
    keys = {staff_id: count for staff_id, count in session.execute(held)}  # noqa: C416
    waiting = select(Invitation.staff_id, Invitation.expires_at).where(
        Invitation.used_at.is_(None), Invitation.expires_at > now
    )
    links = {staff_id: until for staff_id, until in session.execute(waiting)}  # noqa: C416
    for staff in session.scalars(rows):
        yield Colleague(staff, keys.get(staff.id, 0), links.get(staff.id), _may_link(by, staff))


def _same_team(by: Staff, team: str) -> bool:
    return by.role == Role.ADMIN or by.team == team


def _may_link(by: Staff, staff: Staff) -> bool:
    return staff.role in INVITES.get(by.role, ()) and _same_team(by, staff.team)


def _locked(session: Session, by: Staff, staff_id: int) -> Staff | None:
    """The account, held until the end, when it is one that `by` may act upon."""
    staff = session.get(Staff, staff_id, with_for_update=True)
    return staff if staff is not None and _may_link(by, staff) else None


def _held(session: Session, by: Staff, staff_id: int) -> Staff | Refusal:
    """The account, held together with those who lead, so that two can't close each other's.

    Whoever acts must lead still; nobody changes their own place, nor closes the last way to lead.
    """
    leads = (Staff.role == Role.ADMIN) & Staff.active
    rows = select(Staff).where(leads | (Staff.id == staff_id)).order_by(Staff.id)
    held = {staff.id: staff for staff in session.scalars(rows.with_for_update())}
    leaders = {staff.id for staff in held.values() if staff.role == Role.ADMIN and staff.active}
    if by.id not in leaders or staff_id not in held:
        return Refusal.NOT_YOURS
    if staff_id == by.id:
        return Refusal.YOURSELF
    return held[staff_id]
