"""The papers of a household as pages show them: what the law says of each, who noted it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case, Paper
from outreach.cases.rules import PAPER_REASONS, Facts, LegalDay, legal_days
from outreach.fieldwork.services.household import case_id_of
from outreach.programmes.models import Programme
from outreach.staff.models import Staff
from outreach.tasks.models import Task, TaskState


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """One entry. `task_id`: what was to be done about it, still `open` or not; `by`, `struck_by`:
    first names; `replaced_by`: the number of the entry that corrects it."""

    number: int
    facts: Facts
    days: tuple[LegalDay, ...]
    noted_at: datetime
    by: str
    task_id: int | None = None
    open: bool = False
    struck_at: datetime | None = None
    struck_by: str = ""
    struck_why: str = ""
    replaced_by: int | None = None


@dataclass(frozen=True, slots=True)
class Folder:
    """The papers of a case that somebody may read, and whom to ask for advice on the law."""

    reference: str
    papers: tuple[ShownPaper, ...]
    adil: str = ""

    def find(self, number: int) -> ShownPaper | None:
        """One of them."""
        return next((paper for paper in self.papers if paper.number == number), None)


def folder_of(session: Session, staff: Staff, reference: str, today: date) -> Folder | None:
    """The papers of a case that somebody may know of; None for anything else."""
    case_id = case_id_of(session, staff, reference)
    if case_id is None:
        return None
    case = session.get_one(Case, case_id)
    return Folder(case.reference, shown_papers(session, case_id, today), _adil(session, case))


def folder_about(session: Session, case: Case | None, task: Task, today: date) -> Folder | None:
    """The papers that a task is about, those in force only; None when it is about none."""
    if case is None or task.reason not in PAPER_REASONS:
        return None
    papers = shown_papers(session, case.id, today)
    own = tuple(each for each in papers if each.task_id == task.id and each.struck_at is None)
    return Folder(case.reference, own, _adil(session, case))


def _adil(session: Session, case: Case) -> str:
    return session.get_one(Programme, case.programme_id).adil_phone


def shown_papers(session: Session, case_id: int, today: date) -> tuple[ShownPaper, ...]:
    """Every entry of a case, in the order of their notes; what is over by `today` says so."""
    papers = cases.papers_of(session, case_id)
    if not papers:
        return ()
    codes = {code for paper in papers for code in (paper.noted_by, paper.struck_by) if code}
    staff = select(Staff).where(Staff.code.in_(codes))
    names = {row.code: row.first_name for row in session.scalars(staff)}
    tasks = {paper.task_id for paper in papers if paper.task_id is not None}
    still = select(Task.id).where(Task.id.in_(tasks), Task.state == TaskState.OPEN)
    return _shown(papers, names, set(session.scalars(still)), today)


def _shown(
    papers: Sequence[Paper], names: dict[str, str], still: set[int], today: date
) -> tuple[ShownPaper, ...]:
    corrected = {paper.replaces: paper.number for paper in papers if paper.replaces is not None}
    return tuple(
        ShownPaper(
            number=paper.number,
            facts=paper.facts,
            days=legal_days(paper.facts, today),
            noted_at=paper.noted_at,
            by=names.get(paper.noted_by, ""),
            task_id=paper.task_id,
            open=paper.task_id in still,
            struck_at=paper.struck_at,
            struck_by=names.get(paper.struck_by or "", ""),
            struck_why=paper.struck_why or "",
            replaced_by=corrected.get(paper.number),
        )
        for paper in papers
    )
