"""What the pages of agreements say: values and effects as people read them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from flask_babel import gettext as _

from outreach.programmes.forms import LAYOUTS, WEEK
from outreach.programmes.rules.calendar import Window
from outreach.programmes.rules.hours_text import parse_hours
from outreach.programmes.rules.parameters import Layout, Parameters, changed
from outreach.sequences.services.agreements.effects import Effects, Moved
from outreach.web import typography
from outreach.web.case_labels import GUARANTORS
from outreach.web.counting import ngettext
from outreach.web.labels import N_, label

FIELDS = {
    "name": N_("Nom"),
    "landlord": N_("Bailleur"),
    "team": N_("Équipe"),
    "starts_on": N_("Premier jour"),
    "ends_on": N_("Dernier jour"),
    "capacity": N_("Places"),
    "fee": N_("Prix d'une expertise"),
    "contact_name": N_("Prénom de qui signe"),
    "contact_phone": N_("Numéro donné"),
    "adil_phone": N_("ADIL"),
    "head_office": N_("Siège"),
    "dpo": N_("Délégué aux données"),
    "hours": N_("Heures de contact"),
    "closures": N_("Fermetures"),
    "guarantors": N_("Garants admis"),
    "months": N_("Premier impayé"),
    "min_landlord_attempts": N_("Tentatives du bailleur"),
    "max_contacts": N_("Contacts par téléphone"),
    "window_days": N_("Période comptée"),
    "spacing_days": N_("Écart entre deux messages"),
    "letter_working_days": N_("Délai après la lettre"),
    "letter_layout": N_("Adresse des lettres"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One effect: what happens, to which cases, and what does not follow from it.

    `moved`: messages with their dates. `cases`: references. `visits`: with their instants.
    """

    tone: str
    title: str
    lead: str = ""
    moved: tuple[Moved, ...] = ()
    cases: tuple[str, ...] = ()
    visits: tuple[tuple[str, datetime], ...] = ()


def changes_said(old: Parameters, new: Parameters) -> list[tuple[str, str, str]]:
    """(what, before, after) of each value that differs."""
    return [
        (label(FIELDS, name), said(name, getattr(old, name)), said(name, getattr(new, name)))
        for name in changed(old, new)
    ]


def said(name: str, value: Any) -> str:
    """A value of an agreement as people read it."""
    match name:
        case "starts_on" | "ends_on":
            return _full_day(value) if value else str(_("sans date"))
        case "hours":
            return " ; ".join(f"{days.lower()} {hours}" for days, hours in hours_said(value))
        case "closures":
            return " ; ".join(closure_said(first, last) for first, last in value) or str(
                _("aucune")
            )
        case "guarantors":
            return ", ".join(label(GUARANTORS, each) for each in value)
        case "fee":
            return f"{value}\u00a0€"
        case "months":
            return str(ngettext("dans le mois", "dans les %(num)s mois", value))
        case "window_days" | "spacing_days":
            return str(ngettext("un jour", "%(num)s jours", value))
        case "letter_working_days":
            return str(ngettext("un jour ouvré", "%(num)s jours ouvrés", value))
        case "letter_layout":
            return str(LAYOUTS[Layout(value)])
        case _:
            return str(value) if value not in ("", None) else str(_("à donner"))


def hours_said(hours: str) -> list[tuple[str, str]]:
    """(days, windows): ``Lundi à vendredi``, ``9 h 30 à 12 h 30, 14 h à 19 h``."""
    week = parse_hours(hours)
    found = []
    for windows, run in groupby(range(7), key=lambda day: week[day]):
        days = list(run)
        found.append((_days(days), _windows(windows)))
    return found


def closure_said(first: date, last: date) -> str:
    """``du lundi 3 août 2026 au vendredi 14 août 2026``, or the one day."""
    if first == last:
        return str(_("le %(day)s", day=_full_day(first)))
    return str(_("du %(first)s au %(last)s", first=_full_day(first), last=_full_day(last)))


