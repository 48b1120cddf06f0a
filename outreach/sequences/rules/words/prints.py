"""Printed texts of no step: the card left at a door, the last letter, and the one that announces
a visit where the script wrote none; by language and code.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from outreach.messages.rules.tone import Exposure
from outreach.sequences.rules.fields import Fields, ScriptError
from outreach.sequences.rules.words.toml import emit

CARD, LAST_LETTER, VISIT_LETTER = "card", "last_letter", "visit_letter"
# A card may be opened by anybody of the house; a letter is closed and bears a name.
EXPOSURES: Mapping[str, Exposure] = {
    CARD: Exposure.OPEN,
    LAST_LETTER: Exposure.SEALED,
    VISIT_LETTER: Exposure.SEALED,
}


@dataclass(frozen=True, slots=True)
class PrintedText:
    """One printed text in one language; a letter has no title."""

    code: str
    body: str = field(repr=False)
    title: str = ""

    @property
    def exposure(self) -> Exposure:
        """Who may read it beside the person."""
        return EXPOSURES[self.code]


def parse_prints(language: str, table: Mapping[str, object]) -> dict[str, PrintedText]:
    """Return one `prints/<language>.toml`; raise ScriptError with every fault."""
    faults: list[str] = []
    top = Fields(table, f"prints/{language}.toml", faults)
    if top.text("language", required=True) != language:
        top.fault("language", "cette langue n'est pas celle du nom du fichier")
    prints = {code: _printed(code, fields) for code, fields in top.rest()}
    for code in prints.keys() ^ EXPOSURES.keys():
        top.fault(code, "ce texte manque" if code in EXPOSURES else "texte inconnu")
    if faults:
        raise ScriptError(tuple(faults))
    return prints


def canonical_prints(language: str, prints: Mapping[str, PrintedText]) -> str:
    """Return the printed texts of one language in their one form."""
    tables = {code: _table(prints[code]) for code in EXPOSURES if code in prints}
    return emit({"language": language, **tables})


def _printed(code: str, fields: Fields) -> PrintedText:
    title = fields.text("title", required=True) if code == CARD else ""
    printed = PrintedText(code, fields.text("body", required=True), title)
    fields.close()
    return printed


def _table(printed: PrintedText) -> dict[str, object]:
    titled: dict[str, object] = {"title": printed.title} if printed.title else {}
    return titled | {"body": printed.body}
