"""Plain text as other people's programs leave it: repaired, tidied, and folded for comparing."""

import re
import unicodedata

# What UTF-8 looks like once read as Windows-1252: a lead (bytes C2-F4) then a trail (80-BF).
# The five bytes that Windows-1252 leaves undefined come out as the C1 control of the same number.
_C1_HOLES = {chr(byte): byte for byte in (0x81, 0x8D, 0x8F, 0x90, 0x9D)}
_NO_DECOMPOSITION = str.maketrans(
    {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h", "æ": "ae", "œ": "oe", "þ": "th"}
)


def _windows_bytes(text: str) -> bytes:
    return b"".join(
        bytes([_C1_HOLES[char]]) if char in _C1_HOLES else char.encode("cp1252") for char in text
    )


def repair(text: str) -> str:
    """Undo UTF-8 that was read as Windows-1252, once or twice ("Ã©" is "é"), when reversible."""
    for _ in range(2):
        if text.isascii():
            return text
        try:
            text = _windows_bytes(text).decode("utf-8")
        except UnicodeError:
            return text
    return text


def tidy(text: str) -> str:
    """NFC, without invisible or control characters, every run of blanks as one space."""
    kept = (
        char
        for char in unicodedata.normalize("NFC", text)
        if char.isspace() or unicodedata.category(char) not in {"Cf", "Cc", "Cs", "Co", "Cn"}
    )
    return " ".join("".join(kept).split())


def clean(text: str) -> str:
    """Repaired, then tidied: repair comes first because it needs the odd blanks."""
    return tidy(repair(text))


def fold(text: str) -> str:
    """Words without case, accents or punctuation, one space between: for comparing only."""
    # Twice: a decomposed letter may be a capital again ("𝓐"), as Unicode's definition D147 says.
    flat = text
    for _ in range(2):
        flat = unicodedata.normalize("NFKD", flat.casefold())
    flat = flat.translate(_NO_DECOMPOSITION)
    bare = "".join(char for char in flat if not unicodedata.combining(char))
    return " ".join(re.findall(r"[^\W_]+", bare))
