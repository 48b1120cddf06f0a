"""Checks of what is on its way: dates that can't be, and doors that were taken away."""

from collections.abc import Iterator

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from outreach.messages.models import PENDING, Attempt, Sender
from outreach.messages.services.means import CLOCKS_AGREE
from outreach.messages.services.pace import LONGEST_REST
from outreach.upkeep.services.doctor.finding import Finding, Patient


def clock(patient: Patient, session: Session) -> Iterator[Finding]:
    """Instants that only a clock that was ahead can have written."""
    soon = patient.now + CLOCKS_AGREE
    senders = select(func.count()).select_from(Sender)
    found = session.scalar(
        senders.where(or_(Sender.stopped_until > patient.now + LONGEST_REST, Sender.read_at > soon))
    )
    attempts = select(func.count()).select_from(Attempt).where(Attempt.called_at > soon)
    dated = session.scalar(attempts) or 0
    if found or dated:
        said = f"L'horloge a reculé : des envois sont datés d'après maintenant ({dated})."
        yield Finding("clock_back", said, "timedatectl set-ntp true, puis outreach task list")


def doors(patient: Patient, session: Session) -> Iterator[Finding]:
    """Messages that wait for a way out that the settings no longer open."""
    if patient.settings.smtp_url is not None:
        return
    waiting = select(func.count()).select_from(Attempt).where(PENDING, Attempt.medium == "email")
    found = session.scalar(waiting.where(Attempt.task_id.is_(None))) or 0
    if found:
        said = f"E-mails en attente alors qu'aucun serveur d'envoi n'est réglé : {found}."
        yield Finding("no_door", said, "OUTREACH_SMTP_URL, ou outreach task list à leur échéance")
