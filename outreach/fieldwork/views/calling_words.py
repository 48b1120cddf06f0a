"""What pages say before a call: the hours that are known, the limits, what it stands for."""

from flask_babel import gettext as _

from outreach.fieldwork.services.calls.room import Room
from outreach.fieldwork.services.calls.today import Call
from outreach.fieldwork.services.worklist.ways import Way
from outreach.people.models import PointStatus
from outreach.people.rules.hours import Hours, Moment
from outreach.web.counting import ngettext
from outreach.web.labels import N_, label
from outreach.web.typography import day, hour

PARTS = {
    "morning": N_("le matin"),
    "noon": N_("entre midi et 14 h"),
    "afternoon": N_("l'après-midi"),
    "evening": N_("après 17 h"),
}
SIGNS = {
    "answered": N_("a répondu à un appel"),
    "called": N_("a appelé, ou est passée"),
    "wrote": N_("a écrit"),
    "asked": N_("a demandé un appel"),
    "silent": N_("n'a pas répondu à un appel"),
}
BARS = {
    "closed": N_("Le dossier est clos : rouvrez d'abord la question avec la coordination."),
    "not_started": N_("Le dossier n'est pas encore accepté : décidez-le d'abord dans ses tâches."),
    "refused": N_(
        "La personne ne veut plus être contactée. Si elle écrit ou appelle, répondez-lui."
    ),
    "no_number": N_(
        "Aucun numéro ne peut être appelé : chacun est à confirmer, refusé, ou ne reçoit rien. "
        "Voyez ses coordonnées."
    ),
    "cap": N_("Le nombre de contacts par téléphone est atteint : pas d'appel sans qu'elle écrive."),
    "notice": N_(
        "La lettre d'information n'est pas arrivée : c'est elle qui dit qui nous sommes, avant "
        "tout appel."
    ),
    "flying": N_("Un message part en ce moment : attendez qu'il soit parti, puis revenez."),
}
# Of a number that no tap calls: why, and what to do instead.
SILENT = {
    PointStatus.OPTED_OUT: N_(
        "STOP a été dit : n'appelez pas. Une lettre ou une visite se décide avec la coordination, "
        "par écrit."
    ),
    PointStatus.WRONG_PERSON: N_(
        "Ce numéro est à quelqu'un d'autre : n'appelez pas. Demandez-en un autre, à ajouter à ses "
        "coordonnées."
    ),
    PointStatus.INVALID: N_(
        "Ce numéro ne reçoit rien : vérifiez-le, ou corrigez-le dans ses coordonnées."
    ),
}
_ANSWERED = N_("STOP a été dit, mais elle demande cet appel : composez le numéro, pour elle seule.")
_TO_CONFIRM = N_("Est-ce bien son numéro ? Confirmez-le dans ses coordonnées, puis appelez.")
_NONE = N_("Sans numéro : écrivez-lui une lettre, ou ajoutez un numéro à ses coordonnées.")


def why_silent(call: Call) -> list[str]:
    """Why some numbers are no links, and what to do instead; each reason once."""
    if not call.numbers:
        return [str(_(_NONE))]
    found = {_silent(call, way): None for way in call.numbers if not way.is_theirs}
    return [str(_(each)) for each in found]


def _silent(call: Call, way: Way) -> str:
    if way.status == PointStatus.OPTED_OUT and call.asked:
        return _ANSWERED
    return SILENT.get(PointStatus(way.status), _TO_CONFIRM)


def best(hours: Hours) -> str:
    """``Plutôt le matin``: only what happened often enough; else that nothing is known."""
    if hours.best:
        named = _(" ou ").join(label(PARTS, part) for part in hours.best)
        return str(_("Plutôt %(when)s, d'après ce qui s'est passé :", when=named))
    if hours.moments:
        return str(_("Pas encore d'heure sûre. Ce qui s'est passé :"))
    return str(_("Heures inconnues : la personne n'a encore ni répondu, ni écrit."))


def moment(known: Moment) -> str:
    """``a écrit mardi 3 mars à 17 h 40``."""
    return f"{label(SIGNS, known.sign)} {day(known.at.date())} à {hour(known.at)}"


def limit(room: Room) -> str:
    """``2 contacts par téléphone sur 4 en 30 jours``."""
    if not room.used:
        return str(
            _(
                "Aucun contact par téléphone en %(days)s jours, sur %(most)s",
                days=room.days,
                most=room.most,
            )
        )
    return str(
        ngettext(
            "%(num)s contact par téléphone sur %(most)s en %(days)s jours",
            "%(num)s contacts par téléphone sur %(most)s en %(days)s jours",
            room.used,
            most=room.most,
            days=room.days,
        )
    )


def instead(rank: int, *, goes_on: bool) -> str:
    """Which SMS a call stands for, or what becomes of the messages."""
    if rank:
        return str(_("À la place du SMS %(rank)s, qui ne partira pas.", rank=rank))
    if goes_on:
        return str(_("Ne remplace aucun SMS : le suivant laisse passer quelques jours."))
    return str(_("Aucun SMS n'est prévu : rien d'automatique ne part."))


def bar(code: str) -> str:
    """Why nobody calls now."""
    return label(BARS, code)
