"""What pages and hooks reserved and no process has in hand: which may leave, and which end here."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Integer, bindparam, exists, literal_column, select
from sqlalchemy.orm import Session, aliased

from outreach.bulk import listed
from outreach.messages.models import PENDING, Attempt
from outreach.messages.services.attempts import cancel, locked
from outreach.messages.services.means import Means
from outreach.messages.services.pace import LONGEST_REST
from outreach.messages.services.recheck import sender_stopped

_NOBODYS = (
    PENDING,
    # Spelt out: a parameter would hide from the planner that the partial index serves.
    Attempt.status == literal_column("'reserved'"),
    Attempt.lease_until.is_(None),
    Attempt.task_id.is_(None),  # else a human has it
)
_Earlier = aliased(Attempt)
# One for each address, oldest first: the next one follows when it is settled, so that a person
# reads their answers in order, however many processes send. What has no door, or a sender that
# rests, is passed over: a queue before it holds up nobody else.
WAITING = (
    select(Attempt)
    .where(
        *_NOBODYS,
        listed(Attempt.medium, "media"),
        ~sender_stopped(),
        ~exists().where(
            _Earlier.address_hash == Attempt.address_hash,
            _Earlier.status.in_([literal_column("'reserved'"), literal_column("'calling'")]),
            _Earlier.task_id.is_(None),
            _Earlier.id < Attempt.id,
        ),
    )
    .order_by(Attempt.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(of=Attempt, skip_locked=True)
)


def waiting(session: Session, means: Means, now: datetime, most: int) -> Sequence[Attempt]:
    """The next that may leave, locked; at most `most`."""
    media = [medium.value for medium in means.doors]
    asked = {"media": media, "now": now, "rest": now + LONGEST_REST, "most": most}
    return session.scalars(WAITING, asked).all()


def end_stale(means: Means) -> int:
    """End what nobody could send in its time, and tell a human where it is theirs; how many.

    Its door was taken away, or its sender rests. What leaves is looked at before its call.
    """
    now = means.clock.now()
    with means.database.read() as session:
        keys = session.scalars(select(Attempt.key).where(*_NOBODYS, Attempt.expires_at <= now))
        stale = list(keys)
    for key in stale:
        with means.database.write() as session:
            attempt = locked(session, key)
            mine = attempt.status, attempt.lease_until, attempt.task_id
            if mine == ("reserved", None, None):
                cancel(session, means, attempt, "expired", now)
    return len(stale)
