"""Postal addresses: what makes one usable, and how it is kept."""

import json
import re
from dataclasses import dataclass, field

from outreach.people.rules.text import clean, fold

# Departments 01 to 95 and the overseas codes; nothing starts with 00, 96 or 99.
_POSTCODE = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-58]|97)\d{3}")
_NUMBERED = re.compile(
    r"(?P<number>\d{1,4})\s*(?:(?:bis|ter|quater|[a-d])\b)?[\s,]*(?P<street>.*)", re.IGNORECASE
)
_TAIL = re.compile(r"^(?P<line>.*\D)[\s,]+(?P<postcode>\d{5})[\s,]+(?P<town>[^\d]+)$")


@dataclass(frozen=True, slots=True)
class Address:
    """A postal address as given, tidied. `postcode` is "" when it was not readable."""

    line: str = field(default="", repr=False)
    complement: str = field(default="", repr=False)
    postcode: str = ""
    town: str = ""

    @property
    def usable(self) -> bool:
        """Whether a letter can be sent there: a street line, a postcode and a town."""
        return bool(self.line and self.postcode and self.town)

    @property
    def key(self) -> str:
        """The same for one dwelling however written; "" when the address is not usable."""
        parts = (self.line, self.complement, self.postcode, self.town)
        return fold(" ".join(parts)) if self.usable else ""


def read_postcode(text: str) -> str:
    """Five digits, or "" when unreadable: a lost digit is never guessed."""
    plain = re.sub(r"[.,]0+$", "", clean(text).removeprefix("'"))
    digits = re.sub(r"^(?:F|FR)[\s-]*|\s", "", plain, flags=re.IGNORECASE)
    return digits if digits.isascii() and _POSTCODE.fullmatch(digits) else ""


def read_address(line: str, complement: str, postcode: str, town: str) -> Address:
    """The address of four cells, also when one cell holds postcode and town together."""
    street, place, code = clean(line), clean(town), clean(postcode)
    if code and not place and (both := re.fullmatch(r"(\d{5})\s+(\D+)", code)):
        code, place = both.groups()
    if place and not code and (both := re.fullmatch(r"(\d{5})\s+(\D+)", place)):
        code, place = both.groups()
    if not code and not place and (tail := _TAIL.match(street)):
        street, code, place = tail["line"].rstrip(" ,"), tail["postcode"], tail["town"].strip()
    return Address(street, clean(complement), read_postcode(code), place)


def pack(address: Address) -> str:
    """One text to store, which `unpack` reads back whole."""
    return json.dumps(
        [address.line, address.complement, address.postcode, address.town], ensure_ascii=False
    )


def unpack(stored: str) -> Address:
    """The address of a text made by `pack`."""
    return Address(*json.loads(stored))


def route_key(address: Address) -> tuple[str, str, str, int, str]:
    """The order of a round: town, street, then the numbers as one walks along it."""
    found = _NUMBERED.match(address.line)
    number, street = (int(found["number"]), found["street"]) if found else (0, address.line)
    rest = fold(f"{address.line} {address.complement}")
    return address.postcode, fold(address.town), fold(street), number, rest


def one_line(address: Address) -> str:
    """The address as a list shows it: ``3 bis avenue des Droits de l'Homme, 45100 ORLEANS``."""
    town = f"{address.postcode} {address.town}".strip()
    return ", ".join(part for part in (address.complement, address.line, town) if part)
