"""What is done once a day, at night: the day's anchors, and reminders of what nobody did."""

from datetime import datetime

from sqlalchemy.orm import Session

from outreach.database import local_day
from outreach.fieldwork.services import drafts, reminders
from outreach.fieldwork.services.visits.remarks import ask_again
from outreach.intake.services.pending import forget_old
from outreach.messages.services.means import Means
from outreach.record import services as record
from outreach.staff.services import doorkeeper
from outreach.upkeep.services.heartbeat import Beat, last, locked

NIGHTLY = "nightly"
_FROM_HOUR = 3  # local: after midnight's stragglers, before anybody starts work
_DONE = "done"


def run_if_due(means: Means) -> int | None:
    """Do the night's work unless it was done today or it is too early; how many tasks it raised.

    One transaction behind a locked marker: two workers do it once, and a failure undoes it whole,
    to be tried again. None when there was nothing to do.
    """
    now = means.clock.now()
    if not _due(means, last(means.database, NIGHTLY), now):
        return None
    with means.database.write() as session:
        marker = locked(session, NIGHTLY, now)
        if not _due(means, Beat(marker.at, marker.owner), now):
            return None  # another worker was faster
        marker.at, marker.owner = now, _DONE
        return _work(session, means, now)


def _work(session: Session, means: Means, now: datetime) -> int:
    drafts.drop_stale(session, means, now)
    doorkeeper.forget_old_tries(session, now)
    forget_old(session, now)
    raised = reminders.pauses_over(session, now) + reminders.letters_overdue(session, means, now)
    raised += ask_again(session, now)
    record.anchor(session, local_day(session, now))
    return raised


def _due(means: Means, marker: Beat | None, now: datetime) -> bool:
    """Not "later than": a clock that was moved back (``--at``) still has its nights."""
    zone = means.database.zone
    here = now.astimezone(zone)
    if here.hour < _FROM_HOUR:
        return False
    return marker is None or not marker.owner or marker.at.astimezone(zone).date() != here.date()
