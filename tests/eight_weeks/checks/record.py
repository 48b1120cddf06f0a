"""The record says what happened, no more and no less."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from tests.eight_weeks.checks.people import households
from tests.eight_weeks.history import History

LEFT = {"accepted", "sent", "delivered", "undelivered", "failed"}
NEVER_LEFT = {"refused", "blocked", "cancelled", "absent"}
_HUMAN = {"letter", "call", "visit"}
_NEAR = timedelta(minutes=2)


def messages_match(history: History) -> Iterator[str]:
    """Every SMS and e-mail that left is one attempt, and every attempt that left is one of them."""
    left = [one for one in _attempts(history) if one["status"] in LEFT]
    truth = [(m.to, m.body, m.status, m.created) for m in history.outbound()]
    yield from _differ("sms", [one for one in left if one["channel"] == "sms"], truth)
    mails = [(m.to, m.text, "accepted", m.at) for m in history.mails]
    yield from _differ("email", [one for one in left if one["channel"] == "email"], mails)


def nothing_in_the_air(history: History) -> Iterator[str]:
    """At the end every attempt has a fate."""
    for one in _attempts(history):
        if one["channel"] not in _HUMAN and one["status"] not in LEFT | NEVER_LEFT:
            yield f"{one['step']} of {one['at']} is {one['status']}"


def humans_match(history: History) -> Iterator[str]:
    """Every letter, call and visit that a human did is an attempt with its outcome and its day."""
    done = Counter(
        (each.case, each.kind, each.step, each.outcome, each.on.isoformat())
        for each in history.done
        if each.kind in _HUMAN
    )
    recorded = Counter(
        (reference, one["channel"], one["step"], one["status"], one["at"][:10])
        for reference, case in households(history)
        for one in case["attempts"]
        if one["channel"] in _HUMAN
    )
    yield from (f"done, not recorded: {each}" for each in done - recorded)
    yield from (f"recorded, not done: {each}" for each in recorded - done)


def numbering(history: History) -> Iterator[str]:
    """Attempts that count are numbered from one; the others are not; the journal is whole."""
    for reference, case in households(history):
        numbers = [one["number"] for one in case["attempts"] if one["counts"]]
        if numbers != list(range(1, len(numbers) + 1)):
            yield f"{reference} counts {numbers}"
        if any(one["number"] is not None for one in case["attempts"] if not one["counts"]):
            yield f"{reference} numbers an attempt that does not count"
        if not case["journal"]["intact"]:
            yield f"{reference}: broken journal"
        if [one["at"] for one in case["attempts"]] != sorted(one["at"] for one in case["attempts"]):
            yield f"{reference}: attempts out of order"


def faults(history: History) -> Iterator[str]:
    """A fault is told where it happened, and nowhere else."""
    for one in _attempts(history):
        if one["channel"] in ("sms", "email") and one["status"] in ("accepted", "delivered"):
            if one["error"] is not None:
                yield f"{one['step']} is {one['status']} with the error {one['error']}"
        elif one["status"] in ("undelivered", "refused") and not one["error"]:
            yield f"{one['step']} is {one['status']} without a reason"


def _attempts(history: History) -> list[dict[str, Any]]:
    return [one for _, case in households(history) for one in case["attempts"]]


def _differ(
    what: str, attempts: list[dict[str, Any]], truth: list[tuple[str, str, str, datetime]]
) -> Iterator[str]:
    waiting = list(attempts)
    for to, text, status, at in truth:
        twin = next((one for one in waiting if _same(one, to, text, status, at)), None)
        if twin is None:
            yield f"{what} of {at} to {to} ({status}) is in no record: {text[:40]!r}"
        else:
            waiting.remove(twin)
    yield from (
        f"{what} recorded, never left: {one['step']} {one['at']} {one['status']}" for one in waiting
    )


def _same(one: dict[str, Any], to: str, text: str, status: str, at: datetime) -> bool:
    return bool(
        one["to"] == to
        and _bare(one["text"]) == _bare(text)
        and one["status"] == status
        and abs(datetime.fromisoformat(one["at"]) - at) <= _NEAR
    )


def _bare(text: str) -> str:
    return " ".join(text.split())
