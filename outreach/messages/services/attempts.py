"""One attempt under lock, and what may become of a row that was certainly never called."""

from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.messages.models import Attempt, Status
from outreach.messages.services.means import Means
from outreach.messages.services.settle import News, settle

_CASE_OF = select(Attempt.case_id).where(Attempt.key == bindparam("key"))
_CASE = select(Case.id).where(Case.id == bindparam("case")).with_for_update()
_ATTEMPT = select(Attempt).where(Attempt.key == bindparam("key")).with_for_update()


def locked(session: Session, key: str) -> Attempt:
    """The attempt of a key, its case locked before it (person, case, enrolment: one order)."""
    case_id = session.scalar(_CASE_OF, {"key": key})
    if case_id is not None:
        session.scalar(_CASE, {"case": case_id})
    attempt = session.scalar(_ATTEMPT, {"key": key})
    assert attempt is not None  # noqa: S101  rows of attempts are never deleted
    return attempt


def give_back(attempt: Attempt) -> None:
    """Let any sender pick up a reserved row that was certainly never called."""
    attempt.lease_owner = attempt.lease_until = None


def cancel(session: Session, means: Means, attempt: Attempt, reason: str, now: datetime) -> None:
    """End a row that was certainly never called; its step may be planned again."""
    attempt.reason = reason
    settle(session, attempt, News(Status.CANCELLED, source=reason), now, means.follow)
