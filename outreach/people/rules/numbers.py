"""Phone numbers: what a text holds, whether a message can reach it, how to show it."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from outreach.people.rules.number_text import Digits, PhoneFault, read_digits, split_cell


class PhoneKind(StrEnum):
    """What a number can receive: only a mobile gets SMS."""

    MOBILE = "mobile"
    LANDLINE = "landline"  # boxes (09) too: they ring, they get no SMS
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Phone:
    """A number to use. `overseas` = a French overseas territory written as a domestic number."""

    e164: str = field(repr=False)
    kind: PhoneKind
    overseas: bool = False
    needs_confirmation: bool = False  # overseas, foreign or labelled: ask before any message
    labelled: bool = False  # words beside it ("sa fille"): it may be somebody else's

    @property
    def foreign(self) -> bool:
        """Whether it belongs to another country than France, its territories included."""
        return not self.e164.startswith(_FRENCH)


@dataclass(frozen=True, slots=True)
class BadPhone:
    """A text that is no number to use, and why."""

    code: PhoneFault


# Country codes of metropolitan France, Guadeloupe, Martinique, Guyane, Réunion and Mayotte,
# Saint-Pierre-et-Miquelon.
_FRENCH = ("+33", "+590", "+596", "+594", "+262", "+508")
_OVERSEAS_REGIONS = ("GP", "MQ", "GF", "RE", "YT", "PM")
# Ranges that the French numbering plan keeps for works of fiction (ARCEP).
_FICTION = re.compile(r"\+33(?:19900|26191|35301|46571|53649|63998)\d{4}")
_FILLER = re.compile(r"\+33(?:[1-9](\d)\1{7}|([1-9])(?:0\2){4})")
_SERVICES = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UAN,
        PhoneNumberType.PAGER,
        PhoneNumberType.VOICEMAIL,
    }
)
_KINDS = {
    PhoneNumberType.MOBILE: PhoneKind.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE: PhoneKind.MOBILE,
    PhoneNumberType.FIXED_LINE: PhoneKind.LANDLINE,
    PhoneNumberType.VOIP: PhoneKind.LANDLINE,
}


def read_phone(text: str, fictitious_allowed: bool) -> Phone | BadPhone:
    """The first number of a text that can be used, else why its first one cannot."""
    read = read_phones(text, fictitious_allowed)
    return next((one for one in read if isinstance(one, Phone)), read[0])


def read_phones(text: str, fictitious_allowed: bool) -> tuple[Phone | BadPhone, ...]:
    """Every number of a cell ("06… / 06…"), in its order; at least one result."""
    return tuple(_read_one(part, fictitious_allowed) for part in split_cell(text))


def _read_one(text: str, fictitious_allowed: bool) -> Phone | BadPhone:
    digits = read_digits(text)
    if isinstance(digits, PhoneFault):
        return BadPhone(digits)
    international = re.sub(r"^0(?=[1-9]\d{8}$)", "+33", digits.value)
    if _FICTION.fullmatch(international):
        return _fictitious(international, digits, fictitious_allowed)
    if _FILLER.fullmatch(international):
        return BadPhone(PhoneFault.PLACEHOLDER)
    if fault := _length_fault(digits.value):
        return BadPhone(fault)
    return _real(digits)


def _fictitious(e164: str, digits: Digits, allowed: bool) -> Phone | BadPhone:
    if not allowed:
        return BadPhone(PhoneFault.FICTITIOUS)
    kind = PhoneKind.MOBILE if e164.startswith("+336") else PhoneKind.LANDLINE
    return Phone(e164, kind, needs_confirmation=digits.labelled, labelled=digits.labelled)


def _length_fault(dialled: str) -> PhoneFault | None:
    digits = dialled.lstrip("+")
    if len(digits) <= 6:
        return PhoneFault.SHORT_CODE
    at_home = dialled.startswith("0")
    if len(digits) < (10 if at_home else 9):
        return PhoneFault.TOO_SHORT
    if len(digits) > (10 if at_home else 15):
        return PhoneFault.TOO_LONG
    return None


def _real(digits: Digits) -> Phone | BadPhone:
    if at_home := _valid(digits.value, "FR"):
        return _phone(at_home, digits, overseas=False)
    if digits.value.startswith("0"):
        for region in _OVERSEAS_REGIONS:
            if found := _valid(digits.value, region):
                return _phone(found, digits, overseas=True)
    elif found := _valid(f"+{digits.value.lstrip('+')}", "FR"):  # a "+" that a spreadsheet ate
        return _phone(found, digits, overseas=False)
    return BadPhone(PhoneFault.INVALID)


def _valid(text: str, region: str) -> PhoneNumber | None:
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException:
        return None
    # is_possible_number accepts a number that lacks a digit; is_valid_number does not.
    return number if phonenumbers.is_valid_number(number) else None


def _phone(number: PhoneNumber, digits: Digits, overseas: bool) -> Phone | BadPhone:
    line = phonenumbers.number_type(number)
    if line in _SERVICES:
        return BadPhone(PhoneFault.SERVICE_NUMBER)
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    to_confirm = overseas or digits.labelled or not e164.startswith("+33")
    kind = _KINDS.get(line, PhoneKind.OTHER)
    return Phone(e164, kind, overseas, to_confirm, digits.labelled)


def display(e164: str) -> str:
    """As people read it: "06 39 98 00 10" for +33, "+212 6 12 34 56 78" for others."""
    if re.fullmatch(r"\+33\d{9}", e164):
        national = f"0{e164[3:]}"
        return " ".join(national[place : place + 2] for place in range(0, 10, 2))
    try:
        number = phonenumbers.parse(e164)
    except NumberParseException:
        return e164
    return phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)


def mask(e164: str) -> str:
    """Enough to recognise, too little to call: "06 •• •• •• 10", "+212 •••••• 78"."""
    if re.fullmatch(r"\+33\d{9}", e164):
        return f"0{e164[3]} •• •• •• {e164[-2:]}"
    try:
        country = f"+{phonenumbers.parse(e164).country_code} "
    except NumberParseException:
        country = ""
    return f"{country}•••••• {e164[-2:]}"
