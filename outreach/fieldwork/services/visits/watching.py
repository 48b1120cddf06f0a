"""Who is told when a visit lasts too long, and whether anything can reach them."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.channels.base import Medium
from outreach.fieldwork.models import VisitStay, VisitWatch
from outreach.fieldwork.services.visits.sounding import INSIDE
from outreach.fieldwork.services.visits.staying import Problem
from outreach.messages.services.means import Means
from outreach.messages.services.sending.notices import ways_to
from outreach.staff.models import Role, Staff
from outreach.tasks.models import Task
from outreach.tasks.services import followers

SHORTEST, LONGEST = 15, 240  # minutes after which somebody is told
QUICKEST, SLOWEST, USUAL = 5, 60, 15  # minutes after which the coordination is told too
_LONGEST_WORD = 60


class Reach(StrEnum):
    """Whether an alarm can leave the application."""

    NOBODY = "nobody"  # is named
    GONE = "gone"  # whoever was named does not follow cases of this team any more
    SCREEN = "screen"  # nothing can leave: it shows on the pages only
    EMAIL = "email"  # no SMS: who reads mail at the wheel?
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Watch:
    """What a team decided; `who` is None when whoever was named left."""

    who: Staff | None
    minutes: int
    patience: int
    word: str
    reach: Reach


def name_watch(
    means: Means, staff: Staff, who: int | None, minutes: int, patience: int, word: str
) -> Problem | None:
    """Name whom a team tells when a visit lasts too long; None: nobody, which is the default.

    `word` is agreed on between colleagues: said on the phone, it means that somebody needs help.
    """
    if staff.role != Role.COORDINATOR:
        return Problem.NOT_YOURS
    said = " ".join(word.split())
    with means.database.write() as session:
        row = session.get(VisitWatch, staff.team)
        if who is None:
            if row is not None and _anybody_inside(session, staff.team):
                return Problem.INSIDE  # they went in and count on it
            if row is not None:
                session.delete(row)
            return None
        if who not in {each.id for each in followers(session, staff.team)}:
            return Problem.WHO
        if not SHORTEST <= minutes <= LONGEST:
            return Problem.MINUTES
        if not QUICKEST <= patience <= SLOWEST:
            return Problem.PATIENCE
        if len(said) > _LONGEST_WORD:
            return Problem.WORD
        session.merge(
            VisitWatch(
                team=staff.team,
                staff_id=who,
                minutes=minutes,
                patience=patience,
                word=said or None,
            )
        )
    return None


def watch_of(session: Session, means: Means, team: str) -> Watch | None:
    """What a team decided; None when it named nobody."""
    row = session.get(VisitWatch, team)
    if row is None:
        return None
    who = named(session, team)
    return Watch(who, row.minutes, row.patience, row.word or "", _reach(means, who))


def named(session: Session, team: str) -> Staff | None:
    """Whoever is on watch, while they still follow cases of this team."""
    row = session.get(VisitWatch, team)
    able = {each.id: each for each in followers(session, team)}
    return able.get(row.staff_id) if row is not None else None


def _anybody_inside(session: Session, team: str) -> bool:
    rows = (
        select(VisitStay.task_id)
        .join(Task, Task.id == VisitStay.task_id)
        .join(Case, Case.id == Task.case_id)
        .where(Case.team == team, INSIDE)
    )
    return session.scalar(rows.limit(1)) is not None


def _reach(means: Means, who: Staff | None) -> Reach:
    if who is None:
        return Reach.GONE
    ways = ways_to(means, who)
    if Medium.SMS in ways:
        return Reach.FULL
    return Reach.EMAIL if ways else Reach.SCREEN
