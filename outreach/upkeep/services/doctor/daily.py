"""Checks of the day's work: what runs, what is stuck, what waits for a human."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Thread
from outreach.messages.models import Sender
from outreach.messages.services.doubts import old_doubts
from outreach.messages.services.listening import UNREAD_AFTER
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.programmes.rules.calendar import Calendar
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.upkeep.services import heartbeat
from outreach.upkeep.services.doctor.finding import Finding, Patient

_POSTING_DAYS = 5  # working days after which a letter is the coordinator's (care.md §1)
_ANSWERING_DAYS = 1


def worker(patient: Patient, _session: Session) -> Iterator[Finding]:
    """Whether somebody reads replies and sends."""
    if not heartbeat.alive(patient.database, patient.now):
        said = "Le travail continu ne tourne pas : rien ne part, aucune réponse n'est lue."
        yield Finding("worker", said, "outreach worker")


def mailbox(patient: Patient, session: Session) -> Iterator[Finding]:
    """Whether what comes in can be read."""
    last = func.coalesce(Sender.read_at, Sender.unread_since)
    silent = (Sender.unread_since.is_not(None), last < patient.now - UNREAD_AFTER)
    for medium in session.scalars(select(Sender.medium).where(*silent).order_by(Sender.id)):
        said = f"Les réponses ne peuvent plus être lues depuis plus d'un jour ({medium})."
        yield Finding("mailbox_unread", said, "outreach doctor --network")


def uncertain(patient: Patient, session: Session) -> Iterator[Finding]:
    """Messages of unknown fate that nothing settled."""
    found = old_doubts(session, patient.now)
    if found:
        said = f"Envois incertains depuis plus d'une heure : {found}."
        yield Finding("uncertain", said, "outreach task list")


def letters(patient: Patient, session: Session) -> Iterator[Finding]:
    """Letters that wait since more than five working days: no message leaves before them."""
    rows = session.execute(
        select(Task.due_on, Case.programme_id)
        .join(Case, Case.id == Task.case_id)
        .where(Task.kind == TaskKind.LETTER, Task.state == TaskState.OPEN)
    ).all()
    calendars = _calendars(patient, session)
    late = [
        row
        for row in rows
        if _passed(calendars[row.programme_id], row.due_on, _POSTING_DAYS, patient.now)
    ]
    if late:
        said = f"Lettres à poster depuis plus de cinq jours ouvrés : {len(late)}."
        yield Finding("letters", said, "outreach task list")


def threads(patient: Patient, session: Session) -> Iterator[Finding]:
    """People who wrote and wait since more than a working day."""
    calendars = _calendars(patient, session)
    if not calendars:
        return
    calendar = next(iter(calendars.values()))
    waiting = session.scalars(
        select(Thread.first_unanswered_at).where(Thread.first_unanswered_at.is_not(None))
    )
    late = [
        since
        for since in waiting
        if since and _passed(calendar, calendar.day(since), _ANSWERING_DAYS, patient.now)
    ]
    if late:
        said = f"Fils sans réponse depuis plus d'un jour ouvré : {len(late)}."
        yield Finding("threads", said, "outreach inbox")


def alerts(_patient: Patient, session: Session) -> Iterator[Finding]:
    """Alerts that nobody answered yet, and what happens at night."""
    found = _count(session, Thread, Thread.alert.is_(True), Thread.first_unanswered_at.is_not(None))
    if found:
        yield Finding("alerts", f"Alertes à lire : {found}.", "outreach inbox")
    said = "Hors horaires, personne ne lit les alertes."
    yield Finding("on_call", said, "Aucune astreinte n'est réglée ; rien ne la promet", note=True)


def _passed(calendar: Calendar, since: date, working_days: int, now: datetime) -> bool:
    return calendar.day(now) > calendar.add_working_days(since, working_days)


def _calendars(patient: Patient, session: Session) -> dict[int, Calendar]:
    zone = patient.settings.zone
    rows = session.scalars(select(Programme).order_by(Programme.id))
    return {row.id: programmes.calendar_of(session, row, zone) for row in rows}


def _count(session: Session, model: type, *conditions: ColumnElement[bool]) -> int:
    return session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0
