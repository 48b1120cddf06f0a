"""What pages of the agenda say, for each code."""

from collections.abc import Mapping
from datetime import date, datetime, time

from outreach.agenda.models import AppointmentKind, AppointmentState, Where
from outreach.agenda.services.hours import Problem
from outreach.agenda.services.listing import Entry
from outreach.fieldwork.forms.agenda import PLACES, WEEKDAYS
from outreach.fieldwork.services.appointments.making import Problem as Unmade
from outreach.fieldwork.services.appointments.settling import Problem as Unsettled
from outreach.fieldwork.services.visits.staying import Problem as Unvisited
from outreach.fieldwork.views.tasks_words import language_name as language_name
from outreach.web import typography
from outreach.web.labels import N_, label

KINDS = {
    AppointmentKind.MEETING.value: N_("Rendez-vous"),
    AppointmentKind.VISIT.value: N_("Visite"),
}
STATES = {
    AppointmentState.PROPOSED.value: N_("proposé"),
    AppointmentState.AGREED.value: N_("convenu"),
    AppointmentState.DONE.value: N_("a eu lieu"),
    AppointmentState.MISSED.value: N_("la personne n'est pas venue"),
    AppointmentState.CANCELLED.value: N_("annulé"),
}
# A visit is feminine in French; a meeting is not.
_OF_A_VISIT = {
    AppointmentState.PROPOSED.value: N_("proposée"),
    AppointmentState.AGREED.value: N_("convenue"),
    AppointmentState.CANCELLED.value: N_("annulée"),
}
TONES = {
    AppointmentState.PROPOSED.value: "sun",
    AppointmentState.AGREED.value: "leaf",
    AppointmentState.MISSED.value: "clay",
}
VISITING = {
    Unvisited.CLOSED.value: N_("Cette visite est déjà close."),
    Unvisited.UNREAD.value: N_(
        "La personne a écrit depuis l'annonce : lisez d'abord sa réponse. La visite ne se fait pas "
        "avant."
    ),
    Unvisited.OTHER_DAY.value: N_(
        "Cette visite est annoncée pour un autre jour. Si ce jour est passé, annulez-la : on en "
        "décide une nouvelle, qu'une lettre annonce."
    ),
    Unvisited.DARK.value: N_("Il fait nuit : pas de visite sans l'accord de la coordination."),
    Unvisited.INSIDE.value: N_(
        "Quelqu'un est noté sur place et compte sur l'alerte : elle s'arrête quand sa sortie est "
        "notée."
    ),
    Unvisited.NOT_INSIDE.value: N_(
        "Aucune arrivée n'est notée pour cette visite : notez-la d'abord."
    ),
    Unvisited.WHO.value: N_("Choisissez quelqu'un de l'équipe."),
    Unvisited.BUSY.value: N_("Cette personne a déjà autre chose à cette heure."),
    Unvisited.MINUTES.value: N_("Choisissez de 15 à 240 minutes."),
    Unvisited.NO_WORDS.value: N_("Écrivez un fait, en quelques mots."),
    Unvisited.DISCREET.value: N_("Mode discret : pas de mot à la porte."),
    Unvisited.NOT_YOURS.value: N_("La coordination nomme la personne prévenue."),
    Unvisited.SUSPENDED.value: N_(
        "Les visites de ce dossier sont suspendues : voyez avec la coordination."
    ),
    Unvisited.UNANNOUNCED.value: N_(
        "La lettre qui annonce cette visite n'est pas postée, ou trop tard : on ne frappe pas sans "
        "prévenir. Si elle est partie à temps, notez-le ; sinon postez-la pour un autre jour. "
        "Partie trop tard : annulez la visite. Si la personne est déjà d'accord, annulez la lettre."
    ),
    Unvisited.ELSEWHERE.value: N_(
        "Notez d'abord votre sortie de l'autre visite : une alerte partirait."
    ),
    Unvisited.PATIENCE.value: N_("Choisissez de 5 à 60 minutes avant de prévenir la coordination."),
    Unvisited.WORD.value: N_("Choisissez un mot plus court."),
    Unvisited.CALM.value: N_("Aucune alerte en cours pour cette visite."),
    Unvisited.WHEN.value: N_("Écrivez le jour et l'heure où c'est arrivé ; pas dans l'avenir."),
}
STATE_ACTS = {
    AppointmentState.AGREED.value: N_("La personne est d'accord"),
    AppointmentState.DONE.value: N_("Il a eu lieu"),
    AppointmentState.MISSED.value: N_("La personne n'est pas venue"),
    AppointmentState.CANCELLED.value: N_("Annuler"),
}
SETTLING = {
    Unsettled.NOT_NOW.value: N_("C'est déjà réglé autrement : rien n'est changé."),
    Unsettled.EARLY.value: N_("Il n'a pas encore commencé : dites ce qu'il en est après."),
}
MAKING = {
    Unmade.CLOSED.value: N_("Ce dossier est clos."),
    Unmade.WHO.value: N_("Choisissez quelqu'un de l'équipe."),
    Unmade.WITH.value: N_("Choisissez une personne du dossier."),
    Unmade.OFFICE.value: N_("Choisissez un lieu de l'équipe."),
    Unmade.PLACE.value: N_("Écrivez où vous vous retrouvez."),
    Unmade.PAST.value: N_("Choisissez un moment à venir, dans l'année."),
    Unmade.LENGTH.value: N_("Un rendez-vous dure de 15 minutes à 4 heures."),
    Unmade.AWAY.value: N_(
        "Ce jour-là, la personne qui reçoit est absente ou tout est fermé : choisissez-en un autre."
    ),
    Unmade.SUSPENDED.value: N_(
        "Les visites de ce dossier sont suspendues : choisissez un autre lieu, ou voyez avec la "
        "coordination."
    ),
    Unmade.DARK.value: N_(
        "Il fera nuit : un rendez-vous chez la personne se décide alors avec la coordination."
    ),
    Unmade.SETTLED.value: N_("Ce rendez-vous est passé ou déjà réglé : notez-en un nouveau."),
    Unmade.TAKEN.value: N_("Ce temps est déjà pris dans l'agenda : choisissez-en un autre."),
}
PROBLEMS = {
    Problem.NOT_YOURS.value: N_("Ces horaires ne sont pas à vous de changer."),
    Problem.BACKWARDS.value: N_("La fin vient avant le début : vérifiez les deux."),
    Problem.TOO_SHORT.value: N_(
        "Un rendez-vous dure de 15 minutes à 4 heures et tient dans la plage."
    ),
    Problem.OVERLAPS.value: N_("Cette plage en recouvre une autre : retirez d'abord l'autre."),
    Problem.KNOWN.value: N_("Ce lieu existe déjà : donnez-lui un autre nom."),
    Problem.PAST.value: N_("Ces jours sont passés : choisissez des jours à venir."),
    Problem.TOO_FAR.value: N_("C'est dans plus d'un an : vérifiez les jours."),
    Problem.NO_OFFICE.value: N_("Choisissez un lieu de l'équipe."),
}


def place(entry: Entry) -> str:
    """Where it is, without an address: a private one never stands in an agenda."""
    if entry.place == Where.OFFICE:
        return entry.office or label(PLACES, entry.place)
    return label(PLACES, entry.place)


def clock(moment: time) -> str:
    """``9 h 30``."""
    return typography.hour(datetime.combine(date.min, moment))


def weekday(number: int) -> str:
    """``lundi``."""
    return str(WEEKDAYS[number])


def states(kind: str) -> Mapping[str, str]:
    """What each state of an appointment of that kind is called."""
    return STATES | _OF_A_VISIT if kind == AppointmentKind.VISIT else STATES
