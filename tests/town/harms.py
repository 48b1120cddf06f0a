"""Ways to harm a good history, each with the word under which it must be found."""

from collections.abc import Callable
from dataclasses import replace

from outreach.town.history import (
    Accepted,
    History,
    Kind,
    Line,
)

# How one attempt may end once it left.
LEFT = ("accepted", "sent", "delivered", "undelivered", "failed")


def told(status: str, *, doubted: bool) -> tuple[str, ...]:
    """The journal of an attempt that ended as `status`."""
    if status == "blocked":
        return ("blocked",)
    return ("reserved", *(("uncertain",) if doubted else ()), status)


def _again(history: History, one: Accepted) -> History:
    """The provider took the same call twice."""
    twin = replace(one, sid=f"{one.sid}x")
    return replace(history, accepted=[*history.accepted, twin])


def _another_try(history: History, one: Accepted) -> History:
    """The step was sent again under another key, as a blind retry does."""
    mine = next(attempt for attempt in history.attempts if attempt.key == one.key)
    history = _row(history, one, "accepted", sid=one.sid)
    key, sid = f"{one.key}-again", f"{one.sid}-again"
    return replace(
        history,
        accepted=[*history.accepted, replace(one, sid=sid, key=key)],
        attempts=[*history.attempts, replace(mine, key=key, sid=sid, status="delivered")],
        journal=[*history.journal, *(Line(key, word) for word in ("reserved", "delivered"))],
    )


def _never_there(history: History, one: Accepted) -> History:
    """The record believes that it left."""
    return replace(history, accepted=[other for other in history.accepted if other != one])


def _not_ours(history: History, one: Accepted) -> History:
    """Somebody else calls with our account."""
    return replace(history, accepted=[*history.accepted, replace(one, sid="SMx", key="nobody")])


def _other_text(history: History, one: Accepted) -> History:
    return _replaced(history, one, replace(one, body="something else"))


def _other_person(history: History, one: Accepted) -> History:
    return _replaced(history, one, replace(one, to="+0"))


def _wrong_name(history: History, one: Accepted) -> History:
    """The listing gave us another message's name."""
    return _replaced(history, one, replace(one, sid="SMy"))


def _replaced(history: History, old: Accepted, new: Accepted) -> History:
    return replace(history, accepted=[new if one == old else one for one in history.accepted])


def _row(history: History, one: Accepted, status: str, **changes: object) -> History:
    """The row and the journal say `status` of what the provider took."""
    mine = next(attempt for attempt in history.attempts if attempt.key == one.key)
    row = replace(mine, status=status, **changes)  # type: ignore[arg-type]
    journal = [line for line in history.journal if line.key != one.key]
    return replace(
        history,
        attempts=[row if attempt == mine else attempt for attempt in history.attempts],
        journal=[*journal, *(Line(one.key, word) for word in told(status, doubted=False))],
    )


def _said_absent(history: History, one: Accepted) -> History:
    """Proved never sent, wrongly."""
    return _row(history, one, "absent", sid=None)


def _said_cancelled(history: History, one: Accepted) -> History:
    return _row(history, one, "cancelled", sid=None)


def _never_marked(history: History, one: Accepted) -> History:
    """Called without the mark that says so."""
    return _row(history, one, "accepted", called_at=None)


def left_uncertain(history: History, one: Accepted) -> History:
    return _row(history, one, "uncertain", sid=None)


def _checkpoint_first(history: History, one: Accepted) -> History:
    """Counted as done before it was: neither a message nor a row."""
    return replace(
        history,
        accepted=[other for other in history.accepted if other != one],
        attempts=[attempt for attempt in history.attempts if attempt.key != one.key],
        journal=[line for line in history.journal if line.key != one.key],
    )


def _asleep(history: History, one: Accepted) -> History:
    """The run is active, and nothing is planned."""
    del one
    return replace(history, runs=[replace(run, due_at=None) for run in history.runs])


def _unwritten(history: History, one: Accepted) -> History:
    return replace(history, journal=[line for line in history.journal if line.key != one.key])


def _without_row(history: History, one: Accepted) -> History:
    del one
    return replace(history, journal=[*history.journal, Line("nobody", "reserved")])


def _backwards(history: History, one: Accepted) -> History:
    lines = [line for line in history.journal if line.key != one.key]
    words = ("reserved", "delivered", "sent")
    changed = _row(history, one, "sent")
    return replace(changed, journal=[*lines, *(Line(one.key, word) for word in words)])


def _from_nowhere(history: History, one: Accepted) -> History:
    """An outcome of what nobody reserved."""
    lines = [line for line in history.journal if line != Line(one.key, "reserved")]
    return replace(history, journal=lines)


def _row_moved_alone(history: History, one: Accepted) -> History:
    """A status that no line of the journal tells of."""
    other = "delivered" if history.journal[-1].status != "delivered" else "sent"
    last = history.journal[-1].key
    rows = [replace(a, status=other) if a.key == last else a for a in history.attempts]
    return replace(history, attempts=rows)


def _one_name_for_two(history: History, one: Accepted) -> History:
    return replace(history, accepted=[*history.accepted, replace(one, key="nobody")])


Harm = Callable[[History, Accepted], History]
HARMS: list[tuple[Kind, Harm]] = [
    (Kind.DUPLICATE, _again),
    (Kind.DUPLICATE, _another_try),
    (Kind.LOST, _never_there),
    (Kind.LOST, _checkpoint_first),
    (Kind.LOST, _asleep),
    (Kind.UNEXPECTED, _not_ours),
    (Kind.UNEXPECTED, _other_text),
    (Kind.UNEXPECTED, _other_person),
    (Kind.UNEXPECTED, _wrong_name),
    (Kind.UNEXPECTED, _said_absent),
    (Kind.UNEXPECTED, _said_cancelled),
    (Kind.UNEXPECTED, _never_marked),
    (Kind.UNKNOWN, left_uncertain),
    (Kind.BROKEN, _unwritten),
    (Kind.BROKEN, _without_row),
    (Kind.BROKEN, _backwards),
    (Kind.BROKEN, _from_nowhere),
    (Kind.BROKEN, _row_moved_alone),
    (Kind.BROKEN, _one_name_for_two),
]
