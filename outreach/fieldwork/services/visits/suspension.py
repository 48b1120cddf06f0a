"""Whether a household may be visited at all, after a threat or an incident."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.fieldwork.rules import SUSPENDING
from outreach.tasks.models import Task

_AGREED = ("continue", "new_visit")


def visits_suspended(session: Session, case: Case) -> bool:
    """Whether the last threat or incident was not followed by the word that visits go on."""
    rows = select(Task.outcome).where(Task.case_id == case.id, Task.reason.in_(SUSPENDING))
    last = session.execute(rows.order_by(Task.id.desc()).limit(1)).first()
    return last is not None and last.outcome not in _AGREED
