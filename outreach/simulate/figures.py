"""What a programme asks for: contacts, answers, work by week, SMS and their cost."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case
from outreach.messages.models import Attempt
from outreach.messages.rules.status import counts
from outreach.replies.models import Reply
from outreach.simulate.options import Options
from outreach.tasks.models import Task, TaskKind, TaskState

Weekly = Mapping[str, Mapping[int, int]]  # by channel or kind of task, then by week (0 = first)


@dataclass(frozen=True, slots=True)
class Figures:
    """The planner's figures. `answered`: households of which somebody wrote or spoke to us.

    `contacts` count as in the record of the expertise; `tasks` are those that humans closed,
    `open_tasks` what they were still asked for at the end; `reached` is by a human.
    """

    cases: int
    answered: int
    reached: int
    messages: int  # SMS that left, whatever for
    segments: int
    contacts: Weekly
    tasks: Weekly
    open_tasks: Mapping[str, int]

    def plus(self, other: "Figures") -> "Figures":
        """Two programmes' together."""
        return Figures(
            self.cases + other.cases,
            self.answered + other.answered,
            self.reached + other.reached,
            self.messages + other.messages,
            self.segments + other.segments,
            _added(self.contacts, other.contacts),
            _added(self.tasks, other.tasks),
            Counter(self.open_tasks) + Counter(other.open_tasks),
        )


def cost(figures: Figures, options: Options) -> float:
    """Euros of SMS."""
    return figures.segments * options.tariff


def measure(session: Session, options: Options) -> Figures:
    """The figures of everything that a database holds."""
    first = options.start.date()
    attempts = _attempts(session, first)
    sent = [row for row in attempts if row.medium == "sms" and row.left]
    return Figures(
        cases=session.scalar(select(func.count(Case.id))) or 0,
        answered=len(_writers(session) | {row.case_id for row in attempts if row.spoke}),
        reached=len({row.case_id for row in attempts if row.spoke}),
        messages=len(sent),
        segments=sum(row.segments for row in sent),
        contacts=_weekly((row.channel, row.week) for row in attempts if row.counts),
        tasks=_weekly(_done(session, first)),
        open_tasks=_open(session),
    )


@dataclass(frozen=True, slots=True)
class _Row:
    case_id: int | None
    channel: str
    medium: str | None
    week: int
    counts: bool
    left: bool
    spoke: bool
    segments: int


_LEFT = frozenset({"accepted", "sent", "delivered", "undelivered", "failed", "uncertain"})
_SPOKE = frozenset({"reached", "met"})


def _attempts(session: Session, first: date) -> list[_Row]:
    rows = session.execute(
        select(
            Attempt.case_id,
            Attempt.channel,
            Attempt.medium,
            Attempt.at,
            Attempt.purpose,
            Attempt.status,
            Attempt.segments,
        )
    )
    return [
        _Row(
            case_id,
            channel,
            medium,
            _week(at, first),
            counts(purpose, status, by_machine=medium is not None),
            status in _LEFT,
            medium is None and status in _SPOKE,
            segments or 0,
        )
        for case_id, channel, medium, at, purpose, status, segments in rows
    ]


def _writers(session: Session) -> set[int | None]:
    rows = select(Reply.case_id).where(Reply.nature == "message", Reply.case_id.is_not(None))
    return set(session.scalars(rows.distinct()))


def _done(session: Session, first: date) -> Iterable[tuple[str, int]]:
    rows = select(Task.kind, Task.done_at).where(
        Task.state == TaskState.DONE, Task.done_at.is_not(None)
    )
    for kind, at in session.execute(rows):
        if at is not None:
            yield kind, _week(at, first)


def _open(session: Session) -> Mapping[str, int]:
    found = Counter(session.scalars(select(Task.kind).where(Task.state == TaskState.OPEN)))
    return {kind: found[kind] for kind in TaskKind}


def _week(at: datetime, first: date) -> int:
    return (at.date() - first) // timedelta(weeks=1)


def _weekly(marks: Iterable[tuple[str, int]]) -> Weekly:
    found: dict[str, Counter[int]] = {}
    for name, week in marks:
        found.setdefault(name, Counter())[week] += 1
    return found


def _added(one: Weekly, other: Weekly) -> Weekly:
    return {
        name: Counter(one.get(name, {})) + Counter(other.get(name, {}))
        for name in sorted({*one, *other})
    }
