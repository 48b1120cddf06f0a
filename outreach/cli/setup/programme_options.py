"""The options of `outreach programme set`: one table, from option to column or rule."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import click

from outreach.cli.setup.phone import PUBLIC_PHONE
from outreach.cli.values import Value, line, one_of, read_day, whole
from outreach.programmes.rules.eligibility import Guarantor
from outreach.programmes.rules.hours_text import format_hours, parse_closure, parse_hours
from outreach.programmes.rules.parameters import LIMITS, LONGEST, Layout

_NO_DAY = date.min  # what "aucune" reads as; None is an option that was not given


def _day_or_none(text: str) -> date:
    return _NO_DAY if text.strip().lower() == "aucune" else read_day(text)


def _guarantors(text: str) -> tuple[str, ...]:
    words = [word.strip().lower() for word in text.split(",") if word.strip()]
    if not words or not set(words) <= set(Guarantor):
        raise ValueError(f"mettez un ou plusieurs mots parmi {', '.join(Guarantor)}.")
    return tuple(sorted(set(words)))


def _hours(text: str) -> str:
    return format_hours(parse_hours(text))


DAY_OR_NONE = Value("date", _day_or_none)
CLOSURE = Value("période", parse_closure)


@dataclass(frozen=True, slots=True)
class _Setter:
    option: str
    field: str  # a column of the programme, or a field of its terms or policy
    kind: Value[Any]
    metavar: str
    help: str


_SETTERS = (
    _Setter("--name", "name", line(LONGEST["name"]), "NOM", "Nom du programme."),
    _Setter("--landlord", "landlord", line(LONGEST["landlord"]), "NOM", "Le bailleur."),
    _Setter("--team", "team", line(LONGEST["team"]), "NOM", "L'équipe qui reçoit les dossiers."),
    _Setter("--starts", "starts_on", DAY_OR_NONE, "DATE", "Premier jour, ou « aucune »."),
    _Setter("--ends", "ends_on", DAY_OR_NONE, "DATE", "Dernier jour compris, ou « aucune »."),
    _Setter("--capacity", "capacity", whole(*LIMITS["capacity"]), "N", "Places, en foyers."),
    _Setter("--fee", "fee", whole(*LIMITS["fee"]), "EUROS", "Prix d'une expertise."),
    _Setter(
        "--contact-name",
        "contact_name",
        line(LONGEST["contact_name"]),
        "PRÉNOM",
        "Qui signe les messages.",
    ),
    _Setter(
        "--contact-phone",
        "contact_phone",
        PUBLIC_PHONE,
        "NUMÉRO",
        "Le numéro donné aux personnes.",
    ),
    _Setter(
        "--adil-phone", "adil_phone", PUBLIC_PHONE, "NUMÉRO", "L'ADIL, donnée dans les lettres."
    ),
    _Setter(
        "--siege",
        "head_office",
        line(LONGEST["head_office"]),
        "ADRESSE",
        "Le siège, écrit dans la lettre.",
    ),
    _Setter(
        "--dpo",
        "dpo",
        line(LONGEST["dpo"]),
        "CONTACT",
        "Le délégué aux données : e-mail ou adresse.",
    ),
    _Setter(
        "--hours",
        "hours",
        Value("horaires", _hours),
        "TEXTE",
        "Horaires de contact, par exemple « lun-ven 9:30-12:30 14:00-19:00 ; sam 10:00-12:00 ».",
    ),
    _Setter(
        "--guarantors",
        "guarantors",
        Value("mots", _guarantors),
        "MOTS",
        f"Garants admis : {', '.join(Guarantor)}.",
    ),
    _Setter(
        "--months",
        "months",
        whole(*LIMITS["months"]),
        "N",
        "Mois entre l'entrée et le premier impayé.",
    ),
    _Setter(
        "--landlord-attempts",
        "min_landlord_attempts",
        whole(*LIMITS["min_landlord_attempts"]),
        "N",
        "Tentatives que le bailleur doit avoir faites.",
    ),
    _Setter(
        "--max-contacts",
        "max_contacts",
        whole(*LIMITS["max_contacts"]),
        "N",
        "Contacts au plus par période.",
    ),
    _Setter(
        "--window-days",
        "window_days",
        whole(*LIMITS["window_days"]),
        "JOURS",
        "Longueur de la période.",
    ),
    _Setter(
        "--spacing-days",
        "spacing_days",
        whole(*LIMITS["spacing_days"]),
        "JOURS",
        "Écart entre deux messages.",
    ),
    _Setter(
        "--letter-days",
        "letter_working_days",
        whole(*LIMITS["letter_working_days"]),
        "JOURS",
        "Jours ouvrés entre la lettre postée et le premier message.",
    ),
    _Setter(
        "--letter-layout",
        "letter_layout",
        one_of(Layout),
        "MOT",
        "L'adresse des lettres : hand (à la main sur l'enveloppe) ou window (pour une fenêtre).",
    ),
)


def setters(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command every option of the table, under the name of its field."""
    for each in reversed(_SETTERS):
        add = click.option(
            each.option, each.field, type=each.kind, metavar=each.metavar, help=each.help
        )
        function = add(function)
    return function


def pick(given: Mapping[str, Any]) -> dict[str, Any]:
    """What was given, by name of the agreement's parameters."""
    changes = {name: value for name, value in given.items() if value is not None}
    return {name: None if value is _NO_DAY else value for name, value in changes.items()}
