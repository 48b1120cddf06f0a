"""One attempt under lock, and what may become of a row that was certainly never called."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.messages.models import Attempt, Status
from outreach.messages.services.means import Means
from outreach.messages.services.settle import News, settle


def locked(session: Session, key: str) -> Attempt:
    """The attempt of a key, its case locked before it (person, case, enrolment: one order)."""
    case_id = session.scalar(select(Attempt.case_id).where(Attempt.key == key))
    if case_id is not None:
        session.scalar(select(Case.id).where(Case.id == case_id).with_for_update())
    attempt = session.scalar(select(Attempt).where(Attempt.key == key).with_for_update())
    assert attempt is not None  # noqa: S101  rows of attempts are never deleted
    return attempt


def give_back(attempt: Attempt) -> None:
    """Let any sender pick up a reserved row that was certainly never called."""
    attempt.lease_owner = attempt.lease_until = None


def cancel(session: Session, means: Means, attempt: Attempt, reason: str, now: datetime) -> None:
    """End a row that was certainly never called; its step may be planned again."""
    attempt.reason = reason
    settle(session, attempt, News(Status.CANCELLED, source=reason), now, means.follow)
