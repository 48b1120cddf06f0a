"""Printed texts of no step: read with every fault, written back the same, open or sealed."""

import tomllib

import pytest

from outreach.messages.rules.tone import Exposure
from outreach.sequences.rules.check import Code, check
from outreach.sequences.rules.fields import ScriptError
from outreach.sequences.rules.library import Library
from outreach.sequences.rules.words.prints import (
    CARD,
    LAST_LETTER,
    VISIT_LETTER,
    PrintedText,
    canonical_prints,
    parse_prints,
)
from tests.world import LIBRARY

GOOD = {
    "language": "fr",
    "card": {"title": "Un mot", "body": "A {ts}"},
    "last_letter": {"body": "B"},
    "visit_letter": {"body": "C"},
}


def test_papers_are_read_whole_and_written_back_the_same() -> None:
    prints = parse_prints("fr", GOOD)
    assert prints == {
        CARD: PrintedText(CARD, "A {ts}", "Un mot"),
        LAST_LETTER: PrintedText(LAST_LETTER, "B"),
        VISIT_LETTER: PrintedText(VISIT_LETTER, "C"),
    }
    assert prints[CARD].exposure is Exposure.OPEN
    assert prints[LAST_LETTER].exposure is Exposure.SEALED
    assert parse_prints("fr", tomllib.loads(canonical_prints("fr", prints))) == prints


@pytest.mark.parametrize(
    ("table", "fault"),
    [
        (GOOD | {"language": "en"}, "nom du fichier"),
        (GOOD | {"card": {"body": "A"}}, "card, title : ce champ manque"),
        (GOOD | {"last_letter": {"body": " "}}, "last_letter, body : ce texte est vide"),
        (GOOD | {"last_letter": {"body": "B", "title": "C"}}, "title : champ inconnu ici"),
        (GOOD | {"poster": {"body": "A"}}, "poster : texte inconnu"),
        (
            {"language": "fr", **{code: GOOD[code] for code in ("card", "visit_letter")}},
            "last_letter : ce texte manque",
        ),
    ],
)
def test_a_fault_of_a_paper_has_its_place(table: dict[str, object], fault: str) -> None:
    with pytest.raises(ScriptError, match=fault):
        parse_prints("fr", table)


def test_a_card_says_less_than_a_letter_in_an_envelope() -> None:
    words = "Votre loyer. {prenom}"
    prints = {
        "fr": {
            CARD: PrintedText(CARD, words, "Un mot"),
            LAST_LETTER: PrintedText(LAST_LETTER, words),
        }
    }
    report = check(Library(lexicons=LIBRARY.lexicons, answers=LIBRARY.answers, prints=prints))
    found = {(problem.step, problem.code) for problem in report.problems}
    assert found == {(CARD, Code.UNKNOWN_PLACEHOLDER)}
    tidy = {"fr": {code: PrintedText(code, "Votre loyer.", "Mot") for code in (CARD, LAST_LETTER)}}
    report = check(Library(lexicons=LIBRARY.lexicons, answers=LIBRARY.answers, prints=tidy))
    assert {(problem.step, problem.code) for problem in report.problems} == {(CARD, Code.REVEALS)}


def test_every_shipped_language_has_them() -> None:
    assert LIBRARY.prints.keys() == LIBRARY.scripts["premier-contact"].texts.keys()
