"""Messages of unknown fate that nothing settled in time: a human must hear of them."""

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.messages.models import PENDING, Attempt, Status

SHOWN_AFTER = timedelta(hours=1)  # provider and receipts have had their time


def old_doubts(session: Session, now: datetime) -> int:
    """How many messages are uncertain since more than an hour."""
    called = func.coalesce(Attempt.called_at, Attempt.at)
    rows = select(func.count()).select_from(Attempt)
    rows = rows.where(PENDING, Attempt.status == Status.UNCERTAIN, called < now - SHOWN_AFTER)
    return session.scalar(rows) or 0
