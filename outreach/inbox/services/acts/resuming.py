"""Going on by machine: every date to come is shown first, and only a human says yes."""

import hashlib
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.agenda.services.awaited import awaited_until
from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState
from outreach.database import local_day
from outreach.inbox.rules import ABOUT_WORDS, ALERT, SETTLED_BY_RESUMING, STOP_PROBABLE
from outreach.inbox.services.sight import Found, hold_thread
from outreach.inbox.services.waiting import is_waiting
from outreach.messages.services.means import Means
from outreach.record import services as record
from outreach.sequences.models import Enrolment
from outreach.sequences.rules.rehearse import Rehearsed
from outreach.sequences.services.journey import foretold
from outreach.sequences.services.pausing import PAUSED, resume_case
from outreach.sequences.services.refusals import refusers
from outreach.sequences.services.snapshots import load_runs
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind, TaskState

_CONTINUE = "continue"
# Open tasks that ask for something before the machine goes on: a twin's, and what happened at a
# door, which is the coordination's to decide (care.md §3).
_FIRST = ABOUT_WORDS | {"same_person", "incident"}


class Bar(StrEnum):
    """What keeps the automation stopped, whatever a human wishes."""

    NO_CASE = "no_case"
    STATE = "state"  # by hand from here, or closed
    RUNNING = "running"  # nothing is stopped
    ENDED = "ended"  # the script is over for them
    STOPPED = "stopped"  # a STOP or a refusal: nobody restarts it
    ALERT = "alert"  # decided first
    STOP_PROBABLE = "stop_probable"  # a human says first what it was
    UNREAD = "unread"  # their words wait for an answer
    TASK = "task"  # a message asked for something else, that is still to be done
    MEETING = "meeting"  # one is agreed, a visit too: whoever is to be seen is not silent


