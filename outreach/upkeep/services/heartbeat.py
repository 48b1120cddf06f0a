"""Signs of life: who beat last and when, and which worker holds the one active place.

Only a worker on SQLite needs the place; on PostgreSQL any number work side by side.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from outreach.database import Database
from outreach.upkeep.models import Heartbeat

WORKER = "worker"
FRESH = timedelta(minutes=2)  # a worker that beat longer ago is taken for dead by /readyz
PLACE = timedelta(seconds=60)  # a holder that beat longer ago has lost its place


@dataclass(frozen=True, slots=True)
class Beat:
    """One sign of life; an empty owner left on purpose."""

    at: datetime
    owner: str


def last(database: Database, name: str = WORKER) -> Beat | None:
    """The last sign of life of that name."""
    with database.read() as session:
        row = session.get(Heartbeat, name)
        return Beat(row.at, row.owner) if row else None


def alive(database: Database, now: datetime) -> bool:
    """Whether a worker beat in the last two minutes and did not leave since."""
    beat = last(database)
    return beat is not None and bool(beat.owner) and abs(now - beat.at) < FRESH


def beat(database: Database, owner: str, now: datetime) -> None:
    """Leave a sign of life, whoever left the one before."""
    with database.write() as session:
        row = locked(session, WORKER, now)
        row.at, row.owner = now, owner


def take_place(
    database: Database, owner: str, now: datetime, dead: Beat | None = None
) -> Beat | None:
    """Take or renew the place of the active worker; gives its holder's beat when it is not free.

    `dead` is a beat that the caller has seen standing still for `PLACE`: clocks need not agree.
    """
    with database.write() as session:
        row = locked(session, WORKER, now)
        found = Beat(row.at, row.owner)
        free = row.owner in ("", owner) or row.at <= now - PLACE or found == dead
        if not free:
            return found
        row.at, row.owner = now, owner
    return None


def leave(database: Database, owner: str) -> None:
    """Give the place up, if it is ours."""
    with database.write() as session:
        mine = update(Heartbeat).where(Heartbeat.name == WORKER, Heartbeat.owner == owner)
        session.execute(mine.values(owner=""))


def take_turn(database: Database, name: str, owner: str, now: datetime, rest: timedelta) -> bool:
    """Whether a part of the work is ours now: nobody else began it within `rest`.

    The turn is taken by beginning. One that breaks, or dies, is not made up for sooner: the next
    turn is anybody's. A mark from a later instant (a clock was set back) holds nobody up.
    """
    with database.write() as session:
        row = locked(session, name, now)
        resting = bool(row.owner) and row.at <= now < row.at + rest
        if not resting:
            row.at, row.owner = now, owner
        return not resting


def locked(session: Session, name: str, now: datetime) -> Heartbeat:
    """The row of that name, locked; made (without owner) on first use."""
    row = session.get(Heartbeat, name, with_for_update=True)
    if row is not None:
        return row
    try:
        with session.begin_nested():
            session.add(Heartbeat(name=name, at=now, owner=""))
    except IntegrityError:
        pass  # another process was faster
    return session.get_one(Heartbeat, name, with_for_update=True, populate_existing=True)
