"""The hours at which people answered, phoned or wrote: from the record, as it happened."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Thread
from outreach.database import database_of
from outreach.messages.models import Attempt, AttemptChannel
from outreach.people.rules.hours import Hours, Moment, Sign, hours_of
from outreach.replies.models import Reply

_ASKS = "callback"
_IN_PERSON = (AttemptChannel.CALL, AttemptChannel.VISIT)
_OUR_CALLS = {"reached": Sign.ANSWERED, "no_answer": Sign.SILENT, "voicemail": Sign.SILENT}
# A call that is noted later stands at noon of its day: that is no hour at which it was made.
_AT_ONCE = timedelta(minutes=5)
_MOST = 500


def hours_known(session: Session, people: Collection[int]) -> Mapping[int, Hours]:
    """What is known of each person, those of whom nothing is known left out."""
    found: dict[int, list[Moment]] = defaultdict(list)
    for person_id, moment in (*_calls(session, people), *_words(session, people)):
        found[person_id].append(moment)
    return {person_id: hours_of(moments) for person_id, moments in found.items()}


def _calls(session: Session, people: Collection[int]) -> Iterator[tuple[int, Moment]]:
    zone = database_of(session).zone
    rows = (
        select(Attempt.person_id, Attempt.at, Attempt.settled_at, Attempt.status)
        .where(Attempt.person_id.in_(people), Attempt.status.in_(_OUR_CALLS))
        .where(Attempt.channel.in_((AttemptChannel.CALL, AttemptChannel.VOICEMAIL)))
        .order_by(Attempt.id.desc())
        .limit(_MOST)
    )
    for person_id, at, settled_at, status in session.execute(rows):
        if person_id is not None and settled_at is not None and settled_at - at < _AT_ONCE:
            yield person_id, Moment(at.astimezone(zone), _OUR_CALLS[status])


def _words(session: Session, people: Collection[int]) -> Iterator[tuple[int, Moment]]:
    zone = database_of(session).zone
    rows = (
        select(Thread.person_id, Reply)
        .join(Thread, Thread.id == Reply.thread_id)
        .where(Thread.person_id.in_(people), Reply.nature != "auto_reply")
        .order_by(Reply.id.desc())
        .limit(_MOST)
    )
    for person_id, reply in session.execute(rows):
        if person_id is not None:
            at = (reply.sent_at or reply.received_at).astimezone(zone)
            yield person_id, Moment(at, _sign(reply))


def _sign(reply: Reply) -> Sign:
    """What a message says of its hour; of one that may tell of a danger, only that it came."""
    if reply.channel in _IN_PERSON:
        return Sign.CALLED
    asks = not reply.alert and _ASKS in json.loads(reply.intents or "[]")
    return Sign.ASKED if asks else Sign.WROTE
