"""What a batch may do, what was done with one run of it, and the task that a step asks for."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from outreach.messages.services.sending.parcels import Reserved
from outreach.sequences.rules.facts import RaiseTask
from outreach.sequences.services.snapshots import Run
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask

LOOK_AGAIN = timedelta(hours=1)


@dataclass(slots=True)
class Room:
    """What a door may still take in this batch; `until`: its sender rests until then."""

    count: int
    until: datetime | None = None


@dataclass(slots=True)
class Acted:
    """What was done with one run."""

    progressed: bool = False
    tasks: int = 0
    blocked: int = 0
    reserved: Reserved | None = None  # an attempt to deliver


def task_of(run: Run, decision: RaiseTask) -> NewTask:
    """What a human is asked for a step."""
    return NewTask(
        TaskKind(decision.kind.value),
        decision.due_on,
        reason=decision.reason.value,
        step=decision.step,
        enrolment_id=run.enrolment.id,
        person_id=run.person.id,
        visit_at=decision.visit_at,
    )
