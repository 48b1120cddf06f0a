"""Somebody else had the first messages: the person starts with the first one, as everybody."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.messages.models import Attempt, Status
from outreach.messages.services.attempts import cancel
from outreach.messages.services.means import Means
from outreach.people.models import OptOut, OptOutKind
from outreach.record import services as record
from outreach.sequences.models import Enrolment, ScriptVersion
from outreach.sequences.rules.script import StepKind
from outreach.sequences.services.planning import plan
from outreach.sequences.services.versions import script_of

_MAY_HAVE_ARRIVED = (
    Status.CALLING,
    Status.UNCERTAIN,
    Status.ACCEPTED,
    Status.SENT,
    Status.DELIVERED,
)


def introduce_again(session: Session, means: Means, person_id: int, now: datetime) -> bool:
    """Send a run back to its first SMS when that one reached only numbers of somebody else.

    The introduction and the way to refuse stand in it. Its attempts stay in the record but leave
    the run, which then has none for these steps. J0 is fixed again when it leaves. True if so.
    """
    runs = select(Enrolment).where(
        Enrolment.person_id == person_id, Enrolment.state.in_(("active", "paused"))
    )
    again = [_again(session, means, run, now) for run in session.scalars(runs).all()]
    return any(again)


def _again(session: Session, means: Means, run: Enrolment, now: datetime) -> bool:
    first = _first_sms(session, run)
    if first is None or run.position <= first[0]:
        return False
    index, step = first
    tried = _texted(session, run)
    elsewhere = _wrong_numbers(session, tried)
    mine = [attempt for attempt in tried if attempt.step == step]
    if not mine or any(_reached(attempt, elsewhere) for attempt in mine):
        return False
    for attempt in tried:
        if attempt.step == step or attempt.address_hash in elsewhere:
            _let_go(session, means, attempt, now)
    run.position, run.j0, run.then_at = index, None, None
    case = session.get_one(Case, run.case_id)
    record.write(session, case, "sequence.again", "system", now, {"step": step})
    session.flush()
    if run.state == "active":
        plan(session, means, [run.id], now)
    return True


def _first_sms(session: Session, run: Enrolment) -> tuple[int, str] | None:
    script = script_of(session.get_one(ScriptVersion, run.version_id))
    steps = enumerate(script.steps)
    return next(((i, step.id) for i, step in steps if step.kind is StepKind.SMS), None)


def _texted(session: Session, run: Enrolment) -> Sequence[Attempt]:
    rows = select(Attempt).where(Attempt.enrolment_id == run.id, Attempt.channel == "sms")
    return session.scalars(rows.order_by(Attempt.id).with_for_update()).all()


def _wrong_numbers(session: Session, tried: Sequence[Attempt]) -> set[str]:
    rows = select(OptOut.value_hash).where(
        OptOut.value_hash.in_({attempt.address_hash for attempt in tried}),
        OptOut.kind == OptOutKind.WRONG_PERSON,
        OptOut.lifted_at.is_(None),
    )
    return set(session.scalars(rows))


def _reached(attempt: Attempt, elsewhere: set[str]) -> bool:
    return attempt.status in _MAY_HAVE_ARRIVED and attempt.address_hash not in elsewhere


def _let_go(session: Session, means: Means, attempt: Attempt, now: datetime) -> None:
    """Not this run's any more: a step is open once in a run, and its tries are numbered."""
    attempt.enrolment_id = None
    if attempt.status == Status.RESERVED:
        cancel(session, means, attempt, "point_unusable", now)
