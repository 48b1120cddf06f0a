"""What a worker found when a number or an address was to be checked."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState, PauseReason, Thread
from outreach.database import database_of, local_day
from outreach.fieldwork.rules import Problem
from outreach.inbox.rules import TO_ATTACH
from outreach.intake.services.kin import holders_of, tell_sharing
from outreach.messages.services.means import Means
from outreach.people.models import ContactPoint, PointKind, PointStatus
from outreach.people.rules.emails import Email, read_email
from outreach.people.rules.numbers import Phone, read_phone
from outreach.people.services import (
    POINT_KINDS,
    mirror_discretion,
    mirror_refusals,
    refused_hashes,
)
from outreach.sequences.services.pausing import pause_case
from outreach.sequences.services.rewinding import introduce_again
from outreach.tasks.models import Task, TaskKind
from outreach.tasks.services import NewTask, ask, reconfirm_visits

_TO_CHECK = (PointStatus.SUSPECT, PointStatus.INVALID)
_PHONES = (PointKind.MOBILE, PointKind.LANDLINE)


@dataclass(frozen=True, slots=True)
class Way:
    """A number or an e-mail address that a worker gave."""

    kind: PointKind
    value: str
    value_hash: str


def read_way(session: Session, note: str, *, fictitious_allowed: bool) -> Way | None:
    """The number or address that stands alone in a note; None when there is none."""
    hashed = database_of(session).fingerprint
    phone = read_phone(note, fictitious_allowed)
    if isinstance(phone, Phone) and not phone.labelled:
        return Way(POINT_KINDS[phone.kind], phone.e164, hashed(phone.e164))
    email = read_email(note)
    if isinstance(email, Email):
        return Way(PointKind.EMAIL, email.address, hashed(email.address.lower()))
    return None


def cases_of(session: Session, way: Way | None) -> set[int]:
    """Cases that have this number or address already, to be locked with ours."""
    return holders_of(session, way.value_hash) if way is not None else set()


def objection(session: Session, task: Task, note: str, way: Way | None) -> Problem | None:
    """Why a correction can't be taken, if so."""
    if way is None:
        needed = task.reason == PointStatus.WRONG_PERSON or note.strip()
        return Problem.NUMBER if needed else None
    return Problem.BLOCKED_NUMBER if refused_hashes(session, [way.value_hash]) else None


def correct(
    session: Session, means: Means, case: Case, task: Task, way: Way | None, now: datetime
) -> None:
    """Try the new number first; without one, what we hold was right after all."""
    if way is None:
        rows = select(ContactPoint).where(ContactPoint.person_id == task.person_id)
        _trust(task, [point for point in session.scalars(rows) if point.kind != PointKind.POSTAL])
    elif task.person_id is not None:
        try_first(session, means, case, task.person_id, way, now)


def try_first(
    session: Session,
    means: Means,
    case: Case,
    person_id: int,
    way: Way,
    now: datetime,
    *,
    source: str = "worker",
) -> None:
    """A number or an address to try before the others; all cases that have it are locked.

    Whoever has not had the first message yet gets it there.
    """
    points = ways_of(session, person_id)
    known = next((point for point in points if point.value_hash == way.value_hash), None)
    first = min((point.rank for point in points), default=1) - 1
    if known is not None:
        known.status, known.to_confirm, known.rank = PointStatus.OK, False, first
    else:
        add_way(session, means, case, person_id, way, now, rank=first, source=source)
    if way.kind == PointKind.MOBILE:
        session.flush()
        introduce_again(session, means, person_id, now)


def add_way(
    session: Session,
    means: Means,
    case: Case,
    person_id: int,
    way: Way,
    now: datetime,
    *,
    rank: int,
    source: str,
    to_confirm: bool = False,
) -> None:
    """A number or an address that the person did not have; whoever shares it is told."""
    new = ContactPoint(
        person_id=person_id,
        kind=way.kind,
        value=way.value,
        value_hash=way.value_hash,
        rank=rank,
        source=source,
        to_confirm=to_confirm,
        created_at=now,
    )
    session.add(new)
    session.flush()
    mirror_refusals(session, [new])
    mirror_discretion(session, [new])
    tell_sharing(session, case, way.value_hash, phone=way.kind in _PHONES, now=now)
    _heed(session, means, case, way, now)


def ways_of(session: Session, person_id: int) -> list[ContactPoint]:
    """The numbers and e-mail addresses of a person, in the order to try."""
    rows = select(ContactPoint).where(
        ContactPoint.person_id == person_id, ContactPoint.kind != PointKind.POSTAL
    )
    return list(session.scalars(rows.order_by(ContactPoint.rank, ContactPoint.id)))


def _heed(session: Session, means: Means, case: Case, way: Way, now: datetime) -> None:
    """Somebody wrote from there before it was known whose it is: a human reads that first.

    As if the words came now: they may be this person's, and lie in no case yet.
    """
    written = session.scalars(
        select(Thread.alert).where(
            Thread.sender_hash == way.value_hash,
            Thread.case_id.is_(None),
            Thread.first_unanswered_at.is_not(None),
        )
    ).all()
    if not written or case.state == CaseState.CLOSED:
        return
    for reason in (PauseReason.REPLY, *((PauseReason.ALERT,) if any(written) else ())):
        pause_case(session, means, case, reason, actor="system", now=now)
    reconfirm_visits(session, case, now=now)
    today = local_day(session, now)
    ask(session, case, NewTask(TaskKind.DECIDE, today, reason=TO_ATTACH, private=True), now=now)


def _trust(task: Task, points: list[ContactPoint]) -> None:
    """The worker asked: the number is right. One that waits for that word only is theirs too."""
    for point in points:
        if point.status in _TO_CHECK:
            point.status = PointStatus.OK
    waiting = [point for point in points if point.to_confirm and point.kind in _PHONES]
    if task.reason == "check_number" and len(waiting) == 1:
        waiting[0].to_confirm = False
