"""Carrying out decisions on one run, inside the claim's transaction."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from outreach.cases.models import CaseState
from outreach.cases.services import take_place
from outreach.channels.base import Medium
from outreach.database import local_day
from outreach.messages.models import Attempt, Purpose
from outreach.messages.services.means import Means
from outreach.messages.services.reserve import Draft, reserve, sequence_facts
from outreach.record import services as record
from outreach.sequences.rules.decide import decide
from outreach.sequences.rules.facts import (
    Decision,
    Finish,
    Past,
    RaiseTask,
    Send,
    Skip,
    Snapshot,
    TaskFact,
    Wait,
)
from outreach.sequences.rules.plan import after, index_of, planned
from outreach.sequences.rules.reasons import Reason
from outreach.sequences.services.snapshots import Run
from outreach.sequences.services.wording import Wording, word
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task

_LATEST = timedelta(hours=4)  # a message that has not left by then is planned again
_UNDER_WAY = (CaseState.CONTACTING, CaseState.IN_CONTACT)
_LOOK_AGAIN = timedelta(hours=1)


@dataclass(slots=True)
class Room:
    """What a door may still take in this batch; `until`: its sender rests until then."""

    count: int
    until: datetime | None = None


@dataclass(slots=True)
class Acted:
    """What was done with one run."""

    progressed: bool = False
    tasks: int = 0
    blocked: int = 0
    attempt: Attempt | None = None  # reserved, to deliver


def act(
    session: Session, means: Means, run: Run, now: datetime, rooms: dict[Medium, Room]
) -> Acted:
    """Decide and carry out until the run waits, ends, or has an attempt in flight."""
    done, snapshot = Acted(), run.snapshot
    for _ in range(2 * len(snapshot.steps) + 3):
        decision = decide(snapshot, now)
        match decision:
            case Wait(until, reason):
                _rest(run, snapshot, until, reason)
                done.progressed = True
                return done
            case Finish(reason):
                _finish(session, run, reason, now)
                done.progressed = True
                return done
            case Skip(step, reason):
                _note_skip(session, run, step, reason, now)
            case RaiseTask():
                snapshot = replace(
                    snapshot, tasks=(*snapshot.tasks, _task(session, run, decision, now))
                )
                done.tasks += 1
            case Send():
                refused = _send(session, means, run, snapshot, decision, now, rooms, done)
                if refused is None:
                    return done
                snapshot = refused
        snapshot = _moved(run, snapshot, decision, now)
        done.progressed = True
    raise RuntimeError(f"{run.case.reference}: the run never comes to rest")


def _moved(run: Run, snapshot: Snapshot, decision: Decision, now: datetime) -> Snapshot:
    advance = after(snapshot, decision, now)
    run.enrolment.position, run.enrolment.j0 = advance.position, advance.j0
    return replace(snapshot, position=advance.position, j0=advance.j0)


def _rest(run: Run, snapshot: Snapshot, until: datetime, reason: Reason) -> None:
    run.enrolment.due_at, run.enrolment.reason = until, reason.value


def _finish(session: Session, run: Run, reason: Reason, now: datetime) -> None:
    """End the run; silence always ends at a human, who decides what becomes of the case."""
    enrolment = run.enrolment
    enrolment.state, enrolment.due_at = "finished", None
    enrolment.reason, enrolment.finished_at = reason.value, now
    facts = {"reason": reason.value}
    record.write(session, run.case, "sequence.finished", "system", now, facts)
    if run.case.state in _UNDER_WAY and reason is not Reason.CLOSED:
        task = NewTask(
            TaskKind.DECIDE,
            run.snapshot.calendar.next_working_day(local_day(session, now)),
            reason=f"end_{reason.value}",
            person_id=run.person.id,
        )
        raise_task(session, run.case, task, now=now)


def _note_skip(session: Session, run: Run, step: str, reason: Reason, now: datetime) -> None:
    facts = {"step": step, "reason": reason.value}
    record.write(session, run.case, "step.skipped", "system", now, facts)


def _task(session: Session, run: Run, decision: RaiseTask, now: datetime) -> TaskFact:
    new = NewTask(
        TaskKind(decision.kind.value),
        decision.due_on,
        reason=decision.reason.value,
        step=decision.step,
        enrolment_id=run.enrolment.id,
        person_id=run.person.id,
        visit_at=decision.visit_at,
    )
    task = raise_task(session, run.case, new, now=now)
    if task.kind == TaskKind.LETTER:
        take_place(session, run.case, now)
    return TaskFact(decision.step, task.kind, task.state, task.raised_at, task.due_on)


def _send(
    session: Session,
    means: Means,
    run: Run,
    snapshot: Snapshot,
    decision: Send,
    now: datetime,
    rooms: dict[Medium, Room],
    done: Acted,
) -> Snapshot | None:
    """Reserve a message and stop there (None); or, refused by the gate, go on with this."""
    medium = Medium(decision.channel.value)
    room = rooms[medium]
    if room.count <= 0:
        if room.until is not None:
            _rest(run, snapshot, room.until, Reason.BACKOFF)
            done.progressed = True
        return None
    wording = word(run, snapshot, decision, now)
    if wording.missing:
        _ask_for(session, run, wording, now)
        _rest(run, snapshot, now + _LOOK_AGAIN, Reason.INCOMPLETE)
        done.progressed = True
        return None
    draft = _draft(run, snapshot, decision, medium, wording, now)
    facts = sequence_facts(run.standing, run.case, draft, now, means)
    attempt, _verdict = reserve(session, means, run.case, draft, facts)
    if attempt is None:
        _rest(run, snapshot, now + _LOOK_AGAIN, Reason.HOURS)
        done.progressed = True
        return None
    if attempt.lease_until is None:  # refused by the gate: a human has the task, the run goes on
        done.blocked += 1
        return _with_past(snapshot, decision, "blocked", now)
    room.count -= 1
    done.attempt, done.progressed = attempt, True
    _in_flight(run, snapshot, decision, now)
    return None


def _in_flight(run: Run, snapshot: Snapshot, decision: Send, now: datetime) -> None:
    """Nothing else happens to this run until its attempt is settled; then at `then_at`."""
    ahead = _moved(run, _with_past(snapshot, decision, "accepted", now), decision, now)
    run.enrolment.due_at = None
    more = ahead.position < len(ahead.steps)
    run.enrolment.then_at = planned(ahead, ahead.position).at if more else now
    run.enrolment.reason = planned(ahead, ahead.position).why.value if more else ""


def _with_past(snapshot: Snapshot, decision: Send, status: str, now: datetime) -> Snapshot:
    """The snapshot with one more attempt of the decision's step."""
    left = status != "blocked"
    past = Past(
        at=now,
        status=status,
        automated=True,
        phone_contact=left and decision.channel.value == Medium.SMS,
        step=decision.step,
        try_no=len(snapshot.tries(decision.step)) + 1,
    )
    return replace(snapshot, past=(*snapshot.past, past))


def _draft(
    run: Run,
    snapshot: Snapshot,
    decision: Send,
    medium: Medium,
    wording: Wording,
    now: datetime,
) -> Draft:
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


def _ask_for(session: Session, run: Run, wording: Wording, now: datetime) -> None:
    task = NewTask(
        TaskKind.DECIDE,
        local_day(session, now),
        reason=f"missing_{wording.missing[0]}",
        person_id=run.person.id,
    )
    raise_task(session, run.case, task, now=now)
