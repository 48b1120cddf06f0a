"""All a human needs to do one task: whom, where, when, and the words to print."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.fieldwork.services.household import person_of
from outreach.messages.rules.render import for_page, placeholders, render
from outreach.messages.services.means import Means
from outreach.people.models import ContactPoint, Person, PointKind
from outreach.people.rules.addresses import postal_lines, unpack
from outreach.people.rules.numbers import display
from outreach.sequences.models import Enrolment
from outreach.sequences.services.snapshots import FRENCH, Run, load_runs
from outreach.sequences.services.wording import values_of
from outreach.settings import Settings, SmsMode
from outreach.tasks.models import Task, TaskKind

BLANK = "……"


@dataclass(frozen=True, slots=True)
class Sheet:
    """One task on paper; `letters` by language, French first; `missing`: left blank in them."""

    id: int
    case: str | None
    kind: str
    state: str
    reason: str
    step: str | None
    due_on: date
    outcome: str | None
    visit_at: datetime | None
    note: str = field(repr=False)
    name: str = field(repr=False)
    address: tuple[str, ...] = field(repr=False)
    advice: str = ""  # the script's words to the worker
    letters: Mapping[str, str] = field(default_factory=dict, repr=False)
    missing: tuple[str, ...] = ()


def shown_sender(settings: Settings) -> str:
    """The number or the name that messages come from, as a person sees it; "" when unknown."""
    sender = settings.twilio_sender or ""
    if settings.sms is SmsMode.MANUAL or sender.startswith("MG"):
        return ""
    return display(sender) if re.fullmatch(r"\+\d+", sender) else sender


def sheet_of(session: Session, means: Means, task_id: int, sender: str) -> Sheet | None:
    """Everything about one task; `sender` is the number that SMS come from, "" if unknown."""
    task = session.get(Task, task_id)
    if task is None:
        return None
    case = session.get(Case, task.case_id) if task.case_id is not None else None
    person_id = task.person_id or (person_of(session, case) if case else None)
    person = session.get(Person, person_id) if person_id is not None else None
    bare = Sheet(
        id=task.id,
        case=case.reference if case else None,
        kind=task.kind,
        state=task.state,
        reason=task.reason,
        step=task.step,
        due_on=task.due_on,
        outcome=task.outcome,
        visit_at=task.visit_at,
        note=task.note or "",
        name=_name(person),
        address=_address(session, person, _name(person)),
    )
    run = _run(session, means, task)
    return bare if run is None else _with_words(bare, task, run, sender)


def _run(session: Session, means: Means, task: Task) -> Run | None:
    enrolment = session.get(Enrolment, task.enrolment_id) if task.enrolment_id else None
    if enrolment is None or task.step is None:
        return None
    return next(iter(load_runs(session, means, [enrolment.id], means.clock.now())), None)


def _with_words(bare: Sheet, task: Task, run: Run, sender: str) -> Sheet:
    step = task.step or ""
    french = run.script.texts.get(FRENCH, {}).get(step)
    if french is None:
        return bare
    bare = replace(bare, advice=french.note.strip())
    if task.kind != TaskKind.LETTER:
        return bare
    theirs = run.person.language
    snapshot = replace(run.snapshot, visit_at=task.visit_at)
    letters, missing = {}, set()
    for language in dict.fromkeys((FRENCH, theirs)):
        text = run.script.texts.get(language, {}).get(step)
        if text is None or not text.body:
            continue
        values = {"num": sender, **values_of(run, snapshot, language)}
        blank = {name for name in placeholders(text.body) if not values.get(name)}
        missing |= blank
        filled = values | dict.fromkeys(blank, BLANK)
        letters[language] = for_page(render(text.body, filled), language).strip()
    return replace(bare, letters=letters, missing=tuple(sorted(missing)))


def _name(person: Person | None) -> str:
    if person is None:
        return ""
    return " ".join(part for part in (person.first_name, person.last_name) if part)


def _address(session: Session, person: Person | None, name: str) -> tuple[str, ...]:
    if person is None:
        return ()
    packed = session.scalar(
        select(ContactPoint.value)
        .where(ContactPoint.person_id == person.id, ContactPoint.kind == PointKind.POSTAL)
        .order_by(ContactPoint.rank, ContactPoint.id)
        .limit(1)
    )
    return postal_lines(name, unpack(packed)) if packed else ()
