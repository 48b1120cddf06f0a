"""What nearly every due run needs, written for a whole batch at once: to wait, one message, or
one task of a human.

A run that needs anything else is left to `alone`, which acts on it by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, update
from sqlalchemy.orm import Session

from outreach.bulk import insert_many, listed, update_many
from outreach.cases.models import Case
from outreach.channels.base import Medium
from outreach.messages.models import Attempt
from outreach.messages.rules import gate
from outreach.messages.services.means import Means
from outreach.messages.services.reserve import noted, reservation
from outreach.messages.services.sending.parcels import Reserved
from outreach.record import services as record
from outreach.sequences.models import Enrolment
from outreach.sequences.rules.decide import decide
from outreach.sequences.rules.facts import RaiseTask, Send, Snapshot, TaskFact, Wait
from outreach.sequences.rules.plan import after
from outreach.sequences.services.acting.offering import Offer, flight, offer
from outreach.sequences.services.acting.rooms import Acted, Room, task_of
from outreach.sequences.services.acting.slots import OFFERS, Slots
from outreach.sequences.services.rows import CaseRow
from outreach.sequences.services.snapshots import Run
from outreach.tasks.models import TaskKind, TaskState
from outreach.tasks.services import NewTask, raise_many

_PLACE = (
    update(Case.__table__)  # type: ignore[arg-type]  # a mapped table is one
    .where(listed(Case.id, "ids"))
    .values(place_taken_at=bindparam("now"))
)


@dataclass(slots=True)
class Ledger:
    """What a batch has decided and not yet written."""

    rests: list[Mapping[str, object]] = field(default_factory=list)
    moves: list[Mapping[str, object]] = field(default_factory=list)
    flights: list[Mapping[str, object]] = field(default_factory=list)
    attempts: list[dict[str, Any]] = field(default_factory=list)
    tasks: list[tuple[CaseRow, NewTask]] = field(default_factory=list)
    notes: list[record.Note] = field(default_factory=list)
    offers: list[dict[str, Any]] = field(default_factory=list)
    cases: list[CaseRow] = field(default_factory=list)
    places: list[int] = field(default_factory=list)  # cases that take theirs in the programme

    def write(self, session: Session, now: datetime) -> None:
        """Write all of it, a few statements for the whole batch."""
        connection = session.connection()
        for runs in (self.rests, self.moves, self.flights):
            update_many(connection, Enrolment.__table__, runs)
        insert_many(connection, Attempt.__table__, self.attempts)
        insert_many(connection, OFFERS, self.offers)
        record.write_all(session, [*self.notes, *raise_many(session, self.tasks, now)])
        record.save_heads(session, self.cases)
        if self.places:
            connection.execute(_PLACE, {"ids": self.places, "now": now})

    def take_place(self, case: CaseRow) -> None:
        """Count the household in the programme's capacity from now, unless it was before."""
        if case.place_taken_at is None:
            self.places.append(case.id)


def act_together(
    ledger: Ledger,
    means: Means,
    run: Run,
    now: datetime,
    rooms: Mapping[Medium, Room],
    slots: Slots,
) -> Acted | None:
    """Note in the ledger what one run needs; None when it needs to be acted on alone."""
    snapshot, decision = slots.decided(run, run.snapshot)
    match decision:
        case Wait(until, reason):
            _rest(ledger, run, until, reason.value)
            return Acted(progressed=True)
        case Send():
            room = rooms[Medium(decision.channel.value)]
            if room.count <= 0:
                return None if room.until is not None else Acted()
            offered = offer(run, snapshot, decision, now, means)
            if not isinstance(offered, Offer):
                return None
            if not gate.judge(offered.draft.purpose, offered.facts).passes:
                return None
            room.count -= 1
            reserved = _send(ledger, means, run, snapshot, decision, offered, slots)
            return Acted(progressed=True, reserved=reserved)
        case RaiseTask():
            return _ask(ledger, run, decision, now)
        case _:
            return None


def _ask(ledger: Ledger, run: Run, decision: RaiseTask, now: datetime) -> Acted | None:
    """Note the task of a step; None when the run does not simply wait after it."""
    kind = decision.kind.value
    fact = TaskFact(decision.step, kind, TaskState.OPEN, now, decision.due_on)
    asked = replace(run.snapshot, tasks=(*run.snapshot.tasks, fact))
    ahead = after(asked, decision, now)
    then = decide(replace(asked, position=ahead.position, j0=ahead.j0), now)
    if not isinstance(then, Wait):
        return None
    new = task_of(run, decision)
    ledger.tasks.append((run.case, new))
    ledger.cases.append(run.case)
    ledger.moves.append(
        {
            "id": run.enrolment.id,
            "due_at": then.until,
            "reason": then.reason.value,
            "position": ahead.position,
            "j0": ahead.j0,
        }
    )
    if new.kind is TaskKind.LETTER:
        ledger.take_place(run.case)
    return Acted(progressed=True, tasks=1)


def _rest(ledger: Ledger, run: Run, until: datetime, why: str) -> None:
    ledger.rests.append({"id": run.enrolment.id, "due_at": until, "reason": why})


def _send(
    ledger: Ledger,
    means: Means,
    run: Run,
    snapshot: Snapshot,
    decision: Send,
    offered: Offer,
    slots: Slots,
) -> Reserved:
    draft, now = offered.draft, offered.facts.now
    values = reservation(means, run.case.id, draft, now)
    # All that may find a fault comes before anything is noted.
    ahead, offers = flight(snapshot, decision, now), [*slots.offers(run, snapshot, values["key"])]
    ledger.attempts.append(values)
    ledger.offers += offers
    ledger.notes.append(noted(run.case, draft, values["key"], now))
    ledger.cases.append(run.case)
    ledger.take_place(run.case)
    ledger.flights.append(
        {
            "id": run.enrolment.id,
            "due_at": None,
            "then_at": ahead.then_at,
            "reason": ahead.reason,
            "position": ahead.position,
            "j0": ahead.j0,
        }
    )
    return Reserved.among(values)
