"""Reading a landlord's file into cases. The file itself is never kept, only its hash."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState, Referral
from outreach.database import local_day
from outreach.intake.models import ImportedFile
from outreach.intake.rules.batches import read_table, reference_key
from outreach.intake.rules.columns import Column
from outreach.intake.rules.reasons import Code, sentences
from outreach.intake.rules.rows import ReferralRow, RejectedRow
from outreach.intake.services import households
from outreach.intake.services.files import digest, read_file
from outreach.intake.services.kin import hold_twin, kin_of, lock_kin, tell_kin
from outreach.intake.services.known import changes_of, mark_of
from outreach.messages.services.means import Means
from outreach.people.models import ContactPoint, Person
from outreach.people.services import mirror_refusals
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.programmes.rules import eligibility
from outreach.sequences.services.admitting import place
from outreach.sequences.services.refusals import EARLIER_REFUSAL
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task

_JUDGED = {Column.GUARANTOR, Column.ATTEMPTS, Column.ENTRY_DATE, Column.FIRST_MISSED}
TO_CHECK = "to_check"
_OWN_SENTENCES = {
    EARLIER_REFUSAL: (
        "Un numéro ou une adresse a déjà refusé tout contact, ou est à quelqu'un d'autre : "
        "à décider."
    )
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
        # One import at a time gives references and places, whatever its programme.
        session.execute(select(Programme.id).order_by(Programme.id).with_for_update())
        programme = programmes.get(session, programme_code)
        if programme is None:
            return None
        held = _references(session, programme)
        keys = (reference_key(row.reference) for row in reading.accepted)
        lock_kin(session, reading.accepted, [held[key].id for key in keys if key in held])
        for row in reading.accepted:
            case = held.get(reference_key(row.reference))
            if case is None:
                accepted.append(_accept(session, means, programme, row, digest(data), actor))
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
    session: Session,
    means: Means,
    programme: Programme,
    row: ReferralRow,
    file_digest: str,
    actor: str,
) -> Accepted:
    now = means.clock.now()
    kin = kin_of(session, row)
    shared = {code for codes in kin.values() for code in codes}
    codes = tuple(dict.fromkeys((*row.codes, *sorted(shared))))
    case, person = households.open_case(
        session, means.clock, programme, row, file_digest, codes, actor=actor
    )
    tell_kin(session, kin, now)
    reasons = _judge(session, programme, case, person, row, now)
    if case.eligible:
        place(session, means, programme, case, actor=actor, now=now)
        households.raise_first_tasks(session, case, person.id, codes, now)
        hold_twin(session, means, case, codes, now)
    return Accepted(
        row.row,
        row.reference,
        case.reference,
        case.eligible,
        case.state == CaseState.WAITING,
        (*reasons, *codes),
    )


def _judge(
    session: Session,
    programme: Programme,
    case: Case,
    person: Person,
    row: ReferralRow,
    now: datetime,
) -> list[str]:
    """Say whether a new case is eligible; what a human may settle becomes a decision to take."""
    facts = eligibility.ReferralFacts(
        row.entry_date,
        row.first_missed_on,
        eligibility.Guarantor(row.guarantor.value),
        row.landlord_attempts,
    )
    today = local_day(session, now)
    verdict = eligibility.assess(facts, programmes.terms_of(programme), today)
    refused = _mirror_refusals(session, person)
    reasons = [*(code.value for code in verdict.reasons), *([EARLIER_REFUSAL] if refused else [])]
    case.reasons, case.eligible = reasons, not reasons
    ask, due = _question(verdict, programme, today, refused=refused)
    if ask:
        new = NewTask(TaskKind.DECIDE, due, reason=ask, person_id=person.id)
        raise_task(session, case, new, now=now)
    return reasons


def _question(
    verdict: eligibility.Eligibility, programme: Programme, today: date, *, refused: bool
) -> tuple[str, date]:
    """What to ask about a case that can't start by itself, and when; "" = nothing to ask."""
    if refused:
        return EARLIER_REFUSAL, today
    if verdict.to_check:
        return TO_CHECK, today
    early = eligibility.Code.PROGRAMME_NOT_STARTED
    if verdict.reasons == (early,):  # the file came before the agreement: it must not be lost
        return early.value, programme.starts_on or today
    return "", today


def _mirror_refusals(session: Session, person: Person) -> bool:
    points = session.scalars(select(ContactPoint).where(ContactPoint.person_id == person.id))
    return mirror_refusals(session, list(points))


def _recognise(session: Session, means: Means, case: Case, row: ReferralRow) -> Known:
    """A reference we know: differences are shown to a human, never written over.

    The same differences are asked about once; other values of the same columns, again.
    """
    changes = changes_of(session, case, row)
    referral = session.scalars(select(Referral).where(Referral.case_id == case.id)).one()
    seen = [*changes, mark_of(session, row)] if changes else []
    if changes and seen != referral.differences:
        referral.differences = seen
        now = means.clock.now()
        reason = TO_CHECK if _may_be_eligible(case, changes) else "differences"
        new = NewTask(TaskKind.DECIDE, local_day(session, now), reason=reason)
        raise_task(session, case, new, now=now)
    return Known(row.row, row.reference, case.reference, changes)


def _may_be_eligible(case: Case, changes: Sequence[str]) -> bool:
    """Whether the landlord corrected what kept a case out: a human may then accept it."""
    return case.state == CaseState.INELIGIBLE and not _JUDGED.isdisjoint(changes)


def _sentence(code: str) -> str:
    if code in _OWN_SENTENCES:
        return _OWN_SENTENCES[code]
    if code in set(eligibility.Code):
        return eligibility.SENTENCES[eligibility.Code(code)]
    return sentences((Code(code),))[0]
