"""What pages of scripts say, for each code: in the team's words, read aloud."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time

from babel import Locale
from flask_babel import gettext as _

from outreach.sequences.forms import FIELDS
from outreach.sequences.rules.check import Code, Problem
from outreach.sequences.rules.reasons import SENTENCES, Reason
from outreach.sequences.rules.script import Requirement, Script, Step, StepKind
from outreach.sequences.rules.studio.edit import Windows, first_sms_of, step_of
from outreach.sequences.rules.studio.previews import people
from outreach.sequences.services.studio.rehearsal import Played
from outreach.sequences.services.studio.shelf import Edition
from outreach.web.counting import ngettext
from outreach.web.labels import N_, OUTCOMES, TASK_KINDS, label
from outreach.web.typography import french, hour

KINDS: dict[str, str] = {
    StepKind.LETTER: N_("Lettre"),
    StepKind.SMS: N_("SMS"),
    StepKind.EMAIL: N_("E-mail"),
    StepKind.CALL: N_("Appel"),
    StepKind.VISIT: N_("Visite"),
    StepKind.DECIDE: N_("Décision"),
}
BY: dict[str, str] = {
    StepKind.LETTER: N_("postée par l'équipe"),
    StepKind.SMS: N_("part tout seul"),
    StepKind.EMAIL: N_("part tout seul"),
    StepKind.CALL: N_("passé par l'équipe"),
    StepKind.VISIT: N_("faite par l'équipe"),
    StepKind.DECIDE: N_("prise par l'équipe"),
}
PEOPLE = {
    "own": N_("%(name)s"),
    "court": N_("%(name)s (nom court)"),
    "long": N_("%(name)s (nom long)"),
    "accents": N_("%(name)s (avec accents)"),
}
PLACEHOLDERS = {
    "prenom": N_("prénom de la personne"),
    "nom": N_("nom de la personne"),
    "ts": N_("prénom de qui écrit"),
    "ancien": N_("prénom du ou de la collègue qui suivait"),
    "tel": N_("téléphone de l'association"),
    "num": N_("numéro d'où partent les SMS"),
    "adil": N_("téléphone de l'ADIL"),
    "bailleur": N_("nom du bailleur"),
    "siege": N_("adresse de l'association"),
    "dpo": N_("contact du délégué aux données"),
    "j1": N_("1er rendez-vous proposé"),
    "j2": N_("2e rendez-vous proposé"),
    "j3": N_("3e rendez-vous proposé"),
    "d": N_("jour de la visite"),
    "h": N_("heure"),
    "limite": N_("quand nous répondons au plus tard"),
}
ANSWERS = {
    "ACK": N_("Accusé de réception"),
    "STOP": N_("Après un STOP"),
    "START": N_("Après une reprise"),
    "WRONG": N_("Erreur de numéro"),
    "INFOS": N_("D'où vient le numéro"),
    "WHO": N_("Qui nous sommes"),
    "SUICIDE": N_("Idées de suicide"),
    "TOIT": N_("Sans toit ce soir"),
    "SUITE": N_("Un ou une collègue prend la suite"),
    "LANG": N_("Choix de la langue"),
    "RDV": N_("Rappel de rendez-vous"),
    "RDVJ": N_("Rappel de rendez-vous, après un jour fermé"),
    "RDVOK": N_("Rendez-vous noté"),
    "COLERE": N_("À la main : colère"),
    "REGLE": N_("À la main : « j'ai payé »"),
    "PLUSTARD": N_("À la main : « plus tard »"),
    "APPEL": N_("À la main : proposer un appel"),
    "RENCONTRE": N_("À la main : proposer une rencontre"),
    "SEUL": N_("À la main : quelqu'un d'autre lit-il ?"),
    "ECOUTE": N_("À la main : écoute"),
    "ENFANT": N_("À la main : un enfant"),
    "SECOURS": N_("À la main : secours"),
}
_AUTHORS = {"system": N_("le logiciel"), "cli": N_("la ligne de commande")}
_TRIED = re.compile(r"\(essai « (\w+) »\)")
_WITH = {
    "court": N_("avec un nom court"),
    "long": N_("avec un nom long"),
    "accents": N_("avec des accents"),
}
_MISSING = (Code.MISSING_TEXT, Code.MISSING_ONE_WAY)


def author(name: str) -> str:
    """Who published or changed something."""
    return label(_AUTHORS, name)


def language(code: str) -> str:
    """``arabe``."""
    return str(Locale.parse("fr").languages.get(code, code))


def languages(codes: Sequence[str]) -> str:
    """``français, anglais, arabe``."""
    return ", ".join(language(code) for code in codes)


def field(name: str) -> str:
    """What a wording is called."""
    return french(label(FIELDS, name))


def by(kind: str) -> str:
    """Who does a step."""
    return french(label(BY, kind))


def answer(code: str) -> str:
    """When a fixed answer leaves."""
    return french(label(ANSWERS, code))


def instead(item: Played, script: Script) -> str:
    """What a step became in a rehearsal, when it is not what the script says."""
    found = step_of(script, item.step)
    if found is None or item.channel is found.kind:
        return ""
    what = label(TASK_KINDS, item.channel)
    return french(_("→ %(what)s : %(why)s", what=what, why=SENTENCES[item.reason]))


def because(reason: Reason) -> str:
    """What decided a date that is not simply the script's."""
    return french(_("ce jour-là : %(why)s", why=SENTENCES[reason]))


