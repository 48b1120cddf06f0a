"""Carrying out what a human decided about a case."""

from collections.abc import Collection
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.agenda.services.awaited import awaited_until
from outreach.agenda.services.booking import call_off_appointments
from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState, CloseReason, Referral
from outreach.database import local_day
from outreach.fieldwork.rules import REPOSTING, Sequel, close_reason
from outreach.fieldwork.services import days
from outreach.fieldwork.services.household import people_of, person_of
from outreach.fieldwork.services.objections import (
    BY_HAND,
    NOT_STARTED,
    accepts,
    holding,
    programme_of,
    resumes,
)
from outreach.fieldwork.services.visits.announcing import (
    AGAIN,
    NEW_VISIT,
    announce,
    first_day,
    hour_of,
    is_announced,
    last_of,
    move_visit,
    still_in_time,
    supersede,
)
from outreach.fieldwork.services.words import open_reasons
from outreach.inbox.rules import ALERT
from outreach.intake.services.households import raise_first_tasks
from outreach.intake.services.kin import hold_twin
from outreach.messages.services.means import Means
from outreach.people import services as people
from outreach.people.models import OptOutKind
from outreach.programmes.models import Programme
from outreach.sequences.services.admitting import place
from outreach.sequences.services.pausing import finish_case, resume_case
from outreach.sequences.services.refusals import decliners, refusers
from outreach.tasks.models import Task, TaskKind, TaskState
from outreach.tasks.services import NewTask, cancel_open, raise_task

_EVERY_KIND = tuple(TaskKind)


def carry_out(
    session: Session,
    means: Means,
    case: Case,
    task: Task,
    outcome: str,
    actor: str,
    now: datetime,
    *,
    visit_on: date | None = None,
    visit_at: datetime | None = None,
) -> Sequel | None:
    """Go on, ask for a visit (that day, at that instant) or a letter, or close.

    `cancelled` changes nothing.
    """
    match outcome:
        case "continue":
            return _go_on(session, means, case, task, actor, now)
        case "new_visit":
            _visit(session, case, task, visit_on, visit_at, actor, now)
        case "final_letter":
            today = local_day(session, now)
            _ask_for(session, case, task, TaskKind.LETTER, outcome, today, actor, now)
        case "close":
            _close(session, means, case, task, actor, now)
    return None


def lock_programmes(session: Session, case_ids: Collection[int | None]) -> None:
    """Hold the agreements of cases that may take a place, before the cases: as imports do."""
    if not case_ids:
        return
    cases_to_start = Case.id.in_(case_ids), Case.state.in_(NOT_STARTED)
    rows = select(Programme.id).where(
        Programme.id.in_(select(Case.programme_id).where(*cases_to_start))
    )
    session.execute(rows.order_by(Programme.id).with_for_update())


def _go_on(
    session: Session, means: Means, case: Case, task: Task, actor: str, now: datetime
) -> Sequel | None:
    if accepts(case, task):
        return _accept(session, means, case, task, actor, now)
    if task.reason in REPOSTING:
        _post_again(session, case, task, actor, now)
        return None
    if not resumes(session, case, task):
        return None  # what was asked is settled; nothing was held because of it
    if case.state in BY_HAND:
        return Sequel.BY_HAND
    if holding(session, case) & open_reasons(
        session, case
    ):  # each asked for a human, for its own reason
        return Sequel.HELD
    if _alert_undecided(session, case):
        due = local_day(session, now)
        again = NewTask(TaskKind.DECIDE, due, reason=ALERT, person_id=task.person_id, private=True)
        raise_task(session, case, again, now=now)
        return Sequel.HELD
    if awaited_until(session, case.id, now) is not None:
        return Sequel.MEETING
    resume_case(session, means, case, actor=actor, now=now)
    return Sequel.RESUMED if case.state == CaseState.CONTACTING else None


def _alert_undecided(session: Session, case: Case) -> bool:
    """Whether an alert holds the case that nobody has decided about since it came."""
    since = next(
        (each.since for each in cases.open_pauses(session, case.id) if each.reason == ALERT), None
    )
    if since is None:
        return False
    decided = select(Task.id).where(
        Task.case_id == case.id,
        Task.reason == ALERT,
        Task.state == TaskState.DONE,
        Task.done_at >= since,
    )
    return session.scalar(decided.limit(1)) is None


