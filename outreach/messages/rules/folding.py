"""Texts brought to a plain shape, so that spelling, capitals and tricks don't hide a word.

Every folded character remembers where it stood, so that a finding can point at the original.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

# Letters that Unicode does not decompose, or that only look alike (Cyrillic, Persian, Turkish).
LOOKALIKES = str.maketrans(
    {"œ": "oe", "æ": "ae", "ø": "o", "ı": "i", "ł": "l", "đ": "d", "ى": "ي", "ة": "ه", "ک": "ك"}
    | {"ی": "ي"}
    | dict(zip("аеорсухіјѕ", "aeopcyxijs", strict=True))
)
DIGIT_TRICKS = str.maketrans("0134", "olea")
APOSTROPHES = frozenset("'’‘ʼ`´′＇_")
TATWEEL = "\u0640"

SPACES = re.compile(" {2,}")
SPELLED = re.compile(r"(?<!\w)(?:[^\W\d_] +){3,}[^\W\d_](?!\w)")  # l o y e r
DOTTED = re.compile(r"(?<!\w)(?:[^\W\d_]\.){2,}[^\W\d_]?(?!\w)")  # C.A.F.
BROKEN = re.compile(r"(?<=[^\W\d_])-\s*(?=[^\W\d_])")  # im-payé, or cut at the end of a line
MIXED = re.compile(r"(?<!\w)(?=\w*\d)(?=\w*[^\W\d_]\w*[^\W\d_])\w+")  # l0yer
# The least that a text has in which SPELLED, DOTTED or MIXED finds something.
_ALONE = re.compile(r" \w ")
_BETWEEN_DOTS = re.compile(r"\.\w\.")
_DIGIT = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text; `positions[i]` is where its character `i` stood in the original."""

    text: str
    positions: tuple[int, ...]

    def without(self, pattern: re.Pattern[str], unwanted: str) -> "Folded":
        """Return this text less every `unwanted` character inside a match of `pattern`."""
        doomed = {
            index
            for match in pattern.finditer(self.text)
            for index in range(match.start(), match.end())
            if self.text[index] in unwanted
        }
        kept = [index for index in range(len(self.text)) if index not in doomed]
        return Folded(
            "".join(self.text[index] for index in kept),
            tuple(self.positions[index] for index in kept),
        )

    def changed(self, change: Callable[[str], str]) -> "Folded":
        """Return this text after `change`, which must keep its length."""
        return Folded(change(self.text), self.positions)


def fold(text: str) -> Folded:
    """Return `text` without case, accents, Arabic vowels or invisible characters.

    Runs of spaces become one; apostrophes and underscores count as spaces; all dashes as "-".
    """
    letters: list[str] = []
    positions: list[int] = []
    for position, character in enumerate(text):
        for letter in _plain(character):
            if letter == " " and letters and letters[-1] == " ":
                continue
            letters.append(letter)
            positions.append(position)
    return Folded("".join(letters), tuple(positions))


def readings(text: str) -> tuple[Folded, ...]:
    """Return the ways `text` may be read: as written, then with word-breaking tricks undone."""
    folded = fold(text)
    split = folded.changed(lambda value: value.replace("-", " "))
    written = split.without(SPELLED, " ").without(DOTTED, ".")
    undone = folded.without(BROKEN, "- ").changed(
        lambda value: MIXED.sub(lambda match: match[0].translate(DIGIT_TRICKS), value)
    )
    return (written,) if undone == folded else (written, undone)


def plain_readings(text: str) -> tuple[str, ...]:
    """Return the texts of `readings`, many times faster: nobody asks where a character stood.

    A trick is only looked for where the least sign of it is.
    """
    folded = text.translate(PLAIN)
    if "  " in folded:
        folded = SPACES.sub(" ", folded)
    written = undone = folded
    if "-" in folded:
        written, undone = folded.replace("-", " "), BROKEN.sub(_less("- "), folded)
    if _ALONE.search(written):
        written = SPELLED.sub(_less(" "), written)
    if _BETWEEN_DOTS.search(written):
        written = DOTTED.sub(_less("."), written)
    if _DIGIT.search(undone):
        undone = MIXED.sub(lambda match: match[0].translate(DIGIT_TRICKS), undone)
    return (written,) if undone == folded else (written, undone)


def _less(unwanted: str) -> Callable[[re.Match[str]], str]:
    table = str.maketrans("", "", unwanted)
    return lambda match: match[0].translate(table)


def _plain(character: str) -> str:
    if character.isascii() and character.isalnum():
        return character.lower()
    category = unicodedata.category(character)
    if category in {"Cf", "Mn"} or character == TATWEEL:
        return ""
    if character in APOSTROPHES or category in {"Zs", "Zl", "Zp", "Cc"}:
        return " "
    if category == "Pd" or character == "−":
        return "-"
    if category == "Nd":
        return str(unicodedata.digit(character))
    parts = unicodedata.normalize("NFKD", character.casefold()).translate(LOOKALIKES)
    return "".join(part for part in parts if unicodedata.category(part) != "Mn")


class _Plain(dict[int, str]):
    """Plain letters by code point, worked out when first met."""

    def __missing__(self, code: int) -> str:
        self[code] = found = _plain(chr(code))
        return found


PLAIN = _Plain()
