"""One message that the provider has: whose it was, which step, and back into the record."""

from datetime import datetime
from enum import Enum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState, PauseReason, Thread
from outreach.channels.base import Medium, Nature, Sent, normalised
from outreach.database import database_of, local_day
from outreach.messages.models import Attempt, Purpose, Status
from outreach.messages.rules.render import for_sms
from outreach.messages.rules.status import IN_FLIGHT
from outreach.messages.services.means import Means
from outreach.messages.services.receipts import status_of
from outreach.messages.services.settle import News, settle
from outreach.people.models import ContactPoint
from outreach.record import services as record
from outreach.replies.models import Reply
from outreach.replies.services.ears import Ears
from outreach.sequences.models import Enrolment
from outreach.sequences.rules.recognise import made_from, steps_of
from outreach.sequences.services.pausing import pause_case
from outreach.sequences.services.snapshots import Run, load_runs
from outreach.staff.models import Staff
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task
from outreach.upkeep.services.recovery.advancing import advance, is_taken

_SOURCE = "listing"
RESTORED = "restored"  # why a row was made, and why a human is asked


class Place(Enum):
    """What a message turned out to be."""

    KNOWN = "known"
    STEP = "step"
    ANSWER = "answer"
    OTHER = "other"
    STRANGER = "stranger"
    COLLEAGUE = "colleague"  # an alarm of a visit: no tenant was written to


def place(ears: Ears, medium: Medium, sent: Sent) -> Place:
    """Find the attempt of a message, or make the one that was forgotten; one transaction."""
    means, now = ears.means, ears.means.clock.now()
    with means.database.write() as session:
        attempt = _remembered(session, medium, sent)
        if attempt is not None:
            _settle(session, means, attempt, sent, now)
            return Place.KNOWN
        points = _points(session, sent)
        if not points:
            return Place.COLLEAGUE if _to_colleague(session, sent) else Place.STRANGER
        found = _run(session, means, points, sent, now)
        if found is None:
            return _other(session, ears, points[0], sent, now)
        whose = next(point for point in points if point.person_id == found[0].person.id)
        return _step(session, means, found, whose, sent, now)


def _remembered(session: Session, medium: Medium, sent: Sent) -> Attempt | None:
    """The attempt that bears this name; else one under way at the copy, of this number and text."""
    rows = select(Attempt).where(Attempt.medium == medium)
    mine = session.scalar(rows.where(Attempt.provider_id == sent.provider_id).with_for_update())
    if mine is not None:
        return mine
    hashed = database_of(session).fingerprint(sent.to)
    open_ones = rows.where(
        Attempt.address_hash == hashed,
        Attempt.status.in_(IN_FLIGHT),
        Attempt.provider_id.is_(None),
    )
    text = normalised(sent.body)
    for attempt in session.scalars(open_ones.order_by(Attempt.id).with_for_update()):
        if attempt.body and text.endswith(normalised(attempt.body)):
            return attempt
    return None


def _settle(session: Session, means: Means, attempt: Attempt, sent: Sent, now: datetime) -> None:
    if attempt.called_at is None:
        attempt.called_at = sent.at
    status = status_of(sent.progress) or Status.ACCEPTED
    news = News(status, sent.provider_id, sent.code, sent.act, source=_SOURCE)
    settle(session, attempt, news, now, means.follow)


def _to_colleague(session: Session, sent: Sent) -> bool:
    """Whether it went to the telephone of somebody of ours; numbers are sealed, staff are few."""
    return sent.to in set(session.scalars(select(Staff.phone).where(Staff.phone.is_not(None))))


def _points(session: Session, sent: Sent) -> list[ContactPoint]:
    """Whose number it went to: several people may share one."""
    hashed = database_of(session).fingerprint(sent.to)
    rows = select(ContactPoint).where(ContactPoint.value_hash == hashed)
    return list(session.scalars(rows.order_by(ContactPoint.id)))


def _run(
    session: Session, means: Means, points: list[ContactPoint], sent: Sent, now: datetime
) -> tuple[Run, str] | None:
    """The run and the step that a text was made for; of several, the one whose name it holds."""
    people = {point.person_id for point in points}
    ids = session.scalars(select(Enrolment.id).where(Enrolment.person_id.in_(people))).all()
    found = [
        (run, step)
        for run in load_runs(session, means, ids, now)
        for step in steps_of(run.script, sent.body)
        if not is_taken(session, run.enrolment.id, step)
    ]
    text = normalised(sent.body)
    named = [one for one in found if normalised(one[0].person.first_name or "\0") in text]
    return next(iter(named or found), None)


