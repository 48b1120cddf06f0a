"""Refusals and the health of contact points; done inside the caller's transaction."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from outreach.bulk import listed
from outreach.database import change
from outreach.people.models import (
    ContactPoint,
    OptOut,
    OptOutKind,
    Person,
    PointKind,
    PointStatus,
)
from outreach.people.rules.numbers import PhoneKind

POINT_KINDS: Mapping[PhoneKind, PointKind] = {
    PhoneKind.MOBILE: PointKind.MOBILE,
    PhoneKind.LANDLINE: PointKind.LANDLINE,
    PhoneKind.OTHER: PointKind.LANDLINE,  # it may ring; it is never written to
}
_ELECTRONIC = (PointKind.MOBILE, PointKind.LANDLINE, PointKind.EMAIL)
_REFUSED = select(OptOut.value_hash).where(
    listed(OptOut.value_hash, "hashes"), OptOut.lifted_at.is_(None)
)
_DISCREET = select(ContactPoint.value_hash).where(
    listed(ContactPoint.value_hash, "hashes"), ContactPoint.discreet.is_(True)
)
_CONFIRM = (
    update(Person)
    .where(Person.id == bindparam("person"), Person.language == bindparam("heard"))
    .where(~Person.language_confirmed)
    .values(language_confirmed=True)
)


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
        if point.status == PointStatus.WRONG_PERSON:
            continue  # somebody else's: blocked for good, whatever this person says later
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


def lift(session: Session, person_id: int, now: datetime) -> bool:
    """A START: the person allows messages again; False when nothing was refused.

    A wrong number's block stays: it is another person's. So does that of a number which somebody
    else refused too.
    """
    points = list(session.scalars(select(ContactPoint).where(ContactPoint.person_id == person_id)))
    theirs = session.scalars(
        select(ContactPoint.value_hash).where(
            ContactPoint.value_hash.in_([point.value_hash for point in points]),
            ContactPoint.person_id != person_id,
            ContactPoint.status == PointStatus.OPTED_OUT,
        )
    ).all()
    points = [point for point in points if point.value_hash not in theirs]
    hashes = [point.value_hash for point in points if point.value_hash]
    standing = list(
        session.scalars(
            select(OptOut).where(
                OptOut.value_hash.in_(hashes),
                OptOut.kind != OptOutKind.WRONG_PERSON,
                OptOut.lifted_at.is_(None),
            )
        )
    )
    for row in standing:
        row.lifted_at = now
    for point in points:
        if point.status == PointStatus.OPTED_OUT:
            point.status = PointStatus.OK
    session.flush()
    return bool(standing)


def wrong_person(session: Session, value_hash: str, *, source: str, now: datetime) -> None:
    """Someone else answers there: block the address wherever it stands."""
    session.execute(
        update(ContactPoint)
        .where(ContactPoint.value_hash == value_hash)
        .values(status=PointStatus.WRONG_PERSON)
    )
    refuse(session, value_hash, OptOutKind.WRONG_PERSON, source=source, now=now)


def confirm_language(session: Session, person_id: int, language: str) -> None:
    """Take a person's language as certain when it is the one they were heard to use.

    Another one than we were told changes nothing: a colleague decides.
    """
    change(session, Person, _CONFIRM, {"person": person_id, "heard": language})


def mirror_refusals(session: Session, points: Sequence[ContactPoint]) -> bool:
    """Give points the status of earlier refusals of their number or address; True if any.

    A refusal outlives the point it was made about: the same number may come back under another
    reference, or from a worker's hand.
    """
    hashes = [point.value_hash for point in points if point.value_hash]
    found = session.execute(
        select(OptOut.value_hash, OptOut.kind).where(
            listed(OptOut.value_hash, "hashes"), OptOut.lifted_at.is_(None)
        ),
        {"hashes": hashes},
    ).all()
    wrong = {value for value, kind in found if kind == OptOutKind.WRONG_PERSON}
    refused = {value for value, kind in found if kind != OptOutKind.WRONG_PERSON}
    for point in points:
        if point.value_hash in refused:
            point.status = PointStatus.OPTED_OUT
        elif point.value_hash in wrong:
            point.status = PointStatus.WRONG_PERSON
    return bool(found)


def mirror_discretion(session: Session, points: Sequence[ContactPoint]) -> None:
    """Somebody else reads what comes to a number, whoever's it is said to be now."""
    hashes = [point.value_hash for point in points if point.value_hash]
    read_along = set(session.scalars(_DISCREET, {"hashes": hashes}))
    for point in points:
        point.discreet = point.discreet or point.value_hash in read_along


def refused_hashes(session: Session, hashes: Iterable[str]) -> set[str]:
    """Those of `hashes` that someone asked us to leave alone."""
    return set(session.scalars(_REFUSED, {"hashes": list(hashes)}))
