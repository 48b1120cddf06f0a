"""What `outreach task done` answers: what follows, and why an outcome is refused."""

from collections.abc import Callable

from outreach.cli.errors import CommandError, MisuseError, NotFoundError, RefusedError
from outreach.cli.output import moment
from outreach.fieldwork.rules import Problem, Sequel
from outreach.fieldwork.services.outcomes import Closed
from outreach.fieldwork.services.preview import Preview
from outreach.parts import Parts
from outreach.sequences.rules.rehearse import Rehearsed
from outreach.web.labels import CHANNELS, NOT_SENT, TASK_KINDS, label

SEQUELS = {
    Sequel.HELD: "Les envois restent arrêtés : une autre tâche de ce dossier attend (task list).",
    Sequel.MEETING: "Les envois restent arrêtés : une rencontre est convenue avec la personne.",
    Sequel.BY_HAND: "Les envois restent arrêtés : le contact est établi, la suite est à vous.",
    Sequel.WAITING: "Le dossier est accepté et attend une place.",
}
_REFUSALS = {
    Problem.STOPPED: "La personne a refusé les messages : les envois ne reprennent pas. "
    "Possibles : new_visit, final_letter (avec --note), close, cancelled.",
    Problem.ENDED: "Le scénario est fini pour ce dossier : rien ne peut reprendre. "
    "Possibles : new_visit, final_letter, close, cancelled.",
    Problem.NAME: "Corrigez d'abord le nom : outreach case correct DOSSIER --first-name PRÉNOM.",
    Problem.NO_PLACE: "La convention n'a plus de place pour ce dossier.",
    Problem.ALERT: "Une alerte est ouverte sur ce dossier : décidez-la d'abord (task list).",
    Problem.KEPT: "Une alerte, une menace ou un incident ne s'annule pas : lisez, puis décidez. "
    "Possibles : continue, new_visit, final_letter (avec --note), close.",
    Problem.UNREAD: "La personne a écrit depuis : lisez d'abord sa réponse (inbox).",
    Problem.THREATENED: "Après une menace, seule la coordination dit si une visite se fait.",
    Problem.ROLE: "Après un refus, seule la coordination décide d'une visite ou d'une lettre.",
    Problem.LATE: "Postée ce jour-là, la lettre n'arriverait pas avant la visite qu'elle annonce : "
    "donnez un autre jour de visite (--visit) et imprimez-la de nouveau, ou le jour où elle a été "
    "postée (--date). Si elle est déjà partie ainsi, dites-le avec --note.",
    Problem.BLOCKED_NUMBER: "Ce numéro ou cette adresse a refusé tout contact, ou est à quelqu'un "
    "d'autre : rien n'est changé.",
}
_MISUSES = {
    Problem.FUTURE: "--date : ce jour n'est pas encore venu.",
    Problem.EARLY: "--date : ce jour est avant l'ouverture du dossier, ou avant l'envoi.",
    Problem.NOTE: "--note : après un STOP, un refus, une alerte ou une menace, écrivez la raison "
    "de cette décision.",
    Problem.VISIT_DAY: "--date, --visit : une visite se prévoit un jour ouvré, demain au plus tôt.",
    Problem.VISIT_SOON: "--visit : laissez à la lettre le temps d'arriver avant la visite.",
    Problem.NO_VISIT: "--visit : cette tâche n'annonce pas de visite.",
    Problem.VISIT_DARK: "--visit : il ferait nuit à cette heure.",
    Problem.VISIT_HOUR: "--visit : cette heure n'est pas une heure de contact.",
    Problem.NUMBER: "--note : mettez le bon numéro, ou la bonne adresse e-mail, sans autre mot.",
}


def error_of(closed: Closed, outcome: str) -> CommandError:
    """What to tell who typed an outcome that was refused, and the exit code it gives."""
    problem = closed.problem
    if problem is Problem.UNKNOWN:
        return NotFoundError(f"Tâche inconnue : {closed.task_id}.")
    if problem is Problem.OUTCOME:
        known = ", ".join(closed.allowed)
        return MisuseError(f"Résultat inconnu pour cette tâche : {outcome}. Possibles : {known}.")
    if problem is Problem.DRAFT:
        return RefusedError(
            f"Ce message ne doit plus partir : {label(NOT_SENT, closed.why)}. S'il est déjà parti, "
            "dites-le avec --note."
        )
    if problem in _MISUSES:
        return MisuseError(_MISUSES[problem])
    if problem in _REFUSALS:
        return RefusedError(_REFUSALS[problem])
    return RefusedError(f"La tâche {closed.task_id} est déjà close.")


def show_plan(parts: Parts, seen: Preview, tell: Callable[[str], None]) -> None:
    """Print what would follow: every date of every run that would go on."""
    sequel = seen.closed.sequel
    if sequel in SEQUELS:
        tell(SEQUELS[sequel])
    elif not seen.runs:
        tell("Rien d'automatique ne suivrait.")
    for run in seen.runs:
        tell(f"Si {run.first_name or 'la personne'} ne répond pas :")
        for step in run.steps:
            tell(f"  {_line(parts, step)}")


def _line(parts: Parts, step: Rehearsed) -> str:
    code = step.channel.value
    kind = label(CHANNELS if code in ("sms", "email") else TASK_KINDS, code)
    return f"{moment(step.at.astimezone(parts.zone))}  {step.step:<9} {kind}"
