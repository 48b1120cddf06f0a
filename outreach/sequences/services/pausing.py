"""Stopping and resuming the automation of a case, in the transaction of what caused it."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import bindparam, exists, or_, select, update
from sqlalchemy.orm import Session

from outreach.agenda.models import AppointmentKind
from outreach.agenda.services.booking import call_off_appointments, keep_quiet
from outreach.cases import services as cases
from outreach.cases.models import AnyCase, Case, PauseReason
from outreach.database import change
from outreach.messages.models import Attempt, Purpose, Status
from outreach.messages.services.attempts import cancel
from outreach.messages.services.means import Means
from outreach.record import services as record
from outreach.sequences.models import Enrolment
from outreach.sequences.services.planning import plan
from outreach.sequences.services.refusals import refusers
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import VISIT_LETTER, cancel_open

_APPROACHES = (TaskKind.LETTER, TaskKind.CALL, TaskKind.VISIT, TaskKind.MESSAGE)
ACTIVE, PAUSED, FINISHED = "active", "paused", "finished"
DECLINED = "declined"  # a "no" in writing

_RESERVED = (Attempt.status == Status.RESERVED) & (Attempt.purpose == Purpose.SEQUENCE)
# Mostly there is nothing to take back: asked in one statement.
_ANYTHING = select(
    or_(
        exists().where(Attempt.case_id == bindparam("case"), _RESERVED),
        exists().where(
            Task.case_id == bindparam("case"),
            Task.state == TaskState.OPEN,
            Task.kind == TaskKind.MESSAGE,
            Task.enrolment_id.is_not(None),
        ),
    )
)

_PAUSE = (
    update(Enrolment)
    .where(Enrolment.case_id == bindparam("case"), Enrolment.state == ACTIVE)
    .values(state=PAUSED, due_at=None, reason="paused")
)


def pause_case(
    session: Session,
    means: Means,
    case: AnyCase,
    reason: PauseReason,
    *,
    actor: str,
    now: datetime,
    until: date | None = None,
) -> None:
    """Hold everything automatic of a case; what is reserved but not called is cancelled."""
    pause_fresh(session, case, reason, actor=actor, now=now, until=until)
    _withdraw(session, means, case, actor=actor, now=now)


def pause_fresh(
    session: Session,
    case: AnyCase,
    reason: PauseReason,
    *,
    actor: str,
    now: datetime,
    until: date | None = None,
) -> None:
    """The same for a case of which nothing was prepared yet."""
    cases.pause(session, case, reason, actor=actor, now=now, until=until)
    change(session, Enrolment, _PAUSE, {"case": case.id})


def resume_case(session: Session, means: Means, case: Case, *, actor: str, now: datetime) -> None:
    """Plan a paused case again from now, because a human said so; not for those who refused."""
    cases.end_pauses(session, case, actor=actor, now=now)
    paused = _enrolments(session, case, PAUSED)
    without = refusers(session, [enrolment.person_id for enrolment in paused])
    resumed = [enrolment for enrolment in paused if enrolment.person_id not in without]
    for enrolment in resumed:
        enrolment.state = ACTIVE
    session.flush()
    plan(session, means, [enrolment.id for enrolment in resumed], now)


def finish_case(
    session: Session,
    means: Means,
    case: AnyCase,
    reason: str,
    *,
    actor: str,
    now: datetime,
    people: Collection[int] | None = None,
) -> None:
    """End the sequences of a case for good: nobody can resume them.

    `people`: only theirs (another person of the household is only paused); None = everybody's.
    """
    going = [*_enrolments(session, case, ACTIVE), *_enrolments(session, case, PAUSED)]
    for enrolment in going:
        if people is not None and enrolment.person_id not in people:
            continue
        enrolment.state, enrolment.due_at = FINISHED, None
        enrolment.reason, enrolment.finished_at = reason, now
        facts = {} if reason == DECLINED else {"reason": reason}  # not what they wrote
        record.write(session, case, "sequence.finished", actor, now, facts)
    session.flush()
    _withdraw(session, means, case, actor=actor, now=now)


def call_off(session: Session, means: Means, case: AnyCase, *, actor: str, now: datetime) -> None:
    """The person refused: letters, calls, visits and drafts that were to be done are not."""
    _withdraw(session, means, case, actor=actor, now=now)
    keep_quiet(session, case, now)
    visits = (AppointmentKind.VISIT,)
    call_off_appointments(session, case, now=now, actor=actor, kinds=visits)
    drafted = (
        select(Attempt)
        .join(Task, Task.id == Attempt.task_id)
        .where(Task.case_id == case.id, Task.kind == TaskKind.MESSAGE)
        .where(Task.state == TaskState.OPEN, Attempt.status == Status.RESERVED)
    )
    reminders = select(Attempt).where(
        Attempt.case_id == case.id,
        Attempt.status == Status.RESERVED,
        Attempt.purpose == Purpose.REMINDER,
    )
    for rows in (drafted, reminders):
        for attempt in session.scalars(rows.order_by(Attempt.id).with_for_update(of=Attempt)):
            cancel(session, means, attempt, "paused", now)
    cancel_open(session, case, _APPROACHES, now=now, actor=actor)


def suspend_visits(session: Session, case: AnyCase, *, actor: str, now: datetime) -> None:
    """A threat: no visit until the coordinator agrees to a new one; nor is one announced."""
    cancel_open(session, case, (TaskKind.VISIT,), now=now, actor=actor)
    cancel_open(session, case, (TaskKind.LETTER,), now=now, actor=actor, reason=VISIT_LETTER)
    visits = (AppointmentKind.VISIT,)
    call_off_appointments(session, case, now=now, actor=actor, kinds=visits)


def _withdraw(session: Session, means: Means, case: AnyCase, *, actor: str, now: datetime) -> None:
    """Take back what was reserved or drafted for the sequence and has not left."""
    session.flush()
    if not session.connection().scalar(_ANYTHING, {"case": case.id}):
        return
    rows = session.scalars(
        select(Attempt)
        .where(Attempt.case_id == case.id, _RESERVED)
        .order_by(Attempt.id)
        .with_for_update()
    )
    for attempt in rows:
        cancel(session, means, attempt, "paused", now)
    cancel_open(session, case, (TaskKind.MESSAGE,), now=now, actor=actor, steps_only=True)


def _enrolments(session: Session, case: AnyCase, state: str) -> list[Enrolment]:
    return list(
        session.scalars(
            select(Enrolment)
            .where(Enrolment.case_id == case.id, Enrolment.state == state)
            .order_by(Enrolment.id)
            .with_for_update()
        )
    )
