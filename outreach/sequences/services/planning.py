"""When each run is next looked at; done inside the caller's transaction."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import Update, bindparam, func, select, update
from sqlalchemy.orm import Session

from outreach.bulk import listed
from outreach.cases.models import Case
from outreach.channels.base import Act
from outreach.database import UtcInstant
from outreach.messages.models import Status
from outreach.messages.services.means import Means, Moved
from outreach.record import services as record
from outreach.sequences.models import Enrolment
from outreach.sequences.rules.decide import decide
from outreach.sequences.rules.facts import Wait
from outreach.sequences.services.snapshots import load_runs
from outreach.tasks.models import TaskKind
from outreach.tasks.services import cancel_open

# A draft that the worker did not send is blocked: the run goes on with its next step.
_NOT_SENT = (Status.ABSENT, Status.CANCELLED, Status.BLOCKED)
_HAS_LEFT = (Status.ACCEPTED, Status.SENT, Status.DELIVERED)
_NOT_ARRIVED = (Status.REFUSED, Status.FAILED, Status.UNDELIVERED)
_UNWELCOME = (TaskKind.LETTER, TaskKind.CALL, TaskKind.VISIT)
_NOW = bindparam("now", type_=UtcInstant)
_ACTIVE = update(Enrolment).where(listed(Enrolment.id, "ids"), Enrolment.state == "active")
_AT_ONCE = _ACTIVE.values(due_at=_NOW)
_AT_ITS_DATE = _ACTIVE.where(Enrolment.due_at.is_(None)).values(
    due_at=func.coalesce(Enrolment.then_at, _NOW)
)


def plan(session: Session, means: Means, enrolment_ids: Sequence[int], now: datetime) -> None:
    """Work out again when each active run is due, after a fact that it depends on changed."""
    if not enrolment_ids:
        return
    snapshots = {
        run.enrolment.id: run.snapshot for run in load_runs(session, means, enrolment_ids, now)
    }
    rows = select(Enrolment).where(Enrolment.id.in_(enrolment_ids), Enrolment.state == "active")
    for enrolment in session.scalars(rows.execution_options(populate_existing=True)):
        decision = decide(snapshots[enrolment.id], now)
        if isinstance(decision, Wait):
            enrolment.due_at, enrolment.reason = decision.until, decision.reason.value
        else:
            enrolment.due_at, enrolment.reason = this_minute(now), ""


def this_minute(now: datetime) -> datetime:
    """When what is due at once is due: a worker that starts its clock at the same instant as the
    command before it (``--at``) must find it, seconds apart or not.
    """
    return now.replace(second=0, microsecond=0)


def replan(session: Session, means: Means, case_ids: Collection[int], now: datetime) -> None:
    """Plan the active runs of cases again; one with an attempt in flight waits for its outcome."""
    ids = session.scalars(
        select(Enrolment.id).where(
            Enrolment.case_id.in_(case_ids),
            Enrolment.state == "active",
            Enrolment.due_at.is_not(None),
        )
    )
    plan(session, means, list(ids), now)


def follow(session: Session, moves: Sequence[Moved], now: datetime) -> None:
    """What runs do once their attempt's status has moved: wake at once, or at their next date."""
    for attempt in moves:
        if attempt.act == Act.OPT_OUT and attempt.case_id is not None:
            _end(session, attempt.case_id, now)
    _wake(session, moves, _HAS_LEFT, _AT_ITS_DATE, now)
    _wake(session, moves, (*_NOT_SENT, *_NOT_ARRIVED), _AT_ONCE, now)


def _wake(
    session: Session,
    moves: Sequence[Moved],
    statuses: Sequence[Status],
    waking: Update,
    now: datetime,
) -> None:
    """Wake the active runs of attempts that moved to one of `statuses`."""
    ids = [m.enrolment_id for m in moves if m.status in statuses and m.enrolment_id is not None]
    if ids:
        session.execute(waking, {"ids": ids, "now": now})


def _end(session: Session, case_id: int, now: datetime) -> None:
    """The provider heard a STOP: like ours, it ends every run of the case for good.

    Nobody calls or visits because of what was planned before it (care.md §2).
    """
    case = session.get_one(Case, case_id)
    cancel_open(session, case, _UNWELCOME, now=now, actor="system")
    rows = (
        select(Enrolment)
        .where(Enrolment.case_id == case_id, Enrolment.state != "finished")
        .order_by(Enrolment.id)
        .with_for_update()
    )
    for enrolment in session.scalars(rows):
        enrolment.state, enrolment.due_at = "finished", None
        enrolment.reason, enrolment.finished_at = "opted_out_at_provider", now
        facts = {"reason": enrolment.reason}
        record.write(session, case, "sequence.finished", "system", now, facts)