@dataclass(frozen=True, slots=True)
class Going:
    """What one person would get, if they stay silent."""

    first_name: str = field(repr=False)
    steps: tuple[Rehearsed, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """What resuming would do: barred, or the dates to come; `seen` stands for what was shown."""

    bar: Bar | None = None
    task_id: int | None = None  # that settles the bar
    runs: tuple[Going, ...] = ()
    seen: str = ""
    done: bool = False


class _UndoneError(Exception):
    """Carries nothing: it rolls the transaction back."""


def foresee(means: Means, staff: Staff, thread_id: int) -> Plan | None:
    """Every date to come if a human resumed now; nothing is kept. None for no such thread."""
    plan: Plan | None = None
    with suppress(_UndoneError), means.database.write() as session:
        plan = _carry_out(session, means, staff, thread_id)
        raise _UndoneError
    return plan


def resume(means: Means, staff: Staff, thread_id: int, seen: str) -> Plan | None:
    """Resume if the dates are still those that were shown; else the plan as it is now."""
    plan: Plan | None = None
    with suppress(_UndoneError), means.database.write() as session:
        plan = _carry_out(session, means, staff, thread_id)
        if plan is None or plan.bar is not None or plan.seen != seen:
            raise _UndoneError
        plan = Plan(runs=plan.runs, seen=plan.seen, done=True)
    return plan


def bar_of(session: Session, found: Found, now: datetime) -> tuple[Bar | None, int | None]:
    """What keeps a case stopped, gravest first, and the task that settles it."""
    case = found.case
    if case is None:
        return Bar.NO_CASE, None
    open_ones = _open(session, case)
    for bar, reason in ((Bar.ALERT, ALERT), (Bar.STOP_PROBABLE, STOP_PROBABLE)):
        if reason in open_ones:
            return bar, open_ones[reason]
    if case.state != CaseState.CONTACTING:
        return Bar.STATE, None
    barred = _run_bar(session, case)
    if barred is not None:
        return barred, None
    if _alert_undecided(session, case):
        return Bar.ALERT, None
    other = sorted((open_ones.keys() & _FIRST) - SETTLED_BY_RESUMING)
    if other:
        return Bar.TASK, open_ones[other[0]]
    if is_waiting(session, case):
        return Bar.UNREAD, None
    return (Bar.MEETING if awaited_until(session, case.id, now) else None), None


def _carry_out(session: Session, means: Means, staff: Staff, thread_id: int) -> Plan | None:
    found = hold_thread(session, staff, thread_id)
    if found is None:
        return None
    now = means.clock.now()
    bar, task_id = bar_of(session, found, now)
    case = found.case
    if bar is not None or case is None:
        return Plan(bar, task_id)
    _settle_decisions(session, case, staff.code, now)
    resume_case(session, means, case, actor=staff.code, now=now)
    runs = _runs(session, means, case, now)
    return Plan(runs=runs, seen=_seal(session, runs))


def _open(session: Session, case: Case) -> dict[str, int]:
    rows = select(Task.reason, Task.id).where(Task.case_id == case.id, Task.state == TaskState.OPEN)
    return {row[0]: row[1] for row in session.execute(rows.order_by(Task.id.desc()))}


def _run_bar(session: Session, case: Case) -> Bar | None:
    rows = select(Enrolment.person_id, Enrolment.state).where(Enrolment.case_id == case.id)
    runs = session.execute(rows).all()
    paused: Collection[int] = [person_id for person_id, state in runs if state == PAUSED]
    if not paused:
        going = any(state == "active" for _, state in runs) and not cases.open_pauses(
            session, case.id
        )
        return Bar.RUNNING if going else _ended(session, [person_id for person_id, _ in runs])
    return Bar.STOPPED if set(paused) <= refusers(session, paused) else None


def _ended(session: Session, people: Collection[int]) -> Bar:
    return Bar.STOPPED if people and refusers(session, people) else Bar.ENDED


def _alert_undecided(session: Session, case: Case) -> bool:
    """Whether an alert holds the case that nobody has decided about since it came."""
    pauses = cases.open_pauses(session, case.id)
    since = next((pause.since for pause in pauses if pause.reason == ALERT), None)
    if since is None:
        return False
    decided = select(Task.id).where(
        Task.case_id == case.id,
        Task.reason == ALERT,
        Task.state == TaskState.DONE,
        Task.done_at >= since,
    )
    return session.scalar(decided.limit(1)) is None


def _settle_decisions(session: Session, case: Case, actor: str, now: datetime) -> None:
    """Going on answers the decisions that asked what to do with the pause."""
    rows = select(Task).where(
        Task.case_id == case.id,
        Task.state == TaskState.OPEN,
        Task.kind == TaskKind.DECIDE,
        Task.reason.in_(SETTLED_BY_RESUMING),
    )
    for task in session.scalars(rows.order_by(Task.id)):
        task.state, task.outcome = TaskState.DONE, _CONTINUE
        task.done_at, task.done_by, task.done_on = now, actor, local_day(session, now)
        facts: record.Facts = {
            "kind": task.kind,
            "outcome": _CONTINUE,
            "on": task.done_on,
            "step": task.step,
        }
        record.write(session, case, "task.done", actor, now, facts)


def _runs(session: Session, means: Means, case: Case, now: datetime) -> tuple[Going, ...]:
    rows = select(Enrolment.id).where(Enrolment.case_id == case.id, Enrolment.state == "active")
    ids = session.scalars(rows.order_by(Enrolment.id)).all()
    session.flush()
    runs = load_runs(session, means, ids, now) if ids else []
    return tuple(Going(run.person.first_name or "", foretold(session, run, now)) for run in runs)


def _seal(session: Session, runs: tuple[Going, ...]) -> str:
    """The same for the same steps on the same days; the minute may move."""
    steps = [
        (rank, step.step, step.channel.value, local_day(session, step.at).isoformat())
        for rank, run in enumerate(runs)
        for step in run.steps
    ]
    return hashlib.sha256(repr(steps).encode()).hexdigest()[:16]