def every_language() -> str:
    """The choice of all languages at once."""
    return str(_("toutes les langues"))


def each_ones_own() -> str:
    """The choice of a person who reads each language."""
    return str(_("une personne par langue"))


def step_name(script: Script, step: str) -> str:
    """``Lettre d'information``, ``SMS 2``, ``Visite``: as the team calls it."""
    found = step_of(script, step)
    if found is None:
        return step
    same = [each.id for each in script.steps if each.kind is found.kind]
    if found.kind is StepKind.LETTER and same[0] == step:
        return str(french(_("Lettre d'information")))
    kind = label(KINDS, found.kind)
    return f"{kind}\u00a0{same.index(step) + 1}" if len(same) > 1 else kind


def day_mark(day: int) -> str:
    """``J0``, ``J−7``, ``J+5``."""
    return f"J{'−' if day < 0 else '+' if day else ''}{abs(day)}"


def windows(prefer: Windows) -> str:
    """``10 h – 12 h et 17 h – 19 h``."""
    spans = [f"{_clock(start)}\u00a0– {_clock(end)}" for start, end in prefer]
    return str(_(" et ").join(spans) if spans else _("toute heure de contact"))


def conditions(script: Script, step: Step) -> Iterator[str]:
    """What a step waits for, and when it is left out."""
    for wanted in step.requires:
        yield french(_requirement(script, wanted))
    if "visit_dated" in step.when:
        yield french(_("seulement si une visite est datée, la veille de celle-ci"))
    if step.id == first_sms_of(script):
        yield french(_("fixe le jour 0 : les autres jours se comptent à partir de lui"))


def sentence(problem: Problem) -> str:
    """A finding, for whoever reads it beside its text."""
    if problem.code in _MISSING and problem.field:
        return french(_("Ce texte manque."))
    tried = _TRIED.search(problem.alone)
    if tried is None or tried[1] not in _WITH:
        return french(problem.alone)
    return french(problem.alone.replace(tried[0], f"({label(_WITH, tried[1])})"))


def place(script: Script, problem: Problem) -> str:
    """Where a finding stands, when its text is not in sight."""
    parts = [step_name(script, problem.step)] if problem.step else []
    parts.append(language(problem.language))
    if problem.field:
        parts.append(label(FIELDS, problem.field))
    return french(", ".join(parts))


def count_of_sms(count: int) -> str:
    """``2 SMS``."""
    return f"{count}\u00a0SMS"


def findings(count: int) -> str:
    """``aucun constat``, ``2 constats``."""
    if not count:
        return str(_("aucun constat"))
    return str(ngettext("%(num)d constat", "%(num)d constats", count))


def cases(count: int) -> str:
    """``aucun dossier``, ``1 dossier en cours``."""
    if not count:
        return str(_("aucun dossier en cours"))
    return str(ngettext("%(num)d dossier en cours", "%(num)d dossiers en cours", count))


def choices_of_people(code: str) -> list[tuple[str, str]]:
    """(code, name) of whom a text of a language is tried with."""
    return [
        (one.name, _(PEOPLE[one.name], name=one.values["prenom"]))
        for one in people(code)
        if one.name in PEOPLE
    ]


def keeps(edition: Edition) -> str:
    """Whom a new version does not reach."""
    return french(
        ngettext(
            "%(num)d dossier en cours garde la version %(number)d.",
            "Les %(num)d dossiers en cours gardent la version %(number)d.",
            edition.cases,
            number=edition.number,
        )
    )


def placeholder(name: str) -> str:
    """What a placeholder stands for."""
    return french(label(PLACEHOLDERS, name))


def _requirement(script: Script, wanted: Requirement) -> str:
    name = step_name(script, wanted.step)
    if wanted.or_after_working_days is not None:
        return str(
            ngettext(
                "attend la fin de l'étape « %(step)s », %(num)d jour ouvré au plus",
                "attend la fin de l'étape « %(step)s », %(num)d jours ouvrés au plus",
                wanted.or_after_working_days,
                step=name,
            )
        )
    if not wanted.working_days:
        return str(_("attend la fin de l'étape « %(step)s »%(how)s", step=name, how=_how(wanted)))
    return str(
        ngettext(
            "attend l'étape « %(step)s »%(how)s, puis %(num)d jour ouvré",
            "attend l'étape « %(step)s »%(how)s, puis %(num)d jours ouvrés",
            wanted.working_days,
            step=name,
            how=_how(wanted),
        )
    )


def _how(wanted: Requirement) -> str:
    outcomes: Sequence[str] = [label(OUTCOMES, code).lower() for code in wanted.outcomes]
    return f" ({_(' ou ').join(outcomes)})" if outcomes else ""


def _clock(moment: time) -> str:
    return hour(datetime.combine(date.min, moment))
