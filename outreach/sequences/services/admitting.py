"""Giving places: waiting cases start in their order of import when the agreement has room."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState, PauseReason, Thread
from outreach.database import local_day
from outreach.messages.services.means import Means
from outreach.people.models import ContactPoint
from outreach.programmes.models import Programme
from outreach.sequences.services.enrolling import enrol
from outreach.sequences.services.pausing import pause_fresh
from outreach.sequences.services.refusals import set_apart, willing
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, ask

_TO_ATTACH = "to_attach"  # the reason of the task, as when the words come later
_PORTION = 500  # cases that start together: a statement takes so many parameters and no more


def places_left(session: Session, programme: Programme) -> int:
    """Households the agreement still has room for; a place once taken is never given back."""
    taken = session.scalar(
        select(func.count())
        .select_from(Case)
        .where(
            Case.programme_id == programme.id,
            or_(Case.place_taken_at.is_not(None), Case.state == CaseState.CONTACTING),
        )
    )
    return max(programme.capacity - (taken or 0), 0)


def place(
    session: Session,
    programme: Programme,
    case: Case,
    *,
    actor: str,
    now: datetime,
) -> None:
    """Start an eligible case, or let it wait for a place behind those that wait already.

    The caller holds the programme's lock.
    """
    place_all(session, programme, [case], actor=actor, now=now)


def place_all(
    session: Session, programme: Programme, some: Sequence[Case], *, actor: str, now: datetime
) -> None:
    """The same for many, in their order."""
    free = free_places(session, programme)
    rest = list(some)
    while free > 0 and rest:
        portion = min(free, _PORTION)
        free -= start(session, rest[:portion], actor=actor, now=now)
        rest = rest[portion:]
    for case in rest:
        cases.move(session, case, CaseState.WAITING, actor=actor, now=now)
    session.flush()


def has_place(session: Session, programme: Programme) -> bool:
    """Whether one more household may start now, without passing before one that waits."""
    return free_places(session, programme) > 0


def free_places(session: Session, programme: Programme) -> int:
    """Places that nobody has and nobody waits for."""
    waiting = session.scalar(
        select(func.count())
        .select_from(Case)
        .where(Case.programme_id == programme.id, Case.state == CaseState.WAITING)
    )
    return max(places_left(session, programme) - (waiting or 0), 0)


def admit_waiting(means: Means) -> int:
    """Start as many waiting cases as there are places; how many."""
    now = means.clock.now()
    admitted = 0
    with means.database.write() as session:
        for programme in session.scalars(
            select(Programme).order_by(Programme.id).with_for_update()
        ):
            if _over(session, programme, now):
                continue
            left = places_left(session, programme)
            queue = _queue(session, programme, left)
            admitted += start(session, queue, actor="system", now=now)
    return admitted


def start(session: Session, some: Sequence[Case], *, actor: str, now: datetime) -> int:
    """Put cases and their people on the script, but those who refused; how many started."""
    threads = willing(session, some)
    pairs: list[tuple[Case, Thread]] = []
    for case in some:
        if case.id not in threads:
            set_apart(session, case, now)
            continue
        cases.move(session, case, CaseState.CONTACTING, actor=actor, now=now)
        pairs += [(case, thread) for thread in threads[case.id]]
    enrol(session, pairs, actor=actor, now=now)
    _hold_writers(session, pairs, now)
    return len(threads)


def _hold_writers(session: Session, pairs: Sequence[tuple[Case, Thread]], now: datetime) -> None:
    """Who wrote before their case was there is answered first: their words lie in no case yet.

    A human says whose they are: a case that is stopped has somebody to act, whatever becomes of
    the thread.
    """
    people = {thread.person_id: case for case, thread in pairs}
    rows = (
        select(ContactPoint.person_id, Thread.alert)
        .join(Thread, Thread.sender_hash == ContactPoint.value_hash)
        .where(
            ContactPoint.person_id.in_(people),
            Thread.case_id.is_(None),
            Thread.first_unanswered_at.is_not(None),
        )
        .order_by(ContactPoint.id)
    )
    written = session.execute(rows).all()
    alarmed = {people[person_id].id for person_id, alert in written if alert}
    whose = NewTask(TaskKind.DECIDE, local_day(session, now), reason=_TO_ATTACH, private=True)
    for case in {people[row.person_id].id: people[row.person_id] for row in written}.values():
        pause_fresh(session, case, PauseReason.REPLY, actor="system", now=now)
        if case.id in alarmed:
            pause_fresh(session, case, PauseReason.ALERT, actor="system", now=now)
        ask(session, case, whose, now=now)


def _queue(session: Session, programme: Programme, places: int) -> list[Case]:
    if places <= 0:
        return []
    return list(
        session.scalars(
            select(Case)
            .where(Case.programme_id == programme.id, Case.state == CaseState.WAITING)
            .order_by(Case.id)
            .limit(places)
            .with_for_update()
        )
    )


def _over(session: Session, programme: Programme, now: datetime) -> bool:
    return programme.ends_on is not None and local_day(session, now) > programme.ends_on
