"""One task with all that is needed to do it, for whoever may see it."""

from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.database import local_day
from outreach.fieldwork.rules import Sight
from outreach.fieldwork.services import drafts
from outreach.fieldwork.services.household import is_discreet, person_of
from outreach.fieldwork.services.papers.shown import Folder, folder_about
from outreach.fieldwork.services.sheet import Sheet, sheet_of
from outreach.fieldwork.services.visits.announcing import late_since, waiting_letter
from outreach.fieldwork.services.worklist.choices import Choice, choices_of
from outreach.fieldwork.services.worklist.lines import Line, Wanted, line_of, open_lines
from outreach.fieldwork.services.worklist.ways import (
    Way,
    thread_to_read,
    threads_among,
    ways_of,
)
from outreach.inbox.rules import TO_ATTACH
from outreach.inbox.services.waiting import stray_of
from outreach.messages.models import Attempt, Status
from outreach.messages.services.means import Means
from outreach.people.models import CanRead, Person
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind, TaskState

_AT_HOME = (TaskKind.VISIT, TaskKind.LETTER)  # whoever lives there may come upon it


@dataclass(frozen=True, slots=True)
class Draft:
    """A text to send by hand. `why_not`: the code of what forbids it now."""

    address: str = field(repr=False)
    body: str = field(repr=False)
    language: str
    why_not: str


@dataclass(frozen=True, slots=True)
class Page:
    """A task on a page; the person's `language` and whether they read. Of one that is not wholly
    theirs to see, somebody gets the line only."""

    line: Line
    sheet: Sheet
    ways: tuple[Way, ...] = ()
    language: str = ""
    can_read: str = CanRead.UNKNOWN
    draft: Draft | None = None
    thread_id: int | None = None
    person_id: int | None = None
    siblings: tuple[Line, ...] = ()
    choices: tuple[Choice, ...] = ()
    hushed: bool = False  # whoever lives there may read a letter, or a card at the door
    unannounced: int = 0  # the letter that is to tell of this visit, not posted yet
    late: date | None = None  # the day that this visit was announced for, when it is over
    folder: Folder | None = None  # of the papers that it is about


def page_of(session: Session, means: Means, staff: Staff, task_id: int, sender: str) -> Page | None:
    """Everything about one task; `sender` is the number that SMS come from, "" if unknown."""
    now = means.clock.now()
    line = line_of(session, staff, task_id, now)
    sheet = sheet_of(session, means, task_id, sender) if line is not None else None
    if line is None or sheet is None:
        return None
    if line.sight is Sight.RESTRICTED:
        return Page(line, sheet)
    task = session.get_one(Task, task_id)
    case = session.get(Case, task.case_id) if task.case_id is not None else None
    person_id = task.person_id or (person_of(session, case) if case else None)
    person = session.get(Person, person_id) if person_id is not None else None
    whole = line.sight is Sight.WHOLE
    return Page(
        line,
        sheet,
        ways=ways_of(session, person_id),
        language=person.language if person else "",
        can_read=person.can_read if person else CanRead.UNKNOWN,
        draft=_draft(session, means, case, task, now) if whole else None,
        thread_id=_thread(session, case, task, person_id) if whole else None,
        person_id=person_id,
        siblings=_siblings(session, staff, line, now),
        choices=choices_of(session, case, task, staff, line, now) if line.acts else (),
        hushed=line.kind in _AT_HOME and case is not None and is_discreet(session, case),
        unannounced=_waiting_letter(session, case, task),
        late=late_since(session, task, local_day(session, now)) if line.kind == "visit" else None,
        folder=folder_about(session, case, task, local_day(session, now)) if whole else None,
    )


def _draft(
    session: Session, means: Means, case: Case | None, task: Task, now: datetime
) -> Draft | None:
    if task.kind != TaskKind.MESSAGE:
        return None
    text = session.scalar(select(Attempt).where(Attempt.task_id == task.id))
    if text is None or not text.body:
        return None
    waits = case is not None and text.status == Status.RESERVED and task.state == TaskState.OPEN
    why_not = drafts.objection(session, means, case, task, now, now) if waits and case else ""
    return Draft(text.address or "", text.body, text.language, why_not)


def _waiting_letter(session: Session, case: Case | None, task: Task) -> int:
    if case is None or task.kind != TaskKind.VISIT:
        return 0
    return waiting_letter(session, case, task)


def _thread(session: Session, case: Case | None, task: Task, person_id: int | None) -> int | None:
    if case is None:
        return None
    stray = stray_of(session, case) if task.reason == TO_ATTACH else None
    return stray or thread_to_read(threads_among(session, [case.id]).get(case.id, ()), person_id)


def _siblings(session: Session, staff: Staff, line: Line, now: datetime) -> tuple[Line, ...]:
    if not line.reference:
        return ()
    found = open_lines(session, staff, now, Wanted(reference=line.reference))
    return tuple(each for each in found if each.id != line.id)
