"""A figure that answers an offer of appointments takes the one it names, if it is still free."""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import Session

from outreach.agenda.models import Offer
from outreach.agenda.services.booking import accept
from outreach.cases.models import CaseState
from outreach.clock import Clock
from outreach.messages.models import AttemptChannel, Purpose
from outreach.replies.rules.choices import CHANGE, MENUS, SLOTS, Menu
from outreach.replies.services.finding import Question
from outreach.replies.services.heard import Heard
from outreach.staff.models import Staff

_OFFERED = select(exists().where(Offer.attempt_key == bindparam("attempt")))


class Chosen(StrEnum):
    """What became of a figure."""

    NOTHING = "nothing"  # it chose no appointment
    TAKEN = "taken"
    GONE = "gone"  # past, somebody else's, or a second choice: a human proposes another


class Choice(NamedTuple):
    """What became of it, when the appointment is and whom it is with."""

    chosen: Chosen = Chosen.NOTHING
    starts_at: datetime | None = None
    worker: str = ""


NOTHING = Choice()


def menu_of(session: Session, question: Question | None) -> Menu:
    """What figures mean as an answer to a message of ours."""
    if question is None:
        return {}
    if question.purpose == Purpose.REMINDER:
        return CHANGE
    if _offers(session, question):
        return SLOTS
    return MENUS.get(question.step or "", {})


def choose(session: Session, clock: Clock, heard: Heard, now: datetime) -> Choice:
    """Take the slot that a message chooses, for the one person who can have written it."""
    case, question, figure = heard.own_case, heard.question, heard.reading.choice
    if case is None or question is None or figure is None or figure not in SLOTS or figure == "0":
        return NOTHING
    if len(heard.home.person_ids) != 1 or heard.reply.channel != AttemptChannel.SMS:
        return NOTHING
    if not _offers(session, question):
        return NOTHING
    if case.state == CaseState.CLOSED:
        return Choice(Chosen.GONE)
    offer = accept(session, case, question.key, int(figure), clock.key(), now)
    if offer is None:
        return Choice(Chosen.GONE)
    worker = session.get_one(Staff, offer.staff_id).first_name
    return Choice(Chosen.TAKEN, offer.starts_at, worker)


def _offers(session: Session, question: Question) -> bool:
    return bool(session.scalar(_OFFERED, {"attempt": question.key}))
