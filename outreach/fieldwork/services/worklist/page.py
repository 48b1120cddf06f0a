"""One task with all that is needed to do it, for whoever may see it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from outreach.cases.models import Case, Thread
from outreach.fieldwork.rules import Sight
from outreach.fieldwork.services import drafts
from outreach.fieldwork.services.household import person_of
from outreach.fieldwork.services.papers.shown import Folder, folder_about
from outreach.fieldwork.services.sheet import Sheet, sheet_of
from outreach.fieldwork.services.worklist.choices import Choice, choices_of
from outreach.fieldwork.services.worklist.lines import Line, Wanted, line_of, open_lines
from outreach.messages.models import Attempt, Status
from outreach.messages.services.means import Means
from outreach.people.models import CanRead, ContactPoint, Person, PointKind, PointStatus
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskKind, TaskState

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
        thread_id=thread_to_read(session, case, person_id) if whole else None,
        person_id=person_id,
        siblings=_siblings(session, staff, line, now),
        choices=choices_of(session, case, task, staff, line, now) if line.acts else (),
        folder=folder_about(session, case, task) if whole else None,
    )


def ways_of(session: Session, person_id: int | None) -> tuple[Way, ...]:
    """Every number and e-mail of a person, in the order in which to try them."""
    shared = exists().where(
        _Others.value_hash == ContactPoint.value_hash, _Others.person_id != ContactPoint.person_id
    )
    rows = (
        select(ContactPoint, shared)
        .where(ContactPoint.person_id == person_id, ContactPoint.kind != PointKind.POSTAL)
        .order_by(ContactPoint.rank, ContactPoint.id)
    )
    return tuple(
        Way(point.kind, point.value, point.status, point.discreet, point.to_confirm, also)
        for point, also in session.execute(rows)
        if point.value
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


def thread_to_read(session: Session, case: Case | None, person_id: int | None) -> int | None:
    """The timeline to read before acting: the person's own, else one of the case that waits."""
    if case is None:
        return None
    rows: Sequence[Thread] = session.scalars(
        select(Thread).where(Thread.case_id == case.id).order_by(Thread.id)
    ).all()
    waiting = [each.id for each in rows if each.first_unanswered_at is not None]
    own = [each.id for each in rows if each.person_id == person_id]
    return next(iter([*waiting, *own]), None)


def _siblings(session: Session, staff: Staff, line: Line, now: datetime) -> tuple[Line, ...]:
    if not line.reference:
        return ()
    found = open_lines(session, staff, now, Wanted(reference=line.reference))
    return tuple(each for each in found if each.id != line.id)
