"""Whether a person's own words, or a talk with them, came after the last time a human went on.

Told by the order of the journal alone: by no pause, which may have been forgotten, and by no
instant, since the clock may have been set wrong in between.
"""

import json

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from outreach.record.models.journal import JournalEntry

_REPLIES = ("reply.received", "reply.unattached")
_TASK, _WENT_ON = "task.done", "pause.ended"
_REACHED = ("reached", "met", "refused")
_MACHINES = ("system", "tenant")
_SPOKEN = (
    select(JournalEntry.event, JournalEntry.actor, JournalEntry.facts)
    .where(
        JournalEntry.reference == bindparam("case"),
        JournalEntry.event.in_((*_REPLIES, _TASK, _WENT_ON)),
    )
    .order_by(JournalEntry.number)
)


def is_waiting(session: Session, reference: str) -> bool:
    """Whether the last word of a case is the person's."""
    waiting = False
    for event, actor, facts in session.execute(_SPOKEN, {"case": reference}):
        if event == _WENT_ON:
            waiting = waiting and actor in _MACHINES
        else:
            waiting = waiting or _is_theirs(event, json.loads(facts))
    return waiting


def _is_theirs(event: str, facts: dict[str, str]) -> bool:
    if event in _REPLIES:
        return facts.get("nature") == "message"
    return facts.get("outcome") in _REACHED
