"""The ways to reach the person of a row, in the order in which to try them, and what to check."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from outreach.intake.rules.columns import Column
from outreach.intake.rules.reasons import Code
from outreach.intake.rules.tables import Line
from outreach.people.rules.addresses import Address, read_address
from outreach.people.rules.emails import BadEmail, Email, read_emails
from outreach.people.rules.envelopes import postal_lines, too_long
from outreach.people.rules.number_text import PhoneFault
from outreach.people.rules.numbers import BadPhone, Phone, PhoneKind, read_phones
from outreach.people.rules.text import fold


@dataclass(frozen=True, slots=True)
class Contacts:
    """What a row offers. `needs_confirmation` on one means: no machine uses it before a human."""

    phones: tuple[Phone, ...] = field(repr=False)
    emails: tuple[Email, ...] = field(repr=False)
    address: Address = field(repr=False)
    codes: tuple[Code, ...]

    @property
    def usable(self) -> bool:
        """Whether the person can be reached at all."""
        return bool(self.phones or self.emails or self.address.usable)


def read_contacts(line: Line, fictitious_allowed: bool) -> Contacts:
    """The contacts of a row and the codes they raise."""
    phones, phone_codes = _phones(line, fictitious_allowed)
    emails, email_codes = _emails(line[Column.EMAIL], gets_sms=any(map(_gets_sms, phones)))
    address, address_codes = _address(line)
    return Contacts(phones, emails, address, (*phone_codes, *email_codes, *address_codes))


def _gets_sms(phone: Phone) -> bool:
    return phone.kind is PhoneKind.MOBILE


def _phones(line: Line, fictitious: bool) -> tuple[tuple[Phone, ...], tuple[Code, ...]]:
    first, first_bad = _split(line[Column.PHONE], fictitious)
    second, second_bad = _split(line[Column.PHONE2], fictitious)
    phones = _once((*first, *second))
    doubts = _doubts(phones)
    ready = _ready(phones)
    codes = [
        *([Code.BAD_PHONE] if first_bad else []),
        *([Code.BAD_SECOND_PHONE] if second_bad else []),
        *([] if phones or first_bad or second_bad else [Code.NO_PHONE]),
        *doubts,
        *([Code.SECOND_PHONE_TO_CONFIRM] if ready != phones else []),
    ]
    to_check = first_bad or second_bad or bool(doubts)
    return ready, (*((Code.CHECK_NUMBER,) if to_check else ()), *codes)


def _ready(phones: tuple[Phone, ...]) -> tuple[Phone, ...]:
    """A phone after one that gets SMS waits to be confirmed (care.md §5).

    So a second phone serves when the first is a landline, unreadable or absent; and a second
    number typed into the first cell is a second phone.
    """
    sms = next((place for place, phone in enumerate(phones) if _gets_sms(phone)), len(phones))
    return (
        *phones[: sms + 1],
        *(replace(phone, needs_confirmation=True) for phone in phones[sms + 1 :]),
    )


# A character that was lost inside a word ("all?e").
_LOST = re.compile(r"(?<=\w)[?\ufffd]|[?\ufffd](?=\w)")
# Said instead of a number or an address.
_NONE_WORDS = frozenset(
    {"aucun", "aucune", "inconnu", "inconnue", "neant", "nc", "non", "non communique"}
    | {"non renseigne", "nr", "pas d adresse", "pas de mail", "pas de telephone", "sans", "x"}
)


def _given(text: str) -> str:
    return "" if fold(text) in _NONE_WORDS else text


def _split(cell: str, fictitious: bool) -> tuple[tuple[Phone, ...], bool]:
    read = read_phones(_given(cell), fictitious)
    faults = {one.code for one in read if isinstance(one, BadPhone)} - {PhoneFault.EMPTY}
    return tuple(one for one in read if isinstance(one, Phone)), bool(faults)


def _once(phones: Iterable[Phone]) -> tuple[Phone, ...]:
    kept: dict[str, Phone] = {}
    for phone in phones:
        kept.setdefault(phone.e164, phone)
    return tuple(kept.values())


def _doubts(phones: Sequence[Phone]) -> tuple[Code, ...]:
    doubts = (
        (Code.OVERSEAS_PHONE, any(one.overseas for one in phones)),
        (Code.FOREIGN_PHONE, any(one.foreign for one in phones)),
        (Code.LABELLED_PHONE, any(one.labelled for one in phones)),
    )
    return tuple(code for code, doubted in doubts if doubted)


def _emails(cell: str, gets_sms: bool) -> tuple[tuple[Email, ...], tuple[Code, ...]]:
    text = _given(cell)
    read = read_emails(text)
    good = [one for one in read if isinstance(one, Email)]
    bad = any(isinstance(one, BadEmail) for one in read) and bool(text)
    codes = [Code.BAD_EMAIL] if bad else []
    if len(good) > 1:
        codes.append(Code.SECOND_EMAIL_TO_CONFIRM)
    good = [*good[:1], *(replace(one, needs_confirmation=True) for one in good[1:])]
    # An employer's address may serve when no phone gets SMS (care.md §5); an office's never.
    if good and not good[0].office and not gets_sms:
        good[0] = replace(good[0], needs_confirmation=False)
    if good and good[0].needs_confirmation:
        codes.append(Code.EMPLOYER_EMAIL_TO_CONFIRM)
    return tuple(good), tuple(codes)


def _address(line: Line) -> tuple[Address, tuple[Code, ...]]:
    postal = (Column.ADDRESS, Column.COMPLEMENT, Column.POSTCODE, Column.TOWN)
    address = read_address(*(_given(line[column]) for column in postal))
    codes = [] if address.usable else [Code.INCOMPLETE_ADDRESS]
    if line[Column.POSTCODE] and not address.postcode:
        codes = [Code.BAD_POSTCODE]
    if any(_LOST.search(text) for text in (address.line, address.complement, address.town)):
        codes.append(Code.DAMAGED_ADDRESS)
    if address.usable and too_long(postal_lines("", address)):
        codes.append(Code.LONG_ADDRESS)
    return address, tuple(codes)
