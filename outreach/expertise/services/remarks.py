"""The landlord's remark for whoever visits: a human reads it before anybody else does."""

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Referral
from outreach.fieldwork.services.household import locked_case
from outreach.fieldwork.services.outcomes import Outcome, close_in
from outreach.messages.services.means import Means
from outreach.record import services as record
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskState

TO_REVIEW = "remark_to_review"


class Reviewed(StrEnum):
    """What became of the review."""

    DONE = "done"
    SAME = "same"
    NO_CASE = "no_case"


def review_remark(means: Means, staff: Staff, reference: str, *, keep: bool) -> Reviewed:
    """Keep the remark for the visit, or erase it for good; its task is done either way."""
    now = means.clock.now()
    with means.database.write() as session:
        case = locked_case(session, staff, reference)
        referral = _referral(session, case)
        if case is None or referral is None:
            return Reviewed.NO_CASE
        waiting = review_tasks(session, case)
        erased = not keep and referral.visit_remark is not None
        if erased:
            referral.visit_remark = None
            record.write(session, case, "remark.erased", staff.code, now)
        for task in waiting:
            said = Outcome("continue", role=staff.role)
            close_in(session, means, task.id, said, staff.code, fictitious_allowed=False)
        return Reviewed.DONE if waiting or erased else Reviewed.SAME


def review_tasks(session: Session, case: Case) -> list[Task]:
    """The open tasks that ask for a review."""
    rows = select(Task).where(
        Task.case_id == case.id, Task.state == TaskState.OPEN, Task.reason == TO_REVIEW
    )
    return list(session.scalars(rows.order_by(Task.id)))


def _referral(session: Session, case: Case | None) -> Referral | None:
    if case is None:
        return None
    return session.scalar(select(Referral).where(Referral.case_id == case.id))
