"""The gate at work: a draft becomes a reserved row, or a row that says why it was refused.

Called inside the transaction that holds the case's lock; the caller sends nothing itself.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from outreach.bulk import insert_many
from outreach.cases.models import AnyCase, Case, CaseState
from outreach.cases.services import take_place
from outreach.channels.base import Medium
from outreach.database import local_day
from outreach.messages.models import Attempt, Purpose, Status
from outreach.messages.rules import gate
from outreach.messages.rules.segments import measure
from outreach.messages.rules.tone import Exposure, chosen, find
from outreach.messages.services.means import LEASE, Means
from outreach.messages.services.standing import Point, Standing
from outreach.people.models import ContactPoint, PointStatus
from outreach.programmes.rules.policy import cap_free_at, spacing_free_on
from outreach.record import services as record
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task

_BAD = (PointStatus.INVALID, PointStatus.WRONG_PERSON)
# Someone who was reached went silent again, and a human resumed: still a sequence.
_SEQUENCE_STATES = (CaseState.CONTACTING, CaseState.IN_CONTACT)
# What is sent to reach the person; an answer to whoever wrote takes no place of the agreement.
_REACHING = (Purpose.SEQUENCE, Purpose.HUMAN_FIRST)
# Refused, they leave nothing undone that a task would have to say.
_ANSWERED_BY_HAND = (Purpose.AUTOMATIC_ANSWER, Purpose.CONFIRMATION)
_LONGEST_REASON = 120


class Household(Protocol):
    """What the gate asks of a case."""

    @property
    def id(self) -> int: ...
    @property
    def programme_id(self) -> int: ...
    @property
    def state(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Draft:
    """A rendered message, before the gate."""

    purpose: Purpose
    medium: Medium
    person_id: int
    thread_id: int
    point: Point | ContactPoint
    body: str
    subject: str = ""
    language: str = "fr"
    enrolment_id: int | None = None
    step: str | None = None
    position: int | None = None
    try_no: int = 1
    text_code: str | None = None
    script_version: str | None = None
    reply_id: int | None = None
    actor: str = "system"
    automated: bool = True
    expects_reply: bool = False
    expires_at: datetime | None = None
    prompted: bool = False  # the person asked: amber words may stand
    leased: bool = False  # the process that reserves it sends it; else a sender picks it up
    key: str = ""  # of the attempt, when a form made it: the same one is never reserved twice


def reserve(
    session: Session,
    means: Means,
    case: Case | None,
    draft: Draft,
    facts: gate.Facts,
) -> tuple[Attempt | None, gate.Verdict]:
    """Hold a draft against the gate and write what came of it.

    Gives the row (reserved, or blocked with its reason and a task) and the verdict; no row when
    only time stands in the way: the caller plans again.
    """
    verdict = gate.judge(draft.purpose, facts)
    if verdict.only_time and draft.purpose is Purpose.SEQUENCE:
        return None, verdict
    attempt = Attempt(**_judged(means, case.id if case else None, draft, verdict, facts.now))
    session.add(attempt)
    session.flush()
    _write_down(session, case, draft, attempt, verdict, facts.now)
    return attempt, verdict


def put_down(
    session: Session, means: Means, case: AnyCase, draft: Draft, facts: gate.Facts
) -> gate.Verdict:
    """The same for an answer, without the ORM; refused, it leaves nothing undone (see above)."""
    verdict = gate.judge(draft.purpose, facts)
    row = _judged(means, case.id, draft, verdict, facts.now)
    insert_many(session.connection(), Attempt.__table__, [row])
    record.write_all(session, [noted(case, draft, row["key"], facts.now, row.get("reason"))])
    return verdict


def _judged(
    means: Means, case_id: int | None, draft: Draft, verdict: gate.Verdict, now: datetime
) -> dict[str, Any]:
    """The columns of an attempt, reserved or blocked."""
    row = reservation(means, case_id, draft, now)
    if verdict.passes:
        return row
    blocked = {"status": Status.BLOCKED, "lease_until": None, "settled_at": now}
    return {**row, **blocked, "reason": _reason(verdict)}


def sequence_facts(
    standing: Standing, case: Household, draft: Draft, now: datetime, means: Means
) -> gate.Facts:
    """What the gate asks about a message of a sequence, from a loaded standing."""
    agreement = standing.agreements[case.programme_id]
    calendar, policy = agreement.calendar, agreement.policy
    point, person_id = draft.point, draft.person_id
    last = standing.last_contact(person_id, point.value_hash)
    posted = standing.notices.get(case.id)
    today = calendar.day(now)
    cap_at = cap_free_at(
        standing.phone_contacts(person_id, point.value_hash), now, policy, calendar.zone
    )
    return gate.Facts(
        now=now,
        point_ok=point.status not in _BAD and not point.to_confirm,
        discreet=point.discreet,
        sender_ok=capable(means, draft),
        tone=tone(means, draft),
        state_ok=case.state in _SEQUENCE_STATES,
        paused=case.id in standing.paused,
        opted_out=point.status == PointStatus.OPTED_OUT or point.value_hash in standing.refused,
        shared=point.value_hash in standing.shared,
        open_now=calendar.is_open(now),
        held=agreement.held,
        programme_open=agreement.open_on(today),
        notice_ok=posted is not None
        and today >= calendar.add_working_days(posted, policy.letter_working_days),
        cap_free=draft.medium is not Medium.SMS or cap_at <= now,
        spacing_free=last is None or today >= spacing_free_on(calendar.day(last), policy),
    )


def capable(means: Means, draft: Draft) -> bool:
    """Whether a door exists for the draft, and takes answers if the text asks for one."""
    door = means.doors.get(draft.medium)
    if door is None:
        return False
    capability = door.capability
    return not draft.expects_reply or capability.two_way or capability.drafts


def tone(means: Means, draft: Draft) -> tuple[str, ...]:
    """The word lists that the rendered text hits, its subject included."""
    found = find(
        f"{draft.subject}\n{draft.body}",
        Exposure.OPEN,
        prompted=draft.prompted,
        lexicons=chosen(means.lexicons, draft.language),
    )
    return tuple(sorted({finding.list for finding in found}))


def _reason(verdict: gate.Verdict) -> str:
    """The codes of what stood in the way, as many as the record has room for."""
    codes = "/".join(check.value for check in verdict.blocks)
    if len(codes) <= _LONGEST_REASON:
        return codes
    return codes[:_LONGEST_REASON].rpartition("/")[0]


def reservation(means: Means, case_id: int | None, draft: Draft, now: datetime) -> dict[str, Any]:
    """The columns of a reserved attempt."""
    sms = draft.medium is Medium.SMS
    return {
        "key": draft.key or means.clock.key(),
        "case_id": case_id,
        "person_id": draft.person_id,
        "thread_id": draft.thread_id,
        "enrolment_id": draft.enrolment_id,
        "step": draft.step,
        "position": draft.position,
        "try_no": draft.try_no,
        "purpose": draft.purpose,
        "channel": draft.medium.value,
        "medium": draft.medium.value,
        "contact_point_id": draft.point.id,
        "address": draft.point.value,
        "address_hash": draft.point.value_hash,
        "subject": draft.subject or None,
        "body": draft.body,
        "language": draft.language,
        "text_code": draft.text_code,
        "script_version": draft.script_version,
        "reply_id": draft.reply_id,
        "segments": measure(draft.body).segments if sms else None,
        "automated": draft.automated,
        "actor": draft.actor,
        "status": Status.RESERVED,
        "at": now,
        "expires_at": draft.expires_at,
        "lease_until": now + LEASE if draft.leased else None,
        "lease_owner": means.owner if draft.leased else None,
    }


def noted(
    case: record.Chain, draft: Draft, key: str, now: datetime, blocked: str | None = None
) -> record.Note:
    """What the journal says of a reservation, or of a draft `blocked` for these reasons."""
    facts = {
        "attempt": key,
        "purpose": draft.purpose.value,
        "channel": draft.medium.value,
        "status": Status.BLOCKED.value if blocked else Status.RESERVED.value,
    }
    if draft.step:
        facts["step"] = draft.step
    if blocked:
        facts["reason"] = blocked
    event = "attempt.blocked" if blocked else "attempt.reserved"
    return record.Note(case, event, draft.actor, now, facts, draft.body)


def _write_down(
    session: Session,
    case: Case | None,
    draft: Draft,
    attempt: Attempt,
    verdict: gate.Verdict,
    now: datetime,
) -> None:
    if case is None:
        return
    record.write_all(session, [noted(case, draft, attempt.key, now, attempt.reason)])
    if verdict.passes:
        if draft.purpose in _REACHING and case.state in _SEQUENCE_STATES:
            take_place(session, case, now)
        return
    if draft.purpose in _ANSWERED_BY_HAND:
        return  # the message it would have answered is in the inbox
    due = local_day(session, now)
    task = NewTask(
        TaskKind.DECIDE,
        due,
        reason=f"blocked_{verdict.blocks[0].value}"[:40],
        step=draft.step,
        person_id=draft.person_id,
    )
    raise_task(session, case, task, now=now)