def dates_said(values: Parameters) -> str:
    """When the agreement runs."""
    if values.starts_on and values.ends_on:
        return closure_said(values.starts_on, values.ends_on).capitalize()
    if values.starts_on:
        return str(_("Depuis le %(day)s, sans fin", day=_full_day(values.starts_on)))
    if values.ends_on:
        return str(_("Jusqu'au %(day)s compris", day=_full_day(values.ends_on)))
    return str(_("Ouverte, sans dates"))


def lines(effects: Effects) -> list[Line]:
    """Every effect, what touches people most first."""
    return list(_lines(effects))


def _lines(effects: Effects) -> Iterator[Line]:
    if effects.ending:
        yield Line(
            "clay",
            ngettext(
                "Les envois d'une personne s'arrêtent : la convention serait finie",
                "Les envois de %(num)s personnes s'arrêtent : la convention serait finie",
                len(effects.ending),
            ),
            _("Plus aucun message ne part ; une décision est demandée pour chaque dossier."),
            cases=effects.ending,
        )
    if effects.shut:
        yield Line(
            "clay",
            ngettext(
                "Une visite déjà datée tombe hors des nouvelles heures",
                "%(num)s visites déjà datées tombent hors des nouvelles heures",
                len(effects.shut),
            ),
            _("Rien n'est déplacé : à revoir avec la personne."),
            visits=effects.shut,
        )
    yield from _planned(effects)
    yield from _places(effects)
    yield from _terms(effects)


def _planned(effects: Effects) -> Iterator[Line]:
    moved = tuple(each for each in effects.moved if each.case not in effects.ending)
    if effects.starts_later:
        yield Line(
            "sun",
            ngettext(
                "Les envois d'une personne attendent le début de la convention",
                "Les envois de %(num)s personnes attendent le début de la convention",
                len(effects.starts_later),
            ),
            cases=() if moved else effects.starts_later,
        )
    if moved:
        yield Line(
            "sun",
            ngettext(
                "Un message prévu change de date",
                "%(num)s messages prévus changent de date",
                len(moved),
            ),
            _("Le prochain de chaque personne ; les suivants suivent."),
            moved=moved,
        )


def _places(effects: Effects) -> Iterator[Line]:
    if effects.entering:
        yield Line(
            "leaf",
            ngettext(
                "Un dossier en attente entre",
                "%(num)s dossiers en attente entrent",
                len(effects.entering),
            ),
            _("La prise de contact commence d'elle-même, par la lettre d'information."),
            cases=effects.entering,
        )
    if effects.over:
        yield Line(
            "sun",
            ngettext(
                "Une place prise dépasse la nouvelle capacité",
                "%(num)s places prises dépassent la nouvelle capacité",
                effects.over,
            ),
            _("Personne n'est retiré ; plus personne n'entre."),
        )


def _terms(effects: Effects) -> Iterator[Line]:
    if effects.fitting:
        yield Line(
            "sky",
            ngettext(
                "Un dossier hors convention remplirait les conditions",
                "%(num)s dossiers hors convention rempliraient les conditions",
                len(effects.fitting),
            ),
            _("Rien ne commence tout seul : les conditions jugent les prochains fichiers."),
            cases=effects.fitting,
        )
    if effects.unfitting:
        yield Line(
            "sky",
            ngettext(
                "Un dossier en cours ne remplirait plus les conditions",
                "%(num)s dossiers en cours ne rempliraient plus les conditions",
                len(effects.unfitting),
            ),
            _("Rien ne s'arrête : les conditions jugent les prochains fichiers."),
            cases=effects.unfitting,
        )


def _full_day(day: date) -> str:
    return typography.day(day, None) + f" {day.year}"


def _days(days: list[int]) -> str:
    first = str(WEEK[days[0]])
    if len(days) == 1:
        return first
    last = str(WEEK[days[-1]]).lower()
    joint = _("%(first)s et %(last)s") if len(days) == 2 else _("%(first)s à %(last)s")
    return str(joint) % {"first": first, "last": last}


def _windows(windows: tuple[Window, ...]) -> str:
    day = date(2026, 1, 1)
    spans = (
        _(
            "%(start)s à %(end)s",
            start=typography.hour(datetime.combine(day, start)),
            end=typography.hour(datetime.combine(day, end)),
        )
        for start, end in windows
    )
    return ", ".join(map(str, spans)) or str(_("fermé"))
