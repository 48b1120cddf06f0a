"""Postal addresses: what makes one usable, and its lines as the French post wants them."""

import json
import re
import textwrap
import unicodedata
from dataclasses import dataclass, field

from outreach.people.rules.text import clean, fold

# NF Z 10-011: at most 6 lines of 38 characters, the last three in unaccented capitals.
LINE_WIDTH = 38
# Departments 01 to 95 and the overseas codes; nothing starts with 00, 96 or 99.
_POSTCODE = re.compile(r"(?:0[1-9]|[1-8]\d|9[0-58]|97)\d{3}")
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


def postal_lines(recipient: str, address: Address) -> tuple[str, ...]:
    """The block of an envelope: at most 6 lines; a line that can't be cut stays over 38."""
    where = _wrapped(_postal(address.complement), 2) + _wrapped(_postal(address.line), 2)
    last = f"{address.postcode} {_postal(address.town)}".strip()
    return tuple(line for line in (clean(recipient), *where, last) if line)


def too_long(lines: tuple[str, ...]) -> bool:
    """Whether a line exceeds what the sorting machines and the envelope's window show."""
    return any(len(line) > LINE_WIDTH for line in lines)


def _postal(text: str) -> str:
    flat = unicodedata.normalize("NFKD", text.upper().replace("Œ", "OE").replace("Æ", "AE"))
    bare = "".join(char for char in flat if not unicodedata.combining(char))
    return " ".join(re.sub(r"[^A-Z0-9]+", " ", bare).split())


def _wrapped(line: str, most: int) -> list[str]:
    cut = textwrap.wrap(line, LINE_WIDTH, break_long_words=False)
    return cut if len(cut) <= most else [*cut[: most - 1], " ".join(cut[most - 1 :])]


def pack(address: Address) -> str:
    """One text to store, which `unpack` reads back whole."""
    return json.dumps(
        [address.line, address.complement, address.postcode, address.town], ensure_ascii=False
    )


def unpack(stored: str) -> Address:
    """The address of a text made by `pack`."""
    return Address(*json.loads(stored))


def one_line(address: Address) -> str:
    """The address as a list shows it: ``3 bis avenue des Droits de l'Homme, 45100 ORLEANS``."""
    town = f"{address.postcode} {address.town}".strip()
    return ", ".join(part for part in (address.complement, address.line, town) if part)
