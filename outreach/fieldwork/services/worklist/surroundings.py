"""What stands around some tasks: names, what waits for them, what else their cases have to do."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.cases.models import Pause, Thread
from outreach.people.models import Person
from outreach.sequences.models import Enrolment, ScriptVersion
from outreach.sequences.services.versions import script_of
from outreach.staff.services.names import first_names
from outreach.tasks.models import Task, TaskKind, TaskState


@dataclass(frozen=True, slots=True)
class Surroundings:
    """By task: `names`, and which ones something later `required`. By case: the rest.

    `stopped`: nothing automatic goes on. `unread`: something that was written waits for a human.
    `doers`: first names, by code.
    """

    names: Mapping[int, str] = field(repr=False)
    required: Collection[int]
    stopped: Collection[int]
    unread: Collection[int]
    siblings: Mapping[int, int]
    doers: Mapping[str, str] = field(repr=False)


def look_around(session: Session, tasks: Sequence[Task]) -> Surroundings:
    """All that a list of tasks says beside the tasks themselves."""
    case_ids = {task.case_id for task in tasks if task.case_id is not None}
    return Surroundings(
        names=_names(session, tasks, case_ids),
        required=_required(session, tasks),
        stopped=_stopped(session, case_ids),
        unread=_unread(session, case_ids),
        siblings=_siblings(session, case_ids),
        doers=_doers(session, tasks),
    )


def _names(session: Session, tasks: Sequence[Task], case_ids: Collection[int]) -> Mapping[int, str]:
    """Whom each task is about: the person it names, else the first one of its case."""
    first: dict[int | None, int | None] = {}
    threads = select(Thread.case_id, Thread.person_id).where(
        Thread.case_id.in_(case_ids), Thread.person_id.is_not(None)
    )
    for case_id, person_id in session.execute(threads.order_by(Thread.id)):
        first.setdefault(case_id, person_id)
    whom = {task.id: task.person_id or first.get(task.case_id) for task in tasks}
    people = select(Person).where(Person.id.in_({who for who in whom.values() if who}))
    names = {
        person.id: " ".join(part for part in (person.first_name, person.last_name) if part)
        for person in session.scalars(people)
    }
    return {task_id: names.get(who or 0, "") for task_id, who in whom.items()}


def _required(session: Session, tasks: Sequence[Task]) -> set[int]:
    """Tasks that a later step of their script waits for; a draft holds up all that follows it."""
    runs = {task.enrolment_id for task in tasks if task.enrolment_id is not None}
    versions = session.execute(
        select(Enrolment.id, ScriptVersion)
        .join(ScriptVersion, ScriptVersion.id == Enrolment.version_id)
        .where(Enrolment.id.in_(runs), Enrolment.state == "active")
    ).all()
    needed = {
        run: {need.step for step in script_of(version).steps for need in step.requires}
        for run, version in versions
    }
    return {
        task.id
        for task in tasks
        if task.step in needed.get(task.enrolment_id or 0, ())
        or (task.kind == TaskKind.MESSAGE and task.step)
    }


def _stopped(session: Session, case_ids: Collection[int]) -> set[int]:
    rows = select(Pause.case_id).where(Pause.case_id.in_(case_ids), Pause.ended_at.is_(None))
    return set(session.scalars(rows))


def _unread(session: Session, case_ids: Collection[int]) -> set[int]:
    rows = select(Thread.case_id).where(
        Thread.case_id.in_(case_ids), Thread.first_unanswered_at.is_not(None)
    )
    return {case_id for case_id in session.scalars(rows) if case_id is not None}


def _siblings(session: Session, case_ids: Collection[int]) -> dict[int, int]:
    rows = (
        select(Task.case_id, func.count())
        .where(Task.case_id.in_(case_ids), Task.state == TaskState.OPEN)
        .group_by(Task.case_id)
    )
    return {case_id: count for case_id, count in session.execute(rows) if case_id is not None}


def _doers(session: Session, tasks: Sequence[Task]) -> dict[str, str]:
    return first_names(session, (task.done_by for task in tasks if task.done_by))
