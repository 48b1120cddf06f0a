"""What pages of tasks say, for each code: in the team's words, read aloud."""

from collections.abc import Iterable, Iterator

from babel import Locale
from flask_babel import gettext as _

from outreach.cases.rules import PAPER_REASONS, URGENT_REASONS
from outreach.fieldwork.rules import (
    ACCEPTING,
    REPOSTING,
    SAME_PERSON,
    Problem,
    Sequel,
    wants_to_resume,
)
from outreach.fieldwork.services.worklist.effect import Effect, Other
from outreach.fieldwork.services.worklist.lines import Line
from outreach.web.labels import (
    CASE_STATES,
    CLOSE_REASONS,
    N_,
    NOT_SENT,
    OUTCOMES,
    TASK_KINDS,
    label,
    page_reason,
)

WHENS = {
    "alert": N_("Alertes"),
    "late": N_("En retard"),
    "today": N_("Aujourd'hui"),
    "week": N_("Cette semaine"),
    "later": N_("Plus tard"),
}
WAITS = {
    "messages": N_("Les messages attendent cette lettre"),
    "run": N_("La suite du scénario attend"),
    "everything": N_("Envois arrêtés jusque-là"),
    "name": N_("Les messages attendent le bon nom"),
    "case": N_("Dossier pas encore accepté"),
    "number": N_("Rien ne part vers ce numéro ou cette adresse"),
}
SEQUELS = {
    Sequel.HELD: N_("Les envois restent arrêtés : une autre tâche de ce dossier attend."),
    Sequel.MEETING: N_("Les envois restent arrêtés : une rencontre est convenue avec la personne."),
    Sequel.BY_HAND: N_("Les envois restent arrêtés : le contact est établi, la suite est à vous."),
    Sequel.WAITING: N_("Le dossier est accepté et attend une place."),
    Sequel.RESUMED: N_("Les envois reprennent."),
}
PROBLEMS = {
    Problem.STOPPED: N_("La personne a refusé les messages : les envois ne reprennent pas."),
    Problem.ENDED: N_("Le scénario est fini pour ce dossier : rien ne peut reprendre."),
    Problem.NAME: N_(
        "Corrigez d'abord le nom, dans le dossier : les messages saluent la personne."
    ),
    Problem.NO_PLACE: N_("La convention n'a plus de place pour ce dossier."),
    Problem.ALERT: N_("Une alerte est ouverte sur ce dossier : décidez-la d'abord."),
    Problem.KEPT: N_(
        "Une alerte, une menace ou un incident ne s'annule pas : lisez, puis décidez."
    ),
    Problem.UNREAD: N_("La personne a écrit depuis : lisez d'abord sa réponse."),
    Problem.THREATENED: N_("Après une menace, seule la coordination dit si une visite se fait."),
    Problem.ROLE: N_("Après un refus, seule la coordination décide d'une visite ou d'une lettre."),
    Problem.BLOCKED_NUMBER: N_(
        "Ce numéro ou cette adresse a refusé tout contact, ou est à quelqu'un d'autre : "
        "rien n'est changé."
    ),
    Problem.FUTURE: N_("Ce jour n'est pas encore venu : mettez aujourd'hui ou un jour passé."),
    Problem.EARLY: N_("Ce jour est avant l'ouverture du dossier, ou avant l'envoi : vérifiez-le."),
    Problem.NOTE: N_(
        "Écrivez la raison de cette décision : après un STOP, un refus, une alerte ou une "
        "menace, elle reste au dossier."
    ),
    Problem.VISIT_DAY: N_("Choisissez un jour ouvré, demain au plus tôt."),
    Problem.VISIT_SOON: N_(
        "Choisissez un jour plus tard : la lettre doit arriver avant la visite."
    ),
    Problem.LATE: N_(
        "Postée ce jour-là, la lettre n'arriverait pas avant la visite qu'elle annonce : "
        "choisissez un autre jour de visite et imprimez-la de nouveau. Si elle est déjà partie "
        "ainsi, écrivez-le dans la note, sur sa page."
    ),
    Problem.VISIT_DARK: N_("Il ferait nuit : choisissez une heure plus tôt dans la journée."),
    Problem.VISIT_HOUR: N_("Choisissez une heure de contact, par exemple 10:30 ou 15:00."),
    Problem.NO_VISIT: N_("Cette lettre n'annonce pas de visite."),
    Problem.NUMBER: N_("Écrivez le bon numéro, ou la bonne adresse e-mail, sans autre mot."),
    Problem.ADDRESS: N_(
        "Corrigez d'abord l'adresse, dans le dossier : la poste n'y trouve personne de ce nom."
    ),
    Problem.CLOSED: N_("Cette tâche est déjà close : rien n'est noté deux fois."),
}
# What a letter leaves blank.
BLANKS = {
    "siege": N_("adresse de l'association"),
    "dpo": N_("contact du DPO"),
    "adil": N_("téléphone de l'ADIL"),
    "tel": N_("téléphone du contact"),
    "ts": N_("prénom du contact"),
    "bailleur": N_("nom du bailleur"),
    "prenom": N_("prénom de la personne"),
    "nom": N_("nom de la personne"),
    "num": N_("numéro du mobile de l'association"),
    "d": N_("jour de la visite"),
    "h": N_("heure de la visite"),
}
_CONTINUE = N_("c'est réglé")
_HINTS = {
    "posted": N_("déposée aujourd'hui, ou un autre jour"),
    "returned": N_("elle est revenue : l'adresse est à vérifier"),
    "voicemail": N_("prénom et numéro seulement"),
    "wrong_number": N_("quelqu'un d'autre a ce numéro"),
    "new_visit": N_("choisir le jour"),
    "final_letter": N_("une lettre, sans autre message"),
    "close": N_("fermer le dossier"),
    "not_sent": N_("il ne partira pas"),
    "corrected": N_("ou vérifié : c'était le bon"),
}


