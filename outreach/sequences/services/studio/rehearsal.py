"""A rehearsal: the dates of the sequence's own rules, with the very words the engine would send."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from outreach.cases.models import Case
from outreach.messages.rules.render import PLACEHOLDER
from outreach.messages.rules.segments import measure
from outreach.messages.services.standing import Agreement, Standing
from outreach.people.models import Person
from outreach.programmes.models import Programme
from outreach.programmes.rules.calendar import Calendar
from outreach.programmes.rules.policy import ContactPolicy
from outreach.sequences.models import Enrolment, ScriptVersion
from outreach.sequences.rules.facts import Send, SmsMode, Snapshot
from outreach.sequences.rules.reasons import Reason
from outreach.sequences.rules.rehearse import Rehearsed, offered, rehearse
from outreach.sequences.rules.script import Script, StepKind
from outreach.sequences.services.snapshots import Run
from outreach.sequences.services.wording import values_of, word

FRENCH = "fr"
MESSAGES = (StepKind.SMS, StepKind.EMAIL)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a rehearsal is played with; `programme` need not be a row of a database."""

    script: Script
    programme: Programme
    calendar: Calendar
    policy: ContactPolicy
    sms: SmsMode
    first_name: str
    language: str
    slots: bool = False  # a worker always offers three appointments

    @property
    def languages(self) -> tuple[str, ...]:
        """Those of a person who has not answered yet: theirs, then the French twin."""
        return (FRENCH,) if self.language == FRENCH else (self.language, FRENCH)


@dataclass(frozen=True, slots=True)
class Played:
    """One dated message or task; no encoding nor segments when it is no SMS."""

    step: str
    channel: StepKind
    at: datetime  # in the programme's zone
    subject: str
    text: str
    encoding: str | None = None
    segments: int | None = None
    reason: Reason = Reason.STEP


def play(scene: Scene, start: date, reference: str) -> Iterator[Played]:
    """Everything a silent person would get, in order; `start` is the day of the first step."""
    rehearsed = rehearse(
        scene.script,
        start,
        reference,
        calendar=scene.calendar,
        policy=scene.policy,
        sms=scene.sms,
        languages=scene.languages,
        slots=scene.slots,
    )
    run = _run(scene, start, reference)
    visit_at = None
    for item in rehearsed:
        visit_at = item.visit_at or visit_at
        yield _played(run, _then(run.snapshot, item, visit_at), item)


def _then(snapshot: Snapshot, item: Rehearsed, visit_at: datetime | None) -> Snapshot:
    """What is known when `item` leaves: the visit a letter proposed, the slots offered."""
    slots = offered(snapshot.calendar, item.at)
    return Snapshot(
        reference=snapshot.reference,
        script=snapshot.script,
        started_on=snapshot.started_on,
        calendar=snapshot.calendar,
        languages=snapshot.languages,
        visit_at=visit_at,
        slots=slots,
    )


def _played(run: Run, snapshot: Snapshot, item: Rehearsed) -> Played:
    at = item.at.astimezone(snapshot.calendar.zone)
    if item.channel not in MESSAGES:
        return Played(
            item.step, item.channel, at, "", _task_text(run, snapshot, item), reason=item.reason
        )
    send = Send(item.step, item.channel, contact_id=0, one_way=item.one_way)
    wording = word(run, snapshot, send, item.at)
    if item.channel is StepKind.EMAIL:
        return Played(item.step, item.channel, at, wording.subject, wording.body)
    cost = measure(wording.body)
    return Played(item.step, item.channel, at, "", wording.body, cost.encoding, cost.segments)


def _task_text(run: Run, snapshot: Snapshot, item: Rehearsed) -> str:
    """A letter as it is printed, else the note to the worker; unknown values stay in braces."""
    parts = []
    for language in snapshot.languages:
        text = run.script.texts[language].get(item.step)
        if text is not None and text.body:
            parts.append(_filled(text.body, values_of(run, snapshot, language)))
    french = run.script.texts[FRENCH].get(item.step)
    return "\n\n—\n\n".join(parts) or (french.note if french else "")


def _filled(text: str, values: Mapping[str, str]) -> str:
    return PLACEHOLDER.sub(lambda match: values.get(match[1]) or match[0], text)


def _run(scene: Scene, start: date, reference: str) -> Run:
    """A run of nobody, made of rows that no database has seen."""
    agreement = Agreement(scene.programme, scene.calendar, scene.policy, held=False)
    person = Person(
        first_name=scene.first_name,
        last_name="",
        language=scene.language,
        language_confirmed=False,
    )
    snapshot = Snapshot(
        reference=reference,
        script=scene.script,
        started_on=start,
        calendar=scene.calendar,
        languages=scene.languages,
    )
    return Run(
        enrolment=Enrolment(),
        case=Case(reference=reference, programme_id=0),
        person=person,
        version=ScriptVersion(slug=scene.script.slug),
        script=scene.script,
        standing=Standing(
            agreements={0: agreement},
            points={},
            refused=frozenset(),
            shared=frozenset(),
            paused=frozenset(),
            traces=(),
            notices={},
        ),
        snapshot=snapshot,
    )
