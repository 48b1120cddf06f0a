"""Changing an agreement: its values at once, and what is planned follows them."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog
from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case
from outreach.database import database_of
from outreach.messages.services.means import Means
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.programmes.rules.parameters import (
    Parameters,
    Problem,
    changed,
    moves_dates,
    problem,
)
from outreach.sequences.models import Enrolment
from outreach.sequences.services.planning import plan

log = structlog.get_logger(__name__)

Change = Callable[[Parameters], Parameters]


class Answer(StrEnum):
    """What became of a change."""

    DONE = "done"
    SAME = "same"
    UNKNOWN = "unknown"
    STALE = "stale"  # somebody else changed it since it was read
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Saved:
    """The answer, and the names of the values that changed; `problem` says why they can't."""

    answer: Answer
    fields: tuple[str, ...] = ()
    problem: Problem | None = None


def save(
    means: Means,
    code: str | None,
    change: Change,
    *,
    actor: str,
    known: ColumnElement[bool] | None = None,
    stamp: str | None = None,
) -> Saved:
    """Change an agreement in one transaction. `known`: which ones may be changed (None = any).

    `stamp`: of the values that the change was made from; None when that does not matter.
    """
    with means.database.write() as session:
        programme = locked(session, code, known)
        if programme is None:
            return Saved(Answer.UNKNOWN)
        saved = save_in(session, means, programme, change, stamp=stamp)
        if saved.answer is Answer.DONE and moves_dates(saved.fields):
            plan_again(session, means, programme, means.clock.now())
    if saved.answer is Answer.DONE:
        fields = "+".join(saved.fields)
        log.info("programme.changed", programme=programme.code, actor=actor, fields=fields)
    return saved


def save_in(
    session: Session, means: Means, programme: Programme, change: Change, *, stamp: str | None
) -> Saved:
    """The same, inside its caller's transaction, which holds the programme and plans again."""
    old = programmes.parameters_of(session, programme)
    new = change(old)
    names = changed(old, new)
    if stamp is not None and stamp != old.stamp:
        return Saved(Answer.STALE, names)
    if not names:
        return Saved(Answer.SAME)
    wrong = problem(new, means.clock.now(), database_of(session).zone)
    if wrong is not None:
        return Saved(Answer.PROBLEM, names, wrong)
    programmes.write_parameters(session, programme, new)
    session.flush()
    return Saved(Answer.DONE, names)


def locked(
    session: Session, code: str | None, known: ColumnElement[bool] | None
) -> Programme | None:
    """The programme of that code, the first one without a code; locked before its cases."""
    query = select(Programme).where(true() if known is None else known).order_by(Programme.id)
    if code is not None:
        query = query.where(Programme.code == code.strip().upper())
    return session.scalar(query.limit(1).with_for_update())


def plan_again(session: Session, means: Means, programme: Programme | None, now: datetime) -> None:
    """Work out every date again, of one programme or of all; what is in flight keeps its own."""
    mine = true() if programme is None else Case.programme_id == programme.id
    rows = session.execute(
        select(Enrolment.id, Enrolment.case_id)
        .join(Case, Case.id == Enrolment.case_id)
        .where(mine, Enrolment.state == "active", Enrolment.due_at.is_not(None))
        .order_by(Enrolment.id)
    ).all()
    cases.lock(session, sorted({row.case_id for row in rows}))
    plan(session, means, [row.id for row in rows], now)
