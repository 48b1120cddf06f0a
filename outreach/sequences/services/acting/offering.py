"""A decision to send, made into a message and held against the gate; nothing is written here."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from outreach.channels.base import Medium
from outreach.messages.models import Purpose
from outreach.messages.rules import gate
from outreach.messages.services.means import Means
from outreach.messages.services.reserve import Draft, sequence_facts
from outreach.sequences.rules.facts import Past, Send, Snapshot
from outreach.sequences.rules.plan import after, index_of, planned
from outreach.sequences.services.snapshots import Run
from outreach.sequences.services.wording import Wording, word

_LATEST = timedelta(hours=4)  # a message that has not left by then is planned again


@dataclass(frozen=True, slots=True)
class Offer:
    """A message ready to be reserved, and what the gate is asked about it."""

    draft: Draft
    facts: gate.Facts


@dataclass(frozen=True, slots=True)
class Flight:
    """Where a run stands while its attempt is in flight, and what comes then."""

    position: int
    j0: date | None
    then_at: datetime
    reason: str


def offer(
    run: Run, snapshot: Snapshot, decision: Send, now: datetime, means: Means
) -> Offer | Wording:
    """The message of a decision, or its wording when something is missing in it."""
    wording = word(run, snapshot, decision, now)
    if wording.missing:
        return wording
    draft = _draft(run, snapshot, decision, wording, now)
    return Offer(draft, sequence_facts(run.standing, run.case, draft, now, means))


def flight(snapshot: Snapshot, decision: Send, now: datetime) -> Flight:
    """Nothing else happens to this run until its attempt is settled; then at `then_at`."""
    advance = after(snapshot, decision, now)
    past = (*snapshot.past, _past(snapshot, decision, "accepted", now))
    ahead = replace(snapshot, past=past, position=advance.position, j0=advance.j0)
    if ahead.position >= len(ahead.steps):
        return Flight(ahead.position, ahead.j0, now, "")
    plan = planned(ahead, ahead.position)
    return Flight(ahead.position, ahead.j0, plan.at, plan.why.value)


def with_past(snapshot: Snapshot, decision: Send, status: str, now: datetime) -> Snapshot:
    """The snapshot with one more attempt of the decision's step."""
    return replace(snapshot, past=(*snapshot.past, _past(snapshot, decision, status, now)))


def _past(snapshot: Snapshot, decision: Send, status: str, now: datetime) -> Past:
    left = status != "blocked"
    return Past(
        at=now,
        status=status,
        automated=True,
        phone_contact=left and decision.channel.value == Medium.SMS,
        step=decision.step,
        try_no=len(snapshot.tries(decision.step)) + 1,
    )


def _draft(run: Run, snapshot: Snapshot, decision: Send, wording: Wording, now: datetime) -> Draft:
    medium = Medium(decision.channel.value)
    closes = snapshot.calendar.closes_at(now) or now  # the gate refuses outside hours
    return Draft(
        purpose=Purpose.SEQUENCE,
        medium=medium,
        person_id=run.person.id,
        thread_id=run.enrolment.thread_id,
        point=run.point(decision.contact_id),
        subject=wording.subject,
        body=wording.body,
        language=wording.language,
        enrolment_id=run.enrolment.id,
        step=decision.step,
        position=index_of(snapshot, decision.step),
        try_no=len(snapshot.tries(decision.step)) + 1,
        script_version=run.version.label,
        expects_reply=medium is Medium.SMS and not decision.one_way,
        expires_at=min(now + _LATEST, closes),
        leased=True,
    )
