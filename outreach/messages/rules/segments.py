"""How many SMS segments a text costs, and which characters make it cost more.

Facts: 3GPP TS 23.038 (the GSM 7-bit default alphabet and its extension table) and the usual
concatenation limits, 160 then 153 units in GSM-7, 70 then 67 in UCS-2.
"""

from dataclasses import dataclass
from typing import Literal

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
GSM_7 = BASIC | EXTENSION
LIMITS = {"GSM-7": (160, 153), "UCS-2": (70, 67)}


@dataclass(frozen=True, slots=True)
class Measure:
    """The cost of one text.

    `characters` counts code points, `units` septets or 16-bit words; `costly` names, each once
    and in order, the characters that force UCS-2 (empty for GSM-7).
    """

    encoding: Literal["GSM-7", "UCS-2"]
    characters: int
    units: int
    segments: int
    costly: tuple[str, ...]


def costly(text: str) -> tuple[str, ...]:
    """Return the characters of `text` outside GSM-7, each once, in order of appearance."""
    return tuple(dict.fromkeys(c for c in text if c not in GSM_7))


def measure(text: str) -> Measure:
    """Return encoding, length and number of segments of `text` exactly as it would leave."""
    outside = () if GSM_7.issuperset(text) else costly(text)
    encoding: Literal["GSM-7", "UCS-2"] = "UCS-2" if outside else "GSM-7"
    alone, shared = LIMITS[encoding]
    wide = sum(map(text.count, EXTENSION)) if not outside else sum(map(_is_wide, text))
    units = len(text) + wide
    segments = 1 if units <= alone else _segments(text, encoding, shared)
    return Measure(encoding, len(text), units, segments, outside)


def _units(character: str, encoding: str) -> int:
    if encoding == "GSM-7":
        return 2 if character in EXTENSION else 1
    return 1 + _is_wide(character)


def _is_wide(character: str) -> bool:
    """Whether a character takes two words of 16 bits."""
    return ord(character) > 0xFFFF


def _segments(text: str, encoding: str, shared: int) -> int:
    """Fill segments in order: a character of two units never straddles two of them."""
    segments, filled = 1, 0
    for character in text:
        size = _units(character, encoding)
        if filled + size > shared:
            segments, filled = segments + 1, 0
        filled += size
    return segments
