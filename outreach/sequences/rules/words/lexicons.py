"""Word lists read from a table and written back."""

from collections.abc import Mapping

from outreach.messages.rules.tone import Lexicon, valid
from outreach.sequences.rules.fields import Fields, ScriptError
from outreach.sequences.rules.words.toml import emit

LISTS = ("threat", "reveals", "amber", "allowed", "invites")


def parse_lexicon(language: str, table: Mapping[str, object]) -> Lexicon:
    """Return the lexicon of one `words/<language>.toml`; raise ScriptError with every fault."""
    faults: list[str] = []
    top = Fields(table, f"words/{language}.toml", faults)
    if top.text("language", required=True) != language:
        top.fault("language", "cette langue n'est pas celle du nom du fichier")
    lists = {name: top.texts(name) for name in LISTS}
    for name, patterns in lists.items():
        for pattern in patterns:
            if not valid(pattern):
                top.fault(name, f"« {pattern} » ne se lit pas")
    top.close()
    if faults:
        raise ScriptError(tuple(faults))
    return Lexicon(language, **lists)


def canonical_lexicon(lexicon: Lexicon) -> str:
    """Return the word lists of one language in their one form."""
    lists = {name: list(getattr(lexicon, name)) for name in LISTS if getattr(lexicon, name)}
    return emit({"language": lexicon.language, **lists})
