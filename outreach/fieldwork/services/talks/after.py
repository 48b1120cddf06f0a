"""What followed from a note, for whoever wrote it: never what it says."""

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import Case, CaseState, PauseReason, Thread, visible_to
from outreach.fieldwork.rules import ABOUT_REFUSALS
from outreach.fieldwork.services.worklist.lines import Line, Wanted, open_lines
from outreach.replies.models import Reply
from outreach.replies.services.noting import SOURCE
from outreach.staff.models import Role, Staff

_STOP = "stop"


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What became of a note. `stopped`: the messages of its case are held; `reference` is "" for
    a stranger, or a case of another team.

    `refusal`, `alert`: what the words look like, for those who may read them; `sure`: the refusal
    was acted upon at once, nobody has to confirm it.
    """

    reference: str
    thread_id: int
    at: datetime
    channel: str
    owner: str = ""
    closed: bool = False
    stopped: bool = False
    refusal: bool = False
    sure: bool = False
    alert: bool = False
    tasks: tuple[Line, ...] = ()

    @property
    def asks(self) -> Line | None:
        """The task by which a human says whether it was a refusal."""
        return next((line for line in self.tasks if line.reason in ABOUT_REFUSALS), None)


def aftermath(session: Session, staff: Staff, reply_id: int, now: datetime) -> Aftermath | None:
    """What followed from a note of somebody's team, or of nobody's; else None."""
    reply = session.get(Reply, reply_id)
    if reply is None or reply.source != SOURCE:
        return None
    thread = session.get_one(Thread, reply.thread_id)
    case = session.get(Case, thread.case_id) if thread.case_id is not None else None
    bare = Aftermath("", thread.id, reply.sent_at or reply.received_at, reply.channel)
    if case is None:
        return bare
    seen = select(Case.id).where(Case.id == case.id, visible_to(staff))
    if session.scalar(seen) is None:
        return bare
    return _of_case(session, staff, case, reply, now)


def _of_case(session: Session, staff: Staff, case: Case, reply: Reply, now: datetime) -> Aftermath:
    reads = staff.role != Role.RECEPTION
    intents = json.loads(reply.intents or "[]") if reads else []
    pauses = {pause.reason for pause in cases.open_pauses(session, case.id)}
    owner = session.get(Staff, case.owner_id) if case.owner_id is not None else None
    return Aftermath(
        reference=case.reference,
        thread_id=reply.thread_id,
        at=reply.sent_at or reply.received_at,
        channel=reply.channel,
        owner=owner.first_name if owner else "",
        closed=case.state == CaseState.CLOSED,
        stopped=bool(pauses),
        refusal=_STOP in intents,
        sure=_STOP in intents and PauseReason.OPT_OUT in pauses,
        alert=reads and reply.alert,
        tasks=open_lines(session, staff, now, Wanted(reference=case.reference)),
    )
