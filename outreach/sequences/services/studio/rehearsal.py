"""A rehearsal: the dates of the sequence's own rules, with the very words the engine would send."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import CaseState
from outreach.messages.rules.render import PLACEHOLDER
from outreach.messages.rules.segments import measure
from outreach.messages.services.means import Means
from outreach.messages.services.standing import Agreement, Standing
from outreach.programmes.models import Programme
from outreach.programmes.rules.calendar import Calendar
from outreach.programmes.rules.policy import ContactPolicy
from outreach.programmes.services import calendar_of, policy_of
from outreach.sequences.rules.facts import Send, SmsMode, Snapshot
from outreach.sequences.rules.reasons import Reason
from outreach.sequences.rules.rehearse import Rehearsed, offered, rehearse
from outreach.sequences.rules.script import Script, StepKind
from outreach.sequences.services.rows import CaseRow, EnrolmentRow, PersonRow, VersionRow
from outreach.sequences.services.snapshots import Run, sms_mode
from outreach.sequences.services.wording import values_of, word

FRENCH = "fr"
LANDLORD = "LogemLoiret"
TS, TEL = "Valérie", "02 38 00 00 00"  # until the programme has its own
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
    why: Reason = Reason.PLANNED  # what decided the date
    visit_at: datetime | None = None


def play(scene: Scene, start: date, reference: str) -> Iterator[Played]:
    """Everything a silent person would get, in order; `start` is the day of the first step."""
    rehearsed = _rehearsed(scene, start, reference)
    run = _run(scene, start, reference)
    visit_at = None
    for item in rehearsed:
        visit_at = item.visit_at or visit_at
        played = _played(run, _then(run.snapshot, item, visit_at), item)
        yield replace(played, why=item.why, visit_at=item.visit_at)


def play_dates(scene: Scene, start: date, reference: str) -> Iterator[Played]:
    """The same without the words: those of a draft may not be fit to be sent yet."""
    for item in _rehearsed(scene, start, reference):
        at = item.at.astimezone(scene.calendar.zone)
        seen = Played(item.step, item.channel, at, "", "", reason=item.reason, why=item.why)
        yield replace(seen, visit_at=item.visit_at)


def agreements(session: Session, team: str | None) -> Sequence[Programme]:
    """The programmes whose calendar may be chosen: those of a team, or all."""
    query = select(Programme).order_by(Programme.id)
    return session.scalars(query if team is None else query.where(Programme.team == team)).all()


def scene_of(
    session: Session,
    means: Means,
    script: Script,
    programme: Programme | None,
    *,
    first_name: str,
    language: str,
) -> Scene:
    """A scene on the calendar of a programme, or of what the software comes with."""
    calendar, policy = Calendar(means.database.zone), ContactPolicy()
    if programme is not None:
        policy = policy_of(programme)
        calendar = calendar_of(session, programme, means.database.zone)
    return Scene(
        script=script,
        programme=voiced(programme or Programme(landlord=LANDLORD)),
        calendar=calendar,
        policy=policy,
        sms=sms_mode(means),
        first_name=first_name,
        language=language,
        slots=True,
    )


def voiced(programme: Programme) -> Programme:
    """The programme as messages need it, with somebody to speak; never stored."""
    return Programme(
        landlord=programme.landlord,
        contact_name=programme.contact_name or TS,
        contact_phone=programme.contact_phone or TEL,
        adil_phone=programme.adil_phone or "",
        head_office=programme.head_office or "",
        dpo=programme.dpo or "",
    )


def _rehearsed(scene: Scene, start: date, reference: str) -> tuple[Rehearsed, ...]:
    return rehearse(
        scene.script,
        start,
        reference,
        calendar=scene.calendar,
        policy=scene.policy,
        sms=scene.sms,
        languages=scene.languages,
        slots=scene.slots,
    )


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
    person = PersonRow(
        id=0,
        first_name=scene.first_name,
        last_name="",
        name_damaged=False,
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
        enrolment=EnrolmentRow(0, 0, 0, 0, 0, "active", 0, start, None, None, ""),
        case=CaseRow(0, reference, 0, None, CaseState.CONTACTING, None, None, 0, ""),
        person=person,
        version=VersionRow(0, scene.script.slug, 0, ""),
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
