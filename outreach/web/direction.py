"""Which way a text runs: right to left where its language does, whatever its first letters."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

RIGHT_TO_LEFT = frozenset({"ar", "ckb", "fa", "he", "ps", "ur"})
_GAP = "\n\n"


@dataclass(frozen=True, slots=True)
class Run:
    """Paragraphs that run the same way; `language` is empty for the page's own."""

    text: str
    direction: str
    language: str


def direction(text: str, language: str | None = None) -> str:
    """``rtl`` for a language known to run so, its digits too; else ``auto``: the browser looks.

    A name in Latin letters does not turn a sentence round; French beneath the Arabic stays French.
    """
    if language not in RIGHT_TO_LEFT:
        return "auto"
    ways = {unicodedata.bidirectional(sign) for sign in text}
    return "rtl" if ways & {"R", "AL"} or "L" not in ways else "auto"


def runs(text: str, language: str | None = None) -> Iterator[Run]:
    """The text cut where its direction changes, between paragraphs: a message and its twin."""
    kept: list[str] = []
    way = ""
    for paragraph in text.split(_GAP):
        its = direction(paragraph, language)
        if kept and its != way:
            yield _run(kept, way, language)
            kept = []
        kept.append(paragraph)
        way = its
    yield _run(kept, way, language)


def _run(paragraphs: list[str], way: str, language: str | None) -> Run:
    twin = language in RIGHT_TO_LEFT and way != "rtl"
    foreign = "" if twin or language in (None, "fr") else str(language)
    return Run(_GAP.join(paragraphs), way, foreign)
