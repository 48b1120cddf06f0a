"""The last look before a call: what may have changed since the row was reserved.

One SQL expression says it, so that a whole batch is asked in one statement, under its lock. It is
built once; what differs from one time to the next are its parameters.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import (
    Boolean,
    ColumnElement,
    String,
    and_,
    bindparam,
    case,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Pause
from outreach.database import UtcInstant
from outreach.messages.models import Attempt, Purpose, Sender
from outreach.messages.services.means import CALL_LIMIT
from outreach.messages.services.pace import LONGEST_REST
from outreach.people.models import ContactPoint, OptOut, PointStatus
from outreach.programmes.models import Hold

_UNDER_HOLD = (Purpose.SEQUENCE, Purpose.REMINDER, Purpose.AUTOMATIC_ANSWER, Purpose.HUMAN_FIRST)
_UNDER_OPT_OUT = (*_UNDER_HOLD, Purpose.ANSWER)
_OF_A_BLOCK = ("WRONG",)  # says that the address it goes to is blocked from now on
_DEAD_POINT = (PointStatus.INVALID, PointStatus.WRONG_PERSON)
LEASE_LOST, LEASE_SHORT, SENDER_STOPPED = "lease_lost", "lease_short", "sender_stopped"


def why_not(session: Session, attempt: Attempt, now: datetime, *, owner: str, held: bool) -> str:
    """The code of what stands in the way of calling now, or ""."""
    mine = select(REASON).where(Attempt.id == attempt.id)
    return session.scalar(mine, question(now, owner=owner, held=held)) or ""


def unwelcome(session: Session, attempt: Attempt, *, held: bool) -> str:
    """The code of what forbids this message now, whoever would send it, or ""."""
    mine = select(_FORBIDDEN).where(Attempt.id == attempt.id)
    return session.scalar(mine, {"held": held}) or ""


def question(now: datetime, *, owner: str, held: bool) -> Mapping[str, object]:
    """The parameters of `REASON`."""
    return {
        "now": now,
        "enough": now + 2 * CALL_LIMIT,
        "rest": now + LONGEST_REST,
        "owner": owner,
        "held": held,
    }


def _of_a_block() -> ColumnElement[bool]:
    return func.coalesce(Attempt.text_code, "", type_=String).in_(_OF_A_BLOCK)


def sender_stopped() -> ColumnElement[bool]:
    """The call before this one made the sender rest: its batch rests too."""
    return exists().where(
        Sender.medium == Attempt.medium,
        Sender.stopped_until > bindparam("now", type_=UtcInstant),
        Sender.stopped_until <= bindparam("rest", type_=UtcInstant),
    )


def _on_hold() -> ColumnElement[bool]:
    own = select(Case.programme_id).where(Case.id == Attempt.case_id)
    programme = own.correlate(Attempt).scalar_subquery()  # two selects further out
    return exists().where(
        Hold.lifted_at.is_(None),
        or_(Hold.programme_id.is_(None), Hold.programme_id == programme),
    )


def _paused() -> ColumnElement[bool]:
    return exists().where(Pause.case_id == Attempt.case_id, Pause.ended_at.is_(None))


def _refused() -> ColumnElement[bool]:
    """The address stands under a refusal.

    A person who wrote after their STOP is answered; not over a newer one.
    """
    answers = and_(Attempt.purpose == Purpose.ANSWER, Attempt.reply_id.is_not(None))
    return exists().where(
        OptOut.value_hash == Attempt.address_hash,
        OptOut.lifted_at.is_(None),
        or_(~answers, OptOut.at >= Attempt.at),
    )


def _point_dead() -> ColumnElement[bool]:
    """Nobody is to be written to there; a discreet phone overrides everything (care.md §3).

    Someone else reads that phone. What goes to whoever wrote may go to a wrong person.
    """
    to_the_writer = or_(Attempt.purpose == Purpose.CONFIRMATION, _of_a_block())
    dead = or_(ContactPoint.discreet, and_(~to_the_writer, ContactPoint.status.in_(_DEAD_POINT)))
    return exists().where(ContactPoint.id == Attempt.contact_point_id, dead)


_STANDING = (
    (
        and_(Attempt.purpose.in_(_UNDER_HOLD), or_(bindparam("held", type_=Boolean), _on_hold())),
        "held",
    ),
    (and_(Attempt.purpose == Purpose.SEQUENCE, _paused()), "paused"),
    (and_(Attempt.purpose.in_(_UNDER_OPT_OUT), ~_of_a_block(), _refused()), "opted_out"),
    (_point_dead(), "point_unusable"),
)
_FORBIDDEN: ColumnElement[str | None] = case(*_STANDING, else_=None)
_NOT_OURS = or_(
    Attempt.lease_owner.is_distinct_from(bindparam("owner", type_=String)),
    Attempt.lease_until.is_(None),
)
# What stands in the way of calling an attempt, as a column beside it; NULL: nothing.
REASON: ColumnElement[str | None] = case(
    (_NOT_OURS, LEASE_LOST),
    (Attempt.lease_until < bindparam("enough", type_=UtcInstant), LEASE_SHORT),
    (Attempt.expires_at <= bindparam("now", type_=UtcInstant), "expired"),
    *_STANDING,
    (sender_stopped(), SENDER_STOPPED),
    else_=None,
)
