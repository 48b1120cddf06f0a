"""The digits of a cell that should hold a phone number, before asking whether it is one."""

import re
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum

from outreach.people.rules.text import fold, tidy


class PhoneFault(StrEnum):
    """Why a text is not a number to use."""

    EMPTY = "empty"
    NOT_A_NUMBER = "not_a_number"
    LETTERS = "letters"  # a letter among the digits ("O6"): never guessed
    SCIENTIFIC = "scientific"  # a spreadsheet rounded it: digits are lost for good
    SHORT_CODE = "short_code"  # emergency and short numbers
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    SERVICE_NUMBER = "service_number"  # free, shared-cost, premium, universal access
    PLACEHOLDER = "placeholder"  # typed to fill a compulsory field ("06 00 00 00 00")
    FICTITIOUS = "fictitious"  # ranges reserved for fiction, outside a simulation
    INVALID = "invalid"


@dataclass(frozen=True, slots=True)
class Digits:
    """`value` is "+" and an international number, or digits as dialled in France."""

    value: str = field(repr=False)
    labelled: bool = False  # words beside it ("sa fille"): whose number it is must be asked


_SCIENTIFIC = re.compile(r"[+-]?\d+(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_FLOAT_TAIL = re.compile(r"(?<=\d{8})[.,]0{1,2}$")
_EXTENSION = re.compile(r"\b(?:poste|ext(?:ension)?)\b.*", re.IGNORECASE | re.DOTALL)
_WORD = re.compile(r"[^\W\d_]+")
_STUCK = re.compile(r"\d[^\W\d_]|[^\W\d_]\d")
# Words that say what a number is without saying that it is somebody else's.
_LABELS = """
    tel telephone telephones port portable mob mobile gsm cell fixe dom domicile perso personnel
    num numero n no principal sms fr france t m p
"""
_PLAIN_LABELS = frozenset(_LABELS.split())
_JOINS = re.compile(r"[/;,|\n\r]|\s-\s|\bou\b|\bet\b|(?<=\d)\s*(?=\+)", re.IGNORECASE)


def split_cell(text: str) -> tuple[str, ...]:
    """The parts of a cell that may each be a number; one part when nothing separates them."""
    digits = re.sub(r"\D", "", text)
    if len(digits) <= 14 and not re.search(r"(?<=\d)\s*\+", text):
        return (text,)
    if len(digits) == 20 and re.fullmatch(r"[\d\s.\-]+", text.strip()):
        return (digits[:10], digits[10:])
    parts = tuple(part for part in _JOINS.split(text) if re.search(r"\d", part))
    # "06/39/98/00/10 / 06/39/98/00/11": the joins were inside the numbers too.
    if any(len(re.sub(r"\D", "", part)) < 6 for part in parts):
        return (digits[:10], digits[10:]) if len(digits) == 20 else (text,)
    return parts or (text,)


def read_digits(text: str) -> Digits | PhoneFault:
    """The digits of one number, with what France's dialling habits and spreadsheets add undone."""
    plain = tidy(unicodedata.normalize("NFKC", text)).lstrip("'=\"").rstrip('"').strip()
    if not plain:
        return PhoneFault.EMPTY
    if _SCIENTIFIC.fullmatch(plain.replace(" ", "")):
        return PhoneFault.SCIENTIFIC
    plain = _EXTENSION.sub("", _FLOAT_TAIL.sub("", plain))
    if not re.search(r"\d", plain):
        return PhoneFault.NOT_A_NUMBER
    if _STUCK.search(plain):
        return PhoneFault.LETTERS
    labelled = any(fold(word) not in _PLAIN_LABELS for word in _WORD.findall(plain))
    return Digits(_dialled(plain), labelled)


def _dialled(plain: str) -> str:
    bare = re.sub(r"\(\s*0\s*\)", "", plain)
    digits = "".join(str(unicodedata.decimal(char)) for char in bare if char.isdecimal())
    if "+" in bare.split(digits[:1] or "+", 1)[0]:
        return f"+{_without_trunk(digits)}"
    if digits.startswith("00"):
        return f"+{_without_trunk(digits[2:])}"
    if re.fullmatch(r"33[1-9]\d{8}|330[1-9]\d{8}", digits):
        return f"+{_without_trunk(digits)}"
    if re.fullmatch(r"[1-9]\d{8}", digits):  # a numeric cell lost the leading zero
        return f"0{digits}"
    return digits


def _without_trunk(digits: str) -> str:
    return f"33{digits[3:]}" if digits.startswith("330") else digits
