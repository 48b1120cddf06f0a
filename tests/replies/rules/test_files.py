"""The intent files say what they seem to say: no choice is cut in two by a blank."""

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from itertools import pairwise
from typing import Any

import pytest

FOLDER = files("outreach") / "scripts" / "intents"
NAMES = sorted(p.name for p in FOLDER.iterdir() if p.name.endswith(".toml"))
WAYS = ("certain", "first_person", "whole", "say", "hint", "not")
LONG = 8  # words: who writes so many choices and then a lone last word meant one more choice
MARKS = "~@$#^_"


def lines(table: Mapping[str, Any]) -> Iterator[str]:
    for name, body in table.items():
        if isinstance(body, Mapping):
            yield from lines(body)
        elif name in WAYS:
            yield from body


def cut(line: str) -> bool:
    marks = line.split()
    glued = any("|" in m and ("'" in m or "-" in m or m[0] == "|" or m[-1] == "|") for m in marks)
    lone = any(
        before.count("|") >= LONG and last == marks[-1] and last[0] not in MARKS and "|" not in last
        for before, last in pairwise(marks)
    )
    return glued or lone


@pytest.mark.parametrize("name", NAMES)
def test_a_choice_of_several_words_is_written_with_a_plus(name: str) -> None:
    table = tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
    assert [line for line in lines(table) if cut(line)] == []


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("a|b|c|d|e|f|g|h|rentre pas", True),
        ("a|b|c|d|e|f|g|h|rentre+pas", False),
        ("a | b", True),
        ("oui|j'ai dit", True),
        ("a|rendez-vous", True),
        ("je|on veux|veut", False),
    ],
)
def test_what_is_taken_for_a_cut_choice(line: str, wrong: bool) -> None:
    assert cut(line) is wrong
