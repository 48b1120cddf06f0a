"""The tick: claim due runs, decide, render, pass the gate, reserve; then deliver what is reserved.

One transaction per batch; nothing is sent inside it. `due_at` is the only schedule of people: a
run with an attempt in flight has none, so no second process can take it.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Integer, bindparam, literal_column
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.channels.base import Medium
from outreach.database import UtcInstant, local_day
from outreach.messages.services import pace
from outreach.messages.services.means import LEASE, Means
from outreach.messages.services.sending.deliver import deliver
from outreach.messages.services.sending.parcels import Parcel, Reserved, pack
from outreach.messages.services.sending.tally import Tally
from outreach.messages.services.waiting import waiting
from outreach.people.models import Person
from outreach.sequences.models import Enrolment
from outreach.sequences.services.acting.alone import act_alone
from outreach.sequences.services.acting.rooms import Acted, Room
from outreach.sequences.services.acting.slots import Slots
from outreach.sequences.services.acting.together import Ledger, act_together
from outreach.sequences.services.rows import CaseRow, Rows, read, runs
from outreach.sequences.services.snapshots import Run, runs_of
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task

log = structlog.get_logger(__name__)

BATCH = 200
# Spelt out: a parameter would hide from the planner that the partial index serves.
_ACTIVE = Enrolment.state == literal_column("'active'")
_AFTER_FAULT = timedelta(hours=1)
_BREATH = 1.0  # seconds
_SLOW = timedelta(milliseconds=50)  # a call that lasts longer
# What is due and nobody else has in hand, longest due first.
DUE = (
    runs()
    .where(_ACTIVE, Enrolment.due_at <= bindparam("now", type_=UtcInstant))
    .order_by(Enrolment.due_at, Enrolment.id)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(of=[Person, Case, Enrolment], skip_locked=True)
)


@dataclass(slots=True)
class Report:
    """What one tick did: the counts of ``worker --once --json``, and who was not there."""

    sent: int = 0
    deferred: int = 0
    blocked: int = 0
    failed: int = 0
    uncertain: int = 0
    tasks: int = 0
    unreached: set[Medium] = field(default_factory=set)  # doors that nobody could connect to

    def add(self, tally: Tally) -> None:
        """Count what became of delivered attempts."""
        self.sent += tally.sent
        self.deferred += tally.deferred
        self.failed += tally.failed
        self.uncertain += tally.uncertain
        self.tasks += tally.drafted
        self.unreached |= tally.unreached


@dataclass(slots=True)
class _Batch:
    """What one claim reserved, with the calls booked for it."""

    progressed: bool = False
    starved: bool = False  # something is due that no sender has room for now
    reserved: list[Reserved] = field(default_factory=list)
    parcels: list[Parcel] = field(default_factory=list)


def dispatch(means: Means, report: Report) -> None:
    """Do everything that is due now; returns when nothing more can be done at this instant."""
    due = _Due(means, report)
    while True:
        before = means.clock.now()
        parcels = due.more()
        if parcels:
            report.add(deliver(means, parcels, due.ahead))
            if due.fault is not None:
                raise due.fault
            continue
        if not due.starved:
            return
        means.sleep(_BREATH)  # the pace's places are taken, by us or by another process
        if means.clock.now() == before:
            return


@dataclass(slots=True)
class _Due:
    """What is due now, batch after batch; answers of humans go before the machine's."""

    means: Means
    report: Report
    starved: bool = False  # the last claim found something that no sender had room for
    fault: Exception | None = None  # of a claim made while others were under way

    def more(self) -> list[Parcel]:
        """The next messages to deliver; none: that was all for this instant."""
        outbox = _collect(self.means)
        if outbox.parcels:
            return outbox.parcels  # whatever becomes of the claim, people get their answers
        while True:
            batch = _claim(self.means, self.report)
            self.means.probe("reserved")
            self.starved = batch.starved
            if batch.parcels or not batch.progressed:
                return batch.parcels

    def ahead(self) -> list[Parcel]:
        """The same, while others are under way: a fault waits until these are delivered."""
        try:
            return self.more()
        except Exception as error:
            self.fault = error
            return []


def _claim(means: Means, report: Report) -> _Batch:
    now = means.clock.now()
    batch = _Batch()
    with means.database.write() as session:
        due = read(session, DUE, {"now": now, "most": _most(means)})
        rooms, ledger = _rooms(session, means, now) if due else {}, Ledger()
        slots = Slots(session, now)
        for run in _one_each(_runs(session, means, due, report, batch, now)):
            _count(report, batch, _act(session, means, ledger, run, now, rooms, slots))
        ledger.write(session, now)
        _book(session, means, batch, now)
        means.probe("claimed")
    return batch


