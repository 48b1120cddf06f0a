"""Reading a landlord's file into cases. The file itself is never kept, only its hash."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState, Referral
from outreach.database import local_day
from outreach.intake.models import ImportedFile
from outreach.intake.rules.batches import Reading, read_table, reference_key
from outreach.intake.rules.reasons import Code, sentences
from outreach.intake.rules.rows import RejectedRow
from outreach.intake.services import households
from outreach.intake.services.files import digest, read_file
from outreach.intake.services.judging import Arrival, Judgement, Recognised, judge
from outreach.intake.services.kin import hold_twin, lock_kin, tell_kin
from outreach.intake.services.known import held_by
from outreach.messages.services.means import Means
from outreach.people.services import mirror_discretion, mirror_refusals
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.programmes.rules import eligibility
from outreach.sequences.services.admitting import place_all
from outreach.sequences.services.refusals import EARLIER_REFUSAL
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task

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
    asked: bool = False  # a human decides whether it may start

    @property
    def reasons(self) -> tuple[str, ...]:
        """French sentences, which never repeat a value."""
        return tuple(map(sentence, self.codes))


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
    with means.database.write() as session:
        lock_imports(session)
        programme = programmes.get(session, programme_code)
        if programme is None:
            return None
        judgement = judge_locked(session, programme, reading, means.clock.now())
        return write(session, means, programme, judgement, digest(data), actor=actor)


def lock_imports(session: Session) -> None:
    """One import at a time gives references and places, whatever its programme."""
    session.execute(select(Programme.id).order_by(Programme.id).with_for_update())


def judge_locked(
    session: Session, programme: Programme, reading: Reading, now: datetime
) -> Judgement:
    """The judgement to carry out: nothing that it rests on moves before the transaction ends."""
    held = held_by(session, programme)
    keys = (reference_key(row.reference) for row in reading.accepted)
    lock_kin(session, reading.accepted, [held[key].case_id for key in keys if key in held])
    return judge(session, programme, reading, now)


def write(
    session: Session,
    means: Means,
    programme: Programme,
    judgement: Judgement,
    file_digest: str,
    *,
    actor: str,
    key: str | None = None,
) -> Imported:
    """Carry a judgement out, and tell what was done. `key`: of the preview that showed it."""
    accepted = _accept(session, means, programme, judgement.arrivals, file_digest, actor)
    known = [_recognise(session, means, each) for each in judgement.known]
    done = Imported(tuple(accepted), judgement.rejected, tuple(known), judgement.ignored_columns)
    session.add(
        ImportedFile(
            programme_id=programme.id,
            digest=file_digest,
            at=means.clock.now(),
            actor=actor,
            accepted=len(accepted),
            rejected=len(judgement.rejected),
            known=len(known),
            key=key,
            told=_told(done),
        )
    )
    return done


def _accept(
    session: Session,
    means: Means,
    programme: Programme,
    arrivals: Sequence[Arrival],
    file_digest: str,
    actor: str,
) -> list[Accepted]:
    rows, now = [(new.row, new.codes) for new in arrivals], means.clock.now()
    opened = households.open_cases(session, means.clock, programme, rows, file_digest, actor=actor)
    points = [point for each in opened for point in each.points]
    mirror_refusals(session, points)
    mirror_discretion(session, points)
    pairs = list(zip(arrivals, opened, strict=True))
    for new, (case, person, _) in pairs:
        tell_kin(session, new.kin, now)
        case.reasons, case.eligible = list(new.reasons), not new.reasons
        if new.ask:
            asked = NewTask(TaskKind.DECIDE, new.due, reason=new.ask, person_id=person.id)
            raise_task(session, case, asked, now=now)
    eligible = [(new, each) for new, each in pairs if each.case.eligible]
    place_all(session, programme, [each.case for _, each in eligible], actor=actor, now=now)
    for new, (case, person, _) in eligible:
        households.raise_first_tasks(session, case, person.id, new.codes, now)
        hold_twin(session, means, case, new.codes, now)
    return [_told_of(new, each.case) for new, each in pairs]


def _told_of(new: Arrival, case: Case) -> Accepted:
    return Accepted(
        new.row.row,
        new.row.reference,
        case.reference,
        case.eligible,
        case.state == CaseState.WAITING,
        (*new.reasons, *new.codes),
        bool(new.ask),
    )


def _recognise(session: Session, means: Means, known: Recognised) -> Known:
    """A reference we know: differences are shown to a human, never written over."""
    if known.ask:
        case = session.get_one(Case, known.held.case_id)
        referral = session.scalars(select(Referral).where(Referral.case_id == case.id)).one()
        referral.differences, referral.proposed = list(known.seen), known.proposal
        now = means.clock.now()
        new = NewTask(TaskKind.DECIDE, local_day(session, now), reason=known.ask)
        raise_task(session, case, new, now=now)
    return Known(known.row.row, known.row.reference, known.held.case, known.changes)


def _told(done: Imported) -> dict[str, list[list[object]]]:
    """Rows, cases and codes, for the page that comes after: not a word of the file."""
    return {
        "accepted": [
            [each.row, each.case, each.eligible, each.waiting, each.asked, list(each.codes)]
            for each in done.accepted
        ],
        "rejected": [[each.row, [str(code) for code in each.codes]] for each in done.rejected],
        "known": [[each.row, each.case, list(each.changes)] for each in done.known],
    }


def told_sentences(codes: Iterable[str]) -> tuple[str, ...]:
    """The sentences of several codes, in their order."""
    return tuple(map(sentence, codes))


def sentence(code: str) -> str:
    """The French sentence of a reason or of a remark; it never repeats a value."""
    if code in _OWN_SENTENCES:
        return _OWN_SENTENCES[code]
    if code in set(eligibility.Code):
        return eligibility.SENTENCES[eligibility.Code(code)]
    return sentences((Code(code),))[0]
