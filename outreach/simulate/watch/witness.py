"""Who stands at the door: each message is looked at in the very instant it is handed over.

Whatever the engine had decided, the database is asked again: nothing may stand against the call.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, func, select

from outreach.cases.models import Case, Pause
from outreach.channels.base import Outgoing
from outreach.database import PARIS
from outreach.demo.story.spoken import is_waiting
from outreach.messages.models import Attempt, Purpose, Status
from outreach.messages.rules.tone import Exposure, chosen, find
from outreach.messages.services.means import Means
from outreach.people.models import OptOut
from outreach.programmes.rules.calendar import Calendar
from outreach.simulate.watch.agenda import objections
from outreach.simulate.watch.breach import Breach, Promise
from outreach.tasks.models import Task

_LETTER_DAYS = 4
_CALLED_WITHIN = timedelta(days=30)
_SLACK = timedelta(minutes=1)  # a batch marked before closing time may end just after it
_OF_A_BLOCK = "WRONG"  # says that the number it goes to is blocked from now on
_SUNDAY, _FIRST_HOUR, _LAST_HOUR = 7, 8, 20
_CALLS = ("call", "voicemail")
_ROW = (
    select(
        Attempt.key,
        Attempt.person_id,
        Attempt.case_id,
        Attempt.step,
        Attempt.purpose,
        Attempt.automated,
        Attempt.status,
        Attempt.text_code,
        Attempt.address_hash,
        Attempt.medium,
        Case.reference,
        exists().where(Pause.case_id == Attempt.case_id, Pause.ended_at.is_(None)).label("paused"),
        exists()
        .where(OptOut.value_hash == Attempt.address_hash, OptOut.lifted_at.is_(None))
        .label("stopped"),
    )
    .outerjoin(Case, Case.id == Attempt.case_id)
    .where(Attempt.key == bindparam("key"))
)
_CALLED = select(Attempt.at).where(
    Attempt.person_id == bindparam("person"),
    Attempt.at > bindparam("since"),
    Attempt.channel.in_(_CALLS),
)
_POSTED = select(func.min(Task.done_on)).where(
    Task.case_id == bindparam("case"),
    Task.step == "info",
    Task.outcome.in_(("posted", "returned")),
)


def _at_rest(now: datetime) -> bool:
    """Nights and Sundays, whatever the calendar that the engine asks too says."""
    here = now.astimezone(PARIS)
    return here.isoweekday() == _SUNDAY or not _FIRST_HOUR <= here.hour < _LAST_HOUR


@dataclass(frozen=True, slots=True)
class Seen:
    """One message at the door, and when the engine's clock said that it left."""

    key: str
    at: datetime
    case: str
    person_id: int | None
    step: str | None
    purpose: str
    medium: str
    address_hash: str | None
    calls: tuple[datetime, ...]  # by a human, in the thirty days before


class Witness:
    """Looks at each message; what was seen stays in `seen`, by its key."""

    def __init__(
        self, means: Callable[[], Means], calendar: Calendar, tell: Callable[[Breach], None]
    ) -> None:
        self._means, self._calendar, self._tell = means, calendar, tell
        self._posted: set[int] = set()  # cases whose letter has had its days
        self.seen: dict[str, Seen] = {}

    def __call__(self, message: Outgoing) -> None:
        """Look at one."""
        means = self._means()
        now = means.clock.now()
        with means.database.read() as session:
            row = session.execute(_ROW, {"key": message.key}).one_or_none()
            if row is None or row.status != Status.CALLING:
                self._tell(Breach(Promise.NEVER_LOST, now, about="called without a calling mark"))
                return
            of_script = row.purpose == Purpose.SEQUENCE
            since = {"person": row.person_id, "since": now - _CALLED_WITHIN}
            calls = tuple(session.scalars(_CALLED, since)) if of_script else ()
            if of_script:
                self._script(session, row, now)
            for promise, why in objections(session, row, self._calendar, now):
                self._broken(promise, row, now, why)
        self._anything(message, row, now)
        self.seen[row.key] = Seen(
            row.key,
            now,
            row.reference or "",
            row.person_id,
            row.step,
            row.purpose,
            row.medium or "",
            row.address_hash,
            calls,
        )

    def _script(self, session: Any, row: Any, now: datetime) -> None:
        """What holds for the machine's own messages only."""
        if row.paused:
            self._broken(Promise.HUMAN_FIRST, row, now, "the case is paused")
        elif is_waiting(session, row.reference):
            self._broken(Promise.HUMAN_FIRST, row, now, "somebody spoke, and no human went on")
        if _at_rest(now) or not (
            self._calendar.is_open(now) or self._calendar.is_open(now - _SLACK)
        ):
            self._broken(Promise.HOURS, row, now, "outside contact hours")
        if row.case_id in self._posted:
            return
        posted = session.scalar(_POSTED, {"case": row.case_id})
        if posted is None or self._calendar.day(now) < self._calendar.add_working_days(
            posted, _LETTER_DAYS
        ):
            self._broken(Promise.LETTER_FIRST, row, now, "the letter has not had its days")
        else:
            self._posted.add(row.case_id)

    def _anything(self, message: Outgoing, row: Any, now: datetime) -> None:
        spared = row.purpose == Purpose.CONFIRMATION or row.text_code == _OF_A_BLOCK
        if row.automated and row.stopped and not spared:
            self._broken(Promise.STOP, row, now, f"{row.purpose} after a refusal")
        lexicons = chosen(self._means().lexicons, message.language)
        prompted = row.purpose not in (Purpose.SEQUENCE, Purpose.HUMAN_FIRST)
        if find(message.body, Exposure.OPEN, prompted, lexicons):
            self._broken(Promise.WORDS, row, now, f"{row.purpose} {row.step or row.text_code}")

    def _broken(self, promise: Promise, row: Any, now: datetime, about: str) -> None:
        self._tell(Breach(promise, now, row.reference or "", f"{about}, attempt {row.key}"))
