"""The small cells: guarantor, attempts, title, reference."""

import re
from enum import StrEnum

from outreach.people.rules.text import clean, fold


class Guarantor(StrEnum):
    """Who guarantees the rent, as the landlord says; the programme decides what counts."""

    NONE = "non"
    YES = "oui"
    VISALE = "visale"
    FUL = "ful"
    LOCAPASS = "locapass"
    UNKNOWN = "inconnu"


_GUARANTORS = {
    Guarantor.NONE: "non; n; no; aucun; aucune; sans; sans garant; sans garantie; pas de garant;"
    " pas de garantie; neant; faux; false; 0; rien; aucun garant; aucune garantie",
    Guarantor.YES: "oui; o; yes; y; vrai; true; 1; x; garant; caution; caution solidaire; parent;"
    " parents; personne physique; garant physique; avec; avec garant; particulier; employeur;"
    " caution personnelle; famille; action logement",
    Guarantor.VISALE: "visale; garantie visale; visal; oui visale; visale action logement",
    Guarantor.FUL: "ful; fsl; garantie ful; garantie fsl; fonds unifie logement;"
    " fonds unifie pour le logement; fonds de solidarite logement; oui ful; oui fsl",
    Guarantor.LOCAPASS: "locapass; loca pass; garantie locapass; garantie loca pass;"
    " oui locapass; oui loca pass",
    Guarantor.UNKNOWN: "inconnu; inconnue; nc; nsp; ne sait pas; a verifier; non connu;"
    " non renseigne; non precise; non communique; na; n a; ?",
}
_GUARANTOR_WORDS = {
    fold(word): kind for kind, words in _GUARANTORS.items() for word in words.split(";")
}
# `x` answers "garant ?" with a tick; a dash or an empty cell says nothing.
_NUMBER = re.compile(
    r"(?P<whole>\d{1,3})(?:[.,]0+)?(?:\s*(?:x|fois|appels?|tentatives?|relances?))?"
)
_ZERO = frozenset({"aucun", "aucune", "neant", "non"})
_MAN, _WOMAN = "M.", "Mme"
_TITLES = {"m": _MAN, "mr": _MAN, "monsieur": _MAN, "mme": _WOMAN, "madame": _WOMAN}
_TITLES |= {"mlle": _WOMAN, "mademoiselle": _WOMAN}
_TITLED = re.compile(
    r"(?P<title>m\.|mr\.?|mme|mlle|monsieur|madame|mademoiselle)(?:\s+(?P<name>.+))?", re.IGNORECASE
)
_ROUNDED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_LONGEST_REFERENCE = 60


def read_guarantor(text: str) -> tuple[Guarantor, bool]:
    """The guarantor of a cell, and whether the cell was understood (an empty one is)."""
    words = fold(clean(text))
    known = _GUARANTOR_WORDS.get(words)
    return known or Guarantor.UNKNOWN, known is not None


def read_attempts(text: str) -> tuple[int | None, bool]:
    """How often the landlord tried, None when not said, and whether the cell was understood."""
    plain = clean(text).casefold()
    if not plain:
        return None, True
    if fold(plain) in _ZERO:
        return 0, True
    found = _NUMBER.fullmatch(plain)
    return (int(found["whole"]), True) if found else (None, False)


def read_title(text: str) -> str:
    """ "M.", "Mme", or "" for none, for several and for unknown ones."""
    return _TITLES.get(fold(clean(text)), "")


def split_title(name: str) -> tuple[str, str]:
    """A title typed into the name's cell ("Mme MARTIN"), and the name without it."""
    found = _TITLED.fullmatch(clean(name))
    return (read_title(found["title"]), found["name"] or "") if found else ("", clean(name))


def read_reference(text: str) -> str | None:
    """The landlord's reference as given, "" when missing, None when a spreadsheet rounded it."""
    plain = re.sub(r"(?<=\d)[.,]0$", "", clean(text).removeprefix("'"))
    bad = _ROUNDED.fullmatch(plain) or len(plain) > _LONGEST_REFERENCE
    return None if bad else plain
