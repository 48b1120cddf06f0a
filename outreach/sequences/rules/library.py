"""All the words of the house together."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from outreach.messages.rules.tone import Lexicon
from outreach.sequences.rules.answers import Answer, canonical_answers
from outreach.sequences.rules.script import Script, canonical
from outreach.sequences.rules.words.lexicons import canonical_lexicon
from outreach.sequences.rules.words.notices import NoticeText, canonical_notices
from outreach.sequences.rules.words.prints import PrintedText, canonical_prints


@dataclass(frozen=True, slots=True)
class Library:
    """Scripts by slug; answers, prints and notices by language then code; lexicons by language."""

    scripts: Mapping[str, Script] = field(default_factory=dict)
    answers: Mapping[str, Mapping[str, Answer]] = field(default_factory=dict)
    lexicons: Mapping[str, Lexicon] = field(default_factory=dict)
    prints: Mapping[str, Mapping[str, PrintedText]] = field(default_factory=dict)
    notices: Mapping[str, Mapping[str, NoticeText]] = field(default_factory=dict)


def canonical_library(library: Library) -> dict[str, str]:
    """Return every file of `library`: relative path → TOML, as `scripts export` writes it."""
    files: dict[str, str] = {}
    for slug, script in sorted(library.scripts.items()):
        files |= {f"{slug}/{name}": content for name, content in canonical(script).items()}
    for language, answers in sorted(library.answers.items()):
        files[f"answers/{language}.toml"] = canonical_answers(language, answers)
    for language, lexicon in sorted(library.lexicons.items()):
        files[f"words/{language}.toml"] = canonical_lexicon(lexicon)
    for language, prints in sorted(library.prints.items()):
        files[f"prints/{language}.toml"] = canonical_prints(language, prints)
    for language, notices in sorted(library.notices.items()):
        files[f"notices/{language}.toml"] = canonical_notices(language, notices)
    return files
