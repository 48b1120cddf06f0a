"""What follows from a message once it is read: refusals, tasks, and at most one safe answer."""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from outreach.agenda.rules import THREAT
from outreach.cases.models import AnyCase, CaseState, PauseReason
from outreach.database import local_day
from outreach.people import services as people
from outreach.people.models import OptOutKind
from outreach.replies.rules.follow import Follow, choose_answer, what_follows
from outreach.replies.services.answering import answer
from outreach.replies.services.choosing import Chosen, choose
from outreach.replies.services.ears import Ears
from outreach.replies.services.heard import Heard
from outreach.sequences.services.pausing import (
    call_off,
    finish_case,
    pause_case,
    suspend_visits,
)
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, ask, reconfirm_visits

_WRITTEN = frozenset({"sms", "email"})  # their own words, not a colleague's of a call
_CHOSEN = {Chosen.TAKEN: "slot_chosen", Chosen.GONE: "slot_gone"}
_LATER = timedelta(days=21)  # "plus tard" is a reminder to the worker, never a restart


def act_on(session: Session, ears: Ears, heard: Heard, now: datetime) -> bool:
    """Apply what the reading asks for, in the transaction that stored the message.

    Gives whether an automatic answer was reserved.
    """
    follows, code = what_follows(heard.reading), choose_answer(heard.reading)
    if follows.start and not _lift(session, heard, now):
        follows, code = replace(follows, task="decide", reason="start_probable"), None
    choice = choose(session, ears.means.clock, heard, now)
    if choice.chosen is not Chosen.NOTHING and follows.reason == "reply":
        follows = replace(follows, reason=_CHOSEN[choice.chosen])
    if choice.starts_at is not None and code == "ACK":
        code = "RDVOK"
    # The answer is held against the gate as things stood before this very message's refusal.
    answered = answer(session, ears, heard, code, now, choice)
    _block(session, heard, follows, now)
    _confirm_language(session, heard)
    for case in heard.cases.values():
        _go_on(session, ears, heard, follows, case, now)
    if follows.opt_out:
        _stop_everywhere(session, ears, heard, now)
    return answered


def _lift(session: Session, heard: Heard, now: datetime) -> bool:
    """A START lifts only what one known person refused, from a phone of theirs.

    The sender of an e-mail proves nothing, and a shared number does not say who wrote.
    """
    if len(heard.home.person_ids) != 1 or heard.reply.channel == "email":
        return False
    return people.lift(session, heard.home.person_ids[0], now)


def _block(session: Session, heard: Heard, follows: Follow, now: datetime) -> None:
    source = heard.reply.channel
    if follows.opt_out:
        for person_id in heard.people:
            people.opt_out(session, person_id, source=source, now=now)
    if follows.opt_out or follows.no_sms:
        people.refuse(session, heard.home.sender_hash, OptOutKind.STOP, source=source, now=now)
    if follows.block_number:
        for value_hash in {heard.home.sender_hash, *heard.home.answered}:
            people.wrong_person(session, value_hash, source="reply", now=now)


def _confirm_language(session: Session, heard: Heard) -> None:
    """Whoever writes in the language the landlord told needs no French twin any more."""
    own = heard.own_case is not None and len(heard.home.person_ids) == 1
    if own and heard.reply.channel in _WRITTEN:
        people.confirm_language(session, heard.home.person_ids[0], heard.reading.language)


def _go_on(
    session: Session, ears: Ears, heard: Heard, follows: Follow, case: AnyCase, now: datetime
) -> None:
    """What a case of the message does next; one that may be another's is only held."""
    reconfirm_visits(session, case, now=now)
    if follows.alert:
        pause_case(session, ears.means, case, PauseReason.ALERT, actor="system", now=now)
    if heard.own_case is None:
        _task(session, heard, Follow(reason="to_attach"), case, now)
        return
    if heard.reading.threat:
        suspend_visits(session, case, actor="system", now=now)
        if follows.reason != THREAT:  # an alert hides it: nobody is visited before it is decided
            _task(session, heard, Follow(reason=THREAT), case, now)
    if follows.end_sequence and not follows.opt_out:
        _end(session, ears, heard, case, "declined", heard.home.person_ids, now)
    _task(session, heard, follows, case, now)


def _stop_everywhere(session: Session, ears: Ears, heard: Heard, now: datetime) -> None:
    """STOP is for every case that holds a number of who wrote, whichever it came by.

    Its task stands beside the alert that the same words may have raised: each is decided.
    """
    for case in heard.concerned.values():
        if case.state == CaseState.CLOSED:
            continue
        pause_case(session, ears.means, case, PauseReason.OPT_OUT, actor="tenant", now=now)
        _end(session, ears, heard, case, "opted_out", heard.people, now)
        _task(session, heard, Follow(reason="stop"), case, now)


def _end(
    session: Session,
    ears: Ears,
    heard: Heard,
    case: AnyCase,
    reason: str,
    person_ids: tuple[int, ...],
    now: datetime,
) -> None:
    finish_case(session, ears.means, case, reason, actor="tenant", now=now, people=person_ids)
    call_off(session, ears.means, case, actor="tenant", now=now)


def _task(session: Session, heard: Heard, follows: Follow, case: AnyCase, now: datetime) -> None:
    due = local_day(session, now)
    if follows.later:
        due += _LATER
    own = heard.own_case is not None and len(heard.home.person_ids) == 1
    person = heard.home.person_ids[0] if own else None
    new = NewTask(
        TaskKind(follows.task), due, reason=follows.reason, person_id=person, private=True
    )
    ask(session, case, new, now=now)
