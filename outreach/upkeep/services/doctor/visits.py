"""Checks of the alarm that is given when nobody came out of a visit."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.fieldwork.models import VisitWatch
from outreach.fieldwork.services.visits.watching import named
from outreach.messages.models import NoticeState, StaffNotice
from outreach.settings import SmsMode
from outreach.upkeep.services.doctor.finding import Finding, Patient

_LATELY = timedelta(days=7)


def alarms(patient: Patient, session: Session) -> Iterator[Finding]:
    """Whether an alarm can leave the application, and whether the last ones did."""
    texts = patient.settings.sms is not SmsMode.MANUAL
    mails = patient.settings.smtp_url is not None
    for team in session.scalars(select(VisitWatch.team).order_by(VisitWatch.team)):
        who = named(session, team)
        if who is None:
            said = "La personne à prévenir quand une visite dure ne suit plus de dossiers."
            yield Finding("visit_watch_gone", said, "Agenda, Tournée : nommer quelqu'un")
        elif not (texts and who.phone) and not mails:
            said = "L'alerte d'une visite qui dure ne s'affiche qu'à l'écran : rien ne peut partir."
            yield Finding("visit_alarm", said, "OUTREACH_SMTP_URL, ou un numéro et OUTREACH_SMS")
    rows = select(func.count()).where(
        StaffNotice.state == NoticeState.FAILED, StaffNotice.made_at > patient.now - _LATELY
    )
    if failed := session.scalar(rows):
        said = f"Alertes de visite qui ne sont pas parties depuis sept jours : {failed}."
        yield Finding("visit_alarm_failed", said, "outreach doctor --network")
