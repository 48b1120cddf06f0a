"""What follows from a message once it is read: refusals, tasks, and at most one safe answer."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from outreach.cases.models import Case, PauseReason
from outreach.database import local_day
from outreach.people import services as people
from outreach.people.models import OptOutKind
from outreach.replies.rules.follow import Follow, what_follows
from outreach.replies.services.answering import answer
from outreach.replies.services.ears import Ears
from outreach.replies.services.heard import Heard
from outreach.sequences.services.pausing import finish_case, pause_case
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task

_LATER = timedelta(days=21)  # "plus tard" is a reminder to the worker, never a restart


def act_on(session: Session, ears: Ears, heard: Heard, now: datetime) -> None:
    """Apply what the reading asks for, in the transaction that stored the message."""
    follows = what_follows(heard.reading)
    # The answer is held against the gate as things stood before this very message's refusal.
    answer(session, ears, heard, now)
    if follows.opt_out:
        _refuse(session, heard, now)
    if follows.start:
        for person_id in heard.home.person_ids:
            people.lift(session, person_id, now)
    if follows.block_number:
        people.wrong_person(session, heard.home.sender_hash, source="reply", now=now)
    for case in heard.cases.values():
        if follows.alert:
            pause_case(session, ears.means, case, PauseReason.ALERT, actor="system", now=now)
        if follows.end_sequence:
            finish_case(session, ears.means, case, follows.reason, actor="tenant", now=now)
        _task(session, heard, follows, case, now)


def _refuse(session: Session, heard: Heard, now: datetime) -> None:
    """STOP blocks every phone and e-mail of everyone who has this number, and the number."""
    for person_id in heard.home.person_ids:
        people.opt_out(session, person_id, source=heard.reply.channel, now=now)
    people.refuse(
        session,
        heard.home.sender_hash,
        OptOutKind.STOP,
        source=heard.reply.channel,
        now=now,
    )


def _task(session: Session, heard: Heard, follows: Follow, case: Case, now: datetime) -> None:
    due = local_day(session, now)
    if follows.later:
        due += _LATER
    person = heard.home.person_ids[0] if len(heard.home.person_ids) == 1 else None
    new = NewTask(TaskKind(follows.task), due, reason=follows.reason, person_id=person)
    raise_task(session, case, new, now=now)
