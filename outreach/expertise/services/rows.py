"""Cases in one line each, in a handful of statements whatever their number."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Pause, PauseReason, Thread, visible_to
from outreach.database import local_day
from outreach.expertise.services.states import Shown, shown_state
from outreach.fieldwork.rules import shown_reason
from outreach.messages.models import Attempt
from outreach.messages.rules.status import counts
from outreach.people.models import Person
from outreach.sequences.models import Enrolment, ScriptVersion
from outreach.sequences.services.versions import script_of
from outreach.staff.models import Role, Staff
from outreach.tasks.models import Task, TaskState

_Item = TypeVar("_Item", Thread, Pause, Task)


@dataclass(frozen=True, slots=True)
class Upcoming:
    """The next thing of a case: a `task` of that kind and reason, or a `step` that leaves."""

    what: str
    kind: str
    on: date
    at: datetime | None = None
    reason: str = ""
    task_id: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One case; `state` is a `Shown` code, `pause` why its automation is held."""

    id: int
    reference: str
    state: str
    close_reason: str | None
    pause: str
    names: tuple[str, ...] = field(repr=False)
    owner: str
    attempts: int
    waits_since: datetime | None
    alert: bool
    upcoming: Upcoming | None


def rows_of(session: Session, staff: Staff, case_ids: Sequence[int]) -> tuple[Row, ...]:
    """Those of some cases that somebody may see, in the order given.

    Whoever receives people learns nothing of what was said: neither that it was, nor an alert.
    """
    state = shown_state()
    found = {
        case.id: (case, shown, owner)
        for case, shown, owner in session.execute(
            select(Case, state, Staff.first_name)
            .outerjoin(Staff, Staff.id == Case.owner_id)
            .where(Case.id.in_(case_ids), visible_to(staff))
        )
    }
    load = _Load(session, staff, list(found))
    rows = (load.row(*found[case_id]) for case_id in case_ids if case_id in found)
    return tuple(_front(row) if staff.role == Role.RECEPTION else row for row in rows)


def _front(row: Row) -> Row:
    return replace(row, pause="", waits_since=None, alert=False)


class _Load:
    """What a page of cases needs beside their rows."""

    def __init__(self, session: Session, staff: Staff, case_ids: list[int]) -> None:
        self._staff = staff
        self._names = _names(session, case_ids)
        self._threads = _grouped(
            session.scalars(select(Thread).where(Thread.case_id.in_(case_ids)))
        )
        self._pauses = _grouped(
            session.scalars(
                select(Pause)
                .where(Pause.case_id.in_(case_ids), Pause.ended_at.is_(None))
                .order_by(Pause.since, Pause.id)
            )
        )
        self._tasks = _grouped(
            session.scalars(
                select(Task)
                .where(Task.case_id.in_(case_ids), Task.state == TaskState.OPEN)
                .order_by(Task.due_on, Task.id)
            )
        )
        self._attempts = _attempts(session, case_ids)
        self._steps = _steps(session, case_ids)

    def row(self, case: Case, shown: str, owner: str | None) -> Row:
        """One case in one line."""
        threads = self._threads[case.id]
        waiting = [t.first_unanswered_at for t in threads if t.first_unanswered_at]
        return Row(
            id=case.id,
            reference=case.reference,
            state=shown,
            close_reason=case.close_reason,
            pause=gravest(self._pauses[case.id]) if shown == Shown.PAUSED else "",
            names=tuple(self._names[case.id]),
            owner=owner or "",
            attempts=self._attempts[case.id],
            waits_since=min(waiting, default=None),
            alert=any(thread.alert for thread in threads),
            upcoming=self._upcoming(case),
        )

    def _upcoming(self, case: Case) -> Upcoming | None:
        """The task that is due first, unless a message leaves before it."""
        task, step = next(iter(self._tasks[case.id]), None), self._steps.get(case.id)
        if task is None or (step is not None and step.on < task.due_on):
            return step
        concerned = case.owner_id in (None, self._staff.id) or task.owner_id == self._staff.id
        reason = shown_reason(task.kind, task.reason, self._staff.role, concerned=concerned)
        return Upcoming("task", task.kind, task.due_on, reason=reason, task_id=task.id)


def gravest(pauses: Sequence[Pause]) -> str:
    """The reason to show of several pauses: an alert or a refusal says more than a reply."""
    reasons = [pause.reason for pause in pauses]
    grave = (PauseReason.ALERT.value, PauseReason.OPT_OUT.value)
    return next((reason for reason in grave if reason in reasons), reasons[0] if reasons else "")


def full_name(first: str | None, last: str | None) -> str:
    """A person as people call them; a dash for somebody without a name."""
    return " ".join(part for part in (first, last) if part) or "—"


def _names(session: Session, case_ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = session.execute(
        select(Thread.case_id, Person.first_name, Person.last_name)
        .join(Person, Person.id == Thread.person_id)
        .where(Thread.case_id.in_(case_ids))
        .order_by(Thread.id)
    )
    for case_id, first, last in rows:
        found[case_id or 0].append(full_name(first, last))
    return found


def _grouped(rows: Iterable[_Item]) -> dict[int, list[_Item]]:
    found: dict[int, list[_Item]] = defaultdict(list)
    for row in rows:
        found[row.case_id or 0].append(row)
    return found


def _attempts(session: Session, case_ids: list[int]) -> dict[int, int]:
    """How many attempts count, by case."""
    found: dict[int, int] = defaultdict(int)
    rows = session.execute(
        select(Attempt.case_id, Attempt.purpose, Attempt.status, Attempt.medium).where(
            Attempt.case_id.in_(case_ids)
        )
    )
    for case_id, purpose, status, medium in rows:
        found[case_id or 0] += counts(purpose, status, by_machine=medium is not None)
    return found


def _steps(session: Session, case_ids: list[int]) -> dict[int, Upcoming]:
    """What leaves or is raised next by itself, by case."""
    found: dict[int, Upcoming] = {}
    rows = session.execute(
        select(Enrolment, ScriptVersion)
        .join(ScriptVersion, ScriptVersion.id == Enrolment.version_id)
        .where(
            Enrolment.case_id.in_(case_ids),
            Enrolment.state == "active",
            Enrolment.due_at.is_not(None),
        )
        .order_by(Enrolment.due_at.desc(), Enrolment.id.desc())
    )
    for run, version in rows:
        steps = script_of(version).steps
        if run.due_at is None or run.position >= len(steps):
            continue
        on = local_day(session, run.due_at)
        found[run.case_id] = Upcoming("step", steps[run.position].kind.value, on, run.due_at)
    return found
