"""Every dated message and task of a silent person, on the real calendar.

It runs the same `decide` and `after` as the engine, from one waiting date to the next, with a
worker who does each task on its day: letters posted, nobody home, calls unanswered, and the
sequence continued.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from outreach.programmes.rules.calendar import Calendar
from outreach.programmes.rules.policy import ContactPolicy
from outreach.sequences.rules.decide import decide
from outreach.sequences.rules.facts import (
    Contact,
    ContactKind,
    Decision,
    Finish,
    Past,
    RaiseTask,
    Send,
    SmsMode,
    Snapshot,
    TaskFact,
    Wait,
)
from outreach.sequences.rules.outgoing import SLOTS
from outreach.sequences.rules.plan import after, leaves_notice
from outreach.sequences.rules.reasons import Reason
from outreach.sequences.rules.script import Script, StepKind

REACHABLE = (
    Contact(1, ContactKind.MOBILE),
    Contact(2, ContactKind.EMAIL),
    Contact(3, ContactKind.POSTAL),
)
DEFAULT_CALENDAR, DEFAULT_POLICY = Calendar(), ContactPolicy()
_OUTCOMES: dict[str, str] = {
    StepKind.LETTER: "posted",
    StepKind.CALL: "no_answer",
    StepKind.VISIT: "not_home",
    StepKind.DECIDE: "continue",
}
_VISIT_HOUR = time(10)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """One message or task: `channel` is how it goes, `at` when it leaves or is raised (UTC).

    `why`: what decided that date, and not an earlier one.
    """

    step: str
    channel: StepKind
    at: datetime
    reason: Reason
    one_way: bool = False
    due_on: date | None = None  # tasks
    visit_at: datetime | None = None  # proposed by a letter, or the visit's own
    why: Reason = field(default=Reason.PLANNED, compare=False)


def rehearse(
    script: Script,
    start: date,
    reference: str,
    *,
    calendar: Calendar = DEFAULT_CALENDAR,
    policy: ContactPolicy = DEFAULT_POLICY,
    sms: SmsMode = SmsMode.TWO_WAY,
    email_ready: bool = True,
    languages: tuple[str, ...] = ("fr",),
    slots: bool = False,
) -> tuple[Rehearsed, ...]:
    """Play a whole run from its first day for a person with a mobile, an e-mail and an address.

    `slots` = a worker always offers three appointments; without them that SMS becomes a call.
    """
    snapshot = Snapshot(
        reference=reference,
        script=script,
        started_on=start,
        calendar=calendar,
        policy=policy,
        contacts=REACHABLE,
        sms=sms,
        email_ready=email_ready,
        languages=languages,
    )
    return project(snapshot, calendar.at(start, time()), slots=slots)


def project(snapshot: Snapshot, now: datetime, *, slots: bool = False) -> tuple[Rehearsed, ...]:
    """Play what is left of a run from `now` on, as if the person stayed silent.

    Shown before a human resumes: pause and hold are taken as lifted, and the open tasks as done
    on their day.
    """
    return tuple(foresee(snapshot, now, slots=slots))


def foresee(snapshot: Snapshot, now: datetime, *, slots: bool = False) -> Iterator[Rehearsed]:
    """The same, step by step: nothing is worked out beyond what is taken."""
    snapshot = replace(snapshot, paused=False, held=False)
    for task in snapshot.tasks:
        if task.state == "open":
            snapshot = close(snapshot, task, now)
    return _play(snapshot, now, slots)


def perform(snapshot: Snapshot, decision: Decision, now: datetime) -> Snapshot:
    """The run once a decision is carried out and the punctual worker did the task it raised."""
    moved = after(snapshot, decision, now)
    snapshot = replace(snapshot, position=moved.position, j0=moved.j0)
    if isinstance(decision, Send):
        return _add_past(snapshot, _sent(snapshot, decision, now))
    if isinstance(decision, RaiseTask):
        return _do(snapshot, decision, now)
    return snapshot


def offered(calendar: Calendar, now: datetime) -> tuple[datetime, ...]:
    """Three appointments on the three working days that follow."""
    day = calendar.day(now)
    days = (calendar.add_working_days(day, rank) for rank in range(1, SLOTS + 1))
    return tuple(calendar.at(each, _VISIT_HOUR) for each in days)


def _play(snapshot: Snapshot, now: datetime, slots: bool) -> Iterator[Rehearsed]:
    why = Reason.PLANNED
    while True:
        if slots:
            snapshot = replace(snapshot, slots=offered(snapshot.calendar, now))
        decision = decide(snapshot, now)
        if isinstance(decision, Finish) or _waits_for_someone(decision):
            return
        if isinstance(decision, Wait):
            now, why = decision.until, decision.reason
            continue
        yield from (replace(seen, why=why) for seen in _seen(decision, now))
        why = Reason.PLANNED
        snapshot = perform(snapshot, decision, now)


def _waits_for_someone(decision: Decision) -> bool:
    """Whether only a human or a provider can move the run on: nothing later has a date."""
    blocking = (Reason.IN_FLIGHT, Reason.NAME, Reason.NOTICE, Reason.REQUIRED)
    return isinstance(decision, Wait) and decision.reason in blocking


def _seen(decision: Decision, now: datetime) -> Iterator[Rehearsed]:
    if isinstance(decision, Send):
        yield Rehearsed(decision.step, decision.channel, now, Reason.STEP, decision.one_way)
    if isinstance(decision, RaiseTask):
        yield Rehearsed(
            step=decision.step,
            channel=decision.kind,
            at=now,
            reason=decision.reason,
            due_on=decision.due_on,
            visit_at=decision.visit_at,
        )


def _sent(snapshot: Snapshot, send: Send, now: datetime) -> Past:
    phone = send.channel is StepKind.SMS
    rank = len(snapshot.tries(send.step)) + 1
    return Past(now, "delivered", True, phone, send.step, rank)


def _do(snapshot: Snapshot, raised: RaiseTask, now: datetime) -> Snapshot:
    task = TaskFact(
        step=raised.step,
        kind=raised.kind,
        state="open",
        raised_at=now,
        due_on=raised.due_on,
        visit_at=raised.visit_at,
    )
    return close(replace(snapshot, tasks=(*snapshot.tasks, task)), task, now)


def close(snapshot: Snapshot, task: TaskFact, now: datetime) -> Snapshot:
    """The run once the punctual worker did an open task, on its day or today when it is past."""
    done_on = max(task.due_on, snapshot.calendar.day(now))
    outcome = _OUTCOMES.get(task.kind, "")
    done = replace(task, state="done", outcome=outcome, done_on=done_on)
    tasks = tuple(done if each is task else each for each in snapshot.tasks)
    snapshot = replace(snapshot, tasks=tasks)
    match task.kind:
        case StepKind.LETTER:
            dated = task.visit_at
            if dated is not None and leaves_notice(snapshot, dated, done_on):
                return replace(snapshot, visit_at=dated)
            return snapshot if dated is None else replace(snapshot, visit_at=None)
        case StepKind.CALL:
            return _add_past(snapshot, Past(now, outcome, phone_contact=True))
        case StepKind.VISIT:
            hour = task.visit_at or snapshot.calendar.at(done_on, _VISIT_HOUR)
            return _add_past(snapshot, Past(max(hour, now), outcome))
        case _:
            return snapshot


def _add_past(snapshot: Snapshot, past: Past) -> Snapshot:
    return replace(snapshot, past=(*snapshot.past, past))
