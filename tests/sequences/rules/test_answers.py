"""Fixed answers: read with every fault, written back the same."""

import tomllib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.messages.rules.tone import Exposure
from outreach.sequences.rules.answers import (
    CODES,
    PURPOSES,
    Answer,
    canonical_answers,
    parse_answers,
)
from outreach.sequences.rules.fields import ScriptError

GOOD = {"purpose": "automatic_answer", "exposure": "open", "prompted": True, "text": "Merci."}
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40).map(str.strip)


def test_an_answer_is_read_whole() -> None:
    answers = parse_answers("fr", {"language": "fr", "ACK": GOOD | {"ucs2": True}})
    assert answers == {
        "ACK": Answer("ACK", "automatic_answer", Exposure.OPEN, True, "Merci.", "", True)
    }


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"purpose": "sequence"}, "purpose : une valeur parmi "),
        ({"prompted": "yes"}, "prompted : true ou false est attendu."),
        ({"text": " "}, "text : ce texte est vide."),
        ({"txt": "x"}, "txt : champ inconnu ici."),
    ],
)
def test_a_fault_of_an_answer_has_its_place(fields: dict[str, Any], fault: str) -> None:
    with pytest.raises(ScriptError) as caught:
        parse_answers("fr", {"language": "fr", "ACK": GOOD | fields})
    assert str(caught.value).startswith(f"answers/fr.toml, ACK, {fault}")


def test_an_answer_without_purpose_or_text_is_refused() -> None:
    with pytest.raises(ScriptError) as caught:
        parse_answers("fr", {"language": "fr", "ACK": {}})
    assert caught.value.faults == (
        "answers/fr.toml, ACK, purpose : ce champ manque.",
        "answers/fr.toml, ACK, text : ce champ manque.",
    )


def test_the_language_is_that_of_the_file() -> None:
    with pytest.raises(ScriptError, match="nom du fichier"):
        parse_answers("fr", {"language": "en"})


ANSWERS = st.dictionaries(
    st.sampled_from([*CODES, "AUTRE"]),
    st.builds(
        Answer,
        st.just(""),
        st.sampled_from(PURPOSES),
        st.sampled_from(Exposure),
        st.booleans(),
        WORDS.filter(bool),
        WORDS,
        st.booleans(),
        WORDS,
    ),
)


@given(ANSWERS, WORDS)
def test_answers_are_read_back_as_written(drawn: dict[str, Answer], subject: str) -> None:
    answers = {code: replace(one, code=code, subject=subject) for code, one in drawn.items()}
    assert parse_answers("fr", tomllib.loads(canonical_answers("fr", answers))) == answers
