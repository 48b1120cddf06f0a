"""From a reserved row to a settled one: calling mark, one call, outcome (design.md §4, §6).

No transaction is open during the call. A crash leaves a row that says how far it got: `reserved`
was certainly never called, `calling` may have been.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Thread
from outreach.channels.base import Act, Channel, Medium, Outcome, Outgoing, Result
from outreach.database import local_day
from outreach.messages.models import Attempt, Purpose, Status
from outreach.messages.services.means import GRACE, Means
from outreach.messages.services.pace import Slots
from outreach.messages.services.recheck import LEASE_LOST, LEASE_SHORT, SENDER_STOPPED, why_not
from outreach.messages.services.settle import News, from_outcome, settle
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task

_SHORTEST = timedelta(minutes=5)
_NEARLY = timedelta(minutes=1)  # how far past closing time a provider may still send
_LONGEST = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class Tally:
    """What became of some attempts, by count."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    uncertain: int = 0
    drafted: int = 0
    unreached: frozenset[Medium] = frozenset()  # nobody answered there

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        return Tally(
            self.sent + other.sent,
            self.deferred + other.deferred,
            self.failed + other.failed,
            self.uncertain + other.uncertain,
            self.drafted + other.drafted,
            self.unreached | other.unreached,
        )


_TALLY = {
    Result.ACCEPTED: Tally(sent=1),
    Result.REFUSED: Tally(failed=1),
    Result.NOT_SENT: Tally(deferred=1),
    Result.UNCERTAIN: Tally(uncertain=1),
    Result.DRAFTED: Tally(drafted=1),
}


def deliver(means: Means, medium: Medium, keys: Sequence[str], slots: Slots | None) -> Tally:
    """Send reserved attempts in turn, at the pace of their slots; never raises for a provider."""
    door = means.doors[medium]
    tally = Tally()
    for rank, key in enumerate(keys):
        if slots is not None:
            _keep_pace(means, slots, rank)
        tally = tally.plus(_draft(means, key) if door.capability.drafts else _one(means, door, key))
    return tally


def _one(means: Means, door: Channel, key: str) -> Tally:
    message = _mark_calling(means, key)
    if message is None:
        return Tally(deferred=1)
    means.probe("marked")
    outcome = _call(door, message)
    means.probe("called")
    with means.database.write() as session:
        attempt = locked(session, key)
        settle(session, attempt, from_outcome(outcome), means.clock.now(), means.follow)
        uncertain = attempt.status == Status.UNCERTAIN
        if uncertain:
            attempt.lease_until = means.clock.now() + GRACE
    means.probe("settled")
    tally = _TALLY[Result.UNCERTAIN if uncertain else outcome.result]
    silent = outcome.result is Result.NOT_SENT and outcome.act is Act.NONE
    return replace(tally, unreached=frozenset({door.capability.medium})) if silent else tally


def _call(door: Channel, message: Outgoing) -> Outcome:
    try:
        return door.send(message)
    except Exception as error:
        return Outcome(Result.UNCERTAIN, code=type(error).__name__[:20], act=Act.NONE)


def _mark_calling(means: Means, key: str) -> Outgoing | None:
    now = means.clock.now()
    with means.database.write() as session:
        attempt = locked(session, key)
        if attempt.status != Status.RESERVED:
            return None
        reason = why_not(session, attempt, now, owner=means.owner, held=means.held)
        if reason is not None:
            _set_aside(session, means, attempt, reason, now)
            return None
        attempt.status, attempt.called_at, attempt.at = Status.CALLING, now, now
        message = _outgoing(session, means, attempt, now)
        means.probe("calling")
    return message


def _draft(means: Means, key: str) -> Tally:
    """Hand a reserved text to a human: from now on it is theirs to send, or to cancel."""
    now = means.clock.now()
    with means.database.write() as session:
        attempt = locked(session, key)
        if attempt.status != Status.RESERVED or attempt.lease_until is None:
            return Tally()
        reason = why_not(session, attempt, now, owner=means.owner, held=means.held)
        if reason is not None:
            _set_aside(session, means, attempt, reason, now)
            return Tally(deferred=1)
        attempt.lease_until = attempt.expires_at = None
        case = session.get(Case, attempt.case_id) if attempt.case_id else None
        task = NewTask(
            TaskKind.MESSAGE,
            local_day(session, now),
            step=attempt.step,
            enrolment_id=attempt.enrolment_id,
            person_id=attempt.person_id,
            reason=attempt.text_code or "draft",
            private=attempt.text_code is not None,  # an answer tells what was asked
        )
        attempt.task_id = raise_task(session, case, task, now=now).id
        _supersede(session, means, attempt, now)
    return Tally(drafted=1)


def _supersede(session: Session, means: Means, attempt: Attempt, now: datetime) -> None:
    """One open task holds one text: an earlier draft that nobody sent gives way."""
    earlier = select(Attempt).where(
        Attempt.task_id == attempt.task_id,
        Attempt.id != attempt.id,
        Attempt.status == Status.RESERVED,
    )
    for draft in session.scalars(earlier):
        cancel(session, means, draft, "superseded", now)


def _set_aside(
    session: Session, means: Means, attempt: Attempt, reason: str, now: datetime
) -> None:
    """Do not call now: another process has the row, or it waits for a sender, or it ends here."""
    if reason == LEASE_LOST:
        return
    if reason in (LEASE_SHORT, SENDER_STOPPED) and attempt.enrolment_id is None:
        give_back(attempt)  # no plan makes it again
        return
    cancel(session, means, attempt, reason, now)


def give_back(attempt: Attempt) -> None:
    """Let any sender pick up a reserved row that was certainly never called."""
    attempt.lease_owner = attempt.lease_until = None


def cancel(session: Session, means: Means, attempt: Attempt, reason: str, now: datetime) -> None:
    """End a row that was certainly never called; its step may be planned again."""
    attempt.reason = reason
    settle(session, attempt, News(Status.CANCELLED, source=reason), now, means.follow)


def locked(session: Session, key: str) -> Attempt:
    """The attempt of a key, its case locked before it (person, case, enrolment: one order)."""
    case_id = session.scalar(select(Attempt.case_id).where(Attempt.key == key))
    if case_id is not None:
        session.scalar(select(Case.id).where(Case.id == case_id).with_for_update())
    attempt = session.scalar(select(Attempt).where(Attempt.key == key).with_for_update())
    assert attempt is not None  # noqa: S101  rows of attempts are never deleted
    return attempt


def _outgoing(session: Session, means: Means, attempt: Attempt, now: datetime) -> Outgoing:
    thread = session.get(Thread, attempt.thread_id) if attempt.thread_id else None
    left = attempt.expires_at - now if attempt.expires_at is not None else _LONGEST
    shortest = _NEARLY if attempt.purpose == Purpose.SEQUENCE else _SHORTEST
    return Outgoing(
        key=attempt.key,
        to=attempt.address or "",
        body=attempt.body or "",
        subject=attempt.subject or "",
        language=attempt.language,
        automatic=attempt.purpose in (Purpose.AUTOMATIC_ANSWER, Purpose.CONFIRMATION),
        reply_token=thread.reply_token if thread else "",
        in_reply_to=means.answered(session, attempt.reply_id) if attempt.reply_id else "",
        valid_for=min(max(left, shortest), _LONGEST),
    )


def _keep_pace(means: Means, slots: Slots, rank: int) -> None:
    wait = (slots.first_at + slots.interval * rank - means.clock.now()).total_seconds()
    if wait > 0:
        means.sleep(wait)
