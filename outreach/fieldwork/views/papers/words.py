"""What pages say of a paper that somebody brought: what it is, its days, and what to do.

Only the team reads this: none of it may leave (care.md §4).
"""

from collections.abc import Sequence

from flask_babel import gettext as _

from outreach.cases.rules import SOURCES, Facts, Legal, LegalDay, PaperKind, is_over
from outreach.people.rules.numbers import display
from outreach.web.labels import N_, label
from outreach.web.typography import day

DOUBTS = {
    "dated_in_the_future": N_("Ce jour n'est pas encore venu : vérifiez la date."),
    "dated_long_ago": N_("C'était il y a plus de cinq ans : vérifiez la date."),
    "received_before_its_date": N_("Il ne peut pas être reçu avant sa date."),
    "deadline_before_its_date": N_("Cette date est avant celle du courrier : vérifiez-la."),
    "deadline_far_away": N_("Cette date est dans plus de trois ans : vérifiez-la."),
    "hearing_on_a_day_off": N_(
        "C'est un samedi, un dimanche ou un jour férié : aucun tribunal ne siège. Relisez la date, "
        "ou laissez-la vide."
    ),
}
# What a day of the law means to the household.
DAYS = {
    "clause": N_(
        "Fin des six semaines. Ensuite, le bailleur peut demander au juge de constater la fin du "
        "bail."
    ),
    "prefect": N_(
        "Le préfet doit avoir été prévenu de l'assignation ce jour-là au plus tard : sinon, "
        "dites-le à l'avocat."
    ),
    "survey": N_("Le diagnostic social et financier doit être chez le juge au plus tard."),
    "hearing": N_("Audience."),
    "leave": N_("Fin du délai de deux mois pour partir, si le juge ne l'a pas raccourci."),
    "not_before": N_("Pas d'expulsion avant ce jour, trêve hivernale comprise, sauf exceptions."),
}
# The same once it is past.
PAST_DAYS = {
    "clause": N_(
        "Les six semaines sont passées : le bailleur peut demander au juge de constater la fin du "
        "bail. Seul le juge décide."
    ),
    "survey": N_("Le diagnostic social et financier devait être chez le juge ce jour-là."),
    "hearing": N_("L'audience est passée."),
    "leave": N_("Le délai de deux mois pour partir est passé, si le juge ne l'a pas changé."),
    "not_before": N_(
        "Le délai est passé et la trêve hivernale ne protège pas : une expulsion est possible, "
        "sauf exceptions."
    ),
}
# What it is, in one sentence that calms without promising.
MEANINGS = {
    "reminder": N_("Le bailleur rappelle ce qu'il attend. Aucun délai ne court."),
    "formal_notice": N_(
        "Le bailleur demande par écrit, avant d'aller plus loin. La loi n'y attache pas de délai ; "
        "le courrier peut en fixer un."
    ),
    "payment_order": N_(
        "Ce n'est pas une expulsion : seul un juge peut la décider. La personne a six semaines "
        "pour trouver une solution."
    ),
    "summons": N_(
        "Le bailleur demande au juge de décider. Rien n'est décidé : y aller change beaucoup."
    ),
    "judgment": N_(
        "Un juge a décidé. Le délai pour contester est court, et écrit à la fin de l'acte qui "
        "l'accompagne."
    ),
    "quit_order": N_(
        "Après une décision du juge, l'acte demande de partir. Du temps et des recours restent."
    ),
    "other_paper": N_("Un courrier que la personne a montré."),
}
PAST_MEANINGS = {
    "payment_order": N_(
        "Ce n'est pas une expulsion : seul un juge peut la décider. Un accord écrit avec le "
        "bailleur reste possible."
    ),
    "summons": N_("L'audience est passée : le juge a pu décider, ou remettre à plus tard."),
    "quit_order": N_(
        "Après une décision du juge, l'acte demande de partir. Le délai est passé ; des recours "
        "restent."
    ),
}
_CHECK = N_("Lisez la date de l'acte avec la personne : c'est d'elle que part le délai.")
_TODO = {
    "payment_order": (
        _CHECK,
        N_(
            "Bail signé avant le 29 juillet 2023 : l'acte peut dire deux mois. Agissez quand même "
            "avant la date ci-dessus."
        ),
        N_(
            "Cherchez avec elle un accord écrit avec le bailleur, et faites valoir ses droits : "
            "CAF ou MSA, fonds unifié logement (FUL)."
        ),
    ),
    "summons": (
        N_("Repérez la date, l'heure et le tribunal, et prévoyez qui l'accompagne le jour même."),
        N_("Demandez sans attendre un avocat et l'aide juridictionnelle : point-justice, ADIL."),
        N_(
            "Répondez au rendez-vous du diagnostic social et financier : le juge le lit, et elle "
            "peut y ajouter ses observations."
        ),
        N_(
            "Si c'est possible, le loyer courant est repris en entier avant l'audience : le juge "
            "peut alors donner jusqu'à trois ans de délais."
        ),
    ),
    "judgment": (
        N_("Demandez un avis juridique aujourd'hui : contester, demander des délais, ou les deux."),
        N_("Vérifiez si des délais ont été accordés, et ce qu'ils demandent chaque mois."),
    ),
    "quit_order": (
        _CHECK,
        N_("Avec un avocat, demandez des délais au juge de l'exécution : d'un mois à un an."),
        N_(
            "Aidez à déposer une demande DALO : menacée d'expulsion sans relogement, la personne "
            "n'a pas à attendre."
        ),
        N_("Prévenez la CCAPEX, et voyez avec la personne où aller si rien n'aboutit (115)."),
    ),
    "formal_notice": (
        N_("Lisez-le avec la personne : ce qu'il demande, et avant quand."),
        N_("Voyez avec elle ce qu'elle veut répondre, et si vous l'aidez à le faire."),
    ),
}
# The same once its day is past; what is not named here stays as it was.
_PAST_TODO = {
    "payment_order": (
        _CHECK,
        N_("Demandez à la personne si elle a reçu une assignation, et notez-la."),
        N_(
            "Cherchez avec elle un accord écrit avec le bailleur, et faites valoir ses droits : "
            "CAF ou MSA, fonds unifié logement (FUL)."
        ),
    ),
    "summons": (
        N_(
            "Demandez aujourd'hui ce qui a été décidé : à la personne, à son avocat, ou au greffe "
            "du tribunal."
        ),
        N_("L'audience est remise à un autre jour ? Corrigez la date ici."),
        N_(
            "Un jugement a pu être rendu sans elle, et se conteste vite : avocat et aide "
            "juridictionnelle, par le point-justice ou l'ADIL."
        ),
    ),
}
_PLAIN = (N_("Lisez-le avec la personne, et voyez avec elle ce qu'elle veut en faire."),)


