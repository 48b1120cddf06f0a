"""All a human needs to do one task: whom, where, when, and the words to print."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.database import database_of
from outreach.documents.letters import Addressed
from outreach.fieldwork.services.household import first_people
from outreach.fieldwork.services.wording.filling import fill
from outreach.messages.rules.dates import day_words, hour_words
from outreach.messages.services.means import Means
from outreach.people.models import ContactPoint, Person, PointKind, PointStatus
from outreach.people.rules.addresses import unpack
from outreach.people.rules.envelopes import Block, Flaw, postal_block
from outreach.people.rules.numbers import display
from outreach.programmes.models import Programme
from outreach.sequences.rules.script import StepKind
from outreach.sequences.rules.words.prints import LAST_LETTER, VISIT_LETTER
from outreach.sequences.services.snapshots import FRENCH, Run, load_runs
from outreach.sequences.services.studio.shelf import shipped_words
from outreach.sequences.services.wording import programme_values, values_of
from outreach.settings import Settings, SmsMode
from outreach.tasks.models import Task, TaskKind

LAST = "final_letter"  # why the letter of no step was asked for


@dataclass(frozen=True, slots=True)
class Voice:
    """Who speaks on paper, as printed: the worker, their number, where the association is.

    `addressed`: where the agreement wants the address of a letter.
    """

    signer: str = ""
    phone: str = ""
    head_office: str = ""
    addressed: Addressed = Addressed.BY_HAND


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

    @property
    def is_addressed(self) -> bool:
        """Whether its address is more than a name."""
        return len(self.address) > 1


def shown_sender(settings: Settings) -> str:
    """The number or the name that messages come from, as a person sees it; "" when unknown."""
    sender = settings.twilio_sender or ""
    if settings.sms is SmsMode.MANUAL or sender.startswith("MG"):
        return ""
    return display(sender) if re.fullmatch(r"\+\d+", sender) else sender


def sheet_of(session: Session, means: Means, task_id: int, sender: str) -> Sheet | None:
    """Everything about one task; `sender` is the number that SMS come from, "" if unknown."""
    return sheets_of(session, means, [task_id], sender).get(task_id)


def sheets_of(
    session: Session, means: Means, task_ids: Collection[int], sender: str
) -> Mapping[int, Sheet]:
    """The same of many tasks, by task, in as many statements as of one."""
    tasks = session.scalars(select(Task).where(Task.id.in_(task_ids))).all()
    around = _look_around(session, means, tasks)
    return {task.id: _sheet(task, around, sender) for task in tasks}


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around some tasks: rows by their ids, `whom` by task, runs by enrolment."""

    cases: Mapping[int, Case]
    programmes: Mapping[int, Programme]
    whom: Mapping[int, Person]
    homes: Mapping[int, ContactPoint]
    runs: Mapping[int, Run]
    zone: ZoneInfo


def _look_around(session: Session, means: Means, tasks: Sequence[Task]) -> _Around:
    found = select(Case).where(Case.id.in_({task.case_id for task in tasks if task.case_id}))
    cases = {case.id: case for case in session.scalars(found)}
    agreed = select(Programme).where(Programme.id.in_({c.programme_id for c in cases.values()}))
    first = first_people(session, cases)
    ids = {task.id: task.person_id or first.get(task.case_id or 0) for task in tasks}
    people = {
        person.id: person
        for person in session.scalars(select(Person).where(Person.id.in_(set(ids.values()))))
    }
    return _Around(
        cases=cases,
        programmes={each.id: each for each in session.scalars(agreed)},
        whom={task_id: people[who] for task_id, who in ids.items() if who in people},
        homes=_homes(session, people),
        runs=_runs(session, means, tasks),
        zone=database_of(session).zone,
    )


def _sheet(task: Task, around: _Around, sender: str) -> Sheet:
    case, person = around.cases.get(task.case_id or 0), around.whom.get(task.id)
    programme = around.programmes[case.programme_id] if case else None
    to_post = task.kind == TaskKind.LETTER
    block = _address(around.homes.get(person.id), person, to_post) if person else Block(())
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
    code = _print_of(task)
    if code and person and programme:
        return _of_no_step(bare, code, person, programme, around.zone)
    run = around.runs.get(task.enrolment_id or 0) if task.step else None
    return bare if run is None else _with_words(bare, task, run, sender)


def _voice(programme: Programme | None) -> Voice:
    if programme is None:
        return Voice()
    values = programme_values(programme)
    layout = Addressed(programme.letter_layout)
    return Voice(values["ts"], values["tel"], values["siege"], layout)


def _print_of(task: Task) -> str:
    """Which of the shipped letters a task is about that no step of a script has words for."""
    if task.kind != TaskKind.LETTER or task.step is not None:
        return ""
    if task.reason == LAST:
        return LAST_LETTER
    return VISIT_LETTER if task.visit_at is not None else ""


def _of_no_step(
    bare: Sheet, code: str, person: Person, programme: Programme, zone: ZoneInfo
) -> Sheet:
    templates = {language: texts[code].body for language, texts in shipped_words().prints.items()}
    values = {
        **programme_values(programme),
        "prenom": person.first_name or "",
        "nom": person.last_name or "",
    }

    def values_in(language: str) -> dict[str, str]:
        if bare.visit_at is None:
            return values
        at = bare.visit_at.astimezone(zone)
        return values | {"d": day_words(at, language), "h": hour_words(at, language)}

    filled = fill(templates, person.language, values_in)
    return replace(bare, letters=filled.texts, missing=filled.missing)


def _runs(session: Session, means: Means, tasks: Sequence[Task]) -> Mapping[int, Run]:
    ids = sorted({task.enrolment_id for task in tasks if task.enrolment_id and task.step})
    runs = load_runs(session, means, ids, means.clock.now()) if ids else []
    return {run.enrolment.id: run for run in runs}


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


def _homes(session: Session, people: Collection[int]) -> Mapping[int, ContactPoint]:
    """Where letters to some people go: the first postal address of each."""
    rows = select(ContactPoint).where(
        ContactPoint.person_id.in_(people), ContactPoint.kind == PointKind.POSTAL
    )
    found: dict[int, ContactPoint] = {}
    for point in session.scalars(rows.order_by(ContactPoint.rank, ContactPoint.id)):
        found.setdefault(point.person_id, point)
    return found


def _address(point: ContactPoint | None, person: Person, to_post: bool) -> Block:
    """The block of somebody's address; nothing is posted to one where nobody knows them."""
    name = _name(person)
    if point is None or not point.value:
        return Block((), (Flaw.NO_STREET,))
    if to_post and point.status == PointStatus.INVALID:
        return Block((name,) if name else (), (Flaw.GONE,))
    block = postal_block(name, unpack(point.value), person.first_name or "")
    doubted = () if point.status == PointStatus.OK else (Flaw.RETURNED,)
    return replace(block, flaws=(*block.flaws, *doubted))
