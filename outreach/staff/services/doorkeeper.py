"""Slowing down whoever guesses, across every process: failed tries are rows."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.clock import Clock
from outreach.database import Database
from outreach.staff.models import Try
from outreach.staff.rules import (
    BY_ACCOUNT,
    BY_ADDRESS,
    BY_CODE,
    BY_DEVICE,
    TRIES_KEPT,
    Limit,
    opens_at,
    tidy_email,
)

Keys = Mapping[str, Collection[Limit]]
_ADDRESS = "address:"


def at_the_door(email: str, address: str) -> Keys:
    """What a try with a password is counted under, from a device nobody knows.

    Accounts that don't exist are counted like those that do.
    """
    return {f"account:{tidy_email(email)}": BY_ACCOUNT, f"{_ADDRESS}{address}": BY_ADDRESS}


def known_device(key: str) -> Keys:
    """What it is counted under from a device that its owner came in with before."""
    return {f"device:{key}": BY_DEVICE}


def behind_the_door(staff_id: int) -> Keys:
    """What is counted once somebody is known: codes, and the password asked for again."""
    return {f"code:{staff_id}": BY_CODE}


def knock(database: Database, clock: Clock, keys: Keys) -> datetime | None:
    """Count one try, as failed until `welcome` says otherwise; or say from when it would be heard.

    Counted before the secret is looked at: any number of tries at once are not one.
    """
    now = clock.now()
    with database.write() as session:
        opens = max(_opens(session, database, name, keys[name], now) for name in keys)
        if opens > now:
            return opens
        session.add_all(Try(key_hash=_hashed(database, name), at=now) for name in keys)
    return None


def welcome(database: Database, keys: Keys) -> None:
    """The secret was right: forget the tries that were counted under these."""
    with database.write() as session:
        forgive(session, database, keys)


def forgive(session: Session, database: Database, keys: Keys) -> None:
    """The same in the caller's transaction.

    An address stays counted: one right password there says nothing of the others.
    """
    hashes = [_hashed(database, name) for name in keys if not name.startswith(_ADDRESS)]
    session.execute(delete(Try).where(Try.key_hash.in_(hashes)))


def spend(session: Session, database: Database, clock: Clock, secret: str) -> bool:
    """Use up what may be used once; False when it was. The caller holds the account's row."""
    used = _hashed(database, f"spent:{secret}")
    if session.scalar(select(Try.id).where(Try.key_hash == used).limit(1)) is not None:
        return False
    session.add(Try(key_hash=used, at=clock.now()))
    return True


def forget_old_tries(session: Session, now: datetime) -> None:
    """Drop the tries that weigh nothing any more."""
    session.execute(delete(Try).where(Try.at < now - TRIES_KEPT))


def _opens(
    session: Session, database: Database, name: str, limits: Collection[Limit], now: datetime
) -> datetime:
    rows = select(Try.at).where(Try.key_hash == _hashed(database, name), Try.at > now - TRIES_KEPT)
    return opens_at(session.scalars(rows).all(), limits, now)


def _hashed(database: Database, name: str) -> str:
    return database.fingerprint(f"try:{name}")
