"""Names as a landlord's file gives them: shown kindly, compared blindly, doubted when damaged."""

import re
import unicodedata

from outreach.people.rules.text import clean, fold

# Lower case inside a name and never at its end: "Ferreira da Silva", but "Da Silva", "Nguyen Do".
_PARTICLES = frozenset({"d", "da", "das", "de", "del", "des", "do", "dos", "du"})
_LETTERS = re.compile(r"[^\W\d_]+")
# Letters by Unicode, yet what a wrong decoding leaves behind.
_FALSE_LETTERS = frozenset("ªºˆƒ")
_STRANGE = frozenset('?¿¡§¶«»"@#%*\\_[]{}†‡‰‹›‚„“”•…')
_LEADS = "".join(chr(code) for code in range(0xC2, 0xE0))
_TRAILS = "".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xC0))
_WRONG_DECODING = re.compile(f"[{_LEADS}][{re.escape(_TRAILS)}]|Ã(?: |$)")
_SEVERAL = re.compile(r"&|/|\+|\s(?:et|ou)\s", re.IGNORECASE)


def damaged(name: str) -> bool:
    """Whether characters were lost on the way ("?ükran"): no machine may greet with it."""
    return bool(_WRONG_DECODING.search(name)) or any(map(_is_strange, name))


def _is_strange(char: str) -> bool:
    if char in _STRANGE or char in _FALSE_LETTERS:
        return True
    # S = symbols, N = digits, C = controls and unassigned; U+FFFD is a symbol.
    return char != "+" and char not in "`´" and unicodedata.category(char)[0] in "SNC"


def several(name: str) -> bool:
    """Whether one cell seems to name several people ("Jean et Marie", "DUPONT / MARTIN")."""
    return bool(_SEVERAL.search(name))


def display(name: str) -> str:
    """As read aloud: "LE GOFF" is "Le Goff", "MARIE-ANGE" is "Marie-Ange"; mixed case is kept.

    A damaged name is left as it came: where its words start is no longer known.
    """
    text = clean(name).replace("’", "'")
    if damaged(text):
        return text
    runs = list(_LETTERS.finditer(text))
    shown = text
    for place, run in reversed(list(enumerate(runs))):
        inner = 0 < place < len(runs) - 1
        after = runs[place - 1].group().casefold() if inner else ""
        shown = shown[: run.start()] + _cased(run.group(), inner, after) + shown[run.end() :]
    return shown


def _cased(word: str, inner: bool, after: str) -> str:
    small = word.lower().replace("i\u0307", "i")  # Turkish İ keeps a stray dot in lower case
    if inner and (small in _PARTICLES or (small == "la" and after == "de")):
        return small
    if not (word.isupper() or word.islower()):
        return word
    return word[0].upper() + small[1:]


def match_key(last_name: str, first_name: str) -> str:
    """The same for one person however written: blind to case, accents, punctuation and swaps."""
    return " ".join(sorted(fold(f"{clean(last_name)} {clean(first_name)}").split()))
