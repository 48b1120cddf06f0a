"""A process that stops gives back what it had reserved and not called."""

from sqlalchemy import update

from outreach.messages.models import Attempt, Status
from outreach.messages.services.means import Means


def release(means: Means) -> int:
    """Let any sender pick up this owner's reserved rows; gives their number.

    A row that is `calling` stays ours: it may have left, and only its lease's end says we did not
    come back. One that nobody picks up before it expires is planned again.
    """
    mine = (Attempt.lease_owner == means.owner, Attempt.status == Status.RESERVED)
    with means.database.write() as session:
        freed = session.execute(
            update(Attempt).where(*mine).values(lease_owner=None, lease_until=None)
        )
    return int(freed.rowcount)  # type: ignore[attr-defined]  # the result of DML has it
