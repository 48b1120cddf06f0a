"""How many SMS segments a text costs, and which characters make it cost more.

Facts: 3GPP TS 23.038 (the GSM 7-bit default alphabet and its extension table) and the usual
concatenation limits, 160 then 153 units in GSM-7, 70 then 67 in UCS-2.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENSION = frozenset("\f^{}\\[~]|€")
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
    return tuple(dict.fromkeys(c for c in text if c not in BASIC and c not in EXTENSION))


def measure(text: str) -> Measure:
    """Return encoding, length and number of segments of `text` exactly as it would leave."""
    outside = costly(text)
    encoding: Literal["GSM-7", "UCS-2"] = "UCS-2" if outside else "GSM-7"
    sizes = [_units(character, encoding) for character in text]
    return Measure(encoding, len(text), sum(sizes), _segments(sizes, *LIMITS[encoding]), outside)


def _units(character: str, encoding: str) -> int:
    if encoding == "GSM-7":
        return 2 if character in EXTENSION else 1
    return 2 if ord(character) > 0xFFFF else 1


def _segments(sizes: Iterable[int], alone: int, shared: int) -> int:
    """Fill segments in order: a character of two units never straddles two of them."""
    total, segments, filled = 0, 1, 0
    for size in sizes:
        total += size
        if filled + size > shared:
            segments, filled = segments + 1, 0
        filled += size
    return 1 if total <= alone else segments
