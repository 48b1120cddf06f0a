"""What can't be stored as it came leaves a mark all the same: a human opens the mailbox."""

import structlog
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from outreach.cases import services as cases
from outreach.cases.models import CaseState, PauseReason
from outreach.channels.base import Inbound, Nature
from outreach.database import database_of, local_day
from outreach.record import services as record
from outreach.replies.models import Reply
from outreach.replies.services.ears import Ears
from outreach.replies.services.finding import Home, find_home, stray_thread
from outreach.sequences.services.pausing import pause_case
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, raise_task

UNREADABLE = "[Message illisible : à ouvrir dans la messagerie ou chez le prestataire.]"
_INTENTS = '["other"]'
_LONGEST_ID = 255

log = structlog.get_logger(__name__)


def keep_stub(ears: Ears, inbound: Inbound, found_by: str, source: str) -> bool:
    """Store that a message came, without its words; False when it is here already.

    An alert, since nobody knows what it says; the automation stops, and nothing is answered.
    """
    now = ears.means.clock.now()
    with ears.means.database.write() as session:
        home = _home(session, inbound)
        thread = home.thread or stray_thread(session, home, ears.means.clock)
        concerned = cases.lock(session, list(home.case_ids))
        reply = Reply(
            thread_id=thread.id,
            case_id=thread.case_id,
            source=source,
            provider_id=_plain(inbound.provider_id),
            channel=inbound.medium.value,
            sender_hash=home.sender_hash,
            text=UNREADABLE,
            nature=Nature.MESSAGE.value,
            found_by=found_by,
            intents=_INTENTS,
            alert=True,
            sent_at=inbound.at,
            received_at=now,
        )
        try:
            with session.begin_nested():
                session.add(reply)
        except IntegrityError:
            return False
        for case in concerned.values():
            if case.state != CaseState.CLOSED:
                pause_case(session, ears.means, case, PauseReason.REPLY, actor="tenant", now=now)
            facts = {"channel": reply.channel, "nature": "unreadable", "found_by": found_by}
            record.write(session, case, "reply.received", "tenant", now, facts)
            task = NewTask(TaskKind.DECIDE, local_day(session, now), reason="alert")
            raise_task(session, case, task, now=now)
        cases.mark_unanswered(session, thread.id, reply.came_at, alert=True)
    return True


def _home(session: Session, inbound: Inbound) -> Home:
    """Where it belongs, if that can be told; else one thread for all that can't."""
    try:
        with session.begin_nested():
            return find_home(session, inbound)
    except Exception as error:
        log.error("inbound.homeless", error=type(error).__name__)
        return Home(database_of(session).fingerprint(""), None)


def _plain(provider_id: str) -> str:
    """What any database takes as a name."""
    return "".join(sign if sign.isprintable() else "?" for sign in provider_id)[:_LONGEST_ID]
