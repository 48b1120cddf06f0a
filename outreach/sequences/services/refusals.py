"""Who said no: nothing automatic ever starts or goes on for them, whatever a human decides."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from outreach.bulk import listed
from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState, Thread
from outreach.database import local_day
from outreach.people.models import ContactPoint, OptOut, OptOutKind, PointStatus
from outreach.sequences.models import Enrolment
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import NewTask, raise_task

EARLIER_REFUSAL = "earlier_refusal"
# How a run ended when the person ended it; the first two are what a reply says.
_ENDED_BY_THEM = ("opted_out", "declined", "refused", "opted_out_at_provider")
_DECLINED = ("declined", "refused")
# Tasks that a spoken or written "no" raised: before a place there is no run to end.
_SAID_NO = ("no", "refused")
# While one of these is open, a human is deciding about the refusal already.
_DECIDING = (*_SAID_NO, "stop", "stop_probable", "opted_out_at_provider", EARLIER_REFUSAL)

_REFUSED = exists().where(
    OptOut.value_hash == ContactPoint.value_hash,
    OptOut.kind.in_((OptOutKind.STOP, OptOutKind.REFUSAL)),
    OptOut.lifted_at.is_(None),
)
_BLOCKED = select(ContactPoint.person_id).where(
    listed(ContactPoint.person_id, "people"),
    (ContactPoint.status == PointStatus.OPTED_OUT)
    | (_REFUSED & (ContactPoint.status != PointStatus.WRONG_PERSON)),
)
# By the cases of these people, of which there are indexes.
_CASES = select(Thread.case_id).where(listed(Thread.person_id, "people"))
_ENDED = select(Enrolment.person_id, Enrolment.reason).where(
    Enrolment.case_id.in_(_CASES),
    listed(Enrolment.person_id, "people"),
    Enrolment.reason.in_(_ENDED_BY_THEM),
)
_NO = select(Task.person_id).where(
    Task.case_id.in_(_CASES), listed(Task.person_id, "people"), Task.reason.in_(_SAID_NO)
)


def refusers(session: Session, people: Collection[int]) -> set[int]:
    """Those of some people who said STOP, no, or refused contact; a START lifts a STOP only."""
    some = {"people": list(people)}
    ended = {row.person_id for row in session.execute(_ENDED, some)}
    return {*session.scalars(_BLOCKED, some), *ended, *_said_no(session, some)}


def decliners(session: Session, people: Collection[int]) -> set[int]:
    """Those of some people who said no without saying STOP: in writing, or to a worker."""
    some = {"people": list(people)}
    ended = {row.person_id for row in session.execute(_ENDED, some) if row.reason in _DECLINED}
    return ended | _said_no(session, some)


def willing(session: Session, some: Sequence[Case]) -> Mapping[int, list[Thread]]:
    """The threads of some cases, by case, of those who did not refuse.

    A case of which everybody refused is not there: nobody is left to write to.
    """
    threads: dict[int, list[Thread]] = {case.id: [] for case in some}
    rows = select(Thread).where(Thread.case_id.in_(threads), Thread.person_id.is_not(None))
    for thread in session.scalars(rows.order_by(Thread.id)):
        threads[thread.case_id or 0].append(thread)
    people = {each.person_id for found in threads.values() for each in found}
    refused = refusers(session, {who for who in people if who is not None})
    left = {
        case_id: [each for each in found if each.person_id not in refused]
        for case_id, found in threads.items()
    }
    return {case_id: found for case_id, found in left.items() if found or not threads[case_id]}


def set_apart(session: Session, case: Case, now: datetime) -> None:
    """Everybody of a waiting case has refused: no place is used, and a human decides, once."""
    case.eligible = False
    case.reasons = list(dict.fromkeys((*case.reasons, EARLIER_REFUSAL)))
    cases.move(session, case, CaseState.INELIGIBLE, actor="system", now=now)
    deciding = select(Task.id).where(
        Task.case_id == case.id, Task.state == TaskState.OPEN, Task.reason.in_(_DECIDING)
    )
    if session.scalar(deciding.limit(1)) is None:
        due = local_day(session, now)
        new = NewTask(TaskKind.DECIDE, due, reason=EARLIER_REFUSAL, private=True)
        raise_task(session, case, new, now=now)


def _said_no(session: Session, some: Mapping[str, list[int]]) -> set[int]:
    return {who for who in session.scalars(_NO, some) if who is not None}
