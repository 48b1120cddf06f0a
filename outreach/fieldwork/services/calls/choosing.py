"""A human calls of their own accord: within the limits, and in place of the next SMS.

Looked at before it is decided, as every outcome: carried out, shown, and undone.
"""

import hashlib
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState
from outreach.database import local_day
from outreach.fieldwork.services.calls.room import Room, room_in
from outreach.fieldwork.services.calls.today import ASKED
from outreach.fieldwork.services.household import has_refused, locked_case, people_of
from outreach.fieldwork.services.objections import NOT_STARTED
from outreach.fieldwork.services.outcomes import Outcome, close_in
from outreach.fieldwork.services.preview import Foreseen, plans_of
from outreach.fieldwork.services.worklist.ways import Way, ways_of
from outreach.inbox.services.waiting import is_waiting
from outreach.messages.services.means import Means
from outreach.messages.services.standing import Standing, load
from outreach.people.models import Person, PointKind
from outreach.sequences.models import Enrolment
from outreach.sequences.rules.outgoing import replaceable, sms_rank
from outreach.sequences.rules.rehearse import project
from outreach.sequences.rules.script import Step
from outreach.sequences.services.journey import as_if_left
from outreach.sequences.services.pausing import ACTIVE
from outreach.sequences.services.planning import replan
from outreach.sequences.services.snapshots import Run, load_runs
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import NewTask, raise_task

CHOSEN = "call_chosen"


class Bar(StrEnum):
    """Why nobody calls now."""

    NO_CASE = "no_case"
    CLOSED = "closed"
    NOT_STARTED = "not_started"
    REFUSED = "refused"
    NO_NUMBER = "no_number"  # none that is known to be theirs and takes calls
    CAP = "cap"
    NOTICE = "notice"  # the information letter has not arrived
    FLYING = "flying"  # a message is leaving right now
    THERE = "there"  # a call to them is to be made already


@dataclass(frozen=True, slots=True)
class Chosen:
    """What calling does. `instead`: which SMS it stands for, 0 for none; `runs`: what follows if
    nobody answers. `seen`: what somebody has to agree to."""

    bar: Bar | None = None
    task_id: int = 0
    room: Room | None = None
    instead: int = 0
    goes_on: bool = False
    answers: bool = False  # they wrote or asked: no limit stands in the way
    discreet: bool = False  # somebody else may pick up
    lost: tuple[int, ...] = ()  # which SMS would come too late to be of any use
    runs: tuple[Foreseen, ...] = ()
    name: str = field(default="", repr=False)
    seen: str = ""


class _UndoneError(Exception):
    """Carries nothing: it rolls the transaction back."""


def choose_call(
    means: Means, staff: Staff, reference: str, person_id: int, seen: str
) -> tuple[bool, Chosen]:
    """Raise a call if that does what was `seen`; whether it was done, and what it does now."""
    done, found = False, Chosen(Bar.NO_CASE)
    with suppress(_UndoneError), means.database.write() as session:
        found = _carry_out(session, means, staff, reference, person_id)
        if found.bar is not None or found.seen != seen:
            raise _UndoneError
        done = True
    return done, found


def _carry_out(
    session: Session, means: Means, staff: Staff, reference: str, person_id: int
) -> Chosen:
    now = means.clock.now()
    case = locked_case(session, staff, reference)
    if case is None or person_id not in people_of(session, case):
        return Chosen(Bar.NO_CASE)
    standing = _standing(session, case, person_id)
    if standing is not None:
        return Chosen(Bar.THERE, standing.id)
    known = load(session, [case.id], [person_id], now, held=means.held)
    run, room = _run(session, means, case, person_id, now), room_in(known, case, person_id, now)
    person, answers = session.get_one(Person, person_id), _answers(session, case)
    name = person.first_name or ""
    discreet = any(way.discreet for way in _phones(session, person_id))
    bare = Chosen(room=room, answers=answers, goes_on=run is not None, discreet=discreet, name=name)
    bar = _bar(session, case, person_id)
    if bar is None and not bare.answers:
        bar = _limit(case, run, room, known, now)
    if bar is not None:
        return replace(bare, bar=bar)
    step = replaceable(run.snapshot) if run is not None else None
    new = NewTask(
        TaskKind.CALL,
        local_day(session, now),
        reason=CHOSEN,
        step=step.id if step is not None else None,
        enrolment_id=run.enrolment.id if run is not None and step is not None else None,
        person_id=person_id,
    )
    task = raise_task(session, case, new, now=now, actor=staff.code)
    task.owner_id = staff.id
    session.flush()
    replan(session, means, [case.id], now)
    runs = _if_unanswered(session, means, task.id, staff)
    full = replace(
        bare,
        task_id=task.id,
        instead=sms_rank(run.script, step.id) if run is not None and step is not None else 0,
        lost=_lost(run, step, runs, now) if run is not None else (),
        runs=runs,
    )
    return replace(full, seen=_seal(session, full))


