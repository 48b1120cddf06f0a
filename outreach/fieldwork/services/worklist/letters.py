"""Letters: the day of the visit that one announces, and many taken to the post together."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.agenda.services.suspension import suspended_among
from outreach.cases import services as cases
from outreach.cases.models import Case, Pause
from outreach.database import local_day
from outreach.fieldwork.rules import Problem, may_close
from outreach.fieldwork.services import days
from outreach.fieldwork.services.household import discreet_among
from outreach.fieldwork.services.outcomes import Outcome, Wish, close_tasks
from outreach.fieldwork.services.sheet import Sheet, sheets_of
from outreach.fieldwork.services.visits.announcing import name_day
from outreach.fieldwork.services.worklist.lines import Line, Wanted, line_of, open_lines
from outreach.messages.rules.tone import Exposure, chosen, find
from outreach.messages.services.means import Means
from outreach.record import services as record
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind, TaskState


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter to post; `soon`: the visit it announces is too near for a letter posted today.

    `forbidden`: words that must not leave (care.md §4): it is not printed until they are changed.
    `suspended`: nobody is to be visited there, and it announces a visit. `discreet`: somebody else
    reads what comes there (care.md §3): it is printed, and a human decides whether it goes.
    `paused`: the case is since it was asked for; what informs a person goes all the same.
    """

    line: Line
    sheet: Sheet = field(repr=False)
    soon: bool = False
    forbidden: tuple[str, ...] = ()
    suspended: bool = False
    discreet: bool = False
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Posted:
    """References of the letters that are in the post, that were so already, that were called off
    meanwhile, and that can't be."""

    done: tuple[str, ...] = ()
    already: tuple[str, ...] = ()
    called_off: tuple[str, ...] = ()
    refused: tuple[tuple[str, Problem], ...] = ()


def open_letters(
    session: Session, means: Means, staff: Staff, sender: str, only: Iterable[int] = ()
) -> tuple[Letter, ...]:
    """The letters that somebody may post, the oldest due first; `only` some of them."""
    now, ids = means.clock.now(), set(only)
    lines = open_lines(session, staff, now, Wanted(kind=TaskKind.LETTER))
    wanted = [line for line in lines if not ids or line.id in ids]
    sheets = sheets_of(session, means, [line.id for line in wanted], sender)
    return _letters(session, means, wanted, sheets, now)


def letter_of(session: Session, means: Means, line: Line, sheet: Sheet) -> Letter:
    """One letter alone."""
    return _letters(session, means, [line], {line.id: sheet}, means.clock.now())[0]


def _letters(
    session: Session,
    means: Means,
    wanted: Sequence[Line],
    sheets: Mapping[int, Sheet],
    now: datetime,
) -> tuple[Letter, ...]:
    stopped = suspended_among(session, [line.reference for line in wanted if line.visit_at])
    hushed = discreet_among(session, [line.reference for line in wanted if line.reference])
    paused = _paused_since(session, [line.id for line in wanted])
    return tuple(
        Letter(
            line,
            sheets[line.id],
            too_soon(session, line, now),
            forbidden_in(means, sheets[line.id]),
            line.visit_at is not None and line.reference in stopped,
            line.reference in hushed,
            line.id in paused and not sheets[line.id].informs,
        )
        for line in wanted
        if line.id in sheets
    )


def _paused_since(session: Session, task_ids: Collection[int]) -> frozenset[int]:
    """Those whose case was paused after they were asked for, and still is."""
    rows = select(Task.id).join(Pause, Pause.case_id == Task.case_id)
    later = Pause.ended_at.is_(None), Pause.since > Task.raised_at
    theirs = Task.id.in_(task_ids), Task.state == TaskState.OPEN
    return frozenset(session.scalars(rows.where(*theirs, *later)))


def forbidden_in(means: Means, sheet: Sheet) -> tuple[str, ...]:
    """What a letter as filled in must not say; the person's own name may be any word."""
    words: dict[str, None] = {}
    for language, text in sheet.letters.items():
        read = f"{sheet.voice.head_office}\n{text.replace(sheet.name, '') if sheet.name else text}"
        lexicons = chosen(means.lexicons, language)
        for finding in find(read, Exposure.SEALED, False, lexicons):
            words.setdefault(finding.term)
    return tuple(words)


def too_soon(session: Session, line: Line, now: datetime) -> bool:
    """Whether an open letter, posted today, would arrive too late for the visit it announces."""
    if line.kind != TaskKind.LETTER or line.state != TaskState.OPEN or line.visit_at is None:
        return False
    case = session.scalar(select(Case).where(Case.reference == line.reference))
    if case is None:
        return False
    today = local_day(session, now)
    return days.notice_objection(session, case, True, line.visit_at, today, now) is not None


def post_letters(means: Means, ids: Iterable[int], on: date | None, staff: Staff) -> Posted:
    """Note letters as posted on a day, all in one transaction."""
    now, said = means.clock.now(), Outcome("posted", on, role=staff.role)
    with means.database.read() as session:
        lines = [line_of(session, staff, task_id, now) for task_id in dict.fromkeys(ids)]
    mine = [
        line for line in lines if line is not None and line.acts and line.kind == TaskKind.LETTER
    ]
    # Whoever presses the button may have it in their hand still: its own page asks.
    off = tuple(line.reference for line in mine if line.state == TaskState.CANCELLED)
    theirs = {line.id: line.reference for line in mine if line.state != TaskState.CANCELLED}
    done: list[str] = []
    already: list[str] = []
    refused: list[tuple[str, Problem]] = []
    for closed in close_tasks(means, [Wish(task_id, said, staff.code) for task_id in theirs]):
        reference = theirs[closed.task_id]
        match closed.problem:
            case None:
                done.append(reference)
            case Problem.CLOSED:
                already.append(reference)
            case problem:
                refused.append((reference, problem))
    return Posted(tuple(done), tuple(already), off, tuple(refused))


def announce_visit(means: Means, task_id: int, at: datetime, staff: Staff) -> Problem | None:
    """Choose the day that a letter proposes, before it is printed; why not, if so."""
    now = means.clock.now()
    with means.database.write() as session:
        line = line_of(session, staff, task_id, now)
        if line is None or not may_close(line.kind, staff.role, line.sight):
            return Problem.UNKNOWN
        task = session.get_one(Task, task_id)
        case = cases.lock(session, [task.case_id])[task.case_id] if task.case_id else None
        session.refresh(task, with_for_update=True)
        if task.state != TaskState.OPEN:
            return Problem.CLOSED
        if case is None or task.kind != TaskKind.LETTER:
            return Problem.NO_VISIT
        today = local_day(session, now)
        wrong = days.notice_objection(session, case, task.visit_at is not None, at, today, now)
        if wrong is None and task.visit_at != at:
            name_day(session, case, task, at)
            facts: record.Facts = {"kind": task.kind, "step": task.step}
            record.write(session, case, "visit.announced", staff.code, now, facts)
        return wrong
