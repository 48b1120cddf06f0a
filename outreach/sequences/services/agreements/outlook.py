"""Where an agreement stands: its places, what is planned, what a human has dated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState, Referral
from outreach.database import database_of, local_day
from outreach.messages.services.means import Means
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.programmes.rules import eligibility
from outreach.sequences.models import Enrolment
from outreach.sequences.rules.decide import decide
from outreach.sequences.rules.limits import MESSAGES
from outreach.sequences.rules.reasons import Reason
from outreach.sequences.rules.rehearse import foresee
from outreach.sequences.services.admitting import places_left
from outreach.sequences.services.journey import as_if_left
from outreach.sequences.services.snapshots import Run, load_runs
from outreach.tasks.models import Task, TaskKind, TaskState

MOST_RUNS = 200  # more are not worth the wait: the first ones tell


@dataclass(frozen=True, slots=True)
class Next:
    """The next automatic message of a run, if the person stays silent and tasks are done in time.

    `kind` is sms or email.
    """

    case: str
    kind: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Outlook:
    """Everything that a change of the agreement may move. Cases are named by reference.

    `ending`: runs that stop because the agreement is over. `shut`: visits that are dated on a
    closed day or hour. `fitting`: cases out of the agreement that its terms would let in.
    `unfitting`: cases under way that its terms would not.
    """

    taken: int
    capacity: int
    waiting: tuple[str, ...]
    entering: tuple[str, ...]
    messages: Mapping[int, Next]
    ending: frozenset[str]
    starts_later: frozenset[str]
    shut: frozenset[tuple[str, datetime]]
    fitting: frozenset[str]
    unfitting: frozenset[str]
    partial: bool


def outlook(session: Session, means: Means, programme: Programme) -> Outlook:
    """Look at an agreement as it is in this transaction."""
    now = means.clock.now()
    left, waiting = places_left(session, programme), _waiting(session, programme)
    runs, partial = _runs(session, means, programme, now)
    over = programme.ends_on is not None and local_day(session, now) > programme.ends_on
    fitting, unfitting = _fits(session, programme, now)
    return Outlook(
        taken=_taken(session, programme),
        capacity=programme.capacity,
        waiting=waiting,
        entering=() if over else waiting[:left],
        messages=dict(_messages(runs, now)),
        ending=frozenset(_deciding(runs, now, Reason.PROGRAMME_END)),
        starts_later=frozenset(_deciding(runs, now, Reason.NOT_STARTED)),
        shut=frozenset(_shut(session, programme, now)),
        fitting=frozenset(fitting),
        unfitting=frozenset(unfitting),
        partial=partial,
    )


def _taken(session: Session, programme: Programme) -> int:
    """Like `places_left`, and more than the capacity when it was lowered."""
    taken = (
        select(func.count())
        .select_from(Case)
        .where(
            Case.programme_id == programme.id,
            Case.place_taken_at.is_not(None) | (Case.state == CaseState.CONTACTING),
        )
    )
    return session.scalar(taken) or 0


def _waiting(session: Session, programme: Programme) -> tuple[str, ...]:
    rows = select(Case.reference).where(
        Case.programme_id == programme.id, Case.state == CaseState.WAITING
    )
    return tuple(session.scalars(rows.order_by(Case.id)))


def _runs(
    session: Session, means: Means, programme: Programme, now: datetime
) -> tuple[Sequence[Run], bool]:
    """The runs that go on by themselves, and whether they are not all."""
    ids = session.scalars(
        select(Enrolment.id)
        .join(Case, Case.id == Enrolment.case_id)
        .where(Case.programme_id == programme.id, Enrolment.state == "active")
        .order_by(Enrolment.id)
        .limit(MOST_RUNS + 1)
    ).all()
    runs = load_runs(session, means, ids[:MOST_RUNS], now) if ids else []
    going = [run for run in runs if not run.snapshot.paused]
    return going, len(ids) > MOST_RUNS


def _messages(runs: Sequence[Run], now: datetime) -> Mapping[int, Next]:
    found: dict[int, Next] = {}
    for run in runs:
        steps = foresee(as_if_left(run.snapshot), now)
        first = next((step for step in steps if step.channel in MESSAGES), None)
        if first is not None:
            found[run.enrolment.id] = Next(run.case.reference, first.channel.value, first.at)
    return found


def _deciding(runs: Sequence[Run], now: datetime, reason: Reason) -> set[str]:
    """Cases whose run ends, or waits, for that reason."""
    decided = ((run.case.reference, decide(run.snapshot, now)) for run in runs)
    return {case for case, said in decided if getattr(said, "reason", None) is reason}


def _shut(session: Session, programme: Programme, now: datetime) -> list[tuple[str, datetime]]:
    calendar = programmes.calendar_of(session, programme, database_of(session).zone)
    rows = session.execute(
        select(Case.reference, Task.visit_at)
        .join(Case, Case.id == Task.case_id)
        .where(
            Case.programme_id == programme.id,
            Task.kind == TaskKind.VISIT,
            Task.state == TaskState.OPEN,
            Task.visit_at > now,
        )
    )
    return [(case, at) for case, at in rows if at is not None and not calendar.is_open(at)]


def _fits(session: Session, programme: Programme, now: datetime) -> tuple[list[str], list[str]]:
    """Cases out of the agreement that fit, and cases under way that don't, its dates apart."""
    terms, today = programmes.terms_of(programme), local_day(session, now)
    rows = session.execute(
        select(Case.reference, Case.state, Referral)
        .join(Referral, Referral.case_id == Case.id)
        .where(Case.programme_id == programme.id, Case.state != CaseState.CLOSED)
    )
    fitting, unfitting = [], []
    for case, state, referral in rows:
        reasons = _reasons(referral, terms, today)
        if state == CaseState.INELIGIBLE and not reasons:
            fitting.append(case)
        elif state != CaseState.INELIGIBLE and reasons:
            unfitting.append(case)
    return fitting, unfitting


def _reasons(
    referral: Referral, terms: eligibility.Terms, today: date
) -> tuple[eligibility.Code, ...]:
    facts = eligibility.ReferralFacts(
        referral.entered_on,
        referral.first_missed_on,
        eligibility.Guarantor(referral.guarantor),
        referral.landlord_attempts,
    )
    return eligibility.assess(facts, replace(terms, starts=None, ends=None), today).reasons
