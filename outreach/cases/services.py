"""Opening, pausing and closing cases; each function works inside its caller's transaction."""

import re
from collections.abc import Sequence
from dataclasses import fields
from datetime import date, datetime

from sqlalchemy import Boolean, ColumnElement, bindparam, false, func, or_, select, update
from sqlalchemy import case as sql_case
from sqlalchemy.orm import Session

from outreach.bulk import insert_unless, inserted, listed
from outreach.cases.models import (
    AnyCase,
    Case,
    CaseRow,
    CaseState,
    CloseReason,
    Paper,
    Pause,
    PauseReason,
    Thread,
)
from outreach.clock import Clock
from outreach.database import UtcInstant, change
from outreach.record import services as record

_PAUSE = insert_unless(
    Pause.__table__,
    ("case_id", "reason", "actor", "since", "until"),
    (Pause.case_id == bindparam("new_case_id"))
    & (Pause.reason == bindparam("new_reason"))
    & Pause.ended_at.is_(None),
)

_TYPED = re.compile(r"(?:ahu\W*)?(?:(?P<year>20\d\d)\W+)?(?P<number>\d{1,6})", re.IGNORECASE)

_OPEN_PAUSES = (
    select(Pause)
    .where(Pause.case_id == bindparam("case"), Pause.ended_at.is_(None))
    .order_by(Pause.since, Pause.id)
)
_LOCKED = (
    select(Case)
    .where(listed(Case.id, "ids"))
    .order_by(Case.id)
    .with_for_update()
    .execution_options(populate_existing=True)  # its journal head may have moved
)
_HOLD = (
    select(*(getattr(Case, each.name) for each in fields(CaseRow)))
    .where(listed(Case.id, "ids"))
    .order_by(Case.id)
    .with_for_update()
)
_SINCE = bindparam("since", type_=UtcInstant)
_UNANSWERED = (
    update(Thread)
    .where(Thread.id == bindparam("thread"))
    .values(
        first_unanswered_at=sql_case(
            (Thread.first_unanswered_at <= _SINCE, Thread.first_unanswered_at), else_=_SINCE
        ),
        automatic_at=func.coalesce(bindparam("answer", type_=UtcInstant), Thread.automatic_at),
        alert=or_(Thread.alert, bindparam("alarm", type_=Boolean)),
    )
)


def next_reference(session: Session, year: int) -> str:
    """The next free ``AHU-2026-0001`` of a year (year of import, Paris)."""
    return next_references(session, year, 1)[0]


def next_references(session: Session, year: int, count: int) -> list[str]:
    """So many of them, in their order."""
    prefix = f"AHU-{year}-"
    last = session.scalar(
        select(Case.reference)
        .where(Case.reference.startswith(prefix, autoescape=True))
        .order_by(func.length(Case.reference).desc(), Case.reference.desc())  # 10000 after 9999
        .limit(1)
    )
    first = int(last.removeprefix(prefix)) + 1 if last else 1
    return [f"{prefix}{number:04d}" for number in range(first, first + count)]


def is_called(typed: str) -> ColumnElement[bool]:
    """Whether somebody who typed `typed` means a case: its reference whole, without its letters,
    or its number alone of any year. What reads otherwise means none."""
    match = _TYPED.fullmatch(typed.strip())
    if match is None:
        return false()
    year, number = match["year"] or "%", int(match["number"])
    return Case.reference.like(f"AHU-{year}-{number:04d}")


def open_thread(session: Session, clock: Clock, case_id: int, person_id: int) -> Thread:
    """The timeline of a person in a case, made on first use."""
    found = session.scalar(
        select(Thread).where(Thread.case_id == case_id, Thread.person_id == person_id)
    )
    if found is not None:
        return found
    thread = Thread(
        case_id=case_id, person_id=person_id, reply_token=clock.key(), created_at=clock.now()
    )
    session.add(thread)
    session.flush()
    return thread


def pause(
    session: Session,
    case: AnyCase,
    reason: PauseReason,
    *,
    actor: str,
    now: datetime,
    until: date | None = None,
) -> bool:
    """Stop all automation of a case; False when it is stopped for that reason already."""
    session.flush()
    row = {"case_id": case.id, "reason": reason, "actor": actor, "since": now, "until": until}
    if not inserted(session.connection(), _PAUSE, row):
        return False
    record.write(
        session, case, event="pause.opened", actor=actor, at=now, facts={"reason": reason.value}
    )
    return True


def open_pauses(session: Session, case_id: int) -> list[Pause]:
    """The pauses in force, oldest first."""
    return list(session.scalars(_OPEN_PAUSES, {"case": case_id}))


def papers_of(session: Session, case_id: int) -> list[Paper]:
    """Every paper that a household brought, struck out or not, in the order of their notes."""
    return list(
        session.scalars(select(Paper).where(Paper.case_id == case_id).order_by(Paper.number))
    )


def end_pauses(session: Session, case: Case, *, actor: str, now: datetime) -> int:
    """End every pause of a case because a human said so; the number ended."""
    ended = open_pauses(session, case.id)
    for standing in ended:
        standing.ended_at, standing.ended_by = now, actor
    if ended:
        record.write(
            session, case, event="pause.ended", actor=actor, at=now, facts={"count": len(ended)}
        )
    return len(ended)


def take_place(session: Session, case: Case, now: datetime) -> None:
    """Count the household in the programme's capacity from its first letter task or attempt."""
    if case.place_taken_at is None:
        case.place_taken_at = now


def move(
    session: Session,
    case: Case,
    state: CaseState,
    *,
    actor: str,
    now: datetime,
    close_reason: CloseReason | None = None,
) -> None:
    """Put a case in another state and say so in its journal; the same state adds nothing."""
    if case.state == state and case.close_reason == close_reason:
        return
    facts: dict[str, str] = {"from": case.state, "to": state.value}
    case.state = state
    case.close_reason = close_reason
    case.closed_at = now if state is CaseState.CLOSED else None
    if close_reason is not None:
        facts["close_reason"] = close_reason.value
    record.write(session, case, event="case.moved", actor=actor, at=now, facts=facts)


def hold(session: Session, case_ids: Sequence[int]) -> dict[int, CaseRow]:
    """The same as `lock`, as plain rows, where the journal is gathered."""
    rows = session.connection().execute(_HOLD, {"ids": case_ids})
    return {row.id: CaseRow(*row) for row in rows}


def lock(session: Session, case_ids: list[int]) -> dict[int, Case]:
    """Cases by id, locked in the order of their ids."""
    return {case.id: case for case in session.scalars(_LOCKED, {"ids": case_ids})}


def mark_unanswered(
    session: Session,
    thread_id: int,
    since: datetime,
    *,
    alert: bool,
    answer_at: datetime | None = None,
) -> None:
    """Put a thread among those to answer, since the first of what nobody has answered.

    `answer_at`: when an automatic answer was reserved, if one was.
    """
    told = {"thread": thread_id, "since": since, "alarm": alert, "answer": answer_at}
    change(session, Thread, _UNANSWERED, told)
