"""Refusals and the health of contact points; done inside the caller's transaction."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from outreach.people.models import ContactPoint, OptOut, OptOutKind, PointKind, PointStatus

_ELECTRONIC = (PointKind.MOBILE, PointKind.LANDLINE, PointKind.EMAIL)


def opt_out(
    session: Session,
    person_id: int,
    *,
    source: str,
    now: datetime,
    kind: OptOutKind = OptOutKind.STOP,
) -> None:
    """Block every phone and e-mail of a person; the hashes outlive the contact points."""
    points = session.scalars(
        select(ContactPoint).where(
            ContactPoint.person_id == person_id, ContactPoint.kind.in_(_ELECTRONIC)
        )
    )
    for point in points:
        point.status = PointStatus.OPTED_OUT
        if point.value_hash is not None:
            refuse(session, point.value_hash, kind, source=source, now=now)


def refuse(
    session: Session, value_hash: str, kind: OptOutKind, *, source: str, now: datetime
) -> None:
    """Remember that an address must be left alone; saying it twice changes nothing."""
    standing = session.scalar(
        select(OptOut.id).where(
            OptOut.value_hash == value_hash, OptOut.kind == kind, OptOut.lifted_at.is_(None)
        )
    )
    if standing is None:
        session.add(OptOut(value_hash=value_hash, kind=kind, at=now, source=source))
        session.flush()


def lift(session: Session, person_id: int, now: datetime) -> None:
    """A START: the person allows messages again (not a wrong number's block)."""
    points = list(session.scalars(select(ContactPoint).where(ContactPoint.person_id == person_id)))
    hashes = [point.value_hash for point in points if point.value_hash]
    session.execute(
        update(OptOut)
        .where(
            OptOut.value_hash.in_(hashes),
            OptOut.kind != OptOutKind.WRONG_PERSON,
            OptOut.lifted_at.is_(None),
        )
        .values(lifted_at=now)
    )
    for point in points:
        if point.status == PointStatus.OPTED_OUT:
            point.status = PointStatus.OK


def wrong_person(session: Session, value_hash: str, *, source: str, now: datetime) -> None:
    """Someone else answers there: block the address wherever it stands."""
    session.execute(
        update(ContactPoint)
        .where(ContactPoint.value_hash == value_hash)
        .values(status=PointStatus.WRONG_PERSON)
    )
    refuse(session, value_hash, OptOutKind.WRONG_PERSON, source=source, now=now)


def refused_hashes(session: Session, hashes: Iterable[str]) -> set[str]:
    """Those of `hashes` that someone asked us to leave alone."""
    return set(
        session.scalars(
            select(OptOut.value_hash).where(
                OptOut.value_hash.in_(list(hashes)), OptOut.lifted_at.is_(None)
            )
        )
    )
