"""The state of an installation as numbers: counts and ages only, nothing about anybody."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from outreach.cases.models import Thread
from outreach.database import Database
from outreach.fieldwork.services.visits.sounding import count_sounding
from outreach.messages.models import PENDING, Attempt, Sender, Status
from outreach.messages.services import pace
from outreach.messages.services.doubts import old_doubts
from outreach.programmes import services as programmes
from outreach.sequences.models import Enrolment
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.upkeep.models import Heartbeat
from outreach.upkeep.services.heartbeat import WORKER
from outreach.upkeep.services.nightly import NIGHTLY

_IN_FLIGHT = (Status.RESERVED, Status.CALLING, Status.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Gauge:
    """One measure: its value by the value of its only label (`by`), or by "" without one."""

    name: str
    says: str
    values: Mapping[str, float]
    by: str = ""


def gauges(database: Database, now: datetime, *, held: bool) -> tuple[Gauge, ...]:
    """Every measure at `now`; `held` is the setting. Ages are seconds, absent when unknown."""
    with database.read() as session:
        return (
            *_sending(session, now, held),
            *_listening(session, now),
            *_people(session, now),
            *_signs_of_life(session, now),
        )


def _sending(session: Session, now: datetime, held: bool) -> Iterator[Gauge]:
    due = select(func.count()).select_from(Enrolment)
    due = due.where(Enrolment.state == "active", Enrolment.due_at <= now)
    yield _one("due", "Steps whose time has come and that nobody has taken yet", due, session)
    found = select(Attempt.status, func.count()).where(PENDING)
    by_status = _counted(session, _IN_FLIGHT, found.group_by(Attempt.status))
    yield Gauge(
        "attempts_open", "Messages reserved, being called, or uncertain", by_status, "state"
    )
    old = float(old_doubts(session, now))
    yield Gauge("uncertain_over_an_hour", "Messages whose fate nothing has settled", {"": old})
    waiting = select(func.min(func.coalesce(Attempt.called_at, Attempt.at)))
    oldest = session.scalar(waiting.where(PENDING, Attempt.status == Status.UNCERTAIN))
    yield _age("uncertain_oldest_age_seconds", "Age of the oldest uncertain message", oldest, now)
    stopped = {
        row.medium: float(pace.resting(row, now) is not None)
        for row in session.scalars(select(Sender).order_by(Sender.id))
    }
    yield Gauge(
        "sender_stopped", "1 while the provider keeps a sender from sending", stopped, "medium"
    )
    on = float(programmes.held(session, None, held))
    yield Gauge("held", "1 while all automatic messages are held", {"": on})


def _listening(session: Session, now: datetime) -> Iterator[Gauge]:
    last = {
        row.medium: row.read_at or row.unread_since
        for row in session.scalars(select(Sender).order_by(Sender.id))
    }
    ages = {medium: (now - at).total_seconds() for medium, at in last.items() if at is not None}
    says = "Since when what came in by a medium was not read to its end"
    yield Gauge("inbound_read_age_seconds", says, ages, "medium")


def _people(session: Session, now: datetime) -> Iterator[Gauge]:
    waits = Thread.first_unanswered_at.is_not(None)
    threads = select(func.count()).select_from(Thread).where(waits)
    yield _one("threads_waiting", "Threads in which somebody waits for an answer", threads, session)
    alerts = threads.where(Thread.alert.is_(True))
    yield _one("alerts_waiting", "Threads that wait and hold an alert", alerts, session)
    visits = {"": float(count_sounding(session))}
    yield Gauge("visit_alarms", "Visits that last, and whose alarm nobody takes care of", visits)
    oldest = session.scalar(select(func.min(Thread.first_unanswered_at)))
    yield _age("thread_oldest_age_seconds", "How long the first has waited", oldest, now)
    rows = select(Task.kind, func.count()).where(Task.state == TaskState.OPEN).group_by(Task.kind)
    tasks = _counted(session, tuple(TaskKind), rows)
    yield Gauge("tasks_open", "Tasks that nobody has done yet", tasks, "kind")


def _signs_of_life(session: Session, now: datetime) -> Iterator[Gauge]:
    beats = {row.name: row for row in session.scalars(select(Heartbeat))}
    for name, says in ((WORKER, "Since a worker's last beat"), (NIGHTLY, "Since the last night")):
        row = beats.get(name)
        known = row.at if row is not None and row.owner else None
        yield _age(f"{name}_age_seconds", says, known, now)


def _counted(session: Session, words: Sequence[str], rows: Select[str, int]) -> Mapping[str, float]:
    """The number of each word, 0 for those that no row has."""
    found = {str(word): 0.0 for word in words}
    for word, number in session.execute(rows):
        found[word] = float(number)
    return found


def _one(name: str, says: str, counted: Select[int], session: Session) -> Gauge:
    return Gauge(name, says, {"": float(session.scalar(counted) or 0)})


def _age(name: str, says: str, since: datetime | None, now: datetime) -> Gauge:
    return Gauge(name, says, {} if since is None else {"": (now - since).total_seconds()})
