"""What the statement of an expertise says, in the words of the agreement."""

from flask_babel import gettext as _

from outreach.expertise.services.statement import Stated, Statement
from outreach.programmes.rules.proofs import Delay, Efforts, Guarantee, Proof, Term
from outreach.web.case_labels import GUARANTORS
from outreach.web.counting import ngettext
from outreach.web.labels import N_, label
from outreach.web.typography import dated_day

_WHY_NOT = {
    "purpose": N_("réponse, rappel ou confirmation : pas une tentative"),
    "under_way": N_("l'envoi est en cours"),
    "uncertain": N_("personne ne sait si le message est parti"),
    "refused_by_provider": N_("refusé par le prestataire"),
    "undelivered": N_("n'est pas arrivé"),
    "failed": N_("n'est pas arrivé"),
    "blocked": N_("retenu par nos règles avant l'envoi"),
    "cancelled": N_("annulé avant l'envoi"),
    "absent": N_("n'est pas parti"),
    "returned": N_("la lettre est revenue"),
    "wrong_number": N_("mauvais numéro"),
    "wrong_address": N_("mauvaise adresse"),
}


def proof_name(proof: Proof) -> str:
    """What a test of the agreement is about."""
    match proof:
        case Delay():
            return str(_("Premier impayé après l'entrée"))
        case Guarantee():
            return str(_("Garant"))
        case Efforts():
            return str(_("Tentatives du bailleur"))
        case Term():
            return str(_("Convention ouverte"))


def proof_value(proof: Proof) -> str:
    """What the landlord's file says, and what it is held against."""
    match proof:
        case Delay():
            return str(
                _(
                    "premier impayé le %(missed)s, entrée le %(entered)s"
                    " (il faut moins de %(months)s mois : avant le %(before)s)",
                    missed=dated_day(proof.first_missed_on),
                    entered=dated_day(proof.entered_on),
                    months=proof.months,
                    before=dated_day(proof.before),
                )
            )
        case Guarantee():
            return label(GUARANTORS, proof.guarantor)
        case Efforts():
            if proof.attempts is None:
                return str(_("le fichier ne le dit pas (il en faut %(least)s)", least=proof.least))
            return str(
                _("%(attempts)s (il en faut %(least)s)", attempts=proof.attempts, least=proof.least)
            )
        case Term():
            return str(
                _(
                    "dossier reçu le %(day)s, %(term)s",
                    day=dated_day(proof.received_on),
                    term=_term(proof),
                )
            )


def why_not(attempt: Stated) -> str:
    """Why an attempt does not count; "" when it does."""
    return label(_WHY_NOT, attempt.why_not) if attempt.why_not in _WHY_NOT else attempt.why_not


def author(attempt: Stated) -> str:
    """Who made it."""
    return attempt.by or str(_("automatique"))


def summary(statement: Statement) -> str:
    """How many attempts count, of how many."""
    if not statement.counted:  # in French, none is singular
        return str(_("aucune tentative comptée sur %(all)s", all=len(statement.attempts)))
    return str(
        ngettext(
            "%(num)s tentative comptée sur %(all)s",
            "%(num)s tentatives comptées sur %(all)s",
            statement.counted,
            all=len(statement.attempts),
        )
    )


def _term(proof: Term) -> str:
    if proof.starts and proof.ends:
        span = {"starts": dated_day(proof.starts), "ends": dated_day(proof.ends)}
        return str(_("convention du %(starts)s au %(ends)s", **span))
    if proof.starts:
        return str(_("convention depuis le %(starts)s", starts=dated_day(proof.starts)))
    if proof.ends:
        return str(_("convention jusqu'au %(ends)s", ends=dated_day(proof.ends)))
    return str(_("dates de la convention non fixées"))
