"""What the pages of differences say: each value as people read it."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext as _

from outreach.fieldwork.services.differences.comparing import POSTAL, REACHING, Difference
from outreach.fieldwork.services.differences.settling import Answer
from outreach.fieldwork.views.tasks_words import language_name
from outreach.intake.rules.columns import Column
from outreach.intake.services.judging import JUDGED
from outreach.web import typography
from outreach.web.case_labels import GUARANTORS
from outreach.web.counting import ngettext
from outreach.web.labels import N_, label

AGAIN: Mapping[Answer, str] = {
    Answer.MOVED: N_("Ces données ont changé depuis l'ouverture de la page : comparez de nouveau."),
    Answer.OTHER: N_(
        "Rien n'est enregistré : le nom est tout autre. Cochez que c'est la même personne, "
        "ou gardez nos données."
    ),
}
_CONSEQUENCES: Mapping[Column, str] = {
    **dict.fromkeys(REACHING, N_("Essayé en premier ; ce que nous avions reste en second.")),
    **dict.fromkeys(
        POSTAL, N_("Pour les lettres à venir ; une lettre déjà partie n'est pas repostée.")
    ),
    **dict.fromkeys(
        JUDGED,
        N_("Les conditions de la convention sont revues ; rien ne s'arrête tout seul."),
    ),
    Column.LANGUAGE: N_("Les messages partiront dans cette langue, suivis du français."),
    Column.VISIT_REMARK: N_("À relire avant la visite."),
}
_DAYS = (Column.ENTRY_DATE, Column.FIRST_MISSED)


def shown_value(difference: Difference, value: str) -> str:
    """A value as people read it; "" for none."""
    column = difference.column
    if column in _DAYS:
        day = date.fromisoformat(value)
        return f"{typography.day(day)} {day.year}"
    if column is Column.PHONE:
        return typography.phone(value)
    if column is Column.GUARANTOR:
        return label(GUARANTORS, value)
    return language_name(value) if column is Column.LANGUAGE else value


def consequence(difference: Difference) -> str:
    """What taking it over does, where that is not plain."""
    said = _CONSEQUENCES.get(difference.column, "")
    if difference.column in REACHING and not difference.ours:
        said = ""  # it is the only one
    if difference.column in REACHING and difference.blocked:
        said = N_("Déjà refusé, ou à quelqu'un d'autre : il ne peut pas être repris.")
    elif difference.column in REACHING and difference.doubtful:
        said = N_("À confirmer avec la personne : rien d'automatique n'y part avant.")
    return str(_(said)) if said else ""


def settled(answer: Answer, reference: str, taken: int) -> str:
    """What became of a case, for the next page."""
    if answer is Answer.SETTLED:
        return str(_("Dossier %(reference)s : c'était déjà réglé.", reference=reference))
    if not taken:
        return str(_("Dossier %(reference)s : nos données sont gardées.", reference=reference))
    return str(
        ngettext(
            "Dossier %(reference)s : une donnée du fichier est reprise.",
            "Dossier %(reference)s : %(num)s données du fichier sont reprises.",
            taken,
            reference=reference,
        )
    )
