"""What may have left by a door that tells nothing: e-mails. (Drafts are in human hands anyway.)"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.channels.base import Capability, Medium
from outreach.messages.models import Attempt, Purpose, Status
from outreach.messages.services.doubts import show_doubt
from outreach.messages.services.means import Means
from outreach.people.models import ContactPoint
from outreach.record import services as record
from outreach.sequences.models import Enrolment
from outreach.sequences.rules.facts import NEVER_LEFT, Send, Snapshot
from outreach.sequences.rules.limits import MESSAGES, unmet
from outreach.sequences.rules.plan import index_of, planned
from outreach.sequences.services.acting.offering import flight
from outreach.sequences.services.snapshots import Run, load_runs
from outreach.sequences.services.wording import word
from outreach.upkeep.services.recovery.placing import RESTORED

_BATCH = 100


def doubt_what_was_due(means: Means) -> int:
    """Make an uncertain attempt of each such message whose time has come; how many.

    It may have left between the copy and the loss: like any mail of unknown fate it is never sent
    again, a human looks (care: two of them frighten, one too few can be made up for).
    """
    silent = [m for m, door in means.doors.items() if _is_silent(door.capability)]
    with means.database.read() as session:
        rows = select(Enrolment.id).where(Enrolment.state != "finished").order_by(Enrolment.id)
        ids = list(session.scalars(rows)) if silent else []
    doubted = 0
    for start in range(0, len(ids), _BATCH):
        now = means.clock.now()
        with means.database.write() as session:
            for run in load_runs(session, means, ids[start : start + _BATCH], now):
                doubted += _doubt(session, means, run, silent, now)
    return doubted


def _doubt(session: Session, means: Means, run: Run, silent: list[Medium], now: datetime) -> bool:
    """Whether the run's next message was due by a silent door."""
    decision = _due(run.snapshot, silent, now)
    if decision is None:
        return False
    case = cases.lock(session, [run.case.id])[run.case.id]
    enrolment = session.get_one(Enrolment, run.enrolment.id, with_for_update=True)
    point = session.get_one(ContactPoint, decision.contact_id)
    wording = word(run, run.snapshot, decision, now)
    attempt = Attempt(
        key=means.clock.key(),
        case_id=case.id,
        person_id=run.person.id,
        thread_id=enrolment.thread_id,
        enrolment_id=enrolment.id,
        step=decision.step,
        position=index_of(run.snapshot, decision.step),
        try_no=len(run.snapshot.tries(decision.step)) + 1,
        purpose=Purpose.SEQUENCE,
        channel=decision.channel.value,
        medium=decision.channel.value,
        contact_point_id=point.id,
        address=point.value,
        address_hash=point.value_hash,
        subject=wording.subject or None,
        body=wording.body or None,
        language=wording.language,
        script_version=run.version.label,
        automated=True,
        actor="system",
        status=Status.UNCERTAIN,
        reason=RESTORED,
        at=now,
        called_at=now,
        lease_until=now,
    )
    session.add(attempt)
    ahead = flight(run.snapshot, decision, now)
    enrolment.position, enrolment.j0 = ahead.position, ahead.j0
    enrolment.due_at, enrolment.then_at, enrolment.reason = None, ahead.then_at, ahead.reason
    session.flush()
    facts: record.Facts = {"attempt": attempt.key, "channel": attempt.channel, "step": attempt.step}
    record.write(session, case, "attempt.doubted", "system", now, facts)
    show_doubt(session, case, attempt, now)
    return True


def _is_silent(capability: Capability) -> bool:
    return not capability.can_find and not capability.drafts


def _due(snapshot: Snapshot, silent: list[Medium], now: datetime) -> Send | None:
    """The next message if its date has passed, whatever holds or pauses the run since.

    A requirement may have been met and forgotten: it stops nothing once something has left.
    """
    if snapshot.position >= len(snapshot.steps):
        return None
    step = snapshot.steps[snapshot.position]
    if step.kind not in MESSAGES or Medium(step.kind.value) not in silent:
        return None
    left = [past for past in snapshot.past if past.step and past.automated]
    left = [past for past in left if past.status not in NEVER_LEFT]
    if any(past.step == step.id for past in left) or planned(snapshot, snapshot.position).at > now:
        return None
    if not left and unmet(snapshot, step) is not None:
        return None
    to = next(
        (one for one in snapshot.contacts if one.usable and one.kind.value == step.kind), None
    )
    return Send(step.id, step.kind, to.id) if to else None