def _step(
    session: Session,
    means: Means,
    found: tuple[Run, str],
    point: ContactPoint,
    sent: Sent,
    now: datetime,
) -> Place:
    """A forgotten message of a sequence: the run goes on behind it."""
    run, step = found
    case = cases.lock(session, [run.case.id])[run.case.id]
    enrolment = session.get_one(Enrolment, run.enrolment.id, with_for_update=True)
    tries = run.snapshot.tries(step)
    attempt = _attempt(means, point, sent)
    attempt.case_id, attempt.thread_id = case.id, enrolment.thread_id
    attempt.enrolment_id, attempt.step = enrolment.id, step
    attempt.position = next(i for i, one in enumerate(run.script.steps) if one.id == step)
    attempt.try_no = len(tries) + 1
    attempt.purpose, attempt.script_version = Purpose.SEQUENCE, run.version.label
    attempt.language = run.person.language
    advance(session, case, enrolment, run, step, sent.at, now)
    _write(session, means, case, attempt, sent, now)
    if _wrote(session, point):
        pause_case(session, means, case, PauseReason.REPLY, actor="system", now=now)
    return Place.STEP


def _wrote(session: Session, point: ContactPoint) -> bool:
    """Whether words from there lie in no case yet: they were read in before their case was."""
    rows = select(Reply.id).where(
        Reply.sender_hash == point.value_hash,
        Reply.case_id.is_(None),
        Reply.handled_at.is_(None),
        Reply.nature == Nature.MESSAGE,
    )
    return session.scalar(rows.limit(1)) is not None


def _other(session: Session, ears: Ears, point: ContactPoint, sent: Sent, now: datetime) -> Place:
    """A forgotten answer; or words of somebody, about whose case a human must decide."""
    attempt, code = _attempt(ears.means, point, sent), _answer(ears, sent.body)
    case = _case(session, point.person_id)
    if case is not None:
        attempt.case_id = case.id
        thread = cases.open_thread(session, ears.means.clock, case.id, point.person_id)
        attempt.thread_id = thread.id
        if code:
            thread.automatic_at = max(thread.automatic_at or sent.at, sent.at)
    if code:
        attempt.text_code = code
        attempt.purpose = Purpose(ears.answers["fr"][code].purpose)
        _write(session, ears.means, case, attempt, sent, now)
        return Place.ANSWER
    attempt.purpose, attempt.automated = Purpose.ANSWER, False
    _write(session, ears.means, case, attempt, sent, now)
    if case is not None and case.state != CaseState.CLOSED:
        why = PauseReason.UNCERTAIN
        pause_case(session, ears.means, case, why, actor="system", now=now)
        day = local_day(session, now)
        task = NewTask(TaskKind.DECIDE, day, reason=RESTORED, person_id=point.person_id)
        raise_task(session, case, task, now=now)
    return Place.OTHER


def _case(session: Session, person_id: int) -> Case | None:
    """The person's latest case, an open one before a closed one."""
    rows = select(Thread.case_id).where(Thread.person_id == person_id, Thread.case_id.is_not(None))
    mine = cases.lock(session, [one for one in session.scalars(rows) if one is not None])
    ranked = sorted(mine.values(), key=lambda case: (case.state != CaseState.CLOSED, case.id))
    return ranked[-1] if ranked else None


def _answer(ears: Ears, body: str) -> str:
    """The code of the fixed answer that a text was made from, "" when it is none."""
    wordings: dict[str, list[str]] = {}
    for language, texts in ears.answers.items():
        for code, answer in texts.items():
            made = [for_sms(each, language) for each in (answer.text, answer.one_way) if each]
            wordings.setdefault(code, []).extend(made)
    return next(iter(made_from(wordings, body)), "")


def _attempt(means: Means, point: ContactPoint, sent: Sent) -> Attempt:
    return Attempt(
        key=means.clock.key(),
        person_id=point.person_id,
        contact_point_id=point.id,
        channel=Medium.SMS.value,
        medium=Medium.SMS.value,
        address=point.value,
        address_hash=point.value_hash,
        body=sent.body,
        automated=True,
        actor="system",
        status=Status.CALLING,
        reason=RESTORED,
        at=sent.at,
        called_at=sent.at,
    )


def _write(
    session: Session, means: Means, case: Case | None, attempt: Attempt, sent: Sent, now: datetime
) -> None:
    """The row, its entry in the journal, and all that follows from how it ended."""
    session.add(attempt)
    session.flush()
    if case is not None:
        cases.take_place(session, case, now)
        facts: record.Facts = {"attempt": attempt.key, "channel": attempt.channel, "left": sent.at}
        if attempt.step:
            facts = {**facts, "step": attempt.step}
        record.write(session, case, "attempt.found", "system", now, facts, body=sent.body)
    _settle(session, means, attempt, sent, now)