def what_it_is(facts: Facts, days: Sequence[LegalDay]) -> str:
    """``Mise en demeure``, in one calm sentence, which does not call open what is over."""
    return label({**MEANINGS, **PAST_MEANINGS} if is_over(days) else MEANINGS, facts.kind)


def todo(facts: Facts, days: Sequence[LegalDay], adil: str) -> list[str]:
    """What to do, most pressing first."""
    deeds = {**_TODO, **_PAST_TODO} if is_over(days) else _TODO
    said = [str(_(text)) for text in deeds.get(facts.kind, _PLAIN)]
    if facts.kind is PaperKind.SUMMONS and facts.deadline is None:
        said.insert(0, str(_("Cherchez la date de l'audience sur l'acte, et notez-la ici.")))
    if facts.kind in _TODO:
        number = display(adil) if adil else ""
        told = _("Conseil juridique gratuit : ADIL, %(number)s.", number=number)
        said.append(str(told if number else _("Conseil juridique gratuit : l'ADIL.")))
    return said


def day_means(found: LegalDay) -> str:
    """What a day of the law means, or meant."""
    return label({**DAYS, **PAST_DAYS} if found.past else DAYS, found.what)


def put_off(found: LegalDay) -> str:
    """Why a day is not the one that one counts on one's fingers; "" when it is."""
    if found.counted is None:
        return ""
    return str(
        _(
            "Le compte tombe le %(day)s : le délai va jusqu'au premier jour ouvrable suivant. Ne "
            "comptez pas sur ce jour de plus.",
            day=day(found.counted),
        )
    )


def source(found: LegalDay) -> str:
    """The text of law that a day stands on."""
    return SOURCES[Legal(found.what)]


def deadline_name(facts: Facts) -> str:
    """What the day that a paper names is called."""
    return str(_("Audience le") if facts.kind is PaperKind.SUMMONS else _("Date qu'il fixe"))
