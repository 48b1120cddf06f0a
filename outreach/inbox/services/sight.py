"""Which threads somebody may open, and whose words in them they may read."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, false, select
from sqlalchemy.orm import Session, aliased

from outreach.cases import services as cases
from outreach.cases.models import Case, Thread, visible_to
from outreach.inbox.rules import may_read_alert
from outreach.people.models import ContactPoint, Person
from outreach.staff.models import Role, Staff

_READERS = (Role.WORKER, Role.COORDINATOR, Role.DPO)


@dataclass(frozen=True, slots=True)
class Found:
    """One thread; without a case, of a sender that is unknown or of several people.

    `concerned`: the words of an alert are for whoever asks.
    """

    thread: Thread
    case: Case | None
    person: Person | None
    concerned: bool


def visible_threads(staff: Staff) -> ColumnElement[bool]:
    """Which threads somebody may open, in a query that joins `Case` to `Thread`.

    A thread without a case is everybody's who answers, unless only other teams know its sender.
    """
    if staff.role not in _READERS:
        return false()
    held = aliased(Thread)
    holders = (
        select(Case.id)
        .join(held, held.case_id == Case.id)
        .join(ContactPoint, ContactPoint.person_id == held.person_id)
        .where(ContactPoint.value_hash == Thread.sender_hash)
    )
    known = exists(holders.correlate(Thread))
    ours = exists(holders.where(visible_to(staff)).correlate(Thread))
    stray = Thread.case_id.is_(None) & (~known | ours)
    return stray | (Thread.case_id.is_not(None) & visible_to(staff))


def find_thread(session: Session, staff: Staff, thread_id: int) -> Found | None:
    """A thread that somebody may open; None for any other."""
    row = session.execute(
        select(Thread, Case, Person)
        .outerjoin(Case, Case.id == Thread.case_id)
        .outerjoin(Person, Person.id == Thread.person_id)
        .where(Thread.id == thread_id, visible_threads(staff))
    ).one_or_none()
    if row is None:
        return None
    thread, case, person = row
    owner_id = None if case is None else case.owner_id
    return Found(thread, case, person, may_read_alert(staff.role, staff.id, owner_id))


def hold_thread(session: Session, staff: Staff, thread_id: int, *more: int) -> Found | None:
    """The same, with its case locked (and the cases `more`) as replies lock it, and read afresh."""
    found = find_thread(session, staff, thread_id)
    if found is None:
        return None
    own = [] if found.case is None else [found.case.id]
    cases.lock(session, sorted({*own, *more}))
    session.refresh(found.thread, with_for_update=True)
    return find_thread(session, staff, thread_id)
