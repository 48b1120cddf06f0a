"""An accepted row becomes a case with its person, its contact points and its first tasks."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState, Referral, Thread
from outreach.cases.services import next_references
from outreach.clock import Clock
from outreach.database import database_of, local_day
from outreach.intake.rules.reasons import Code
from outreach.intake.rules.rows import ReferralRow
from outreach.people.models import ContactPoint, Person, PointKind, PointStatus
from outreach.people.rules.addresses import pack
from outreach.people.services import POINT_KINDS
from outreach.programmes.models import Programme
from outreach.record import services as record
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task

# What a human looks at before or beside the sequence: remark → task.
_TASKS: tuple[tuple[TaskKind, str, frozenset[Code]], ...] = (
    (
        TaskKind.CHECK_NUMBER,
        "check_number",
        frozenset(
            {
                *(Code.CHECK_NUMBER, Code.OVERSEAS_PHONE, Code.FOREIGN_PHONE),
                Code.LABELLED_PHONE,
            }
        ),
    ),
    (
        TaskKind.DECIDE,
        "name_to_correct",
        frozenset({Code.DAMAGED_NAME, Code.MISSING_FIRST_NAME}),
    ),
    (
        TaskKind.DECIDE,
        "name_to_check",
        frozenset({Code.NAMES_MAYBE_SWAPPED, Code.SEVERAL_PEOPLE}),
    ),
    (
        TaskKind.DECIDE,
        "address_to_check",
        frozenset({Code.BAD_POSTCODE, Code.INCOMPLETE_ADDRESS, Code.DAMAGED_ADDRESS}),
    ),
    (TaskKind.DECIDE, "remark_to_review", frozenset({Code.VISIT_REMARK_TO_REVIEW})),
    (TaskKind.DECIDE, "same_person", frozenset({Code.SAME_PERSON})),
    (TaskKind.DECIDE, "shared_number", frozenset({Code.SHARED_NUMBER, Code.SHARED_EMAIL})),
)


class Opened(NamedTuple):
    """What a row became."""

    case: Case
    person: Person
    points: list[ContactPoint]


def open_cases(
    session: Session,
    clock: Clock,
    programme: Programme,
    rows: Sequence[tuple[ReferralRow, Sequence[str]]],
    digest: str,
    *,
    actor: str,
) -> list[Opened]:
    """Write the cases of rows, each with remarks, not yet judged: the caller gives their states."""
    now = clock.now()
    references = next_references(session, local_day(session, now).year, len(rows))
    made = [
        (_person(session, row, now), _case(clock, programme, reference, now), clock.key())
        for (row, _), reference in zip(rows, references, strict=True)
    ]
    session.add_all(each for person, case, _ in made for each in (person, case))
    session.flush()
    opened: list[Opened] = []
    notes: list[record.Note] = []
    hashed = database_of(session).fingerprint
    for (row, codes), (person, case, token) in zip(rows, made, strict=True):
        points = _points(person, row, hashed, now)
        session.add_all((*points, _referral(case, programme, row, digest, codes, now)))
        session.add(_thread(case, person, token, now))
        opened.append(Opened(case, person, points))
        facts: record.Facts = {"source": "import", "row": row.row, "remarks": list(codes)}
        notes.append(record.Note(case, "case.opened", actor, now, facts))
    session.flush()
    record.write_all(session, notes)
    return opened


def raise_first_tasks(
    session: Session, case: Case, person_id: int, codes: Iterable[str], now: datetime
) -> None:
    """What the import noticed and a human must look at."""
    noticed = set(codes)
    for kind, reason, wanted in _TASKS:
        if noticed & wanted:
            due = local_day(session, now)
            new = NewTask(kind, due, reason=reason, person_id=person_id)
            raise_task(session, case, new, now=now)


def _case(clock: Clock, programme: Programme, reference: str, now: datetime) -> Case:
    return Case(
        reference=reference,
        programme_id=programme.id,
        team=programme.team,
        state=CaseState.INELIGIBLE,
        eligible=False,
        reasons=[],
        created_at=now,
        salt=clock.secret(32).hex(),
    )


def _thread(case: Case, person: Person, token: str, now: datetime) -> Thread:
    return Thread(case_id=case.id, person_id=person.id, reply_token=token, created_at=now)


def _person(session: Session, row: ReferralRow, now: datetime) -> Person:
    return Person(
        first_name=row.first_name or None,
        last_name=row.last_name,
        civility=row.civility,
        match_hash=database_of(session).fingerprint(row.match_key),
        name_damaged=bool({Code.DAMAGED_NAME, Code.MISSING_FIRST_NAME} & set(row.codes)),
        language=row.language or "fr",
        created_at=now,
    )


def _points(
    person: Person, row: ReferralRow, hashed: Callable[[str], str], now: datetime
) -> list[ContactPoint]:
    points = [
        ContactPoint(
            person_id=person.id,
            kind=POINT_KINDS[phone.kind],
            value=phone.e164,
            value_hash=hashed(phone.e164),
            rank=rank,
            to_confirm=phone.needs_confirmation,
            created_at=now,
        )
        for rank, phone in enumerate(row.phones, start=1)
    ]
    points += [
        ContactPoint(
            person_id=person.id,
            kind=PointKind.EMAIL,
            value=email.address,
            value_hash=hashed(email.address.lower()),
            rank=rank,
            to_confirm=email.needs_confirmation,
            created_at=now,
        )
        for rank, email in enumerate(row.emails, start=1)
    ]
    if row.address.line or row.address.town:
        points.append(
            ContactPoint(
                person_id=person.id,
                kind=PointKind.POSTAL,
                value=pack(row.address),
                value_hash=None,
                status=PointStatus.OK if row.address.usable else PointStatus.SUSPECT,
                created_at=now,
            )
        )
    return points


def _referral(
    case: Case,
    programme: Programme,
    row: ReferralRow,
    digest: str,
    codes: Sequence[str],
    now: datetime,
) -> Referral:
    return Referral(
        case_id=case.id,
        programme_id=programme.id,
        landlord_reference=row.reference,
        entered_on=row.entry_date,
        first_missed_on=row.first_missed_on,
        guarantor=row.guarantor,
        landlord_attempts=row.landlord_attempts,
        visit_remark=row.visit_remark or None,
        codes=list(codes),
        differences=[],
        file_digest=digest,
        row=row.row,
        received_at=now,
    )
