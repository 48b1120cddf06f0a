"""A message whose place or meaning a human has settled: what follows from it, as if it came now."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Thread
from outreach.channels.base import Inbound, Medium
from outreach.record import services as record
from outreach.replies.models import Reply
from outreach.replies.rules.intents import classify
from outreach.replies.rules.reading import Intent, Reading, Surety
from outreach.replies.services.consequences import act_on
from outreach.replies.services.ears import Ears
from outreach.replies.services.finding import Home, concerned
from outreach.replies.services.heard import Heard
from outreach.tasks.models import Task, TaskState


def home_of(thread: Thread, sender_hash: str) -> Home:
    """Where a message belongs, now that somebody has said so."""
    cases = () if thread.case_id is None else (thread.case_id,)
    people = () if thread.person_id is None else (thread.person_id,)
    return Home(sender_hash, thread, cases, people)


def concerned_cases(session: Session, home: Home) -> tuple[int, ...]:
    """The cases to lock before anything follows: a STOP is for all of them."""
    return concerned(session, home)[0]


def act_again(
    session: Session,
    ears: Ears,
    home: Home,
    reply: Reply,
    reading: Reading,
    cases: Mapping[int, Case],
    now: datetime,
) -> None:
    """Do what a message asks for, but never answer it: the person has waited, a human writes."""
    assert home.thread is not None  # noqa: S101  somebody said which
    medium = Medium.EMAIL if reply.channel == Medium.EMAIL else Medium.SMS
    inbound = Inbound(reply.provider_id, medium, reply.sender or "", "", reply.text or "")
    own = {case_id: cases[case_id] for case_id in home.case_ids}
    people = concerned(session, home)[1]
    heard = Heard(home, home.thread, own, cases, people, reply, inbound, reading, late=True)
    act_on(session, ears, heard, now)


def read_again(ears: Ears, reply: Reply) -> Reading:
    """What a stored message says; a START never lifts a refusal by itself here."""
    reading = classify(reply.text or "", ears.lexicon)
    if reading.start is Surety.CERTAIN:
        return replace(reading, start=Surety.PROBABLE)
    return reading


def as_stop(reading: Reading) -> Reading:
    """The same, once a human has said that it means STOP."""
    rest = tuple(intent for intent in reading.intents if intent is not Intent.STOP)
    return replace(reading, intents=(Intent.STOP, *rest), stop=Surety.CERTAIN)


def drop_asked(
    session: Session, case: Case, person_id: int | None, reason: str, actor: str, now: datetime
) -> int:
    """Cancel the tasks that asked what somebody has just settled (None = whoever they are about).

    Gives how many there were.
    """
    rows = select(Task).where(
        Task.case_id == case.id, Task.state == TaskState.OPEN, Task.reason == reason
    )
    if person_id is not None:
        rows = rows.where((Task.person_id == person_id) | Task.person_id.is_(None))
    found = list(session.scalars(rows.order_by(Task.id)))
    for task in found:
        task.state, task.outcome = TaskState.CANCELLED, "cancelled"
        task.done_at, task.done_by = now, actor
        facts: record.Facts = {"kind": task.kind, "step": task.step}
        record.write(session, case, "task.cancelled", actor, now, facts)
    return len(found)
