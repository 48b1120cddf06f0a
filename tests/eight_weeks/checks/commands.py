"""How the commands behave: exit codes, repeats, and what they keep to themselves."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

from tests.eight_weeks.history import History

_COUNTS = ("sent", "deferred", "blocked", "failed", "uncertain", "tasks")
# A number begins a word: random keys hold its digits now and then.
_PRIVATE = re.compile(
    r"(?<![\w.])(?:\+?33|0)[\s.]?6[\s.]?39|@example|EXEMPLE|MARTIN|BENALI|Élodie|Mehdi"
)


def exit_codes(history: History) -> Iterator[str]:
    """Everything that was asked could be done."""
    for args, code, err in history.codes:
        if code != 0:
            yield f"{' '.join(args)}: {code} {err.strip()[:200]}"


def quiet_repeats(history: History) -> Iterator[str]:
    """The worker run again at the same instant does nothing."""
    for first, again in pairwise(history.ticks):
        if first.asked != again.asked:
            continue
        if again.after != again.before:
            yield f"{again.asked}: sent again"
        if any(again.report[name] for name in _COUNTS):
            yield f"{again.asked}: {again.report}"


def honest_counts(history: History) -> Iterator[str]:
    """What the worker counts as sent is what left."""
    for tick in history.ticks:
        left = sum(tick.after) - sum(tick.before)
        if not tick.report["sent"] <= left <= tick.report["sent"] + tick.report["uncertain"]:
            yield f"{tick.asked}: {left} left, {tick.report}"


def known_again(history: History) -> Iterator[str]:
    """A file imported again brings nothing new, and the same rejections."""
    half = len(history.imports) // 2
    for first, again in zip(history.imports[:half], history.imports[half:], strict=True):
        if again["accepted"] or len(again["known"]) != len(first["accepted"]):
            yield f"{len(again['accepted'])} accepted again, {len(again['known'])} known"
        if any(row["changes"] for row in again["known"]):
            yield f"changes: {again['known']}"
        if again["rejected"] != first["rejected"]:
            yield "other rejections"


def nothing_private_in_logs(history: History) -> Iterator[str]:
    """Standard error holds neither a number, nor an e-mail, nor a name."""
    for args, _, err in history.codes:
        if _PRIVATE.search(err):
            yield f"{' '.join(args)} says {err.strip()[:200]}"


def instants(history: History) -> Iterator[str]:
    """A tick says when it was, in local time."""
    for tick in history.ticks:
        said = tick.report["at"]
        if not (said.startswith(f"{tick.asked:%Y-%m-%dT%H:%M}") and said.endswith("+01:00")):
            yield f"{tick.asked} is told as {said}"
    if history.ticks[-1].asked - history.ticks[0].asked < timedelta(weeks=8):
        yield "the story is shorter than eight weeks"