def _runs(
    session: Session,
    means: Means,
    due: Sequence[Rows],
    report: Report,
    batch: _Batch,
    now: datetime,
) -> list[Run]:
    """The runs of some rows; one that can't even be read waits alone, and a human is told."""
    try:
        return runs_of(session, means, due, now)
    except DBAPIError:
        raise
    except Exception:
        log.error("batch.unread", runs=len(due))
    runs, broken = [], set()
    for row in due:
        try:
            runs += runs_of(session, means, [row], now)
        except DBAPIError:
            raise
        except Exception as error:
            broken.add(row.case.id)
            _count(report, batch, _broken(session, row.case, row.enrolment.id, error, now))
    return [run for run in runs if run.case.id not in broken]  # its journal has moved on


def _one_each(runs: Sequence[Run]) -> Iterator[Run]:
    """One run of each case: two people may share a number, and the next batch knows of this one."""
    seen: set[int] = set()
    for run in runs:
        if run.case.id not in seen:
            seen.add(run.case.id)
            yield run


def _act(
    session: Session,
    means: Means,
    ledger: Ledger,
    run: Run,
    now: datetime,
    rooms: dict[Medium, Room],
    slots: Slots,
) -> Acted:
    """Act on one run; if that breaks, only this run waits, and a human is told."""
    try:
        done = act_together(ledger, means, run, now, rooms, slots)
        if done is not None:
            return done
        with session.begin_nested():
            return act_alone(session, means, run, now, rooms, slots)
    except DBAPIError:
        raise  # the database itself: the whole batch is undone and tried again
    except Exception as error:
        return _broken(session, run.case, run.enrolment.id, error, now)


def _broken(
    session: Session, case: CaseRow, enrolment_id: int, error: Exception, now: datetime
) -> Acted:
    """Look at a run again in an hour, and tell a human."""
    log.error("run.broken", case=case.reference, error=type(error).__name__)
    enrolment = session.get_one(Enrolment, enrolment_id)
    enrolment.due_at, enrolment.reason = now + _AFTER_FAULT, "fault"
    task = NewTask(TaskKind.DECIDE, local_day(session, now), reason="engine_fault")
    raise_task(session, session.get_one(Case, case.id), task, now=now)
    return Acted(progressed=True, tasks=1)


def _most(means: Means) -> int:
    """How many to claim at once: where calls last, no more than keeps the callers busy."""
    slow = any(length > _SLOW for length in means.lengths.values())
    return min(BATCH, 4 * means.threads) if slow and means.threads else BATCH


def _rooms(session: Session, means: Means, now: datetime) -> dict[Medium, Room]:
    """How many messages each door may take in this batch."""
    return {medium: _room(session, means, medium, now) for medium in means.doors}


def _room(session: Session, means: Means, medium: Medium, now: datetime) -> Room:
    if means.doors[medium].capability.drafts:
        return Room(BATCH)
    sender = pace.look(session, means, medium, now)
    # A rest that is over is no date to wait for: the run would be due again at once, without end.
    return Room(pace.room(sender, now), pace.resting(sender, now))


def _count(report: Report, batch: _Batch, acted: Acted) -> None:
    batch.progressed |= acted.progressed
    batch.starved |= not acted.progressed
    report.tasks += acted.tasks
    report.blocked += acted.blocked
    if acted.reserved is not None:
        batch.reserved.append(acted.reserved)


def _book(session: Session, means: Means, batch: _Batch, now: datetime) -> None:
    """Book the calls of a batch with their senders, last of all: their rows are locked shortly."""
    slots: dict[Medium, pace.Booking] = {}
    counts = Counter(Medium(a.medium) for a in batch.reserved if a.medium)
    for medium, count in sorted(counts.items()):
        if not means.doors[medium].capability.drafts:
            sender = pace.sender_of(session, means, medium, now)
            slots[medium] = pace.take(sender, count, now)
    batch.parcels = pack(session, means, batch.reserved, slots, now)


def _collect(means: Means) -> _Batch:
    """Answers that pages and hooks reserved: lease them, in the order in which they were made."""
    now = means.clock.now()
    batch = _Batch()
    with means.database.write() as session:
        found = waiting(session, means, now, BATCH)
        rooms = _rooms(session, means, now) if found else {}
        for attempt in found:
            medium = Medium(attempt.medium or Medium.SMS)
            if medium in rooms and rooms[medium].count > 0:
                rooms[medium].count -= 1
                attempt.lease_owner, attempt.lease_until = means.owner, now + LEASE
                batch.reserved.append(Reserved.of(attempt))
        _book(session, means, batch, now)
    return batch