def _if_unanswered(
    session: Session, means: Means, task_id: int, staff: Staff
) -> tuple[Foreseen, ...]:
    """What follows a call of today that nobody takes."""
    trial = session.begin_nested()
    close_in(session, means, task_id, Outcome("no_answer"), staff.code, fictitious_allowed=False)
    found = plans_of(session, means, task_id)
    trial.rollback()
    session.expire_all()
    return found


def _lost(
    run: Run, step: Step | None, runs: tuple[Foreseen, ...], now: datetime
) -> tuple[int, ...]:
    """The SMS that were to leave, and would not any more."""
    kept = {each.step for plan in runs for each in plan.steps}
    kept |= {step.id} if step is not None else set()
    were = [each.step for each in project(as_if_left(run.snapshot), now)]
    ranks = (sms_rank(run.script, each) for each in were if each not in kept)
    return tuple(rank for rank in ranks if rank)


def _standing(session: Session, case: Case, person_id: int) -> Task | None:
    rows = select(Task).where(
        Task.case_id == case.id, Task.kind == TaskKind.CALL, Task.state == TaskState.OPEN
    )
    found = session.scalars(rows.order_by(Task.id))
    return next((task for task in found if task.person_id in (None, person_id)), None)


def _run(session: Session, means: Means, case: Case, person_id: int, now: datetime) -> Run | None:
    """The person's run, while messages leave by themselves."""
    rows = select(Enrolment.id).where(
        Enrolment.case_id == case.id, Enrolment.person_id == person_id, Enrolment.state == ACTIVE
    )
    return next(iter(load_runs(session, means, list(session.scalars(rows)), now)), None)


def _answers(session: Session, case: Case) -> bool:
    """Whether a call would answer what the person said."""
    asked = select(Task.id).where(
        Task.case_id == case.id, Task.state == TaskState.OPEN, Task.reason.in_(ASKED)
    )
    return is_waiting(session, case) or session.scalar(asked.limit(1)) is not None


def _bar(session: Session, case: Case, person_id: int) -> Bar | None:
    if case.state == CaseState.CLOSED:
        return Bar.CLOSED
    if case.state in NOT_STARTED:
        return Bar.NOT_STARTED
    if has_refused(session, case, person_id):
        return Bar.REFUSED
    return None if any(way.is_theirs for way in _phones(session, person_id)) else Bar.NO_NUMBER


def _phones(session: Session, person_id: int) -> list[Way]:
    return [way for way in ways_of(session, person_id) if way.kind != PointKind.EMAIL]


def _limit(case: Case, run: Run | None, room: Room, known: Standing, now: datetime) -> Bar | None:
    """What keeps an unprompted call back, as it would a message."""
    if room.full_until is not None:
        return Bar.CAP
    agreement, posted = known.agreements[case.programme_id], known.notices.get(case.id)
    days, calendar = agreement.policy.letter_working_days, agreement.calendar
    if posted is None or calendar.add_working_days(posted, days) > calendar.day(now):
        return Bar.NOTICE
    return Bar.FLYING if run is not None and run.enrolment.due_at is None else None


def _seal(session: Session, found: Chosen) -> str:
    """The same for the same consequences; dates weigh by the day, names not at all."""
    steps = [
        (step.step, step.channel.value, local_day(session, step.at).isoformat())
        for run in found.runs
        for step in run.steps
    ]
    used = found.room.used if found.room is not None else 0
    parts = (found.instead, found.lost, found.answers, found.goes_on, used, steps)
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
