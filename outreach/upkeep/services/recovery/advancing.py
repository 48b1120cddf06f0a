"""Moving a run behind a step that it had forgotten, as if it had sent it when it left."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.database import local_day
from outreach.messages.models import OPEN, Attempt
from outreach.sequences.models import Enrolment
from outreach.sequences.rules.facts import Send, Snapshot
from outreach.sequences.rules.limits import MESSAGES
from outreach.sequences.rules.plan import index_of
from outreach.sequences.rules.script import StepKind
from outreach.sequences.services.acting.offering import flight
from outreach.sequences.services.planning import this_minute
from outreach.sequences.services.snapshots import Run
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task

_FINISHED = "finished"


def is_taken(session: Session, enrolment_id: int, step: str) -> bool:
    """Whether a run has an open attempt of a step already: one message can't be two of them."""
    rows = select(Attempt.id).where(Attempt.enrolment_id == enrolment_id, Attempt.step == step)
    return session.scalar(rows.where(Attempt.status.in_(OPEN)).limit(1)) is not None


def advance(
    session: Session,
    case: Case,
    enrolment: Enrolment,
    run: Run,
    step: str,
    at: datetime,
    now: datetime,
) -> None:
    """Put the run where it stood once `step` had left at `at`; it is looked at again at once.

    What humans were asked for before that step, and the copy does not know, is asked again: the
    letter that the step required may have been posted, but nobody remembers when.
    """
    if enrolment.state == _FINISHED:
        return
    index = index_of(run.snapshot, step)
    if index >= enrolment.position:
        _ask_again(session, case, run, index, now)
        before = replace(run.snapshot, past=tuple(p for p in run.snapshot.past if p.at < at))
        ahead = flight(before, Send(step, StepKind.SMS, contact_id=0), at)
        enrolment.position, enrolment.j0 = ahead.position, ahead.j0
        enrolment.then_at, enrolment.reason = ahead.then_at, ahead.reason
    if enrolment.state == "active":
        enrolment.due_at = this_minute(now)


def _ask_again(session: Session, case: Case, run: Run, index: int, now: datetime) -> None:
    snapshot: Snapshot = run.snapshot
    for step in snapshot.steps[run.enrolment.position : index]:
        if step.kind in MESSAGES or snapshot.task(step.id) is not None:
            continue
        task = NewTask(
            TaskKind(step.kind.value),
            local_day(session, now),
            reason="step",
            step=step.id,
            enrolment_id=run.enrolment.id,
            person_id=run.person.id,
        )
        raise_task(session, case, task, now=now)
