"""The reminder of an appointment: once, on the working day before it, through the gate.

Whoever has no number for it, or wrote something since that nobody has read, is rung up instead.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.agenda.models import Appointment, AppointmentKind, AppointmentState, Where
from outreach.agenda.services.away import cannot_be
from outreach.agenda.services.suspension import visits_suspended
from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState, Thread
from outreach.cases.services import open_thread
from outreach.channels.base import Medium
from outreach.database import local_day
from outreach.messages.models import Purpose
from outreach.messages.rules import gate
from outreach.messages.rules.dates import day_words, hour_words
from outreach.messages.rules.render import for_sms, placeholders, render
from outreach.messages.services.means import Means
from outreach.messages.services.reserve import Draft, reserve, sequence_facts
from outreach.messages.services.standing import Agreement, Point, Standing, load
from outreach.people.models import Person, PointKind, PointStatus
from outreach.programmes.rules.calendar import Calendar
from outreach.replies.models import Reply
from outreach.replies.services.ears import Answers
from outreach.sequences.services.wording import programme_values
from outreach.staff.models import Staff
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task

BY_VOICE = "remind_by_voice"
FROM = time(17)  # when people are home, and plan their next day
_LOOK_AHEAD = timedelta(days=16)  # the longest closure, and both its week-ends
_FRENCH = "fr"


class Done(StrEnum):
    """What became of one that was due."""

    SENT = "sent"
    TASK = "task"
    WAITS = "waits"  # the hours or a hold stand in the way
    NONE = "none"  # there is to be none


def remind(means: Means, answers: Answers) -> int:
    """Reserve the reminders that are due; a sender takes them. Gives the tasks that were raised."""
    tasks = 0
    for appointment_id, case_id in _candidates(means):
        now = means.clock.now()
        with means.database.write() as session:
            case = cases.lock(session, [case_id])[case_id]
            row = session.get(Appointment, appointment_id, populate_existing=True)
            if row is not None and _stands(row):
                done = _remind(session, means, answers, case, row, now)
                tasks += done is Done.TASK
    return tasks


def due_from(calendar: Calendar, starts_at: datetime) -> datetime:
    """When the reminder of an appointment may leave: the evening of the working day before."""
    eve = calendar.previous_working_day(calendar.day(starts_at))
    opens, closes = calendar.windows(eve)[-1]
    return max(opens, min(calendar.at(eve, FROM), closes - timedelta(hours=1)))


def _candidates(means: Means) -> list[tuple[int, int]]:
    now = means.clock.now()
    rows = (
        select(Appointment.id, Appointment.case_id)
        .where(
            Appointment.state == AppointmentState.AGREED,
            Appointment.kind == AppointmentKind.MEETING,
            Appointment.reminded_at.is_(None),
            Appointment.starts_at > now,
            Appointment.starts_at < now + _LOOK_AHEAD,
        )
        .order_by(Appointment.starts_at, Appointment.id)
    )
    with means.database.read() as session:
        return [(row.id, row.case_id) for row in session.execute(rows)]


def _stands(row: Appointment) -> bool:
    return row.state == AppointmentState.AGREED and row.reminded_at is None


def _remind(
    session: Session, means: Means, answers: Answers, case: Case, row: Appointment, now: datetime
) -> Done:
    person = session.get(Person, row.person_id) if row.person_id is not None else None
    if person is None or case.state == CaseState.CLOSED:
        row.reminded_at = now
        return Done.NONE
    standing = load(session, [case.id], [person.id], now, held=means.held)
    agreement = standing.agreements[case.programme_id]
    calendar, due = agreement.calendar, due_from(agreement.calendar, row.starts_at)
    if now < due:
        return Done.WAITS
    # One that told another time has left: it is corrected, however late.
    late = row.changed_at >= due or calendar.day(now) >= calendar.day(row.starts_at)
    if late and row.reminder_key is None:
        row.reminded_at = now  # they agreed an hour ago, or it is today: a reminder says nothing
        return Done.NONE
    if cannot_be(session, calendar, row) or _is_suspended(session, case, row):
        return Done.WAITS  # a human was asked: no closed door, and no threat to go back to
    thread = open_thread(session, means.clock, case.id, person.id)
    point = _point(standing, person.id)
    text = _text(means, answers, agreement, row, person, session, now)
    if point is None or not text or _unread(session, thread, row):
        return _by_voice(session, case, row, now)
    draft = _draft(means, calendar, person, thread, point, text, now)
    facts = sequence_facts(standing, case, draft, now, means)
    if gate.judge(draft.purpose, facts).only_time:
        return Done.WAITS
    attempt, verdict = reserve(session, means, case, draft, facts)
    row.reminded_at = now
    row.reminder_key = attempt.key if attempt is not None else None
    return Done.SENT if verdict.passes else Done.TASK


def _is_suspended(session: Session, case: Case, row: Appointment) -> bool:
    return row.place == Where.HOME and visits_suspended(session, case)


def _by_voice(session: Session, case: Case, row: Appointment, now: datetime) -> Done:
    row.reminded_at = now
    due = local_day(session, now)
    task = NewTask(TaskKind.CALL, due, reason=BY_VOICE, person_id=row.person_id)
    raise_task(session, case, task, now=now)
    return Done.TASK


def _point(standing: Standing, person_id: int) -> Point | None:
    usable = (
        point
        for point in standing.points.get(person_id, ())
        if point.kind == PointKind.MOBILE
        and point.status in (PointStatus.OK, PointStatus.SUSPECT)
        and not point.discreet
        and not point.to_confirm
        and point.value_hash not in standing.refused
    )
    return next(usable, None)


def _unread(session: Session, thread: Thread, row: Appointment) -> bool:
    """Whether they wrote since it was agreed, and nobody has answered: it may be "I can't"."""
    if thread.first_unanswered_at is None:
        return False
    later = select(Reply.id).where(
        Reply.thread_id == thread.id, Reply.received_at > row.changed_at, Reply.nature == "message"
    )
    return session.scalar(later.limit(1)) is not None


def _text(
    means: Means,
    answers: Answers,
    agreement: Agreement,
    row: Appointment,
    person: Person,
    session: Session,
    now: datetime,
) -> str:
    """In their language, and in French until they have confirmed it; "" when a value is missing."""
    calendar, worker = agreement.calendar, session.get_one(Staff, row.staff_id)
    at = row.starts_at.astimezone(calendar.zone)
    tomorrow = calendar.day(now) + timedelta(days=1) == at.date()
    door = means.doors.get(Medium.SMS)
    capability = door.capability if door is not None else None
    two_way = capability is None or capability.two_way or capability.drafts
    parts = []
    for language in _languages(answers, person):
        answer = answers[language]["RDV" if tomorrow else "RDVJ"]
        template = answer.text if two_way else answer.one_way
        values: Mapping[str, str] = {
            **programme_values(agreement.programme),
            "prenom": person.first_name or "",
            "ts": worker.first_name,
            "d": day_words(at, language),
            "h": hour_words(at, language),
        }
        if any(not values.get(name) for name in placeholders(template)):
            return ""
        parts.append(for_sms(render(template, values), language))
    return "\n\n".join(parts)


def _languages(answers: Answers, person: Person) -> tuple[str, ...]:
    if person.language == _FRENCH or person.language not in answers:
        return (_FRENCH,)
    return (person.language,) if person.language_confirmed else (person.language, _FRENCH)


def _draft(
    means: Means,
    calendar: Calendar,
    person: Person,
    thread: Thread,
    point: Point,
    text: str,
    now: datetime,
) -> Draft:
    return Draft(
        purpose=Purpose.REMINDER,
        medium=Medium.SMS,
        person_id=person.id,
        thread_id=thread.id,
        point=point,
        body=text,
        language=person.language,
        text_code="RDV",
        expires_at=calendar.closes_at(now) or now,
        key=means.clock.key(),
    )
