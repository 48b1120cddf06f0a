"""Texts made from a wording and its values: strict, one pass, no logic."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
RIGHT_TO_LEFT = frozenset({"ar"})
FIRST_STRONG, POP = "\u2068", "\u2069"
BOUNDS = FIRST_STRONG + POP

# An SMS in GSM-7 costs half: signs with a plain twin are written plainly. Names are left alone.
PLAIN = {
    "’": "'",
    "‘": "'",
    "“": '"',
    "”": '"',
    "„": '"',
    "…": "...",
    "–": "-",
    "—": "-",
    "‑": "-",
    "\u00a0": " ",
    "\u202f": " ",
    "\u2009": " ",
}
PLAIN_SIGNS = re.compile("|".join(map(re.escape, PLAIN)))
WIDE = re.compile(r" (?=[:»])|(?<=«) ")
NARROW = re.compile(r" (?=[;?!])")
FRENCH_HOUR = re.compile(r"\b(\d{1,2}) h(?: (\d\d))?(?!\w)")
QUOTED = re.compile("«[ \u00a0\u202f]?|[ \u00a0\u202f]?»")
# AHU, and figures with what joins them (02 38 00 00 00, 10:30), keep their order in Arabic.
# What is already wrapped is matched whole, and left as it is.
ISOLATED = re.compile(r"\u2068[^\u2069]*\u2069|(?<![A-Za-z])(?:AHU\b|\+?\d+(?:[ .:/-]\d+)*)")


@dataclass(frozen=True, slots=True)
class RenderError(Exception):
    """A text that can't be made: `placeholder` names the cause, "" when a brace stands alone."""

    placeholder: str

    def __str__(self) -> str:
        """Return the French sentence; it never holds a value."""
        if not self.placeholder:
            return "Accolade isolée dans le texte."
        return f"Variable inconnue ou sans valeur : {{{self.placeholder}}}."


def placeholders(text: str) -> frozenset[str]:
    """Return the names of the placeholders of `text`; raise RenderError on a stray brace."""
    rest = PLACEHOLDER.sub("", text)
    if "{" in rest or "}" in rest:
        raise RenderError("")
    return frozenset(PLACEHOLDER.findall(text))


def render(text: str, values: Mapping[str, str]) -> str:
    """Return `text` with each `{name}` replaced, once, by its cleaned value.

    Raises RenderError naming the first placeholder (in alphabetical order) that `values` lacks
    or holds empty. Values the text does not use are ignored: one set serves several texts.
    """
    clean = {name: sanitised(values.get(name, "")) for name in placeholders(text)}
    for name in sorted(clean):
        if not clean[name]:
            raise RenderError(name)
    return PLACEHOLDER.sub(lambda match: clean[match[1]], text)


def sanitised(value: str) -> str:
    """Return `value` on one line, without braces, control or invisible characters, in NFC."""
    spaced = "".join(" " if unicodedata.category(c) in {"Cc", "Zl", "Zp"} else c for c in value)
    kept = "".join(c for c in spaced if c not in "{}" and unicodedata.category(c) != "Cf")
    return " ".join(unicodedata.normalize("NFC", kept).split(" ")).strip()


def for_sms(text: str, language: str = "fr") -> str:
    """Return `text` as it leaves by SMS: plain signs, "10h30", Arabic numbers kept in order."""
    plain = PLAIN_SIGNS.sub(lambda match: PLAIN[match[0]], QUOTED.sub('"', text))
    if language == "fr":
        plain = FRENCH_HOUR.sub(lambda match: f"{match[1]}h{match[2] or ''}", plain)
    return isolated(plain, language)


def for_page(text: str, language: str = "fr") -> str:
    """Return `text` as it leaves by e-mail or on paper.

    French gets its curly apostrophes and the narrow or plain no-break spaces of its double signs
    (Imprimerie nationale); Arabic keeps its numbers in order; signs are never made plain.
    """
    if language == "fr":
        text = text.replace("'", "’")
        text = NARROW.sub("\u202f", WIDE.sub("\u00a0", text))
    return isolated(text, language)


def isolated(text: str, language: str) -> str:
    """Return `text` with AHU and figures wrapped in directional isolates (Arabic only).

    Without them a phone number in groups is shown back to front (Unicode UAX 9). Safe to repeat.
    """
    if language not in RIGHT_TO_LEFT:
        return text
    return ISOLATED.sub(lambda match: f"{FIRST_STRONG}{match[0].strip(BOUNDS)}{POP}", text)


def isolated_values(text: str, values: Iterable[str], language: str) -> str:
    """Return `text` with each of some `values` wrapped whole (Arabic only), as `isolated` does.

    An address keeps its number before its street.
    """
    if language not in RIGHT_TO_LEFT:
        return text
    for value in values:
        kept = sanitised(value)
        text = text.replace(kept, f"{FIRST_STRONG}{kept}{POP}") if kept else text
    return text
