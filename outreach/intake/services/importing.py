"""Reading a landlord's file into cases. The file itself is never kept, only its hash."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState, Referral, Thread
from outreach.database import database_of, local_day
from outreach.intake.models import ImportedFile
from outreach.intake.rules.batches import read_table, reference_key
from outreach.intake.rules.reasons import Code, sentences
from outreach.intake.rules.rows import ReferralRow, RejectedRow
from outreach.intake.services import households
from outreach.intake.services.files import digest, read_file
from outreach.intake.services.known import changes_of
from outreach.messages.services.means import Means
from outreach.people.models import ContactPoint, Person
from outreach.people.services import refused_hashes
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.programmes.rules import eligibility
from outreach.sequences.services.admitting import places_left, start_case
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task

EARLIER_REFUSAL = "earlier_refusal"
_OWN_SENTENCES = {
    EARLIER_REFUSAL: "Ce numéro ou cette adresse a déjà refusé tout contact : à décider."
}


@dataclass(frozen=True, slots=True)
class Accepted:
    """A row that became a case."""

    row: int
    reference: str
    case: str
    eligible: bool
    waiting: bool
    codes: tuple[str, ...]

    @property
    def reasons(self) -> tuple[str, ...]:
        """French sentences, which never repeat a value."""
        return tuple(_sentence(code) for code in self.codes)


@dataclass(frozen=True, slots=True)
class Known:
    """A row whose reference has a case already; `changes` wait for a human."""

    row: int
    reference: str
    case: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of every row of one file."""

    accepted: tuple[Accepted, ...]
    rejected: tuple[RejectedRow, ...]
    known: tuple[Known, ...]
    ignored_columns: tuple[str, ...]


def import_file(
    means: Means,
    data: bytes,
    programme_code: str | None,
    *,
    fictitious_allowed: bool,
    actor: str = "cli",
) -> Imported | None:
    """Read a whole file in one transaction; None when the programme does not exist.

    Raises `FileError` for a file that can't be read as a table.
    """
    reading = read_table(read_file(data), fictitious_allowed)
    now = means.clock.now()
    accepted: list[Accepted] = []
    known: list[Known] = []
    with means.database.write() as session:
        programme = programmes.get(session, programme_code)
        if programme is None:
            return None
        session.refresh(programme, with_for_update=True)  # one import at a time gives places
        held = _references(session, programme)
        for row in reading.accepted:
            case = held.get(reference_key(row.reference))
            if case is None:
                accepted.append(_accept(session, means, programme, row, digest(data)))
            else:
                known.append(_recognise(session, means, case, row))
        session.add(
            ImportedFile(
                programme_id=programme.id,
                digest=digest(data),
                at=now,
                actor=actor,
                accepted=len(accepted),
                rejected=len(reading.rejected),
                known=len(known),
            )
        )
    return Imported(tuple(accepted), reading.rejected, tuple(known), reading.ignored_columns)


def _references(session: Session, programme: Programme) -> Mapping[str, Case]:
    rows = session.execute(
        select(Referral.landlord_reference, Case)
        .join(Case, Case.id == Referral.case_id)
        .where(Referral.programme_id == programme.id)
    )
    return {reference_key(reference): case for reference, case in rows}


def _accept(
    session: Session, means: Means, programme: Programme, row: ReferralRow, file_digest: str
) -> Accepted:
    now = means.clock.now()
    codes = tuple(dict.fromkeys((*row.codes, *_doubts(session, row))))
    case, person = households.open_case(session, means.clock, programme, row, file_digest, codes)
    verdict = eligibility.assess(
        eligibility.ReferralFacts(
            row.entry_date,
            row.first_missed_on,
            eligibility.Guarantor(row.guarantor.value),
            row.landlord_attempts,
        ),
        programmes.terms_of(programme),
        local_day(session, now),
    )
    refused = _refused(session, person)
    reasons = [reason.value for reason in verdict.reasons] + [EARLIER_REFUSAL] * refused
    case.reasons, case.eligible = reasons, verdict.eligible and not refused
    if case.eligible:
        _place(session, means, programme, case)
        households.raise_first_tasks(session, case, person, codes, now)
    elif verdict.to_check or refused:
        reason = EARLIER_REFUSAL if refused else "to_check"
        new = NewTask(TaskKind.DECIDE, local_day(session, now), reason=reason, person_id=person.id)
        raise_task(session, case, new, now=now)
    return Accepted(
        row.row,
        row.reference,
        case.reference,
        case.eligible,
        case.state == CaseState.WAITING,
        (*reasons, *codes),
    )


def _place(session: Session, means: Means, programme: Programme, case: Case) -> None:
    """Start the case, or let it wait for a place; ended agreements give none."""
    if places_left(session, programme) > 0:
        start_case(session, means, case, actor="system", now=means.clock.now())
    else:
        case.state = CaseState.WAITING
    session.flush()


def _doubts(session: Session, row: ReferralRow) -> list[Code]:
    """What the row shares with people we know already."""
    database = database_of(session)
    hashes = [database.fingerprint(phone.e164) for phone in row.phones]
    hashes += [database.fingerprint(email.address.lower()) for email in row.emails]
    same = database.fingerprint(row.match_key)
    rows = session.execute(
        select(ContactPoint.value_hash, Person.match_hash)
        .join(Person, Person.id == ContactPoint.person_id)
        .join(Thread, Thread.person_id == Person.id)
        .join(Case, Case.id == Thread.case_id)
        .where(ContactPoint.value_hash.in_(hashes), Case.state != CaseState.CLOSED)
    ).all()
    doubts = []
    if any(match == same for _, match in rows):
        doubts.append(Code.SAME_PERSON)
    phones = set(hashes[: len(row.phones)])
    if any(value in phones for value, _ in rows):
        doubts.append(Code.SHARED_NUMBER)
    if any(value not in phones for value, _ in rows):
        doubts.append(Code.SHARED_EMAIL)
    return doubts


def _refused(session: Session, person: Person) -> bool:
    points = select(ContactPoint.value_hash).where(
        ContactPoint.person_id == person.id, ContactPoint.value_hash.is_not(None)
    )
    return bool(refused_hashes(session, [h for h in session.scalars(points) if h]))


def _recognise(session: Session, means: Means, case: Case, row: ReferralRow) -> Known:
    """A reference we know: differences are shown to a human, never written over."""
    changes = changes_of(session, case, row)
    referral = session.scalars(select(Referral).where(Referral.case_id == case.id)).one()
    if changes and list(changes) != referral.differences:
        referral.differences = list(changes)
        now = means.clock.now()
        new = NewTask(TaskKind.DECIDE, local_day(session, now), reason="differences")
        raise_task(session, case, new, now=now)
    return Known(row.row, row.reference, case.reference, changes)


def _sentence(code: str) -> str:
    if code in _OWN_SENTENCES:
        return _OWN_SENTENCES[code]
    if code in set(eligibility.Code):
        return eligibility.SENTENCES[eligibility.Code(code)]
    return sentences((Code(code),))[0]
