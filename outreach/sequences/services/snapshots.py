"""From rows to the frozen snapshots that `decide` looks at, a batch at a time."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.agenda.services.suspension import agreed_again
from outreach.bulk import listed
from outreach.channels.base import Act, Medium
from outreach.messages.services.listening import unread
from outreach.messages.services.means import Means
from outreach.messages.services.standing import Agreement, Point, Standing, Trace, load
from outreach.people.models import Person, PointStatus
from outreach.sequences.models import Enrolment
from outreach.sequences.rules.facts import (
    Contact,
    ContactKind,
    Past,
    SmsMode,
    Snapshot,
    TaskFact,
    Touch,
)
from outreach.sequences.rules.plan import leaves_notice
from outreach.sequences.rules.script import Script
from outreach.sequences.services.rows import (
    CaseRow,
    EnrolmentRow,
    PersonRow,
    Rows,
    VersionRow,
    read,
    runs,
)
from outreach.sequences.services.versions import script_by
from outreach.tasks.models import Task, TaskKind

FRENCH = "fr"
# How long a message that never left waits before its next try, the first time; then twice that.
# A sender that was stopped wakes after an hour: others go before the one it stumbled on.
_BACKOFF: Mapping[str, timedelta] = {
    Act.RETRY_LATER: timedelta(hours=1),
    Act.SENDER_DOWN: timedelta(hours=4),
}
_SHORT_BACKOFF, _LONG_BACKOFF = timedelta(minutes=5), timedelta(days=1)
# A provider's fault that passes: the same step may be tried again (delivery.md §B).
_PASSING_FAULTS = (Act.RETRY_LATER, Act.REPLAN, Act.SLOW_DOWN)


_THESE = runs().where(listed(Enrolment.id, "runs")).order_by(Enrolment.id)
_TASKS = (
    select(
        Task.enrolment_id,
        Task.step,
        Task.kind,
        Task.state,
        Task.raised_at,
        Task.due_on,
        Task.outcome,
        Task.done_on,
        Task.visit_at,
        Task.case_id,
        Task.done_at,
    )
    .where(listed(Task.enrolment_id, "runs"), Task.kind != TaskKind.MESSAGE)
    .order_by(Task.id)
)


@dataclass(frozen=True, slots=True)
class Run:
    """One enrolment with all that belongs to it, as read, and its snapshot."""

    enrolment: EnrolmentRow
    case: CaseRow
    person: PersonRow
    version: VersionRow
    script: Script
    standing: Standing
    snapshot: Snapshot

    @property
    def agreement(self) -> Agreement:
        """The rules of the case's programme."""
        return self.standing.agreements[self.case.programme_id]

    def point(self, contact_id: int) -> Point:
        """The contact point a decision named."""
        points = self.standing.points[self.person.id]
        return next(point for point in points if point.id == contact_id)


def load_runs(
    session: Session, means: Means, enrolment_ids: Sequence[int], now: datetime
) -> list[Run]:
    """The runs of some enrolments, in the order of their ids."""
    return runs_of(session, means, read(session, _THESE, {"runs": enrolment_ids}), now)


def runs_of(session: Session, means: Means, rows: Sequence[Rows], now: datetime) -> list[Run]:
    """The runs of some rows, in their order."""
    if not rows:
        return []
    standing = load(
        session,
        [row.case.id for row in rows],
        [row.person.id for row in rows],
        now,
        held=means.held,
    )
    tasks = _tasks(session, [row.enrolment.id for row in rows])
    silent = unread(session, means, now)
    return [_run(session, means, standing, silent, tasks.get(row[0].id, []), row) for row in rows]


def _run(
    session: Session,
    means: Means,
    standing: Standing,
    silent: frozenset[Medium],
    tasks: Sequence[TaskFact],
    rows: Rows,
) -> Run:
    enrolment, case, person, version = rows
    agreement = standing.agreements[case.programme_id]
    script = script_by(session, version.digest)
    points, traces = standing.points.get(person.id, []), standing.of_person(person.id)
    snapshot = Snapshot(
        reference=case.reference,
        script=script,
        started_on=enrolment.started_on,
        position=enrolment.position,
        j0=enrolment.j0,
        calendar=agreement.calendar,
        policy=agreement.policy,
        contacts=tuple(_contact(point, standing) for point in points),
        past=tuple(_past(trace, enrolment.id) for trace in traces),
        elsewhere=_elsewhere(points, standing, person.id),
        tasks=tuple(task for task in tasks if task.step),
        not_before=_not_before(traces, enrolment.id),
        sms=sms_mode(means),
        languages=languages_of(script, person),
        email_ready=Medium.EMAIL in means.doors,
        unread=silent,
        name_doubtful=person.name_damaged,
        paused=case.id in standing.paused,
        held=agreement.held,
        programme_starts=agreement.programme.starts_on,
        programme_ends=agreement.programme.ends_on,
    )
    return Run(enrolment, case, person, version, script, standing, _dated(snapshot, tasks))


