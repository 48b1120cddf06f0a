"""A message that is due: send it, ask a human instead, leave it out, or wait for hours."""

from datetime import datetime, timedelta

from outreach.sequences.rules.facts import (
    Contact,
    ContactKind,
    Decision,
    RaiseTask,
    Send,
    Skip,
    SmsMode,
    Snapshot,
    Wait,
)
from outreach.sequences.rules.limits import MESSAGES
from outreach.sequences.rules.plan import VISIT_DATED
from outreach.sequences.rules.reach import phone, pick, why_no_email, why_no_phone
from outreach.sequences.rules.reasons import Reason
from outreach.sequences.rules.script import Script, Step, StepKind

SLOTS = 3
FIRST_SLOT = "{j1}"  # a text that holds it offers appointments
_LOOK_AGAIN = timedelta(hours=1)  # while a name is to correct, or nobody can listen


def sms(snapshot: Snapshot, step: Step, now: datetime) -> Decision:
    """What a due SMS step becomes."""
    mobile = pick(snapshot, ContactKind.MOBILE)
    if mobile is not None and mobile.shared:
        return _shared(snapshot, step, now)
    instead = _call_instead(snapshot, step, now, mobile)
    if instead is not None:
        return _task(snapshot, step, now, StepKind.CALL, instead)
    if mobile is None:
        return Skip(step.id, why_no_phone(snapshot))
    return _leave(snapshot, step, now, mobile)


def call(snapshot: Snapshot, step: Step, now: datetime) -> Decision:
    """What a due call step becomes."""
    if phone(snapshot) is None:
        return Skip(step.id, why_no_phone(snapshot))
    return _task(snapshot, step, now, StepKind.CALL, Reason.STEP)


def email(snapshot: Snapshot, step: Step, now: datetime) -> Decision:
    """What a due e-mail step becomes."""
    address = pick(snapshot, ContactKind.EMAIL)
    if address is None:
        return Skip(step.id, why_no_email(snapshot))
    if not snapshot.email_ready:
        return Skip(step.id, Reason.NO_SMTP)
    if address.shared:
        return _shared(snapshot, step, now)
    return _leave(snapshot, step, now, address)


def replaceable(snapshot: Snapshot) -> Step | None:
    """The next SMS of a run, if a call may stand for it; none where no message would leave.

    Never the first, which says who we are and how to refuse, nor the last, which says goodbye, nor
    one that announces a visit: whoever is visited must have been able to say no.
    """
    coming = snapshot.steps[snapshot.position :]
    step = next((each for each in coming if _is_ahead(snapshot, each)), None)
    if step is None or VISIT_DATED in step.when or phone(snapshot) is None:
        return None
    rank = sms_rank(snapshot.script, step.id)
    return step if 1 < rank < len(_messages(snapshot.script)) else None


def sms_rank(script: Script, step: str) -> int:
    """Which of the SMS of a script a step is, from 1; 0 when it is none."""
    ids = _messages(script)
    return ids.index(step) + 1 if step in ids else 0


def _call_instead(
    snapshot: Snapshot, step: Step, now: datetime, mobile: Contact | None
) -> Reason | None:
    """Why a human calls rather than a machine writes."""
    if mobile is None:
        return Reason.LANDLINE if pick(snapshot, ContactKind.LANDLINE) else None
    if snapshot.sms is SmsMode.NONE:
        return Reason.NO_SENDER
    texts = snapshot.texts(step.id)
    if snapshot.sms is SmsMode.ONE_WAY and any(not text.one_way for text in texts):
        return Reason.ONE_WAY
    offers = any(FIRST_SLOT in text.text + text.one_way for text in texts)
    future = [slot for slot in snapshot.slots if slot > now]
    return Reason.NO_SLOTS if offers and len(future) < SLOTS else None


def _shared(snapshot: Snapshot, step: Step, now: datetime) -> Decision:
    """What stands in two cases gets no automatic message; a human decides, once (care.md §5)."""
    messages = {each.id for each in snapshot.steps if each.kind in MESSAGES}
    asked = any(t.kind == StepKind.DECIDE and t.step in messages for t in snapshot.tasks)
    if asked:
        return Skip(step.id, Reason.SHARED)
    return _task(snapshot, step, now, StepKind.DECIDE, Reason.SHARED)


def _task(
    snapshot: Snapshot, step: Step, now: datetime, kind: StepKind, reason: Reason
) -> RaiseTask:
    due_on = snapshot.calendar.next_working_day(snapshot.calendar.day(now))
    return RaiseTask(step.id, kind, due_on, reason)


def _leave(snapshot: Snapshot, step: Step, now: datetime, point: Contact) -> Decision:
    """Send, unless something that passes by itself stands in the way."""
    if snapshot.name_doubtful:
        return Wait(now + _LOOK_AGAIN, Reason.NAME)
    if step.kind in snapshot.unread:
        return Wait(now + _LOOK_AGAIN, Reason.UNREAD)
    if snapshot.not_before is not None and snapshot.not_before > now:
        return Wait(snapshot.not_before, Reason.BACKOFF)
    opening = snapshot.calendar.next_open(now)
    if opening > now:
        return Wait(opening, Reason.HOURS)
    one_way = step.kind is StepKind.SMS and snapshot.sms is SmsMode.ONE_WAY
    return Send(step.id, step.kind, point.id, one_way)


def _messages(script: Script) -> list[str]:
    return [step.id for step in script.steps if step.kind is StepKind.SMS]


def _is_ahead(snapshot: Snapshot, step: Step) -> bool:
    """Whether an SMS was neither sent nor given to a human."""
    done = snapshot.task(step.id) is not None or bool(snapshot.tries(step.id))
    return step.kind is StepKind.SMS and not done
