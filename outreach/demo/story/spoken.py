"""Whether a person's own words, or a talk with them, came after the last time a human went on.

Told by the journal alone, and in its order: by no pause, which may have been forgotten. Instants
say only where a message of another book belongs.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from outreach.record.models.journal import JournalEntry

_REPLIES = ("reply.received", "reply.unattached")
# Somebody was seen, agreed on seeing somebody, or showed a paper.
_SEEN = ("appointment.agreed", "appointment.done", "paper.noted")
_TASK, _WENT_ON = "task.done", "pause.ended"
_REACHED = ("reached", "met", "refused")
_MACHINES = ("system", "tenant")
_SPOKEN = (
    select(JournalEntry.at, JournalEntry.event, JournalEntry.actor, JournalEntry.facts)
    .where(
        JournalEntry.reference == bindparam("case"),
        JournalEntry.event.in_((*_REPLIES, *_SEEN, _TASK, _WENT_ON)),
    )
    .order_by(JournalEntry.number)
)


class Turn(NamedTuple):
    """From this entry on, the last word is the person's, or a human has gone on since."""

    at: datetime
    waiting: bool


def turns(session: Session, reference: str) -> Sequence[Turn]:
    """How the last word of a case went to and fro, in the order of its journal."""
    return tuple(_turns(session, reference))


def is_waiting(session: Session, reference: str) -> bool:
    """Whether the last word of a case is the person's."""
    return any(turn.waiting for turn in turns(session, reference)[-1:])


def was_waiting(told: Sequence[Turn], at: datetime) -> bool:
    """The same at an instant: what was written down in that very instant came after it."""
    return any(turn.waiting for turn in [turn for turn in told if turn.at < at][-1:])


def _turns(session: Session, reference: str) -> Iterator[Turn]:
    waiting = False
    for at, event, actor, facts in session.execute(_SPOKEN, {"case": reference}):
        if event == _WENT_ON:
            waiting = waiting and actor in _MACHINES
        else:
            waiting = waiting or _is_theirs(event, json.loads(facts))
        yield Turn(at, waiting)


def _is_theirs(event: str, facts: dict[str, str]) -> bool:
    if event in _SEEN:
        return True
    if event in _REPLIES:
        return facts.get("nature") == "message"
    return facts.get("outcome") in _REACHED
