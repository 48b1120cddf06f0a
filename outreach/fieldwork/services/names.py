"""A worker corrects how a person is called, or says which language they speak."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case
from outreach.database import database_of, local_day
from outreach.fieldwork.services.household import people_of
from outreach.messages.services.means import Means
from outreach.people.models import Person
from outreach.people.rules import names
from outreach.record import services as record
from outreach.sequences.services.planning import replan
from outreach.tasks.models import Task, TaskState

NAME_TO_CORRECT = "name_to_correct"


@dataclass(frozen=True, slots=True)
class Correction:
    """What is right; None = as it was. `language` is one of our codes, `can_read` a `CanRead`."""

    first_name: str | None = field(default=None, repr=False)
    last_name: str | None = field(default=None, repr=False)
    language: str | None = None
    can_read: str | None = None


@dataclass(frozen=True, slots=True)
class Corrected:
    """What was changed, by field; `ready` = messages may greet the person by name."""

    reference: str
    fields: tuple[str, ...]
    ready: bool


class DamagedNameError(ValueError):
    """The name that was given has lost characters itself, or is empty."""


def correct_person(
    means: Means,
    reference: str,
    correction: Correction,
    actor: str,
    *,
    person_id: int | None = None,
) -> Corrected | None:
    """Write a correction down; None when there is no such case. Raises `DamagedNameError`.

    It is for `person_id`; without one, for whom of the household has a damaged name, else for
    the one that the landlord named.
    """
    now = means.clock.now()
    with means.database.write() as session:
        case_id = session.scalar(select(Case.id).where(Case.reference == reference.strip().upper()))
        if case_id is None:
            return None
        case = cases.lock(session, [case_id])[case_id]
        person = _whom(session, case, person_id)
        if person is None:
            return None
        changed = rewrite(session, case, person, correction, actor, now)
        replan(session, means, [case.id], now)
        return Corrected(case.reference, tuple(changed), not person.name_damaged)


def rewrite(
    session: Session, case: Case, person: Person, correction: Correction, actor: str, now: datetime
) -> list[str]:
    """Write it down in the caller's transaction; which fields changed. Raises `DamagedNameError`.

    The caller plans the case's runs again.
    """
    changed = _change(session, person, correction)
    if changed:
        facts: record.Facts = {"fields": changed}
        record.write(session, case, "person.corrected", actor, now, facts)
    if not person.name_damaged:
        _close_tasks(session, case, person, actor, now)
    return changed


def _whom(session: Session, case: Case, wanted: int | None) -> Person | None:
    found = [session.get_one(Person, person_id) for person_id in people_of(session, case)]
    if wanted is not None:
        return next((person for person in found if person.id == wanted), None)
    damaged = [person for person in found if person.name_damaged]
    return next(iter(damaged or found), None)


def _change(session: Session, person: Person, correction: Correction) -> list[str]:
    given = {
        "first_name": _tidy(correction.first_name),
        "last_name": _tidy(correction.last_name),
        "language": correction.language,
        "can_read": correction.can_read,
    }
    changed = [
        name
        for name, value in given.items()
        if value is not None and value != getattr(person, name)
    ]
    for name in changed:
        setattr(person, name, given[name])
    if correction.language is not None and not person.language_confirmed:
        person.language_confirmed = True
        changed = list(dict.fromkeys((*changed, "language")))
    first, last = person.first_name or "", person.last_name or ""
    person.name_damaged = not first or names.damaged(first) or names.damaged(last)
    person.match_hash = database_of(session).fingerprint(names.match_key(last, first))
    return changed


def _tidy(name: str | None) -> str | None:
    if name is None:
        return None
    shown = names.display(name)
    if not shown or names.damaged(shown):
        raise DamagedNameError
    return shown


def _close_tasks(session: Session, case: Case, person: Person, actor: str, now: datetime) -> None:
    rows = select(Task).where(
        Task.case_id == case.id,
        Task.state == TaskState.OPEN,
        Task.reason == NAME_TO_CORRECT,
        Task.person_id == person.id,
    )
    for task in session.scalars(rows):
        task.state, task.outcome = TaskState.DONE, "continue"
        task.done_on, task.done_at, task.done_by = local_day(session, now), now, actor
        facts: record.Facts = {"kind": task.kind, "outcome": task.outcome, "on": task.done_on}
        record.write(session, case, "task.done", actor, now, facts)
