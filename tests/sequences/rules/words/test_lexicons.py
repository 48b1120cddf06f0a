"""Word lists: read with every fault, written back the same."""

import tomllib

import pytest

from outreach.messages.rules.tone import Lexicon
from outreach.sequences.rules.fields import ScriptError
from outreach.sequences.rules.words.lexicons import canonical_lexicon, parse_lexicon


def test_the_language_is_that_of_the_file() -> None:
    with pytest.raises(ScriptError, match="nom du fichier"):
        parse_lexicon("fr", {"language": "en"})


def test_word_lists_are_read_back_as_written() -> None:
    lexicon = Lexicon("fr", ("paye*", 'a"b'), ("loyers?",), (), ("n est pas",), ("oui", "non", "x"))
    assert parse_lexicon("fr", tomllib.loads(canonical_lexicon(lexicon))) == lexicon


def test_a_pattern_that_can_not_be_read_is_named() -> None:
    with pytest.raises(ScriptError) as caught:
        parse_lexicon("fr", {"language": "fr", "threat": ["(payer"], "amber": [""]})
    assert caught.value.faults == (
        "words/fr.toml, threat : « (payer » ne se lit pas.",
        "words/fr.toml, amber : «  » ne se lit pas.",
    )
