"""What the tests of understanding share: the shipped lexicon and rows of labelled messages."""

import zlib
from dataclasses import dataclass
from pathlib import Path

import pytest

from outreach.replies.rules.lexicon import Lexicon
from outreach.replies.services.files import shipped_lexicon

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled message."""

    intents: frozenset[str]
    kinds: frozenset[str]
    text: str

    @property
    def held_out(self) -> bool:
        """A third that nobody looks at while words are added to the lexicon."""
        return zlib.crc32(self.text.encode()) % 3 == 0


def rows(name: str) -> list[Row]:
    """Read `intents, kinds, text` (or `intents, text`) from a file beside the tests."""
    found = []
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        intents, *kinds, text = line.split("\t")
        kind = frozenset(k for part in kinds for k in part.split(",") if k)
        found.append(Row(frozenset(intents.split(",")), kind, text))
    return found


@pytest.fixture(scope="session")
def lexicon() -> Lexicon:
    """The lexicon of every shipped language."""
    return shipped_lexicon()
