"""À traiter: alerts, what to answer, what to attach, and whom we wait for."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, case, func, select, true
from sqlalchemy.orm import Session

from outreach.cases.models import Case, CaseState, Thread
from outreach.inbox.services.queue.rows import BY_HAND, Group, Row, Rows, Seed, excerpt
from outreach.inbox.services.sight import visible_threads
from outreach.messages.models import OPEN, Attempt
from outreach.people.models import Person
from outreach.replies.models import Reply
from outreach.staff.models import Staff

PAGE = 60
_AWAITED = 30  # of those we wait for, the latest
_LONG_AGO = timedelta(days=30)


class Whose(StrEnum):
    """Whose threads to list; alerts are everybody's."""

    ALL = "tous"
    MINE = "moi"
    NOBODY = "personne"


@dataclass(frozen=True, slots=True)
class Queue:
    """Everything to show; `counts` are of what waits, by `Whose`; `left` lines are not shown."""

    groups: dict[Group, tuple[Row, ...]]
    counts: dict[Whose, int] = field(default_factory=dict)
    left: int = 0

    @property
    def waiting(self) -> int:
        """How many threads wait, for anybody."""
        return self.counts.get(Whose.ALL, 0)


def load_queue(
    session: Session,
    staff: Staff,
    now: datetime,
    whose: Whose = Whose.ALL,
    most: int = PAGE,
    awaited: int = _AWAITED,
) -> Queue:
    """What somebody may see: alerts first, then whoever has waited longest."""
    counts = _counts(session, staff)
    wanted = _of(whose, staff) | Thread.alert  # whatever was asked for: somebody may be in danger
    seeds = _seeds(session, _waiting(staff).where(wanted).limit(most))
    rows = Rows(session, staff, seeds, now)
    lines = [rows.waiting(seed) for seed in seeds]
    groups = {group: tuple(r for r in lines if r.group is group) for group in Group}
    groups[Group.AWAITING] = _awaiting(session, staff, now, whose, awaited) if awaited else ()
    total = _count(session, staff, wanted) if len(lines) == most else len(lines)
    return Queue(groups, counts, total - len(lines))


def count_waiting(session: Session, staff: Staff) -> int:
    """How many threads wait for somebody's team."""
    return _count(session, staff, true())


def _base(staff: Staff) -> Select[Thread, Case, Person, str]:
    return (
        select(Thread, Case, Person, Staff.first_name)
        .outerjoin(Case, Case.id == Thread.case_id)
        .outerjoin(Person, Person.id == Thread.person_id)
        .outerjoin(Staff, Staff.id == Case.owner_id)
        .where(visible_threads(staff))
    )


def _waiting(staff: Staff) -> Select[Thread, Case, Person, str]:
    return (
        _base(staff)
        .where(Thread.first_unanswered_at.is_not(None))
        .order_by(Thread.alert.desc(), Thread.first_unanswered_at, Thread.id)
    )


def _of(whose: Whose, staff: Staff) -> ColumnElement[bool]:
    if whose is Whose.MINE:
        return Case.owner_id == staff.id
    return Case.owner_id.is_(None) if whose is Whose.NOBODY else true()


def _seeds(session: Session, query: Select[Thread, Case, Person, str]) -> list[Seed]:
    return [Seed(*row) for row in session.execute(query)]


def _count(session: Session, staff: Staff, condition: ColumnElement[bool]) -> int:
    rows = (
        select(func.count())
        .select_from(Thread)
        .outerjoin(Case, Case.id == Thread.case_id)
        .where(Thread.first_unanswered_at.is_not(None), visible_threads(staff), condition)
    )
    return session.scalar(rows) or 0


def _counts(session: Session, staff: Staff) -> dict[Whose, int]:
    sums = [func.sum(case((_of(whose, staff), 1), else_=0)) for whose in Whose]
    row = session.execute(
        select(*sums)
        .select_from(Thread)
        .outerjoin(Case, Case.id == Thread.case_id)
        .where(Thread.first_unanswered_at.is_not(None), visible_threads(staff))
    ).one()
    return {whose: int(number or 0) for whose, number in zip(Whose, row, strict=True)}


def _awaiting(
    session: Session, staff: Staff, now: datetime, whose: Whose, most: int
) -> tuple[Row, ...]:
    """Threads where we had the last word, what did not arrive first, then the latest."""
    last = (
        select(func.max(Attempt.id).label("id"))
        .where(
            Attempt.thread_id.is_not(None),
            Attempt.purpose.in_(BY_HAND),
            Attempt.medium.is_not(None),
            Attempt.at > now - _LONG_AGO,
        )
        .group_by(Attempt.thread_id)
        .subquery()
    )
    since = (
        select(Reply.id)
        .where(Reply.thread_id == Thread.id, Reply.received_at > Attempt.at)
        .correlate(Thread, Attempt)
    )
    failed = Attempt.status.not_in(OPEN)
    query = (
        _base(staff)
        .add_columns(Attempt)
        .join(Attempt, Attempt.thread_id == Thread.id)
        .join(last, last.c.id == Attempt.id)
        .where(
            Thread.first_unanswered_at.is_(None),
            Case.state != CaseState.CLOSED,
            _of(whose, staff),
            ~since.exists(),
        )
        .order_by(failed.desc(), Attempt.at.desc())
        .limit(most)
    )
    return tuple(_awaited(Seed(*row[:4]), row[4]) for row in session.execute(query))


def _awaited(seed: Seed, attempt: Attempt) -> Row:
    case = seed.case
    return Row(
        thread_id=seed.thread.id,
        group=Group.AWAITING,
        reference=case.reference if case else "",
        owner_id=case.owner_id if case else None,
        owner=seed.owner or "",
        since=attempt.at,
        first_name=(seed.person.first_name if seed.person else "") or "",
        channel=attempt.channel,
        excerpt=excerpt(attempt.body),
        answered_at=attempt.at,
        failed="" if attempt.status in OPEN else attempt.status,
    )


def stamp(session: Session, staff: Staff, now: datetime) -> str:
    """Changes whenever the list may: a page that shows it asks for nothing else meanwhile."""
    latest: Sequence[object] = session.execute(
        select(
            select(func.max(Reply.id)).scalar_subquery(),
            select(func.max(Attempt.id)).scalar_subquery(),
            select(func.sum(Case.journal_length)).scalar_subquery(),
        )
    ).one()
    minute = int(now.timestamp()) // 60  # "il y a 4 min" grows old
    return "-".join(str(part or 0) for part in (*latest, count_waiting(session, staff), minute))
