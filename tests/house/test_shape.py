"""Small houses whose names or sizes are wrong."""

import pytest

from tests.house import shape
from tests.house.source import House, house


def test_a_face_that_is_full_or_missing_is_caught() -> None:
    found = house(__init__="", cases____init__="from .rules import *", people__rules="")
    assert list(shape.empty_faces(found)) == [
        "outreach/cases/__init__.py is not empty",
        "outreach/people/__init__.py is missing",
    ]


@pytest.mark.parametrize("path", ["cases__utils", "helpers__dates", "channels__common", "manager"])
def test_a_name_that_says_nothing_is_caught(path: str) -> None:
    assert len(list(shape.telling_names(house(**{path: ""})))) == 1


def test_a_long_file_is_caught() -> None:
    assert list(shape.small_files(house(clock="a = 1\n" * 300))) == []
    assert len(list(shape.small_files(house(clock="a = 1\n" * 301)))) == 1


def test_a_full_folder_is_caught() -> None:
    files = {f"cases__rules__r{number}": "" for number in range(15)} | {
        "cases__rules____init__": ""
    }
    assert list(shape.small_folders(house(**files))) == []
    assert len(list(shape.small_folders(house(**files, cases__rules__more="")))) == 1


def test_sizes_are_medians_and_tenths() -> None:
    source = "".join(f"def f{number}():\n" + "    a = 1\n" * number for number in range(1, 12))
    assert list(shape.sizes(house(clock=source, keys="a = 1")).values()) == [39, 7, 11]


@pytest.mark.parametrize(
    "source",
    [
        "from unittest import mock",
        "from unittest.mock import patch",
        "import unittest.mock",
        "monkeypatch.setattr(clock, 'now', then)",
    ],
)
def test_a_test_that_patches_is_caught(source: str) -> None:
    assert len(list(shape.unpatched_tests(House({"tests/test_it.py": source})))) == 1
