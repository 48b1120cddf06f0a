"""Whether a referral belongs to the agreement (domain.md §7.5): three tests and their reasons."""

import calendar
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Guarantor(StrEnum):
    """What the landlord says of a guarantor, as its file spells it."""

    NONE = "non"
    YES = "oui"
    VISALE = "visale"
    FUL = "ful"
    LOCAPASS = "locapass"
    UNKNOWN = "inconnu"


class Code(StrEnum):
    """Why a referral is not eligible; stable, given to other programs."""

    GUARANTOR = "guarantor"
    GUARANTOR_UNKNOWN = "guarantor_unknown"
    ENTRY_IN_FUTURE = "entry_in_future"
    MISSED_IN_FUTURE = "missed_in_future"
    MISSED_BEFORE_ENTRY = "missed_before_entry"
    MISSED_TOO_LATE = "missed_too_late"
    TOO_FEW_ATTEMPTS = "too_few_attempts"
    ATTEMPTS_UNKNOWN = "attempts_unknown"
    PROGRAMME_NOT_STARTED = "programme_not_started"
    PROGRAMME_ENDED = "programme_ended"


SENTENCES: dict[Code, str] = {
    Code.GUARANTOR: "La personne a un garant.",
    Code.GUARANTOR_UNKNOWN: "On ne sait pas s'il y a un garant : à vérifier avec le bailleur.",
    Code.ENTRY_IN_FUTURE: "La date d'entrée est dans le futur : à vérifier avec le bailleur.",
    Code.MISSED_IN_FUTURE: "La date du premier impayé est dans le futur : à vérifier.",
    Code.MISSED_BEFORE_ENTRY: "Le premier impayé est antérieur à l'entrée dans le logement.",
    Code.MISSED_TOO_LATE: "Le premier impayé vient trop longtemps après l'entrée.",
    Code.TOO_FEW_ATTEMPTS: "Le bailleur n'a pas fait assez de tentatives de contact.",
    Code.ATTEMPTS_UNKNOWN: "Les tentatives de contact du bailleur ne sont pas indiquées.",
    Code.PROGRAMME_NOT_STARTED: "La convention n'a pas commencé.",
    Code.PROGRAMME_ENDED: "La convention est terminée.",
}

# A human may settle these by asking the landlord; the others are facts.
_TO_CHECK = {Code.GUARANTOR_UNKNOWN, Code.ENTRY_IN_FUTURE, Code.MISSED_IN_FUTURE}


@dataclass(frozen=True, slots=True)
class Terms:
    """What one agreement accepts; `starts` and `ends` are included, None = not set."""

    guarantors: frozenset[Guarantor] = frozenset({Guarantor.NONE})
    months: int = 6
    min_landlord_attempts: int = 1
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True, slots=True)
class ReferralFacts:
    """What the landlord's file says of one household, as far as eligibility goes."""

    entered_on: date
    first_missed_on: date
    guarantor: Guarantor
    landlord_attempts: int | None


@dataclass(frozen=True, slots=True)
class Eligibility:
    """The verdict; `to_check` = ineligible for now, a human asks the landlord."""

    eligible: bool
    to_check: bool
    reasons: tuple[Code, ...]


def assess(facts: ReferralFacts, terms: Terms, today: date) -> Eligibility:
    """Judge one referral on a local date; every reason that applies is given, in a fixed order."""
    reasons = (
        *_guarantor(facts.guarantor, terms),
        *_dates(facts, terms, today),
        *_attempts(facts.landlord_attempts, terms),
        *_programme(terms, today),
    )
    return Eligibility(not reasons, any(reason in _TO_CHECK for reason in reasons), reasons)


def add_months(day: date, months: int) -> date:
    """The same day `months` later, or that month's last day when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _guarantor(guarantor: Guarantor, terms: Terms) -> tuple[Code, ...]:
    if guarantor in terms.guarantors:
        return ()
    if guarantor is Guarantor.UNKNOWN:
        return (Code.GUARANTOR_UNKNOWN,)
    return (Code.GUARANTOR,)


def _dates(facts: ReferralFacts, terms: Terms, today: date) -> tuple[Code, ...]:
    codes = []
    if facts.entered_on > today:
        codes.append(Code.ENTRY_IN_FUTURE)
    if facts.first_missed_on > today:
        codes.append(Code.MISSED_IN_FUTURE)
    if facts.first_missed_on < facts.entered_on:
        codes.append(Code.MISSED_BEFORE_ENTRY)
    elif facts.first_missed_on >= add_months(facts.entered_on, terms.months):
        codes.append(Code.MISSED_TOO_LATE)
    return tuple(codes)


def _attempts(attempts: int | None, terms: Terms) -> tuple[Code, ...]:
    if terms.min_landlord_attempts <= 0:
        return ()
    if attempts is None:
        return (Code.ATTEMPTS_UNKNOWN,)
    return (Code.TOO_FEW_ATTEMPTS,) if attempts < terms.min_landlord_attempts else ()


def _programme(terms: Terms, today: date) -> tuple[Code, ...]:
    if terms.starts is not None and today < terms.starts:
        return (Code.PROGRAMME_NOT_STARTED,)
    if terms.ends is not None and today > terms.ends:
        return (Code.PROGRAMME_ENDED,)
    return ()
