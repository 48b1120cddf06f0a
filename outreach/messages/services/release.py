"""A process that stops gives back what it had reserved and not called."""

from sqlalchemy import select

from outreach.messages.models import PENDING, Attempt, Status
from outreach.messages.services.attempts import cancel, give_back, locked
from outreach.messages.services.means import Means


def release(means: Means) -> int:
    """Take back this owner's reserved rows, so that they are planned again; gives their number.

    A row that is `calling` stays ours: it may have left, and only its lease's end says we did not
    come back. An answer, which no plan makes again, is left for any sender to pick up.
    """
    mine = (
        PENDING,
        Attempt.lease_owner == means.owner,
        Attempt.lease_until.is_not(None),  # a draft is a human's by now
        Attempt.status == Status.RESERVED,
    )
    with means.database.read() as session:
        keys = list(session.scalars(select(Attempt.key).where(*mine)))
    now = means.clock.now()
    for key in keys:
        with means.database.write() as session:
            attempt = locked(session, key)
            if attempt.status != Status.RESERVED or attempt.lease_owner != means.owner:
                continue
            if attempt.enrolment_id is None:
                give_back(attempt)
            else:
                cancel(session, means, attempt, "released", now)
    return len(keys)
