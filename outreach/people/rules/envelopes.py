"""The block of an envelope as the French post wants it: NF Z10-011, what does not fit said so."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum

from outreach.people.rules.addresses import Address
from outreach.people.rules.initials import fitted_name
from outreach.people.rules.text import clean

LINE_WIDTH = 38
MOST_LINES = 6


class Flaw(StrEnum):
    """Why the post may not find somebody."""

    NO_NAME = "no_name"
    DAMAGED_NAME = "damaged_name"  # "?" where a letter was
    NO_STREET = "no_street"
    NO_NUMBER = "no_number"
    NO_POSTCODE = "no_postcode"
    NO_TOWN = "no_town"
    LONG_LINE = "long_line"
    MANY_LINES = "many_lines"
    # A letter came back from there: known of the place, not of its lines.
    RETURNED = "returned"
    GONE = "gone"  # the post says that nobody of that name lives there


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of an envelope, and what is wrong with them."""

    lines: tuple[str, ...] = field(repr=False)
    flaws: tuple[Flaw, ...] = ()


# Where a piece of an address belongs: within the building, the building itself, or a box.
_INSIDE = (
    *("APPARTEMENT", "APPT", "APT", "APP", "STUDIO", "PORTE", "ETAGE", "ETG", "RDC"),
    *("REZ DE CHAUSSEE", "ESCALIER", "ESC", "COULOIR", "BOITE", "BAL", "CHEZ", "C O"),
)
_INSIDE_PIECE = re.compile(rf"(?:{'|'.join(_INSIDE)}|\d+ ?(?:ER|E|EME|ERE|IEME)? (?:ETAGE|ETG))\b")
_BOX_PIECE = re.compile(r"(?:BP|CS|TSA|LIEU DIT|LD|LIEUDIT)\b")
_BUILDING_PIECE = re.compile(r"(?:BATIMENT|BAT|RESIDENCE|RES|IMMEUBLE|IMM|TOUR|ENTREE|HALL)\b")
# What follows one of these, in a street line without commas, is no part of the street.
_TURN = re.compile(
    r"(?<!\bDE)(?<!\bDU)(?<!\bDES)(?<!\bLA)(?<!\bLE)(?<!\bLES)(?<!\bL)(?<!\bD) "
    r"(?=(?:APPARTEMENT|APPT|APT|ESCALIER|ESC|BATIMENT|BAT|BP|CS) [A-Z0-9]+\b"
    r"|ETAGE \d+\b|\d+(?:ER|E|EME|ERE|IEME) ETAGE\b)"
)
_WAYS = (
    *("RUE", "AVENUE", "AV", "BOULEVARD", "BD", "PLACE", "PL", "ALLEE", "ALLEES", "ALL"),
    *("IMPASSE", "IMP", "CHEMIN", "CHE", "ROUTE", "RTE", "QUAI", "SQUARE", "SQ", "COURS"),
    *("VENELLE", "SENTIER", "PASSAGE", "FAUBOURG", "FG", "CLOS", "MAIL", "VOIE", "RUELLE"),
    *("CHAUSSEE", "COUR", "ESPLANADE", "PROMENADE", "LEVEE", "PARVIS"),
)
# What stands before a street line without commas: a flat or a building with its name, once each.
_BEFORE = re.compile(
    r"(?P<first>(?:[A-Z]+ [A-Z0-9]+ )+?)"
    rf"(?P<street>\d+ (?:(?:BIS|TER|QUATER|[A-Z]) )?(?:{'|'.join(_WAYS)}) .+)"
)
_NUMBERED = re.compile(rf"\d+ .*|(?!(?:{'|'.join(_WAYS)}) ).*")
_SUFFIX = re.compile(r"\b(\d+)(BIS|TER|QUATER)\b")
# The post's own abbreviations, used only where a line is too long.
_SHORT = {
    "APPARTEMENT": "APPT",
    "BATIMENT": "BAT",
    "RESIDENCE": "RES",
    "IMMEUBLE": "IMM",
    "ESCALIER": "ESC",
    "ETAGE": "ETG",
    "ENTREE": "ENT",
    "AVENUE": "AV",
    "BOULEVARD": "BD",
    "FAUBOURG": "FG",
    "ALLEES": "ALL",
    "ALLEE": "ALL",
    "IMPASSE": "IMP",
    "CHEMIN": "CHE",
    "PLACE": "PL",
    "ROUTE": "RTE",
    "SQUARE": "SQ",
    "PASSAGE": "PAS",
    "LOTISSEMENT": "LOT",
    "GENERAL": "GAL",
    "MARECHAL": "MAL",
    "COMMANDANT": "CDT",
    "CAPITAINE": "CNE",
    "LIEUTENANT": "LT",
    "COLONEL": "CEL",
    "PRESIDENT": "PDT",
    "PROFESSEUR": "PR",
    "DOCTEUR": "DR",
    "DIVISION": "DIV",
    "NOTRE DAME": "ND",
    "SAINTE": "STE",
    "SAINT": "ST",
}


