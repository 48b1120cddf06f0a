"""Carrying out decisions on one run by itself, inside the claim's transaction."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from outreach.bulk import insert_many
from outreach.cases.models import Case, CaseState
from outreach.cases.services import take_place
from outreach.channels.base import Medium
from outreach.database import local_day
from outreach.messages.services.means import Means
from outreach.messages.services.reserve import reserve
from outreach.messages.services.sending.parcels import Reserved
from outreach.record import services as record
from outreach.sequences.models import Enrolment
from outreach.sequences.rules.facts import (
    Decision,
    Finish,
    RaiseTask,
    Send,
    Skip,
    Snapshot,
    TaskFact,
    Wait,
)
from outreach.sequences.rules.plan import after
from outreach.sequences.rules.reasons import Reason
from outreach.sequences.services.acting.offering import Offer, flight, offer, with_past
from outreach.sequences.services.acting.rooms import LOOK_AGAIN, Acted, Room, task_of
from outreach.sequences.services.acting.slots import OFFERS, Slots
from outreach.sequences.services.snapshots import Run
from outreach.sequences.services.wording import Wording
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task

_UNDER_WAY = (CaseState.CONTACTING, CaseState.IN_CONTACT)


@dataclass(frozen=True, slots=True)
class _Hand:
    """One run in hand: as it was read, and its rows to write in."""

    session: Session
    means: Means
    run: Run
    enrolment: Enrolment
    case: Case
    now: datetime
    slots: Slots

    def rest(self, until: datetime, reason: Reason) -> None:
        """Look at the run again then."""
        self.enrolment.due_at, self.enrolment.reason = until, reason.value

    def note(self, event: str, **facts: str) -> None:
        """Write one fact into the journal."""
        record.write(self.session, self.case, event, "system", self.now, facts)

    def ask(self, task: NewTask) -> None:
        """Raise a task of the case."""
        raise_task(self.session, self.case, task, now=self.now)


def act_alone(
    session: Session,
    means: Means,
    run: Run,
    now: datetime,
    rooms: dict[Medium, Room],
    slots: Slots,
) -> Acted:
    """Decide and carry out until the run waits, ends, or has an attempt in flight."""
    enrolment = session.get_one(Enrolment, run.enrolment.id)
    case = session.get_one(Case, run.case.id)
    hand = _Hand(session, means, run, enrolment, case, now, slots)
    done, snapshot = Acted(), run.snapshot
    for _ in range(2 * len(snapshot.steps) + 3):
        snapshot, decision = slots.decided(run, snapshot)
        match decision:
            case Wait(until, reason):
                hand.rest(until, reason)
                done.progressed = True
                return done
            case Finish(reason):
                _finish(hand, reason)
                done.progressed = True
                return done
            case Skip(step, reason):
                hand.note("step.skipped", step=step, reason=reason.value)
            case RaiseTask():
                raised = _task(hand, decision)
                snapshot = replace(snapshot, tasks=(*snapshot.tasks, raised))
                done.tasks += 1
            case Send():
                refused = _send(hand, snapshot, decision, rooms, done)
                if refused is None:
                    return done
                snapshot = refused
        snapshot = _moved(hand, snapshot, decision)
        done.progressed = True
    raise RuntimeError(f"{run.case.reference}: the run never comes to rest")


def _moved(hand: _Hand, snapshot: Snapshot, decision: Decision) -> Snapshot:
    advance = after(snapshot, decision, hand.now)
    hand.enrolment.position, hand.enrolment.j0 = advance.position, advance.j0
    return replace(snapshot, position=advance.position, j0=advance.j0)


def _finish(hand: _Hand, reason: Reason) -> None:
    """End the run; silence always ends at a human, who decides what becomes of the case."""
    enrolment = hand.enrolment
    enrolment.state, enrolment.due_at = "finished", None
    enrolment.reason, enrolment.finished_at = reason.value, hand.now
    hand.note("sequence.finished", reason=reason.value)
    if hand.case.state in _UNDER_WAY and reason is not Reason.CLOSED:
        calendar = hand.run.snapshot.calendar
        due_on = calendar.next_working_day(local_day(hand.session, hand.now))
        hand.ask(
            NewTask(
                TaskKind.DECIDE,
                due_on,
                reason=f"end_{reason.value}",
                person_id=hand.run.person.id,
            )
        )


def _task(hand: _Hand, decision: RaiseTask) -> TaskFact:
    task = raise_task(hand.session, hand.case, task_of(hand.run, decision), now=hand.now)
    if task.kind == TaskKind.LETTER:
        take_place(hand.session, hand.case, hand.now)
    return TaskFact(decision.step, task.kind, task.state, task.raised_at, task.due_on)


def _send(
    hand: _Hand, snapshot: Snapshot, decision: Send, rooms: dict[Medium, Room], done: Acted
) -> Snapshot | None:
    """Reserve a message and stop there (None); or, refused by the gate, go on with this."""
    room = rooms[Medium(decision.channel.value)]
    if room.count <= 0:
        if room.until is not None:
            hand.rest(room.until, Reason.BACKOFF)
            done.progressed = True
        return None
    offered = offer(hand.run, snapshot, decision, hand.now, hand.means)
    if not isinstance(offered, Offer):
        _ask_for(hand, offered)
        hand.rest(hand.now + LOOK_AGAIN, Reason.INCOMPLETE)
        done.progressed = True
        return None
    attempt, _verdict = reserve(hand.session, hand.means, hand.case, offered.draft, offered.facts)
    if attempt is None:
        hand.rest(hand.now + LOOK_AGAIN, Reason.HOURS)
        done.progressed = True
        return None
    if attempt.lease_until is None:  # refused by the gate: a human has the task, the run goes on
        done.blocked += 1
        return with_past(snapshot, decision, "blocked", hand.now)
    offers = [*hand.slots.offers(hand.run, snapshot, attempt.key)]
    insert_many(hand.session.connection(), OFFERS, offers)
    room.count -= 1
    done.reserved, done.progressed = Reserved.of(attempt), True
    _in_flight(hand, snapshot, decision)
    return None


def _in_flight(hand: _Hand, snapshot: Snapshot, decision: Send) -> None:
    ahead, enrolment = flight(snapshot, decision, hand.now), hand.enrolment
    enrolment.position, enrolment.j0 = ahead.position, ahead.j0
    enrolment.due_at, enrolment.then_at, enrolment.reason = None, ahead.then_at, ahead.reason


def _ask_for(hand: _Hand, wording: Wording) -> None:
    hand.ask(
        NewTask(
            TaskKind.DECIDE,
            local_day(hand.session, hand.now),
            reason=f"missing_{wording.missing[0]}",
            person_id=hand.run.person.id,
        )
    )
