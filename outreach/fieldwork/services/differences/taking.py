"""Writing down what is taken over from a later file, one part after the other."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Referral
from outreach.database import local_day
from outreach.fieldwork.services import names
from outreach.fieldwork.services.differences.comparing import POSTAL, REACHING, Difference
from outreach.fieldwork.services.numbers import Way, add_way, read_way, try_first, ways_of
from outreach.fieldwork.services.outcomes import Outcome, close_in
from outreach.intake.rules.columns import Column
from outreach.intake.rules.reasons import Code
from outreach.intake.services.households import raise_first_tasks
from outreach.messages.services.means import Means
from outreach.people.models import ContactPoint, Person, PointKind, PointStatus
from outreach.people.rules.addresses import Address, pack, unpack
from outreach.people.services import refused_hashes
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind, TaskState

_NAMES = {Column.LAST_NAME: "last_name", Column.FIRST_NAME: "first_name"}
_ADDRESS = {
    Column.ADDRESS: "line",
    Column.COMPLEMENT: "complement",
    Column.POSTCODE: "postcode",
    Column.TOWN: "town",
}


@dataclass(frozen=True, slots=True)
class Work:
    """One settling, on its way through one transaction."""

    session: Session
    means: Means
    case: Case
    referral: Referral
    person_id: int
    staff: Staff
    now: datetime
    fictitious: bool

    @property
    def today(self) -> date:
        return local_day(self.session, self.now)


def take_over(work: Work, taken: Collection[Difference], doubtful: Collection[str]) -> None:
    """Write every part down. `doubtful`: numbers and addresses that may be somebody else's."""
    _take_name(work, taken)
    _take_ways(work, taken, doubtful)
    _take_address(work, taken)
    _take_facts(work, taken)


def _take_name(work: Work, taken: Iterable[Difference]) -> None:
    given = {_NAMES[each.column]: each.theirs[0] for each in taken if each.column in _NAMES}
    if given:
        person = work.session.get_one(Person, work.person_id)
        right = names.Correction(**given)
        names.rewrite(work.session, work.case, person, right, work.staff.code, work.now)


def _take_ways(work: Work, taken: Iterable[Difference], doubtful: Collection[str]) -> None:
    """A new number is tried first; one that may be somebody else's waits to be confirmed."""
    for each in taken:
        for value in each.theirs if each.column in REACHING else ():
            way = read_way(work.session, value, fictitious_allowed=work.fictitious)
            if way is None or refused_hashes(work.session, [way.value_hash]):
                continue
            if value in doubtful:
                _add_doubtful(work, way)
            else:
                try_first(
                    work.session,
                    work.means,
                    work.case,
                    work.person_id,
                    way,
                    work.now,
                    source="landlord",
                )


def _add_doubtful(work: Work, way: Way) -> None:
    last = max((point.rank for point in ways_of(work.session, work.person_id)), default=0)
    add_way(
        work.session,
        work.means,
        work.case,
        work.person_id,
        way,
        work.now,
        rank=last + 1,
        source="landlord",
        to_confirm=True,
    )


def _take_address(work: Work, taken: Iterable[Difference]) -> None:
    """Where letters go from now on; what was sent before keeps the address it had."""
    parts = {_ADDRESS[each.column]: each.theirs[0] for each in taken if each.column in POSTAL}
    if not parts:
        return
    point = work.session.scalar(
        select(ContactPoint)
        .where(ContactPoint.person_id == work.person_id, ContactPoint.kind == PointKind.POSTAL)
        .order_by(ContactPoint.rank, ContactPoint.id)
        .limit(1)
    )
    if point is None:
        point = ContactPoint(person_id=work.person_id, kind=PointKind.POSTAL, created_at=work.now)
        work.session.add(point)
    address = replace(unpack(point.value) if point.value else Address(), **parts)
    point.value, point.source = pack(address), "landlord"
    point.status = PointStatus.OK if address.usable else PointStatus.SUSPECT
    work.session.flush()
    if address.usable:
        close_asked(work, "address_to_check")


def _take_facts(work: Work, taken: Iterable[Difference]) -> None:
    referral, said = work.referral, {each.column: each.theirs[0] for each in taken}
    if Column.ENTRY_DATE in said:
        referral.entered_on = date.fromisoformat(said[Column.ENTRY_DATE])
    if Column.FIRST_MISSED in said:
        referral.first_missed_on = date.fromisoformat(said[Column.FIRST_MISSED])
    if Column.GUARANTOR in said:
        referral.guarantor = said[Column.GUARANTOR]
    if Column.ATTEMPTS in said:
        referral.landlord_attempts = int(said[Column.ATTEMPTS])
    if Column.LANGUAGE in said:  # the landlord's word: French stands beside until they answer
        person = work.session.get_one(Person, work.person_id)
        person.language, person.language_confirmed = said[Column.LANGUAGE], False
    if Column.VISIT_REMARK in said:
        referral.visit_remark = said[Column.VISIT_REMARK]
        codes = (Code.VISIT_REMARK_TO_REVIEW,)
        raise_first_tasks(work.session, work.case, work.person_id, codes, work.now)


def close_asked(work: Work, reason: str) -> None:
    """What was asked is settled."""
    rows = select(Task.id).where(
        Task.case_id == work.case.id,
        Task.kind == TaskKind.DECIDE,
        Task.state == TaskState.OPEN,
        Task.reason == reason,
    )
    said = Outcome("continue", role=work.staff.role)
    for task_id in work.session.scalars(rows.order_by(Task.id)).all():
        close_in(
            work.session,
            work.means,
            task_id,
            said,
            work.staff.code,
            fictitious_allowed=work.fictitious,
        )
