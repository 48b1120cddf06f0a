"""A case on one page, for whoever may know of it: each role gets what is its to read."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.agenda.services.listing import Entry, of_case
from outreach.cases.models import Case, Pause, Referral
from outreach.cases.services import open_pauses
from outreach.database import local_day
from outreach.expertise.services.attempts import Tried, tried
from outreach.expertise.services.closing import reasons_to_close
from outreach.expertise.services.people import Tenant, household
from outreach.expertise.services.remarks import review_tasks
from outreach.expertise.services.rows import Row, rows_of
from outreach.fieldwork.rules import RESUMING, SAME_PERSON
from outreach.fieldwork.services.household import case_id_of
from outreach.fieldwork.services.papers.shown import ShownPaper, shown_papers
from outreach.fieldwork.services.visits.remarks import Remark, remarks_of
from outreach.fieldwork.services.worklist.lines import Line, lines_of_case
from outreach.messages.services.means import Means
from outreach.programmes.models import Programme
from outreach.record import services as record
from outreach.sequences.services.journey import Journey, journeys_of
from outreach.staff.models import Role, Staff
from outreach.tasks.models import TaskKind, TaskState
from outreach.tasks.services import followers

READERS = (Role.WORKER, Role.COORDINATOR, Role.DPO)  # of the whole case, not of its front only
WRITERS = (Role.WORKER, Role.COORDINATOR)


@dataclass(frozen=True, slots=True)
class Proof:
    """What the record proves: the attempts of the case, and whether its journal is whole."""

    attempts: tuple[Tried, ...]
    entries: int
    intact: bool

    @property
    def counted(self) -> int:
        """How many attempts count for the agreement."""
        return sum(each.number is not None for each in self.attempts)


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case. `resume`: the open task by which a human lets its messages go on.

    Somebody at the desk gets the front only: no run, no proof, no pauses, no referral, no papers.
    """

    case: Case
    row: Row
    programme: Programme
    people: tuple[Tenant, ...] = field(repr=False)
    tasks: tuple[Line, ...]
    team: Sequence[Staff] = ()
    may_write: bool = False
    referral: Referral | None = field(default=None, repr=False)
    remark_waits: bool = False
    journeys: tuple[Journey, ...] = ()
    pauses: tuple[Pause, ...] = ()
    resume: Line | None = None
    closings: tuple[str, ...] = ()
    proof: Proof | None = None
    papers: tuple[ShownPaper, ...] = ()
    appointments: tuple[Entry, ...] = ()
    remarks: tuple[Remark, ...] = field(default=(), repr=False)

    @property
    def stands(self) -> bool:
        """Whether a run is held that a human can let go on."""
        return any(journey.state == "paused" for journey in self.journeys)

    @property
    def open_tasks(self) -> tuple[Line, ...]:
        """What is to be done."""
        return tuple(line for line in self.tasks if line.state == TaskState.OPEN)

    @property
    def past_tasks(self) -> tuple[Line, ...]:
        """What was done, or given up."""
        return tuple(line for line in self.tasks if line.state != TaskState.OPEN)


def case_file(
    session: Session, means: Means, staff: Staff, reference: str, now: datetime
) -> CaseFile | None:
    """One case with all that somebody may read of it; None when they may not know of it."""
    case_id = case_id_of(session, staff, reference)
    if case_id is None:
        return None
    case = session.get_one(Case, case_id)
    (row,) = rows_of(session, staff, [case_id])
    tasks = lines_of_case(session, staff, now, case.reference)
    front = CaseFile(
        case=case,
        row=row,
        programme=session.get_one(Programme, case.programme_id),
        people=household(session, case),
        tasks=tasks,
        appointments=of_case(session, staff, case_id),
    )
    if staff.role in READERS:
        return _whole(session, means, staff, front, now)
    return replace(front, people=tuple(map(_front, front.people)))


def _front(tenant: Tenant) -> Tenant:
    """Without a word on what was said."""
    return replace(tenant, waits_since=None, alert=False)


def _whole(
    session: Session, means: Means, staff: Staff, front: CaseFile, now: datetime
) -> CaseFile:
    case = front.case
    writes = staff.role in WRITERS
    today = local_day(session, now)
    return CaseFile(
        case=case,
        row=front.row,
        programme=front.programme,
        people=front.people,
        tasks=front.tasks,
        appointments=front.appointments,
        team=followers(session, case.team) if writes else (),
        may_write=writes,
        referral=session.scalar(select(Referral).where(Referral.case_id == case.id)),
        remark_waits=bool(review_tasks(session, case)),
        journeys=journeys_of(session, means, case.id, now),
        pauses=tuple(open_pauses(session, case.id)),
        resume=_resume(front.open_tasks),
        closings=tuple(reason.value for reason in reasons_to_close(case)),
        proof=_proof(session, case),
        papers=shown_papers(session, case.id, today),
        remarks=remarks_of(session, case.id, today),
    )


def _resume(tasks: Sequence[Line]) -> Line | None:
    """The task whose decision lets the messages go on, the gravest reason being decided first."""
    holding = [
        line
        for line in tasks
        if line.kind == TaskKind.DECIDE and line.reason in (*RESUMING, SAME_PERSON) and line.acts
    ]
    return next(iter(sorted(holding, key=lambda line: line.reason != "alert")), None)


def _proof(session: Session, case: Case) -> Proof:
    verdict = record.verify(session, case.reference)
    return Proof(tuple(tried(session, case)), case.journal_length, verdict.intact)
