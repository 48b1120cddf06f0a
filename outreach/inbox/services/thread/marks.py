"""What happened to a case or to a person's numbers, between their messages."""

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.inbox.services.sight import Found
from outreach.inbox.services.thread.items import Item, Place, What
from outreach.people.models import ContactPoint, OptOut
from outreach.record.models.journal import JournalEntry

# Told between the messages; everything else stands in the record of the case.
EVENTS = frozenset(
    {
        *("appointment.agreed", "appointment.cancelled", "appointment.done"),
        *("appointment.missed", "appointment.moved", "appointment.proposed"),
        *("visit.agreed", "visit.cancelled", "visit.moved", "visit.proposed"),
        *("visit.card_left", "visit.overdue"),
        *("visit.alarm_answered", "visit.alarm_passed_on", "visit.incident"),
        *("alert.raised", "case.entrusted", "case.moved", "case.opened", "contact.corrected"),
        *("contact.discreet", "contact.disowned", "contact.open", "pause.ended", "pause.opened"),
        *("pause.postponed", "paper.noted", "paper.corrected", "paper.struck"),
        *("person.corrected", "reply.attached", "sequence.again", "sequence.finished"),
        *("sequence.started", "step.skipped", "stop.confirmed", "stop.denied"),
        *("thread.answered", "thread.reopened", "visit.announced", "visit.to_reconfirm"),
        *("letter.handed_over", "letter.not_handed_over"),
    }
)
_DECIDED = ("decide", "check_number")
_BY_ANSWERING = "answer"  # the answer itself stands there


def marks_of(session: Session, found: Found) -> list[Item]:
    """Every mark of a thread, in any order; a thread without a case has none."""
    if found.case is None:
        return []
    return [*_told(session, found.case.reference), *_refusals(session, found)]


def _told(session: Session, reference: str) -> Iterator[Item]:
    rows = session.execute(
        select(
            *(JournalEntry.number, JournalEntry.at, JournalEntry.actor),
            *(JournalEntry.event, JournalEntry.facts),
        ).where(JournalEntry.reference == reference, JournalEntry.event.in_((*EVENTS, "task.done")))
    )
    for number, at, actor, event, packed in rows:
        facts = json.loads(packed)
        if event == "task.done" and facts.get("kind") not in _DECIDED:
            continue  # its letter, call or visit stands there
        if event == "thread.answered" and facts.get("how") == _BY_ANSWERING:
            continue
        yield Item(Place(at, "j", number), What.MARK, event=event, facts=facts, who=actor)


def _refusals(session: Session, found: Found) -> Iterator[Item]:
    """Numbers and addresses that were blocked, and freed again by a START."""
    if found.person is None:
        return
    hashes = select(ContactPoint.value_hash).where(
        ContactPoint.person_id == found.person.id, ContactPoint.value_hash.is_not(None)
    )
    rows = session.scalars(select(OptOut).where(OptOut.value_hash.in_(hashes)).order_by(OptOut.id))
    yield from _once(list(rows))


def _once(refusals: Sequence[OptOut]) -> Iterator[Item]:
    """A STOP blocks every number of a person: that is one mark."""
    seen = set()
    for each in refusals:
        if (each.kind, each.at) not in seen:
            seen.add((each.kind, each.at))
            yield Item(Place(each.at, "o", each.id), What.MARK, event=f"blocked.{each.kind}")
        if each.lifted_at is not None and ("lifted", each.lifted_at) not in seen:
            seen.add(("lifted", each.lifted_at))
            yield Item(Place(each.lifted_at, "p", each.id), What.MARK, event="blocked.lifted")
