"""What a later file says otherwise of a case: ours and theirs, side by side."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Referral, visible_to
from outreach.database import database_of
from outreach.fieldwork.services.household import person_of
from outreach.intake.rules.changes import Known, Proposed, proposed
from outreach.intake.rules.columns import Column
from outreach.intake.services.known import facts_of
from outreach.people.models import Person
from outreach.people.services import refused_hashes
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskState

DIFFERENCES = "differences"
REACHING = (Column.PHONE, Column.EMAIL)
POSTAL = (Column.ADDRESS, Column.COMPLEMENT, Column.POSTCODE, Column.TOWN)


@dataclass(frozen=True, slots=True)
class Difference:
    """One column: what we hold and what the file says, as codes, days or E.164 numbers.

    `blocked`: that number or address was refused, or is somebody else's. `doubtful`: it may not
    be the person's own.
    """

    column: Column
    ours: tuple[str, ...] = field(repr=False)
    theirs: tuple[str, ...] = field(repr=False)
    blocked: bool = False
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Compared:
    """A case and all that a file says otherwise of it. `other`: not a word of the name is common.

    `mark`: the same as long as nothing of it has moved.
    """

    reference: str
    landlord_reference: str
    name: str = field(repr=False)
    other: bool
    differences: tuple[Difference, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class Unsettled:
    """A case of which a file says something else."""

    reference: str
    name: str = field(repr=False)
    columns: tuple[str, ...]
    since: datetime | None


def unsettled(session: Session, staff: Staff) -> list[Unsettled]:
    """The cases where something waits to be settled, the oldest first."""
    rows = session.execute(
        select(Case, Referral.differences, func.min(Task.raised_at))
        .join(Referral, Referral.case_id == Case.id)
        .outerjoin(
            Task,
            (Task.case_id == Case.id)
            & (Task.state == TaskState.OPEN)
            & (Task.reason == DIFFERENCES),
        )
        .where(Referral.proposed.is_not(None), visible_to(staff))
        .group_by(Case.id, Referral.id)
        .order_by(Case.id)
    )
    return [
        Unsettled(case.reference, _name(session, case), tuple(_columns(said)), since)
        for case, said, since in rows.all()
    ]


def compared(session: Session, staff: Staff, reference: str) -> Compared | None:
    """One case; None when they may not know of it."""
    row = session.execute(
        select(Case, Referral)
        .join(Referral, Referral.case_id == Case.id)
        .where(Case.reference == reference.strip().upper(), visible_to(staff))
    ).one_or_none()
    return compare_case(session, row[0], row[1]) if row else None


def compare_case(session: Session, case: Case, referral: Referral) -> Compared:
    """What differs now: what was corrected by hand since is no difference any more."""
    said = proposed(referral.proposed) if referral.proposed else None
    ours = facts_of(session, [case.id]).get(case.id)
    found = tuple(_differences(session, ours, said)) if said and ours else ()
    return Compared(
        reference=case.reference,
        landlord_reference=referral.landlord_reference,
        name=_name(session, case),
        other=bool(said and said.other and found),
        differences=found,
        mark=_mark(found),
    )


def _differences(session: Session, ours: Known, said: Proposed) -> Iterator[Difference]:
    for column, theirs in said.values.items():
        held = _held(ours, column)
        new = tuple(value for value in theirs if value not in held)
        if new:
            reaching = column in REACHING
            yield Difference(
                column,
                held,
                new,
                blocked=reaching and _all_refused(session, new),
                doubtful=reaching and not said.doubtful.isdisjoint(new),
            )


def _held(ours: Known, column: Column) -> tuple[str, ...]:
    attempts = ours.landlord_attempts
    held: dict[Column, Sequence[str]] = {
        Column.LAST_NAME: (ours.last_name,),
        Column.FIRST_NAME: (ours.first_name,),
        Column.PHONE: sorted(ours.phones),
        Column.EMAIL: sorted(ours.emails),
        Column.ADDRESS: (ours.address.line,),
        Column.COMPLEMENT: (ours.address.complement,),
        Column.POSTCODE: (ours.address.postcode,),
        Column.TOWN: (ours.address.town,),
        Column.ENTRY_DATE: (ours.entry_date.isoformat(),),
        Column.FIRST_MISSED: (ours.first_missed_on.isoformat(),),
        Column.GUARANTOR: (ours.guarantor,),
        Column.ATTEMPTS: ("" if attempts is None else str(attempts),),
        Column.LANGUAGE: (ours.language,),
        Column.VISIT_REMARK: (ours.visit_remark,),
    }
    return tuple(filter(None, held.get(column, ())))


def _all_refused(session: Session, values: Sequence[str]) -> bool:
    hashed = database_of(session).fingerprint
    hashes = {hashed(value.lower()) for value in values}
    return refused_hashes(session, hashes) == hashes


def _mark(found: Sequence[Difference]) -> str:
    said = [(each.column, each.ours, each.theirs, each.blocked) for each in found]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()


def _name(session: Session, case: Case) -> str:
    person_id = person_of(session, case)
    person = session.get(Person, person_id) if person_id is not None else None
    return f"{person.first_name or ''} {person.last_name or ''}".strip() if person else ""


def _columns(said: Sequence[str]) -> Iterator[str]:
    """`differences` ends with the fingerprint of the row."""
    return (name for name in said if ":" not in name)
