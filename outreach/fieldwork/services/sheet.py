"""All a human needs to do one task: whom, where, when, and the words to print."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.fieldwork.services.household import person_of
from outreach.fieldwork.services.wording.filling import fill
from outreach.messages.services.means import Means
from outreach.people.models import ContactPoint, Person, PointKind, PointStatus
from outreach.people.rules.addresses import unpack
from outreach.people.rules.envelopes import Block, Flaw, postal_block
from outreach.people.rules.numbers import display
from outreach.programmes.models import Programme
from outreach.sequences.models import Enrolment
from outreach.sequences.rules.script import StepKind
from outreach.sequences.rules.words.prints import LAST_LETTER
from outreach.sequences.services.snapshots import FRENCH, Run, load_runs
from outreach.sequences.services.studio.shelf import shipped_words
from outreach.sequences.services.wording import programme_values, values_of
from outreach.settings import Settings, SmsMode
from outreach.tasks.models import Task, TaskKind

LAST = "final_letter"  # why the letter of no step was asked for


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks on paper, as printed: the worker, their number, where the association is."""

    signer: str = ""
    phone: str = ""
    head_office: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One task on paper; `letters` by language, French first; `missing`: left blank in them.

    `flaws`: why the post may not find the address.
    """

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
    flaws: tuple[Flaw, ...] = ()
    informs: bool = False  # the first letter of its script
    voice: Voice = Voice()


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
    block = _address(session, person, _name(person))
    programme = session.get_one(Programme, case.programme_id) if case else None
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
        address=block.lines,
        flaws=block.flaws,
        voice=_voice(programme),
    )
    if task.kind == TaskKind.LETTER and task.reason == LAST and person and programme:
        return _last_letter(bare, person, programme)
    run = _run(session, means, task)
    return bare if run is None else _with_words(bare, task, run, sender)


def _voice(programme: Programme | None) -> Voice:
    if programme is None:
        return Voice()
    values = programme_values(programme)
    return Voice(values["ts"], values["tel"], values["siege"])


def _last_letter(bare: Sheet, person: Person, programme: Programme) -> Sheet:
    prints = shipped_words().prints
    templates = {code: texts[LAST_LETTER].body for code, texts in prints.items()}
    values = {
        **programme_values(programme),
        "prenom": person.first_name or "",
        "nom": person.last_name or "",
    }
    filled = fill(templates, person.language, lambda _language: values)
    return replace(bare, letters=filled.texts, missing=filled.missing)


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
    snapshot = replace(run.snapshot, visit_at=task.visit_at)
    templates = {
        code: texts[step].body for code, texts in run.script.texts.items() if step in texts
    }
    filled = fill(
        templates,
        run.person.language,
        lambda language: {"num": sender, **values_of(run, snapshot, language)},
    )
    first = next(each.id for each in run.script.steps if each.kind is StepKind.LETTER)
    return replace(bare, letters=filled.texts, missing=filled.missing, informs=first == task.step)


def _name(person: Person | None) -> str:
    if person is None:
        return ""
    return " ".join(part for part in (person.first_name, person.last_name) if part)


def _address(session: Session, person: Person | None, name: str) -> Block:
    if person is None:
        return Block(())
    point = session.scalar(
        select(ContactPoint)
        .where(ContactPoint.person_id == person.id, ContactPoint.kind == PointKind.POSTAL)
        .order_by(ContactPoint.rank, ContactPoint.id)
        .limit(1)
    )
    if point is None or not point.value:
        return Block((), (Flaw.NO_STREET,))
    block = postal_block(name, unpack(point.value))
    doubted = () if point.status == PointStatus.OK else (Flaw.RETURNED,)
    return replace(block, flaws=(*block.flaws, *doubted))
