"""The rules of the house (design.md §3): our source keeps them, and each catches who breaks it."""

from collections.abc import Callable, Iterator

import pytest

from tests.house import arrows, homes, pages, shape
from tests.house.source import House, texts_in_git, tree
from tests.house.texts import no_foreign_addresses

Rule = Callable[[House], Iterator[str]]

RULES: list[Rule] = [
    arrows.arrows_down,
    arrows.known_places,
    arrows.no_circles,
    homes.one_home_per_library,
    homes.rules_are_pure,
    homes.one_clock,
    homes.one_reader_of_the_environment,
    homes.one_sender,
    pages.guarded_routes,
    shape.empty_faces,
    shape.telling_names,
    shape.small_files,
    shape.small_folders,
]


def name_of(rule: Rule) -> str:
    """How a rule is called in the report."""
    return rule.__name__


@pytest.fixture(scope="module")
def ours() -> House:
    """Our own house."""
    found = House(tree("outreach"))
    assert len(found.modules) > 20, "the source was not found"
    return found


@pytest.mark.parametrize("rule", RULES, ids=name_of)
def test_our_house_keeps(ours: House, rule: Rule) -> None:
    findings = list(rule(ours))
    assert not findings, "\n".join(findings)


def test_our_tests_patch_nothing() -> None:
    assert list(shape.unpatched_tests(House(tree("tests")))) == []


def test_no_file_in_git_names_a_registry_or_a_machine() -> None:
    texts = texts_in_git()
    assert "tests/test_house.py" in texts
    assert list(no_foreign_addresses(texts)) == []