def postal_block(recipient: str, address: Address, first_name: str = "") -> Block:
    """The block of somebody at an address: at most 6 lines of 38 signs wherever they can fit.

    `first_name`: what `recipient` begins with that may become initials.
    """
    inside, building, street, box = _sorted(address)
    town = f"{address.postcode} {_postal(address.town)}".strip()
    name = fitted_name(clean(recipient), clean(first_name), LINE_WIDTH)
    parts = [*_two_lines(inside, building), _fitted(street), _fitted(box), _fitted(town)]
    lines = tuple(line for line in (name, *parts) if line)
    return Block(lines, tuple(_flaws(name, street or box, lines, address)))


def postal_lines(recipient: str, address: Address) -> tuple[str, ...]:
    """The lines of the block alone."""
    return postal_block(recipient, address).lines


def too_long(lines: Iterable[str]) -> bool:
    """Whether a line exceeds what the sorting machines and the envelope's window show."""
    return any(len(line) > LINE_WIDTH for line in lines)


def _flaws(name: str, where: str, lines: tuple[str, ...], address: Address) -> Iterator[Flaw]:
    if not name:
        yield Flaw.NO_NAME
    elif "?" in name:
        yield Flaw.DAMAGED_NAME
    if not where:
        yield Flaw.NO_STREET
    elif not _NUMBERED.fullmatch(where):
        yield Flaw.NO_NUMBER
    if not address.postcode:
        yield Flaw.NO_POSTCODE
    if not _postal(address.town):
        yield Flaw.NO_TOWN
    if too_long(lines):
        yield Flaw.LONG_LINE
    if len(lines) > MOST_LINES:
        yield Flaw.MANY_LINES


def _sorted(address: Address) -> tuple[str, str, str, str]:
    """Within the building, the building, the street, the box: each on a line of its own."""
    inside, building, street, box = [], [], [], []
    for piece in _pieces(address.complement):
        if _BOX_PIECE.match(piece):
            box.append(piece)
        elif _INSIDE_PIECE.match(piece):
            inside.append(piece)
        else:
            building.append(piece)
    for piece in _pieces(address.line):
        if _BOX_PIECE.match(piece):
            box.append(piece)
        elif _INSIDE_PIECE.match(piece):
            inside.append(piece)
        elif _BUILDING_PIECE.match(piece):
            building.append(piece)
        else:
            street.append(piece)
    joined = (" ".join(part) for part in (inside, building, street, box))
    first, second, third, fourth = joined
    return first, second, third, fourth


def _pieces(text: str) -> Iterator[str]:
    """An address cut at its commas, and where a flat or a building begins."""
    for part in re.split(r"\s*[,;\n]\s*|\s+[-–—/]\s+", text):
        for piece in _TURN.split(_postal(part)):
            yield from _before_the_street(piece)


def _before_the_street(piece: str) -> Iterator[str]:
    """A flat and a building, then the street, where nothing but their order parts them."""
    match = _BEFORE.fullmatch(piece)
    words = match["first"].split() if match else []
    firsts = [" ".join(words[at : at + 2]) for at in range(0, len(words), 2)]
    if match and all(_INSIDE_PIECE.match(each) or _BUILDING_PIECE.match(each) for each in firsts):
        yield from (*firsts, match["street"])
    elif piece:
        yield piece


def _two_lines(inside: str, building: str) -> tuple[str, str]:
    """Both on their lines; a long one alone may take the other's."""
    if inside and building:
        return _fitted(inside), _fitted(building)
    alone = _fitted(inside or building)
    if len(alone) <= LINE_WIDTH:
        return alone, ""
    cut = alone.rfind(" ", 0, LINE_WIDTH + 1)
    return (alone[:cut], alone[cut + 1 :]) if cut > 0 else (alone, "")


def _fitted(line: str) -> str:
    """The line, abbreviated word by word only as far as it must be."""
    for long, short in _SHORT.items():
        if len(line) <= LINE_WIDTH:
            return line
        line = re.sub(rf"\b{long}\b", short, line)
    return line


def _postal(text: str) -> str:
    flat = unicodedata.normalize("NFKD", text.upper().replace("Œ", "OE").replace("Æ", "AE"))
    bare = "".join(char for char in flat if not unicodedata.combining(char))
    plain = " ".join(re.sub(r"[^A-Z0-9]+", " ", bare).split())
    return _SUFFIX.sub(r"\1 \2", plain)
