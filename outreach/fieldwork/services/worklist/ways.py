"""The numbers and e-mails of people, and the timeline to read before using one: of many at once."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from outreach.cases.models import Thread
from outreach.people.models import ContactPoint, PointKind, PointStatus

_Others = aliased(ContactPoint)
_CALLED = (PointStatus.OK, PointStatus.SUSPECT)


@dataclass(frozen=True, slots=True)
class Way:
    """A number or an address of the person, in the order in which to try them."""

    kind: str
    value: str = field(repr=False)
    status: str
    discreet: bool
    to_confirm: bool
    shared: bool = False  # it is somebody else's too: one asks who answers, before all else

    @property
    def is_theirs(self) -> bool:
        """Whether somebody may call it at all."""
        return not self.to_confirm and self.status in _CALLED

    @property
    def is_dialled(self) -> bool:
        """Whether a tap may call it: not before somebody thought, where that is needed."""
        return self.is_theirs and not self.discreet


def ways_of(session: Session, person_id: int | None) -> tuple[Way, ...]:
    """Every number and e-mail of a person, in the order in which to try them."""
    return ways_among(session, [person_id or 0]).get(person_id or 0, ())


def ways_among(session: Session, people: Collection[int]) -> Mapping[int, tuple[Way, ...]]:
    """The same of several people, by person; those who have none are left out."""
    shared = exists().where(
        _Others.value_hash == ContactPoint.value_hash, _Others.person_id != ContactPoint.person_id
    )
    rows = (
        select(ContactPoint, shared)
        .where(ContactPoint.person_id.in_(people), ContactPoint.kind != PointKind.POSTAL)
        .order_by(ContactPoint.rank, ContactPoint.id)
    )
    found: dict[int, list[Way]] = defaultdict(list)
    for point, also in session.execute(rows):
        if point.value:
            way = Way(point.kind, point.value, point.status, point.discreet, point.to_confirm, also)
            found[point.person_id].append(way)
    return {person_id: tuple(each) for person_id, each in found.items()}


def threads_among(session: Session, case_ids: Collection[int]) -> Mapping[int, tuple[Thread, ...]]:
    """The timelines of several cases, by case, the oldest first."""
    found: dict[int, list[Thread]] = defaultdict(list)
    rows = select(Thread).where(Thread.case_id.in_(case_ids)).order_by(Thread.id)
    for thread in session.scalars(rows):
        if thread.case_id is not None:
            found[thread.case_id].append(thread)
    return {case_id: tuple(each) for case_id, each in found.items()}


def thread_to_read(threads: Collection[Thread], person_id: int | None) -> int | None:
    """Of those of a case, the one to read before acting: one that waits, else the person's own."""
    waiting = [each.id for each in threads if each.first_unanswered_at is not None]
    own = [each.id for each in threads if each.person_id == person_id]
    return next(iter([*waiting, *own]), None)