def _contact(point: Point, standing: Standing) -> Contact:
    why_not = _why_not(point, standing)
    return Contact(
        id=point.id,
        kind=ContactKind(point.kind),
        rank=point.rank,
        usable=not why_not,
        why_not=why_not,
        number_key=point.value_hash or "",
        shared=point.value_hash in standing.shared,
    )


def _why_not(point: Point, standing: Standing) -> str:
    if point.discreet:
        return "discreet"
    if point.status == PointStatus.OK:
        if point.value_hash in standing.refused:
            return PointStatus.OPTED_OUT.value
        return "to_confirm" if point.to_confirm else ""
    return point.status


def _past(trace: Trace, enrolment_id: int) -> Past:
    mine = trace.enrolment_id == enrolment_id
    return Past(
        at=trace.at,
        status=trace.status,
        automated=trace.by_machine,
        phone_contact=trace.spends,
        step=(trace.step or "") if mine else "",
        try_no=trace.try_no,
        retryable=trace.act in _PASSING_FAULTS,
    )


def _not_before(traces: Sequence[Trace], enrolment_id: int) -> datetime | None:
    """Until when a step that the provider did not take waits: longer each time in a row."""
    mine = [t for t in traces if t.enrolment_id == enrolment_id and t.by_machine]
    mine.sort(key=lambda trace: (trace.at, trace.try_no), reverse=True)
    failed = list(takewhile(lambda t: t.status == "absent" and t.step == mine[0].step, mine))
    if not failed:
        return None
    wait = _BACKOFF.get(failed[0].act or "", _SHORT_BACKOFF)
    doubled = wait * (1 << min(len(failed) - 1, 10))
    return failed[0].at + min(doubled, _LONG_BACKOFF)


def _elsewhere(points: Sequence[Point], standing: Standing, person_id: int) -> tuple[Touch, ...]:
    return tuple(
        Touch(point.value_hash, trace.at, trace.spends, trace.spaces)
        for point in points
        if point.value_hash
        for trace in standing.of_number(point.value_hash, person_id)
    )


def _tasks(session: Session, enrolment_ids: Sequence[int]) -> Mapping[int, list[TaskFact]]:
    found: dict[int, list[TaskFact]] = defaultdict(list)
    rows = session.execute(_TASKS, {"runs": enrolment_ids}).all()
    dated = {row.case_id for row in rows if row.visit_at is not None}
    again = agreed_again(session, dated) if dated else {}
    for row in rows:
        enrolment_id, step, kind, state, raised_at, due_on, outcome, done_on, visit_at, *_ = row
        named = row.done_at or raised_at
        at = visit_at if _stands(row.case_id, named, again) else None
        fact = TaskFact(step or "", kind, state, raised_at, due_on, outcome or "", done_on, at)
        found[enrolment_id or 0].append(fact)
    return found


def _stands(case_id: int | None, named: datetime, again: Mapping[int, datetime | None]) -> bool:
    """Whether a day that was named then is not one of before a threat, or of a suspension."""
    if case_id is None or case_id not in again:
        return True
    since = again[case_id]
    return since is not None and named >= since


def _dated(snapshot: Snapshot, tasks: Sequence[TaskFact]) -> Snapshot:
    """With its visit: what the visit task says, else what a letter posted in time proposed."""
    for task in reversed(tasks):
        if task.visit_at is None:
            continue
        if task.kind == TaskKind.VISIT:
            return replace(snapshot, visit_at=task.visit_at)
        if task.outcome == "posted" and task.done_on is not None:
            in_time = leaves_notice(snapshot, task.visit_at, task.done_on)
            return replace(snapshot, visit_at=task.visit_at) if in_time else snapshot
    return snapshot


def sms_mode(means: Means) -> SmsMode:
    """What the SMS door of this process can do."""
    door = means.doors.get(Medium.SMS)
    if door is None:
        return SmsMode.NONE
    two_way = door.capability.two_way or door.capability.drafts
    return SmsMode.TWO_WAY if two_way else SmsMode.ONE_WAY


def languages_of(script: Script, person: PersonRow | Person) -> tuple[str, ...]:
    """The languages a message is written in: theirs, and French until they answered."""
    if person.language == FRENCH or person.language not in script.texts:
        return (FRENCH,)
    return (person.language,) if person.language_confirmed else (person.language, FRENCH)
