"""A door behind which a human sends: the text becomes theirs, with a task."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.database import local_day
from outreach.messages.models import Attempt, Status
from outreach.messages.services.attempts import cancel, locked
from outreach.messages.services.means import Means
from outreach.messages.services.recheck import why_not
from outreach.messages.services.sending.calling import set_aside
from outreach.messages.services.sending.tally import Tally
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task


def hand_over(means: Means, key: str) -> Tally:
    """Hand a reserved text to a human: from now on it is theirs to send, or to cancel."""
    now = means.clock.now()
    with means.database.write() as session:
        attempt = locked(session, key)
        if attempt.status != Status.RESERVED or attempt.lease_until is None:
            return Tally()
        reason = why_not(session, attempt, now, owner=means.owner, held=means.held)
        if reason:
            set_aside(session, means, attempt, reason, now)
            return Tally(deferred=1)
        attempt.lease_until = attempt.expires_at = None
        case = session.get(Case, attempt.case_id) if attempt.case_id else None
        task = NewTask(
            TaskKind.MESSAGE,
            local_day(session, now),
            step=attempt.step,
            enrolment_id=attempt.enrolment_id,
            person_id=attempt.person_id,
            reason=attempt.text_code or "draft",
            private=attempt.text_code is not None,  # an answer tells what was asked
        )
        attempt.task_id = raise_task(session, case, task, now=now).id
        _supersede(session, means, attempt, now)
    return Tally(drafted=1)


def _supersede(session: Session, means: Means, attempt: Attempt, now: datetime) -> None:
    """One open task holds one text: an earlier draft that nobody sent gives way."""
    earlier = select(Attempt).where(
        Attempt.task_id == attempt.task_id,
        Attempt.id != attempt.id,
        Attempt.status == Status.RESERVED,
    )
    for draft in session.scalars(earlier):
        cancel(session, means, draft, "superseded", now)
