"""Values to try every text with: short names, long ones, and names that force UCS-2.

All fictitious. Dates are written as each language would write them in a message.
"""

from collections.abc import Mapping
from dataclasses import dataclass

FRENCH = "fr"

# What each kind of text may use. A surname, an address or the landlord's name stay in envelopes.
IN_MESSAGES = frozenset({"prenom", "ts", "tel", "j1", "j2", "j3", "d", "h"})
IN_LETTERS = IN_MESSAGES | {"nom", "num", "adil", "bailleur", "siege", "dpo"}
IN_CARDS = frozenset({"ts", "tel", "d", "h"})
IN_NOTICES = frozenset({"ts", "h", "collegue", "lien"})
IN_ANSWERS = frozenset({"prenom", "ts", "ancien", "tel", "limite", "d", "h"})


@dataclass(frozen=True, slots=True)
class Sample:
    """One set of values; `gsm` is false when a name alone forces UCS-2."""

    name: str
    values: Mapping[str, str]
    gsm: bool = True


_FIXED = {
    "tel": "02 38 00 00 00",
    "num": "06 39 98 00 00",
    "adil": "02 38 00 00 01",
    "bailleur": "LogemLoiret",
    "siege": "1 rue de l'Exemple, 45000 Orléans",
    "dpo": "dpo@example.org",
    "collegue": "06 39 98 00 00",
    "lien": "https://outreach.example.org/visites/1234/alarme",
}
_NAMES: Mapping[str, Mapping[str, str]] = {
    "court": {"prenom": "Ana", "nom": "Roy", "ts": "Léa", "ancien": "Luc"},
    # 15 letters for a person, 9 for a colleague: the lengths care.md asks French texts to bear.
    "long": {
        "prenom": "Marie-Madeleine",
        "nom": "Vandenbroucke-Lefort",
        "ts": "Stéphanie",
        "ancien": "Catherine",
    },
    "accents": {
        "prenom": "Jean-François",
        "nom": "Çelik-Benoît",
        "ts": "Anaïs",
        "ancien": "Loïc",
    },
}
# (short day, long day, short time, long time, joined by). One day a month is longer, "mercredi
# 1er": the longest names may then take a second SMS, and the day is said rightly.
_DATES = {
    "fr": ("lundi 2", "mercredi 30", "9 h", "10 h 30", " à "),
    "en": ("Monday 2", "Wednesday 30", "9:00", "10:30", " at "),
    "ar": ("الاثنين 2", "الأربعاء 30", "9:00", "10:30", " الساعة "),
    "tr": ("2 Mart Salı", "30 Ağustos Pazartesi", "9:00", "10:30", " saat "),
    "pt": ("segunda-feira 2", "segunda-feira 30", "9:00", "10:30", " às "),
}


def samples(language: str) -> tuple[Sample, ...]:
    """Return the values to try a text of `language` with; unknown languages get French dates."""
    short, long, early, later, joint = _DATES.get(language, _DATES[FRENCH])
    brief, wide = _dates(short, early, joint), _dates(long, later, joint)
    return (
        Sample("court", _FIXED | dict(_NAMES["court"]) | brief),
        Sample("long", _FIXED | dict(_NAMES["long"]) | wide),
        Sample("accents", _FIXED | dict(_NAMES["accents"]) | wide, gsm=False),
    )


def _dates(day: str, hour: str, joint: str) -> dict[str, str]:
    slots = dict.fromkeys(("j1", "j2", "j3"), f"{day}{joint}{hour}")
    return slots | {"d": day, "h": hour, "limite": day}
