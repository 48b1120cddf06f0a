"""Doors that hold every message they are given against the promises, at the instant of the call."""

from datetime import timedelta
from itertools import pairwise

from sqlalchemy import select

from outreach.cases.models import Pause
from outreach.channels.base import Medium, Outcome, Outgoing
from outreach.channels.memory import MemoryDoor
from outreach.clock import StillClock
from outreach.database import Database
from outreach.messages.models import Attempt
from outreach.messages.rules.status import spends_contact
from outreach.people.models import ContactPoint, OptOut
from outreach.programmes.rules.calendar import Calendar
from outreach.sequences.models import Enrolment
from outreach.tasks.models import Task

CALENDAR = Calendar()
MONTH = timedelta(days=30)


class JudgeDoor(MemoryDoor):
    """A memory door with a conscience; `stopped` are addresses that said STOP."""

    def __init__(self, medium: Medium, database: Database, clock: StillClock) -> None:
        super().__init__(medium)
        self._database, self._clock = database, clock
        self.stopped: set[str] = set()

    def send(self, message: Outgoing) -> Outcome:
        """Judge, then send."""
        with self._database.read() as session:
            attempt = session.scalars(select(Attempt).where(Attempt.key == message.key)).one()
            assert attempt.status == "calling"
            if attempt.purpose == "sequence":
                assert message.to not in self.stopped, "a message after STOP"
                mine = ContactPoint.value_hash == _hash(attempt)
                assert set(session.scalars(select(ContactPoint.status).where(mine))) == {"ok"}
                refused = select(OptOut.id).where(OptOut.value_hash == _hash(attempt))
                assert not session.scalars(refused.where(OptOut.lifted_at.is_(None))).all()
                assert session.get_one(Enrolment, attempt.enrolment_id).state == "active"
                pauses = select(Pause.id).where(Pause.case_id == attempt.case_id)
                assert not session.scalars(pauses.where(Pause.ended_at.is_(None))).all()
                self._in_time(attempt, list(session.scalars(select(Task))))
                rows = select(Attempt).where(Attempt.person_id == attempt.person_id)
                self._spaced(attempt, list(session.scalars(rows.order_by(Attempt.at))))
        return super().send(message)

    def _in_time(self, attempt: Attempt, tasks: list[Task]) -> None:
        now = self._clock.now()
        assert CALENDAR.is_open(now), "a message outside hours"
        arrived = [
            CALENDAR.add_working_days(task.done_on, 4)
            for task in tasks
            if (task.case_id, task.kind, task.outcome) == (attempt.case_id, "letter", "posted")
            if task.done_on is not None
        ]
        assert any(day <= CALENDAR.day(now) for day in arrived), "a message before the letter"

    def _spaced(self, attempt: Attempt, rows: list[Attempt]) -> None:
        rang = [row.at for row in rows if _weighs(row)]
        assert sum(self._clock.now() - at < MONTH for at in rang) <= 4, "a fifth phone contact"
        left = [row for row in rows if _left(row) and row.purpose == "sequence"]
        for before, after in pairwise(left):
            if after.medium is not None:
                gap = CALENDAR.day(after.at) - CALENDAR.day(before.at)
                assert gap.days >= 3, "two contacts within three days"


def _hash(attempt: Attempt) -> str:
    return attempt.address_hash or ""


def _weighs(row: Attempt) -> bool:
    return row.purpose in ("sequence", "human_first") and spends_contact(row.status, row.channel)


def _left(row: Attempt) -> bool:
    if row.medium is None:
        return row.status in ("reached", "no_answer", "voicemail", "met", "not_home", "refused")
    return row.status not in ("reserved", "blocked", "cancelled", "absent", "refused")
