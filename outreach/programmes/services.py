"""Agreements: the default one, their parameters, and what rules are handed of them.

Each function works inside its caller's transaction.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from outreach.programmes.models import Closure, Hold, Programme
from outreach.programmes.rules.calendar import DEFAULT_HOURS, Calendar
from outreach.programmes.rules.eligibility import Guarantor, Terms
from outreach.programmes.rules.hours_text import format_hours, parse_hours
from outreach.programmes.rules.parameters import Layout, Parameters
from outreach.programmes.rules.policy import DEFAULT_CATEGORIES, ContactPolicy
from outreach.staff.rules import DEFAULT_TEAM

DEFAULT_CODE = "LL-45"


def create_default(session: Session, now: datetime) -> Programme | None:
    """Make the programme of the call for projects, unless there is one already.

    Its dates are not set: it is open until the coordinator gives them.
    """
    if session.scalar(select(Programme.id).limit(1)) is not None:
        return None
    programme = Programme(
        code=DEFAULT_CODE,
        name="Prévenir l'impayé pour mieux prévenir l'expulsion",
        landlord="LogemLoiret",
        team=DEFAULT_TEAM,
        capacity=20,
        fee=400,
        hours=format_hours(DEFAULT_HOURS),
        terms=_terms_row(Terms()),
        policy=_policy_row(ContactPolicy()),
        categories=dict(DEFAULT_CATEGORIES),
        letter_layout=Layout.BY_HAND,
        created_at=now,
    )
    try:
        with session.begin_nested():
            session.add(programme)
    except IntegrityError:  # another process has just made it
        return None
    return programme


def get(session: Session, code: str | None = None) -> Programme | None:
    """The programme of that code (any case); without a code, the first one."""
    query = select(Programme).order_by(Programme.id).limit(1)
    if code is not None:
        query = query.where(Programme.code == code.strip().upper())
    return session.scalar(query)


def update(programme: Programme, changes: Mapping[str, Any]) -> None:
    """Set columns of `programme`, and fields of its terms and of its policy, by name.

    Values are already checked by the rules they belong to; an unknown name raises KeyError.
    """
    terms, policy = dict(programme.terms), dict(programme.policy)
    for name, value in changes.items():
        if name in terms:
            terms[name] = value
        elif name in policy:
            policy[name] = value
        elif name in Programme.__table__.columns:
            setattr(programme, name, value)
        else:
            raise KeyError(name)
    programme.terms, programme.policy = terms, policy  # new objects: JSON columns see no edit


def parameters_of(session: Session, programme: Programme) -> Parameters:
    """Everything that may be changed of `programme`."""
    terms, policy = programme.terms, policy_of(programme)
    return Parameters(
        name=programme.name,
        landlord=programme.landlord,
        team=programme.team,
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
        capacity=programme.capacity,
        fee=programme.fee,
        contact_name=programme.contact_name,
        contact_phone=programme.contact_phone or "",
        adil_phone=programme.adil_phone,
        head_office=programme.head_office,
        dpo=programme.dpo,
        hours=programme.hours,
        closures=tuple((row.starts_on, row.ends_on) for row in closures(session, programme)),
        guarantors=tuple(sorted(terms["guarantors"])),
        months=terms["months"],
        min_landlord_attempts=terms["min_landlord_attempts"],
        max_contacts=policy.max_contacts,
        window_days=policy.window_days,
        spacing_days=policy.spacing_days,
        letter_working_days=policy.letter_working_days,
        letter_layout=programme.letter_layout,
    )


def write_parameters(session: Session, programme: Programme, new: Parameters) -> None:
    """Give `programme` these values, checked before; a closure that is not named is taken back."""
    values = {each.name: getattr(new, each.name) for each in fields(new) if each.name != "closures"}
    values["guarantors"] = list(new.guarantors)
    values["contact_phone"] = new.contact_phone or None
    update(programme, values)
    standing = parameters_of(session, programme).closures
    for first, last in set(standing) - set(new.closures):
        remove_closure(session, programme, first, last)
    for first, last in sorted(set(new.closures) - set(standing)):
        add_closure(session, programme, first, last)


def closures(session: Session, programme: Programme) -> list[Closure]:
    """The closures of a programme, earliest first."""
    query = select(Closure).where(Closure.programme_id == programme.id)
    return list(session.scalars(query.order_by(Closure.starts_on, Closure.ends_on)))


def add_closure(session: Session, programme: Programme, first: date, last: date) -> bool:
    """Close the service from `first` to `last`, both included; False if it already was so."""
    if any((c.starts_on, c.ends_on) == (first, last) for c in closures(session, programme)):
        return False
    session.add(Closure(programme_id=programme.id, starts_on=first, ends_on=last))
    session.flush()
    return True


def remove_closure(session: Session, programme: Programme, first: date, last: date) -> bool:
    """Take a closure back; False when there is no such one."""
    found = [c for c in closures(session, programme) if (c.starts_on, c.ends_on) == (first, last)]
    for closure in found:
        session.delete(closure)
    session.flush()
    return bool(found)


def hold(
    session: Session, programme: Programme | None, *, actor: str, now: datetime, reason: str = ""
) -> bool:
    """Let nothing automatic leave, for one programme or (None) for all; False if already so."""
    if _holds(session, programme):
        return False
    target = programme.id if programme else None
    session.add(Hold(programme_id=target, since=now, actor=actor, reason=reason))
    session.flush()
    return True


def release(session: Session, programme: Programme | None, *, actor: str, now: datetime) -> bool:
    """Lift what `hold` set, for the same programme or (None) for all; False when nothing held."""
    standing = _holds(session, programme)
    for row in standing:
        row.lifted_at, row.lifted_by = now, actor
    session.flush()
    return bool(standing)


def held(session: Session, programme: Programme | None, settings_hold: bool) -> bool:
    """Whether nothing automatic may leave: OUTREACH_HOLD, a hold on all, or one on `programme`."""
    if settings_hold:
        return True
    mine = programme.id if programme else None
    query = select(Hold.id).where(
        Hold.lifted_at.is_(None), or_(Hold.programme_id.is_(None), Hold.programme_id == mine)
    )
    return session.scalar(query.limit(1)) is not None


def holds_on(session: Session, programme: Programme | None) -> list[Hold]:
    """The holds in force on `programme`, those on all included, oldest first."""
    mine = programme.id if programme else None
    query = select(Hold).where(
        Hold.lifted_at.is_(None), or_(Hold.programme_id.is_(None), Hold.programme_id == mine)
    )
    return list(session.scalars(query.order_by(Hold.since, Hold.id)))


def _holds(session: Session, programme: Programme | None) -> list[Hold]:
    same = Hold.programme_id == programme.id if programme else Hold.programme_id.is_(None)
    return list(session.scalars(select(Hold).where(Hold.lifted_at.is_(None), same)))


def terms_of(programme: Programme) -> Terms:
    """What the agreement accepts, for `programmes.rules.eligibility`."""
    stored = programme.terms
    return Terms(
        guarantors=frozenset(Guarantor(name) for name in stored["guarantors"]),
        months=stored["months"],
        min_landlord_attempts=stored["min_landlord_attempts"],
        starts=programme.starts_on,
        ends=programme.ends_on,
    )


def policy_of(programme: Programme) -> ContactPolicy:
    """Caps and spacing, for `programmes.rules.policy`."""
    return ContactPolicy(**programme.policy)


def calendar_of(session: Session, programme: Programme, zone: ZoneInfo) -> Calendar:
    """Contact hours and closures in `zone`, for `programmes.rules.calendar`."""
    closed = tuple((row.starts_on, row.ends_on) for row in closures(session, programme))
    return _calendar(zone, programme.hours, closed)


@lru_cache(64)  # a calendar keeps what it has worked out
def _calendar(zone: ZoneInfo, hours: str, closed: tuple[tuple[date, date], ...]) -> Calendar:
    return Calendar(zone=zone, hours=parse_hours(hours), closures=closed)


def _terms_row(terms: Terms) -> dict[str, Any]:
    return {
        "guarantors": sorted(terms.guarantors),
        "months": terms.months,
        "min_landlord_attempts": terms.min_landlord_attempts,
    }


def _policy_row(policy: ContactPolicy) -> dict[str, Any]:
    return {name: getattr(policy, name) for name in ContactPolicy.__slots__}