def is_urgent(line: Line) -> bool:
    """Whether days of the law run out."""
    return line.reason in URGENT_REASONS


def problem_label(code: str | None, why: str = "") -> str:
    """Why an outcome is refused, and what to do."""
    if code == Problem.DRAFT:
        return str(
            _(
                "Ce message ne doit plus partir : %(why)s. S'il est déjà parti, écrivez-le dans la "
                "note.",
                why=label(NOT_SENT, why),
            )
        )
    return label({str(key): text for key, text in PROBLEMS.items()}, code)


def hint(line: Line, outcome: str) -> str:
    """What an outcome means here, in a few words; "" when its name says it."""
    if outcome != "continue":
        return label(_HINTS, outcome) if outcome in _HINTS else ""
    if line.reason in ACCEPTING and line.waits == "case":
        return str(_("accepter le dossier"))
    if line.reason in REPOSTING:
        return str(_("poster la lettre de nouveau"))
    if line.reason in PAPER_REASONS:
        return str(_("la suite est engagée avec la personne"))
    if line.reason == "uncertain":
        return str(_("ne plus attendre ce message"))
    if wants_to_resume(line.reason) or line.reason == SAME_PERSON:
        return str(_("reprendre les envois, dates à l'appui"))
    return str(_(_CONTINUE))


def effects(effect: Effect) -> Iterator[str]:
    """What an outcome does beside the dates that follow, a sentence each."""
    if effect.ends:
        yield _("Les envois automatiques s'arrêtent pour de bon.")
    elif effect.stops:
        yield _("Les envois automatiques s'arrêtent : seul un humain peut les reprendre.")
    if effect.closed.sequel is not None:
        yield label({str(key): text for key, text in SEQUELS.items()}, effect.closed.sequel)
    if effect.state:
        yield _("Le dossier passe à « %(state)s ».", state=_state(effect))
    if effect.blocks == "person":
        yield _("Plus rien ne part vers ses numéros et ses adresses.")
    elif effect.blocks:
        yield _("Plus rien ne part vers ce numéro.")
    if effect.counts > 0:
        yield _("Cela compte comme une tentative de contact.")
    elif effect.counts < 0:
        yield _("Cela ne compte plus comme une tentative de contact.")
    for raised in effect.raised:
        yield _("Une tâche s'ouvre : %(task)s.", task=_other(raised))
    for dropped in effect.dropped:
        yield _("N'est plus à faire : %(task)s.", task=_other(dropped))


def afterwards(effect: Effect) -> Iterator[str]:
    """What became of the automation, once it is done: a sentence or two."""
    if effect.ends or effect.stops or effect.closed.sequel is not None:
        yield next(iter(effects(effect)))


def already(line: Line) -> str:
    """What a closed task became, and by whom."""
    outcome = label(OUTCOMES, line.outcome)
    if line.done_by:
        return str(_("%(outcome)s, noté par %(name)s", outcome=outcome, name=line.done_by))
    return outcome


def blanks(names: Iterable[str]) -> str:
    """What a letter leaves blank, in words."""
    return ", ".join(label(BLANKS, name) for name in names)


def language_name(code: str) -> str:
    """``arabe``."""
    return str(Locale("fr").languages.get(code, code))


def _state(effect: Effect) -> str:
    state = label(CASE_STATES, effect.state)
    reason = label(CLOSE_REASONS, effect.close_reason)
    return f"{state} ({reason})" if effect.state == "closed" and reason else state


def _other(task: Other) -> str:
    kind, why = label(TASK_KINDS, task.kind), page_reason(task.reason)
    return f"{kind} ({why})" if why else kind
