"""A worker gives a number, an e-mail or a postal address that the file did not have right."""

from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.database import local_day
from outreach.fieldwork.services.household import case_id_of, locked_case, people_of
from outreach.fieldwork.services.numbers import cases_of, read_way
from outreach.fieldwork.services.outcomes import Outcome, close_in
from outreach.messages.services.means import Means
from outreach.people.models import ContactPoint, PointKind, PointStatus
from outreach.people.rules.addresses import Address, pack
from outreach.people.services import refused_hashes
from outreach.record import services as record
from outreach.sequences.services.planning import replan
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import NewTask, raise_task

GIVEN = "given"
_ADDRESS_ASKED = "address_to_check"


class Given(StrEnum):
    """What became of what a worker gave."""

    DONE = "done"
    SAME = "same"
    NO_CASE = "no_case"
    UNREADABLE = "unreadable"
    BLOCKED = "blocked"  # it refused, or is somebody else's


def give_way(
    means: Means,
    staff: Staff,
    reference: str,
    person_id: int,
    text: str,
    *,
    fictitious_allowed: bool,
) -> Given:
    """A number or an e-mail to try first from now on; it is the outcome of a task to find one.

    The open task that asks for it is closed; without one, it is raised and closed at once.
    """
    now = means.clock.now()
    with means.database.write() as session:
        way = read_way(session, text, fictitious_allowed=fictitious_allowed)
        if way is None:
            known = case_id_of(session, staff, reference) is not None
            return Given.UNREADABLE if known else Given.NO_CASE
        case = locked_case(session, staff, reference, *cases_of(session, way))
        if case is None or person_id not in people_of(session, case):
            return Given.NO_CASE
        points = _theirs(session, person_id, PointKind.MOBILE, PointKind.LANDLINE, PointKind.EMAIL)
        if points and points[0].value_hash == way.value_hash and _plain(points[0]):
            return Given.SAME
        if refused_hashes(session, [way.value_hash]):
            return Given.BLOCKED
        task = _asking(session, case, person_id) or raise_task(
            session,
            case,
            NewTask(
                TaskKind.CHECK_NUMBER, local_day(session, now), reason=GIVEN, person_id=person_id
            ),
            now=now,
            actor=staff.code,
        )
        said = Outcome("corrected", note=text, role=staff.role)
        closed = close_in(
            session, means, task.id, said, staff.code, fictitious_allowed=fictitious_allowed
        )
        if closed.problem is not None:  # nothing is kept
            raise RuntimeError(f"a number that was read is refused: {closed.problem}")
        return Given.DONE


def give_address(
    means: Means, staff: Staff, reference: str, person_id: int, address: Address
) -> Given:
    """Where letters go from now on; what was sent before keeps the address it had."""
    if not address.usable:
        return Given.UNREADABLE
    now = means.clock.now()
    with means.database.write() as session:
        case = locked_case(session, staff, reference)
        if case is None or person_id not in people_of(session, case):
            return Given.NO_CASE
        first = next(iter(_theirs(session, person_id, PointKind.POSTAL)), None)
        packed = pack(address)
        if first is not None and (first.value, first.status) == (packed, PointStatus.OK):
            return Given.SAME
        if first is None:
            first = ContactPoint(person_id=person_id, kind=PointKind.POSTAL, created_at=now)
            session.add(first)
        first.value, first.status, first.source = packed, PointStatus.OK, "worker"
        session.flush()
        kind: record.Facts = {"kind": first.kind}
        record.write(session, case, "contact.corrected", staff.code, now, kind)
        for task in _open(session, case, person_id, TaskKind.DECIDE, _ADDRESS_ASKED):
            said = Outcome("continue", role=staff.role)
            close_in(session, means, task.id, said, staff.code, fictitious_allowed=False)
        replan(session, means, [case.id], now)
        return Given.DONE


def _plain(point: ContactPoint) -> bool:
    return point.status == PointStatus.OK and not point.to_confirm


def _theirs(session: Session, person_id: int, *kinds: PointKind) -> list[ContactPoint]:
    rows = select(ContactPoint).where(
        ContactPoint.person_id == person_id, ContactPoint.kind.in_(kinds)
    )
    return list(session.scalars(rows.order_by(ContactPoint.rank, ContactPoint.id)))


def _asking(session: Session, case: Case, person_id: int) -> Task | None:
    return next(iter(_open(session, case, person_id, TaskKind.CHECK_NUMBER)), None)


def _open(
    session: Session, case: Case, person_id: int, kind: TaskKind, reason: str | None = None
) -> list[Task]:
    rows = select(Task).where(
        Task.case_id == case.id,
        Task.person_id == person_id,
        Task.kind == kind,
        Task.state == TaskState.OPEN,
    )
    if reason is not None:
        rows = rows.where(Task.reason == reason)
    return list(session.scalars(rows.order_by(Task.id)))
