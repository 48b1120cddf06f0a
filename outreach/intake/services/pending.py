"""A file that is shown before anything of it is written, then imported or given up."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, visible_to
from outreach.intake.models import ImportedFile, PendingImport
from outreach.intake.rules.batches import Reading, read_table
from outreach.intake.rules.packing import pack_table, unpack_table
from outreach.intake.services.files import digest, read_file
from outreach.intake.services.importing import judge_locked, lock_imports, write
from outreach.intake.services.judging import Judgement, judge
from outreach.messages.services.means import Means
from outreach.programmes.models import Programme, known_to
from outreach.sequences.services.admitting import places_left
from outreach.staff.models import Staff

KEPT = timedelta(days=1)


class Answer(StrEnum):
    """What became of a request to import."""

    DONE = "done"
    ALREADY = "already"  # this file, by whoever was faster
    CHANGED = "changed"  # not what was shown any more: to be looked at again
    GONE = "gone"


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The answer, and the import to show."""

    answer: Answer
    import_id: int | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would become; `left` = places of the agreement that nobody has taken.

    `earlier`: the last time that the same file was imported, and by whom ("" = nobody of the
    team). `twins`: references of the cases that its rows resemble, by id, those that may be seen.
    """

    key: str
    programme: Programme
    judgement: Judgement = field(repr=False)
    left: int
    earlier: ImportedFile | None
    earlier_by: str
    twins: Mapping[int, str]


def choices(means: Means, staff: Staff) -> list[tuple[Programme, int]]:
    """The agreements a file may belong to, with the places that nobody has taken."""
    with means.database.read() as session:
        rows = session.scalars(select(Programme).where(known_to(staff)).order_by(Programme.id))
        return [(row, places_left(session, row)) for row in rows.all()]


def keep_pending(means: Means, staff: Staff, data: bytes, programme_code: str) -> str | None:
    """Keep what a file says, sealed and for a day at most; gives the key of its preview.

    None when there is no such programme. Raises `FileError` for a file that is no table.
    """
    lines, file_digest = pack_table(read_file(data)), digest(data)
    key = means.clock.key()
    with means.database.write() as session:
        code = Programme.code == programme_code
        programme = session.scalar(select(Programme).where(code, known_to(staff)))
        if programme is None:
            return None
        session.add(
            PendingImport(
                key=key,
                programme_id=programme.id,
                digest=file_digest,
                lines=lines,
                at=means.clock.now(),
                actor=staff.code,
            )
        )
    return key


def look(means: Means, staff: Staff, key: str, *, fictitious_allowed: bool) -> Preview | None:
    """What the file would become now; None when it is imported, given up or a day old."""
    now = means.clock.now()
    with means.database.read() as session:
        found = _find(session, staff, key, now)
        if found is None:
            return None
        pending, programme = found
        judgement = judge(session, programme, _reading(pending, fictitious_allowed), now)
        earlier = _earlier(session, pending)
        return Preview(
            key,
            programme,
            judgement,
            places_left(session, programme),
            earlier,
            _name_of(session, earlier),
            _twins(session, staff, judgement),
        )


def confirm(
    means: Means, staff: Staff, key: str, mark: str, *, fictitious_allowed: bool
) -> Confirmed:
    """Import what was shown, once: judged again under lock, `mark` says what was shown.

    Raises `NoScriptError` when no script is published.
    """
    now = means.clock.now()
    with means.database.write() as session:
        lock_imports(session)
        found = _find(session, staff, key, now)
        if found is None:
            return _done_before(session, staff, key)
        pending, programme = found
        since = _earlier(session, pending)
        if since is not None and since.at >= pending.at:
            session.delete(pending)
            return Confirmed(Answer.ALREADY, since.id)
        reading = _reading(pending, fictitious_allowed)
        judgement = judge_locked(session, programme, reading, now)
        if judgement.mark != mark:
            return Confirmed(Answer.CHANGED)
        write(session, means, programme, judgement, pending.digest, actor=staff.code, key=key)
        session.delete(pending)
        session.flush()
        return Confirmed(Answer.DONE, _import_of(session, staff, key))


def give_up(means: Means, staff: Staff, key: str) -> None:
    """Forget a file that was only looked at."""
    with means.database.write() as session:
        found = _find(session, staff, key, means.clock.now())
        if found is not None:
            session.delete(found[0])


def forget_old(session: Session, now: datetime) -> None:
    """Forget the files that nobody imported within a day."""
    session.execute(delete(PendingImport).where(PendingImport.at <= now - KEPT))


def _find(
    session: Session, staff: Staff, key: str, now: datetime
) -> tuple[PendingImport, Programme] | None:
    row = session.execute(
        select(PendingImport, Programme)
        .join(Programme, Programme.id == PendingImport.programme_id)
        .where(PendingImport.key == key, PendingImport.at > now - KEPT, known_to(staff))
    ).one_or_none()
    return (row[0], row[1]) if row else None


def _done_before(session: Session, staff: Staff, key: str) -> Confirmed:
    done = _import_of(session, staff, key)
    return Confirmed(Answer.GONE if done is None else Answer.ALREADY, done)


def _import_of(session: Session, staff: Staff, key: str) -> int | None:
    return session.scalar(
        select(ImportedFile.id)
        .join(Programme, Programme.id == ImportedFile.programme_id)
        .where(ImportedFile.key == key, known_to(staff))
    )


def _reading(pending: PendingImport, fictitious_allowed: bool) -> Reading:
    return read_table(unpack_table(pending.lines), fictitious_allowed)


def _earlier(session: Session, pending: PendingImport) -> ImportedFile | None:
    return session.scalar(
        select(ImportedFile)
        .where(
            ImportedFile.programme_id == pending.programme_id,
            ImportedFile.digest == pending.digest,
        )
        .order_by(ImportedFile.id.desc())
        .limit(1)
    )


def _name_of(session: Session, done: ImportedFile | None) -> str:
    if done is None:
        return ""
    return session.scalar(select(Staff.first_name).where(Staff.code == done.actor)) or ""


def _twins(session: Session, staff: Staff, judgement: Judgement) -> Mapping[int, str]:
    ids = {case_id for each in judgement.arrivals for case_id, _person in each.kin}
    rows = select(Case.id, Case.reference).where(Case.id.in_(ids), visible_to(staff))
    return {row.id: row.reference for row in session.execute(rows)}
