"""What to mind at a door: facts with a date, looked at again after six months."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState
from outreach.database import local_day
from outreach.fieldwork.models import SafetyRemark
from outreach.fieldwork.services.household import locked_case
from outreach.fieldwork.services.visits.staying import VISITORS, Problem
from outreach.messages.services.means import Means
from outreach.record import services as record
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import NewTask, raise_task

REVIEW = "safety_review"  # the reason of the task
LONGEST = 300
_KEPT = timedelta(days=183)


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark; `due`: it is to be looked at again."""

    id: int
    text: str = field(repr=False)
    written_at: datetime
    review_on: date
    due: bool


def remarks_of(session: Session, case_id: int, today: date) -> tuple[Remark, ...]:
    """Those that hold for a case, the oldest first."""
    return tuple(
        Remark(row.id, row.text or "", row.written_at, row.review_on, row.review_on <= today)
        for row in _standing(session, case_id)
    )


def write_remark(means: Means, staff: Staff, reference: str, text: str) -> Problem | None:
    """Note a fact: a dog, a dark staircase, a door code that fails."""
    now, said = means.clock.now(), " ".join(text.split())[:LONGEST]
    with means.database.write() as session:
        case = locked_case(session, staff, reference)
        if case is None or staff.role not in VISITORS:
            return Problem.UNKNOWN
        if not said:
            return Problem.NO_WORDS
        if any(row.text == said for row in _standing(session, case.id)):
            return None  # a second press of the same button
        session.add(
            SafetyRemark(
                case_id=case.id,
                text=said,
                written_at=now,
                written_by=staff.code,
                review_on=local_day(session, now) + _KEPT,
            )
        )
        record.write(session, case, "safety.noted", staff.code, now, {})
    return None


def review(means: Means, staff: Staff, reference: str, remark_id: int, *, holds: bool) -> bool:
    """It still holds, for six months more; or it does not, and is not shown again."""
    now = means.clock.now()
    with means.database.write() as session:
        case = locked_case(session, staff, reference)
        row = session.get(SafetyRemark, remark_id)
        if case is None or row is None or row.case_id != case.id or staff.role not in VISITORS:
            return False
        if row.ended_at is not None:
            return True
        if holds:
            row.review_on = local_day(session, now) + _KEPT
        else:
            row.ended_at, row.ended_by, row.text = now, staff.code, None
        record.write(session, case, "safety.reviewed", staff.code, now, {"holds": holds})
    return True


def ask_again(session: Session, now: datetime) -> int:
    """Ask about each remark whose six months are over; how many cases were asked about."""
    today = local_day(session, now)
    asked = exists().where(
        Task.case_id == Case.id, Task.reason == REVIEW, Task.state == TaskState.OPEN
    )
    rows = (
        select(Case.id)
        .join(SafetyRemark, SafetyRemark.case_id == Case.id)
        .where(
            SafetyRemark.ended_at.is_(None),
            SafetyRemark.review_on <= today,
            Case.state != CaseState.CLOSED,
            ~asked,
        )
        .distinct()
    )
    found = cases.lock(session, sorted(session.scalars(rows)))
    for case in found.values():
        raise_task(session, case, NewTask(TaskKind.DECIDE, today, reason=REVIEW), now=now)
    return len(found)


def _standing(session: Session, case_id: int) -> Sequence[SafetyRemark]:
    rows = select(SafetyRemark).where(
        SafetyRemark.case_id == case_id, SafetyRemark.ended_at.is_(None)
    )
    return session.scalars(rows.order_by(SafetyRemark.id)).all()