def _accept(
    session: Session, means: Means, case: Case, task: Task, actor: str, now: datetime
) -> Sequel | None:
    """A human checked what the file left open: the case is eligible after all."""
    case.eligible = True
    programme = programme_of(session, case)
    place(session, programme, case, actor=actor, now=now)
    person_id = task.person_id or person_of(session, case)
    referral = session.scalar(select(Referral).where(Referral.case_id == case.id))
    if referral is not None and person_id is not None:
        raise_first_tasks(session, case, person_id, referral.codes, now)
        hold_twin(session, means, case, referral.codes, now)
    return Sequel.WAITING if case.state == CaseState.WAITING else None


def _post_again(session: Session, case: Case, task: Task, actor: str, now: datetime) -> None:
    """The letter that came back, or was not posted, is posted now: same step."""
    last = session.scalar(
        select(Task)
        .where(
            Task.case_id == case.id,
            Task.kind == TaskKind.LETTER,
            Task.outcome.in_(("returned", "cancelled")),
        )
        .order_by(Task.done_at.desc(), Task.id.desc())
        .limit(1)
    )
    at = last.visit_at if last else None
    if at is not None and not still_in_time(session, case, at, now):
        at = hour_of(session, case, first_day(session, case, now), now)
    if at is not None:
        move_visit(session, case, at)  # nobody was told of the day that the letter named
    again = NewTask(
        TaskKind.LETTER,
        local_day(session, now),
        reason=AGAIN,
        step=last.step if last else None,
        enrolment_id=last.enrolment_id if last else None,
        person_id=task.person_id or person_of(session, case),
        visit_at=at,
    )
    raise_task(session, case, again, now=now, actor=actor)


def _visit(
    session: Session,
    case: Case,
    task: Task,
    on: date | None,
    at: datetime | None,
    actor: str,
    now: datetime,
) -> None:
    """Ask for a visit, and for the letter that names it first where nobody agreed on it."""
    announced = is_announced(case, task)
    early = first_day(session, case, now) if announced and at is None else None
    day = on or early or days.visit_day(session, case, at, now)
    if announced:
        at = at or hour_of(session, case, day, now)
    visit = _ask_for(session, case, task, TaskKind.VISIT, NEW_VISIT, day, actor, now, at)
    if announced:
        announce(session, case, task, at, actor, now)
    elif cases.open_pauses(session, case.id):  # somebody spoke with them, and they said yes
        visit.agreed_at = now
        supersede(session, case, visit, actor, now)


def _ask_for(
    session: Session,
    case: Case,
    task: Task,
    kind: TaskKind,
    reason: str,
    due: date,
    actor: str,
    now: datetime,
    visit_at: datetime | None = None,
) -> Task:
    if case.state in NOT_STARTED:  # accepted for this work only: no sequence starts
        case.eligible = True
        cases.move(session, case, CaseState.CONTACTING, actor=actor, now=now)
    # Another visit is one more round of the script's own: what waits for that waits for it too.
    last = last_of(session, case, kind) if kind == TaskKind.VISIT else None
    new = NewTask(
        kind,
        due,
        reason=reason,
        step=last.step if last else None,
        enrolment_id=last.enrolment_id if last else None,
        person_id=task.person_id or person_of(session, case),
        visit_at=visit_at,
        note=task.note,
    )
    return raise_task(session, case, new, now=now, actor=actor)


def _close(
    session: Session, means: Means, case: Case, task: Task, actor: str, now: datetime
) -> None:
    if case.state == CaseState.CLOSED:
        return
    everybody = people_of(session, case)
    refused, declined = refusers(session, everybody), decliners(session, everybody)
    reason = CloseReason(
        close_reason(
            task.reason,
            in_contact=case.state not in (*NOT_STARTED, CaseState.CONTACTING),
            refused=bool(refused),
            declined=bool(declined),
        )
    )
    finish_case(session, means, case, "decided_close", actor=actor, now=now)
    cancel_open(session, case, _EVERY_KIND, now=now, actor=actor)
    call_off_appointments(session, case, now=now, actor=actor)
    cases.end_pauses(session, case, actor=actor, now=now)
    if reason is CloseReason.STOPPED:  # also a STOP that was only probable: a human confirms it
        own = [task.person_id] if task.person_id is not None else everybody
        _remember(session, own, OptOutKind.STOP, now)
    elif reason is CloseReason.DECLINED:
        declined |= refused
    _remember(session, sorted(declined), OptOutKind.REFUSAL, now)
    cases.move(session, case, CaseState.CLOSED, actor=actor, now=now, close_reason=reason)


def _remember(session: Session, who: list[int], kind: OptOutKind, now: datetime) -> None:
    for person_id in who:
        people.opt_out(session, person_id, source="worker", now=now, kind=kind)
