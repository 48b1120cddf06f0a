"""Checks of the agreements and of the words that leave."""

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.programmes.rules.calendar import NeverOpenError
from outreach.programmes.rules.hours_text import HoursError
from outreach.sequences.rules.check import check
from outreach.sequences.rules.library import Library
from outreach.sequences.services import publish
from outreach.upkeep.services.doctor.finding import Finding, Patient

# What the texts and the agreement need: column → sentence, option.
_WANTED = {
    "contact_name": ("le prénom de qui signe les messages", "--contact-name"),
    "contact_phone": ("le téléphone de qui répond", "--contact-phone"),
    "adil_phone": ("le téléphone de l'ADIL", "--adil-phone"),
    "starts_on": ("la date de début", "--starts"),
    "ends_on": ("la date de fin", "--ends"),
}


def complete(_patient: Patient, session: Session) -> Iterator[Finding]:
    """Every agreement has its contact and its dates."""
    rows = list(session.scalars(select(Programme).order_by(Programme.id)))
    if not rows:
        yield Finding("programme", "Il n'y a aucun programme.", "outreach init")
    for row in rows:
        for column, (words, option) in _WANTED.items():
            if not getattr(row, column):
                said = f"Programme {row.code} : il manque {words}."
                yield Finding(f"programme_{column}", said, f"{_set(row)} {option} …")


def dates(patient: Patient, session: Session) -> Iterator[Finding]:
    """Agreements that are over, or end before they start."""
    today = patient.now.astimezone(patient.settings.zone).date()
    for row in session.scalars(select(Programme).order_by(Programme.id)):
        if row.starts_on and row.ends_on and row.ends_on < row.starts_on:
            said = f"Programme {row.code} : il finit avant d'avoir commencé."
            yield Finding("programme_dates", said, f"{_set(row)} --starts … --ends …")
        elif row.ends_on and row.ends_on < today:
            said = f"Programme {row.code} : il est terminé, plus rien ne part."
            yield Finding("programme_over", said, f"{_set(row)} --ends …")


def hours(patient: Patient, session: Session) -> Iterator[Finding]:
    """Contact hours that can be read, and that leave some day open."""
    for row in session.scalars(select(Programme).order_by(Programme.id)):
        try:
            programmes.calendar_of(session, row, patient.settings.zone).next_open(patient.now)
        except (HoursError, NeverOpenError):
            said = f"Programme {row.code} : avec ces horaires et ces fermetures, rien n'est ouvert."
            yield Finding("hours", said, f'{_set(row)} --hours "lun-ven 9:30-12:30 14:00-19:00"')


def words(patient: Patient, session: Session) -> Iterator[Finding]:
    """A script is published, and every text passes the lists that come with the software."""
    scripts = publish.published(session)
    if not scripts:
        yield Finding("script", "Aucun scénario n'est publié.", "outreach init")
        return
    library = Library(scripts, patient.words.answers, patient.words.lexicons)
    found = len(check(library).problems)
    if found:
        said = f"Textes publiés à revoir, constats : {found}."
        yield Finding("words", said, "outreach scripts export DOSSIER, puis scripts check DOSSIER")


def held(patient: Patient, session: Session) -> Iterator[Finding]:
    """Nothing automatic leaves while a hold is in force: good to know."""
    for row in session.scalars(select(Programme).order_by(Programme.id)):
        if programmes.held(session, row, patient.settings.hold):
            said = f"Programme {row.code} : rien d'automatique ne part, les envois sont suspendus."
            yield Finding("hold", said, f"{_set(row)} --no-hold, ou OUTREACH_HOLD=0", note=True)


def _set(programme: Programme) -> str:
    return f"outreach programme set --programme {programme.code}"
