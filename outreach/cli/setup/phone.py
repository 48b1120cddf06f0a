"""Telephone numbers of the association, as arguments."""

from outreach.cli.output import note
from outreach.cli.values import Value
from outreach.people.rules.number_text import PhoneFault
from outreach.people.rules.numbers import BadPhone, display, read_phone
from outreach.settings import Settings


def _read(text: str) -> str:
    phone = read_phone(text, fictitious_allowed=True)
    if isinstance(phone, BadPhone):
        raise ValueError("mettez un numéro de téléphone, par exemple 02 38 00 00 00.")
    return phone.e164


def _read_public(text: str) -> str:
    return display(_read(text))


PHONE = Value("téléphone", _read)
"""A number to call: gives E.164."""
PUBLIC_PHONE = Value("téléphone", _read_public)
"""A number that people read in our texts: gives ``02 38 00 00 00``."""


def in_reality(phone: str | None, settings: Settings) -> str | None:
    """Give back a number as it is; say so when it belongs to fiction and messages are real."""
    if phone and not settings.fictitious_numbers_allowed:
        found = read_phone(phone, fictitious_allowed=False)
        if isinstance(found, BadPhone) and found.code is PhoneFault.FICTITIOUS:
            note("Attention : ce numéro est réservé à la fiction, personne n'y répondra.")
    return phone
