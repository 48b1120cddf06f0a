"""A thread as it is opened: the person, how to reach them, what is planned, what is open."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Thread
from outreach.inbox.rules import ALERT, STOP_PROBABLE
from outreach.inbox.services.sight import Found, find_thread
from outreach.inbox.services.thread.heard import last_reply, senders
from outreach.inbox.services.thread.items import Timeline
from outreach.inbox.services.thread.timeline import PAGE, load_timeline
from outreach.messages.services.means import Means
from outreach.people.models import ContactPoint, Person, PointKind
from outreach.sequences.services.journey import Journey, journeys_of
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskState
from outreach.tasks.services import followers

_WRITTEN_TO = (PointKind.MOBILE, PointKind.EMAIL)


@dataclass(frozen=True, slots=True)
class Held:
    """Why the automation is stopped, and since when; `until`: the day somebody decides."""

    reason: str
    since: datetime
    until: date | None


@dataclass(frozen=True, slots=True)
class Point:
    """One number or address of the person; `wrote`: they have written from it."""

    id: int
    kind: str
    value: str = field(repr=False)
    status: str
    to_confirm: bool
    discreet: bool
    wrote: bool

    @property
    def writable(self) -> bool:
        """Whether a message can go there at all."""
        return self.kind in _WRITTEN_TO


@dataclass(frozen=True, slots=True)
class Open:
    """An open task; its reason is for those who may know what the person wrote."""

    id: int
    kind: str
    reason: str
    due_on: date


@dataclass(frozen=True, slots=True)
class Opened:
    """Everything a thread's page shows."""

    found: Found
    timeline: Timeline
    owner: str = ""
    points: tuple[Point, ...] = ()
    held: tuple[Held, ...] = ()
    journey: Journey | None = None
    tasks: tuple[Open, ...] = ()
    others: tuple[tuple[int, str], ...] = ()  # thread and first name of the rest of the household
    colleagues: tuple[Staff, ...] = ()
    last_way: int = 0  # the contact point they wrote from last, when it is one of theirs

    @property
    def waits(self) -> bool:
        """Whether the person's words wait for us."""
        return self.found.thread.first_unanswered_at is not None

    @property
    def stop_probable(self) -> bool:
        """Whether a human must say if a message was a STOP."""
        return any(task.reason == STOP_PROBABLE for task in self.tasks)

    @property
    def alert_task(self) -> int | None:
        """The task that decides an alert, while one is open."""
        return next((task.id for task in self.tasks if task.reason == ALERT), None)

    @property
    def restricted(self) -> bool:
        """Whether an alert waits that is not theirs to read."""
        return self.found.thread.alert and not self.found.concerned


def open_thread_page(
    session: Session,
    means: Means,
    staff: Staff,
    thread_id: int,
    now: datetime,
    before: str = "",
    page: int = PAGE,
) -> Opened | None:
    """A thread that somebody may open; None for any other."""
    found = find_thread(session, staff, thread_id)
    if found is None:
        return None
    timeline = load_timeline(session, found, before, page)
    if found.case is None:
        return Opened(found, timeline)
    case, person_id = found.case, found.thread.person_id
    runs = journeys_of(session, means, case.id, now)
    points, last_way = _points(session, found.thread)
    return Opened(
        found,
        timeline,
        owner=_first_name(session, case.owner_id),
        points=points,
        held=tuple(Held(p.reason, p.since, p.until) for p in cases.open_pauses(session, case.id)),
        journey=next((run for run in reversed(runs) if run.person_id == person_id), None),
        tasks=_tasks(session, case.id, person_id),
        others=_others(session, found.thread),
        colleagues=tuple(followers(session, case.team)),
        last_way=last_way,
    )


def open_reasons(session: Session, case_id: int, person_id: int | None = None) -> dict[str, int]:
    """Why a case's open tasks were raised (with `person_id`, those about them or about nobody)."""
    rows = select(Task.reason, Task.id).where(Task.case_id == case_id, Task.state == TaskState.OPEN)
    if person_id is not None:
        rows = rows.where(or_(Task.person_id.is_(None), Task.person_id == person_id))
    return {row[0]: row[1] for row in session.execute(rows.order_by(Task.id.desc()))}


def stamp_of(session: Session, found: Found) -> str:
    """Changes whenever the thread does."""
    case, thread = found.case, found.thread
    last = last_reply(session, thread.id)
    length = 0 if case is None else case.journal_length
    return f"{length}-{last}-{int(thread.first_unanswered_at is not None)}"


def _first_name(session: Session, staff_id: int | None) -> str:
    row = None if staff_id is None else session.get(Staff, staff_id)
    return "" if row is None else row.first_name


def _others(session: Session, thread: Thread) -> tuple[tuple[int, str], ...]:
    rows = session.execute(
        select(Thread.id, Person.first_name)
        .join(Person, Person.id == Thread.person_id)
        .where(Thread.case_id == thread.case_id, Thread.id != thread.id)
        .order_by(Thread.id)
    )
    return tuple((row[0], row[1] or "—") for row in rows)


def _points(session: Session, thread: Thread) -> tuple[tuple[Point, ...], int]:
    wrote = senders(session, thread.id)
    rows = session.scalars(
        select(ContactPoint)
        .where(ContactPoint.person_id == thread.person_id)
        .order_by(ContactPoint.rank, ContactPoint.id)
    ).all()
    points = tuple(
        Point(
            *(row.id, row.kind, row.value or "", row.status, row.to_confirm, row.discreet),
            wrote=row.value_hash in wrote,
        )
        for row in rows
    )
    last = next(iter(wrote), "")
    return points, next((row.id for row in rows if row.value_hash == last), 0)


def _tasks(session: Session, case_id: int, person_id: int | None) -> tuple[Open, ...]:
    rows: Sequence[Task] = session.scalars(
        select(Task)
        .where(
            Task.case_id == case_id,
            Task.state == TaskState.OPEN,
            or_(Task.person_id.is_(None), Task.person_id == person_id),
        )
        .order_by(Task.due_on, Task.id)
    ).all()
    return tuple(Open(row.id, row.kind, row.reason, row.due_on) for row in rows)
