"""Whether the answers that come by a door are still read: where nobody listens, nothing automatic
goes out (a STOP may be lying there).
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.channels.base import Medium
from outreach.database import local_day
from outreach.messages.models import Sender
from outreach.messages.services.means import Means
from outreach.messages.services.pace import sender_of
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import NewTask, raise_task

# Not a setting: messages keep three days between them, so a day of silence leaves two to repair
# the mailbox before anybody could get a second message over an unread STOP; a server's nightly
# maintenance stops nobody.
UNREAD_AFTER = timedelta(hours=24)
MAILBOX_UNREAD = "mailbox_unread"
_SENDERS = select(Sender)


def heard(session: Session, means: Means, medium: Medium, now: datetime) -> None:
    """Note that all that came in by a door was read."""
    sender = sender_of(session, means, medium, now)
    sender.read_at, sender.unread_since = now, None


def missed(session: Session, means: Means, medium: Medium, now: datetime) -> None:
    """Note that a door's answers could not be read; after a day a human is told, once."""
    sender = sender_of(session, means, medium, now)
    if sender.unread_since is None or sender.unread_since > now:
        sender.unread_since = now
    if _too_long(sender, now):
        _tell(session, sender.unread_since, now)


def unread(session: Session, means: Means, now: datetime) -> frozenset[Medium]:
    """The media whose answers nobody has read for a day, whether or not a reading failed.

    One that never ends is noted nowhere.
    """
    late = {(row.medium, row.identity) for row in session.scalars(_SENDERS) if _too_long(row, now)}
    # Looked up last: most of the time nothing is late, and building a door costs.
    return frozenset(
        medium
        for medium in (means.doors if late else ())
        if means.doors[medium].capability.two_way and (medium, means.doors[medium].name) in late
    )


def _too_long(sender: Sender, now: datetime) -> bool:
    last = [at for at in (sender.read_at, sender.unread_since) if at is not None]
    return bool(last) and now - min(last) > UNREAD_AFTER  # a clock that was ahead dated the later


def _tell(session: Session, since: datetime, now: datetime) -> None:
    """One task for one outage, whatever was answered to it, and one for two doors."""
    asked = select(Task.id).where(Task.case_id.is_(None), Task.reason == MAILBOX_UNREAD)
    asked = asked.where((Task.state == TaskState.OPEN) | (Task.raised_at >= since))
    if session.scalar(asked.limit(1)) is None:
        task = NewTask(TaskKind.DECIDE, local_day(session, now), reason=MAILBOX_UNREAD)
        raise_task(session, None, task, now=now)
