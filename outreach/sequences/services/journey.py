"""A run as a line: what each step became, where it stands, and what would follow a silence."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.messages.models import Attempt
from outreach.messages.services.means import Means
from outreach.record.models.journal import JournalEntry
from outreach.sequences.models import Enrolment
from outreach.sequences.rules.facts import IN_FLIGHT, NEVER_LEFT, Past, Snapshot
from outreach.sequences.rules.rehearse import Rehearsed, project
from outreach.sequences.rules.script import Step
from outreach.sequences.services.acting.slots import are_free
from outreach.sequences.services.snapshots import Run, load_runs
from outreach.tasks.models import Task, TaskState

_SKIPPED = "step.skipped"


class Phase(StrEnum):
    """Where one step of a run stands."""

    DONE = "done"
    SKIPPED = "skipped"
    NOW = "now"  # a human's task is open, or a message is on its way
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Stage:
    """One step. `kind` is how it goes or went; `rank` counts the steps of that kind from 1, 0 for
    one that goes another way than the script says: `instead` is then the code of why.

    `outcome`: a message's status or a task's outcome. `why`: the code of what decided the date of
    a step ahead, or why one was left out. `at` is None when nobody can know it yet.
    """

    step: str
    kind: str
    rank: int
    phase: Phase
    at: datetime | None = None
    on: date | None = None
    outcome: str = ""
    why: str = ""
    instead: str = ""
    task_id: int | None = None
    visit_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Journey:
    """One person's run. `waits`: the code of what holds its next step; "" = only its date.

    `supposes`: the dates ahead suppose that the open tasks are done on their day.
    """

    enrolment_id: int
    person_id: int
    first_name: str = field(repr=False)
    script: str
    state: str
    ended: str
    waits: str
    stages: tuple[Stage, ...]
    supposes: bool = False

    @property
    def next(self) -> Stage | None:
        """The first step that has not come yet."""
        return next((stage for stage in self.stages if stage.phase is Phase.AHEAD), None)


def journeys_of(session: Session, means: Means, case_id: int, now: datetime) -> tuple[Journey, ...]:
    """The runs of a case, oldest first."""
    ids = session.scalars(
        select(Enrolment.id).where(Enrolment.case_id == case_id).order_by(Enrolment.id)
    ).all()
    runs = load_runs(session, means, ids, now) if ids else []
    return tuple(_journey(session, run, now) for run in runs)


def foretold(session: Session, run: Run, now: datetime) -> tuple[Rehearsed, ...]:
    """What would follow if the person stayed silent and the agenda as free as it is now."""
    return project(as_if_left(run.snapshot), now, slots=are_free(session, run, now))


def as_if_left(snapshot: Snapshot) -> Snapshot:
    """What is in flight will have left, for all we know: its outcome gives the dates after it."""
    return replace(snapshot, past=tuple(_left(past) for past in snapshot.past))


def _left(past: Past) -> Past:
    flying = past.automated and past.step and past.status in IN_FLIGHT
    return replace(past, status="accepted") if flying else past


def _journey(session: Session, run: Run, now: datetime) -> Journey:
    enrolment = run.enrolment
    finished = enrolment.state == "finished"
    behind = tuple(_behind(session, run))
    ahead = () if finished else tuple(_ahead(session, run, {s.step for s in behind}, now))
    return Journey(
        enrolment_id=enrolment.id,
        person_id=enrolment.person_id,
        first_name=run.person.first_name or "",
        script=run.version.label,
        state=enrolment.state,
        ended=enrolment.reason if finished else "",
        waits=_waits(run),
        stages=(*behind, *ahead),
        supposes=any(stage.phase is Phase.NOW and stage.task_id for stage in behind),
    )


def _waits(run: Run) -> str:
    """What holds an active run beside its date."""
    if run.enrolment.state != "active":
        return ""
    if run.snapshot.held:
        return "held"
    return run.enrolment.reason if run.enrolment.due_at is not None else "attempt_in_flight"


def _behind(session: Session, run: Run) -> Iterator[Stage]:
    """The steps that were acted on."""
    attempts, tasks = _attempts(session, run), _tasks(session, run)
    skipped = _skipped(session, run.case.reference)
    ranks = _ranks(run.script.steps)
    for index, step in enumerate(run.script.steps):
        attempt, task = attempts.get(step.id), tasks.get(step.id)
        bare = Stage(step.id, step.kind.value, ranks[step.id], Phase.DONE)
        if attempt is not None and not (attempt.status in NEVER_LEFT and _again(run, index)):
            yield _sent(bare, attempt)
        elif task is not None:
            yield _asked(bare, task)
        elif index < run.enrolment.position and not _again(run, index):
            at, why = skipped.get(step.id, (None, ""))
            yield replace(bare, phase=Phase.SKIPPED, at=at, why=why)


def _again(run: Run, index: int) -> bool:
    """Whether a message that did not leave is planned again: its step is still ahead."""
    return (
        run.enrolment.state != "finished"
        and index >= run.enrolment.position - 1
        and bool(run.snapshot.tries(run.script.steps[index].id))
    )


def _sent(bare: Stage, attempt: Attempt) -> Stage:
    flying = attempt.status in IN_FLIGHT
    return replace(
        bare,
        kind=attempt.channel,
        phase=Phase.NOW if flying else Phase.DONE,
        at=attempt.called_at or attempt.at,
        outcome=attempt.status,
        why=attempt.reason or attempt.error or "",
    )


def _asked(bare: Stage, task: Task) -> Stage:
    waits, same = task.state == TaskState.OPEN, task.kind == bare.kind
    return replace(
        bare,
        kind=task.kind,
        rank=bare.rank if same else 0,
        instead="" if same else task.reason,
        phase=Phase.NOW if waits else Phase.DONE,
        on=task.due_on if waits else task.done_on or task.due_on,
        outcome=task.outcome or "",
        task_id=task.id,
        visit_at=task.visit_at,
    )


def _ahead(session: Session, run: Run, behind: set[str], now: datetime) -> Iterator[Stage]:
    """What would follow if the person stayed silent; without dates when nobody can know them."""
    ranks = _ranks(run.script.steps)
    kinds = {step.id: step.kind for step in run.script.steps}
    foreseen = foretold(session, run, now)
    for seen in foreseen:
        yield _foreseen(seen, ranks[seen.step], same=seen.channel is kinds[seen.step])
    if not foreseen:
        for step in run.script.steps[run.enrolment.position :]:
            if step.id not in behind:
                yield Stage(step.id, step.kind.value, ranks[step.id], Phase.AHEAD)


def _foreseen(seen: Rehearsed, rank: int, *, same: bool) -> Stage:
    return Stage(
        step=seen.step,
        kind=seen.channel.value,
        rank=rank if same else 0,
        instead="" if same else seen.reason.value,
        phase=Phase.AHEAD,
        at=seen.at,
        on=seen.due_on,
        why=seen.why.value,
        visit_at=seen.visit_at,
    )


def _ranks(steps: Sequence[Step]) -> Mapping[str, int]:
    """Which of its kind each step is."""
    ranks: dict[str, int] = {}
    for index, step in enumerate(steps):
        ranks[step.id] = sum(each.kind is step.kind for each in steps[: index + 1])
    return ranks


def _attempts(session: Session, run: Run) -> dict[str, Attempt]:
    """The last message of each step, by step."""
    rows = (
        select(Attempt)
        .where(Attempt.enrolment_id == run.enrolment.id, Attempt.step.is_not(None))
        .order_by(Attempt.try_no, Attempt.id)
    )
    return {attempt.step or "": attempt for attempt in session.scalars(rows) if attempt.medium}


def _tasks(session: Session, run: Run) -> dict[str, Task]:
    """The last task of each step, by step."""
    rows = select(Task).where(Task.enrolment_id == run.enrolment.id).order_by(Task.id)
    return {task.step or "": task for task in session.scalars(rows) if task.step}


def _skipped(session: Session, reference: str) -> dict[str, tuple[datetime, str]]:
    """When and why a step was left out: the journal knows."""
    rows = session.execute(
        select(JournalEntry.at, JournalEntry.facts)
        .where(JournalEntry.reference == reference, JournalEntry.event == _SKIPPED)
        .order_by(JournalEntry.number)
    )
    said = [(at, json.loads(facts)) for at, facts in rows]
    return {str(each["step"]): (at, str(each["reason"])) for at, each in said}
