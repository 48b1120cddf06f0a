"""The papers of a procedure that a tenant brings, and the days that the law draws from them.

Each day is as the law counts it, with the article it stands on; whoever reads it acts sooner.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from outreach.programmes.rules.holidays_fr import public_holidays

_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_SIX_WEEKS = timedelta(weeks=6)
_QUIT_MONTHS = 2
_SURVEY_DAYS = 5
_TRUCE_BEGINS, _TRUCE_ENDS = (11, 1), (3, 31)
_OLDEST, _FURTHEST = timedelta(days=5 * 366), timedelta(days=3 * 366)


class PaperKind(StrEnum):
    """What somebody holds in their hand, from the mildest to the gravest."""

    REMINDER = "reminder"  # lettre de relance
    FORMAL_NOTICE = "formal_notice"  # mise en demeure
    PAYMENT_ORDER = "payment_order"  # commandement de payer
    SUMMONS = "summons"  # assignation
    JUDGMENT = "judgment"
    QUIT_ORDER = "quit_order"  # commandement de quitter les lieux
    OTHER = "other_paper"


# A bailiff brought these, or a court wrote them: somebody acts on them today.
URGENT = frozenset(
    {PaperKind.PAYMENT_ORDER, PaperKind.SUMMONS, PaperKind.JUDGMENT, PaperKind.QUIT_ORDER}
)
_TASK, _DATED = "paper_", "paper_deadline"  # before the kind: why a task was raised
URGENT_REASONS = frozenset(_TASK + kind for kind in URGENT)
PAPER_REASONS = URGENT_REASONS | {_DATED}
_AHEAD = timedelta(days=7)  # how long before the day that a letter names somebody looks at it


class Strike(StrEnum):
    """Why an entry is struck out; it stays in the record."""

    CORRECTED = "corrected"  # another entry says it better
    MISREAD = "misread"  # no such paper
    TWICE = "twice"
    NOT_THEIRS = "not_theirs"


# What somebody may give as the reason; a correction gives its own.
CHOSEN_STRIKES = (Strike.MISREAD, Strike.TWICE, Strike.NOT_THEIRS)


class Doubt(StrEnum):
    """What can't be right about a paper."""

    UNDATED = "undated"
    FUTURE = "dated_in_the_future"
    OLD = "dated_long_ago"
    RECEIVED = "received_before_its_date"
    DEADLINE = "deadline_before_its_date"
    FAR = "deadline_far_away"
    SHUT = "hearing_on_a_day_off"


class Legal(StrEnum):
    """What a day of the law is."""

    CLAUSE = "clause"  # the lease may be ended from then on
    PREFECT = "prefect"  # the summons must have reached the prefect by then
    SURVEY = "survey"  # the judge has the social and financial survey by then
    HEARING = "hearing"
    LEAVE = "leave"  # until then nobody may be made to leave
    NOT_BEFORE = "not_before"  # the first day of an eviction, the winter truce being over


SOURCES = {
    Legal.CLAUSE: "loi n° 89-462 du 6 juillet 1989, art. 24-I ; CPC, art. 641 et 642",
    Legal.PREFECT: "loi n° 89-462 du 6 juillet 1989, art. 24-III",
    Legal.SURVEY: "loi n° 89-462 du 6 juillet 1989, art. 24-III ; décret n° 2021-8",
    Legal.HEARING: "",
    Legal.LEAVE: "code des procédures civiles d'exécution, art. L412-1 ; CPC, art. 641 et 642",
    Legal.NOT_BEFORE: "code des procédures civiles d'exécution, art. L412-1 et L412-6",
}


@dataclass(frozen=True, slots=True)
class Facts:
    """What is noted of a paper: days only, never an amount. `deadline`: the day it names itself,
    a summons' hearing."""

    kind: PaperKind
    dated_on: date
    received_on: date | None = None
    deadline: date | None = None

    @property
    def reason(self) -> str:
        """Why its task is raised; "" for a paper that asks for none."""
        if self.kind in URGENT:
            return _TASK + self.kind
        return _DATED if self.deadline is not None else ""

    def due_on(self, today: date) -> date:
        """When somebody acts on it: today, or a week before the day that a letter names."""
        if self.kind in URGENT or self.deadline is None:
            return today
        return max(today, self.deadline - _AHEAD)


@dataclass(frozen=True, slots=True)
class LegalDay:
    """A day that the law draws from a paper. `counted`: where it fell before it was put off;
    `past`: what it leaves time for is over."""

    what: Legal
    on: date
    counted: date | None = None
    past: bool = False

    @property
    def is_key(self) -> bool:
        """Whether it is the one day to remember of its paper."""
        return self.what in (Legal.CLAUSE, Legal.HEARING, Legal.LEAVE)


def doubt_of(facts: Facts, today: date) -> Doubt | None:
    """What can't be right about a paper, if anything."""
    since, until = facts.received_on, facts.deadline
    if facts.dated_on > today or (since is not None and since > today):
        return Doubt.FUTURE
    if facts.dated_on < today - _OLDEST:
        return Doubt.OLD
    if since is not None and since < facts.dated_on:
        return Doubt.RECEIVED
    if until is not None and until < facts.dated_on:
        return Doubt.DEADLINE
    if facts.kind is PaperKind.SUMMONS and until is not None and _is_off(until):
        return Doubt.SHUT  # no court sits: somebody would miss the day that it really is
    return Doubt.FAR if until is not None and until > today + _FURTHEST else None


def legal_days(facts: Facts, today: date) -> tuple[LegalDay, ...]:
    """The days of the law, the first one first; a hearing that is not known yet gives none."""
    found = (replace(day, past=_is_past(day, today)) for day in _days(facts, today))
    return tuple(sorted(found, key=lambda day: (day.on, list(Legal).index(day.what))))


def is_over(days: Iterable[LegalDay]) -> bool:
    """Whether the day to remember of a paper is past."""
    return any(day.is_key and day.past for day in days)


def _is_past(day: LegalDay, today: date) -> bool:
    """What may not be done before a day may be done on it."""
    return day.on <= today if day.what is Legal.NOT_BEFORE else day.on < today


def _days(facts: Facts, today: date) -> Iterator[LegalDay]:
    match facts.kind:
        case PaperKind.PAYMENT_ORDER:
            yield _ends(Legal.CLAUSE, facts.dated_on + _SIX_WEEKS)
        case PaperKind.SUMMONS if facts.deadline is not None:
            yield LegalDay(Legal.PREFECT, facts.deadline - _SIX_WEEKS)
            yield LegalDay(Legal.SURVEY, _days_before(facts.deadline, _SURVEY_DAYS))
            yield LegalDay(Legal.HEARING, facts.deadline)
        case PaperKind.QUIT_ORDER:
            leave = _ends(Legal.LEAVE, months_later(facts.dated_on, _QUIT_MONTHS))
            yield leave
            yield LegalDay(Legal.NOT_BEFORE, _after_truce(max(leave.on + _ONE_DAY, today)))


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or the last day of a month that has none (CPC 641)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - _ONE_DAY)


def _ends(what: Legal, counted: date) -> LegalDay:
    """A time limit that ends on a Saturday, a Sunday or a holiday lasts one day more (CPC 642)."""
    on = counted
    while _is_off(on):
        on += _ONE_DAY
    return LegalDay(what, on, counted if on != counted else None)


def _days_before(day: date, count: int) -> date:
    """The `count`-th working day before, Monday to Friday, holidays left out."""
    while count:
        day -= _ONE_DAY
        count -= not _is_off(day)
    return day


def _after_truce(day: date) -> date:
    """The first day from `day` on that is outside the winter truce (1 November to 31 March)."""
    here = (day.month, day.day)
    if _TRUCE_ENDS < here < _TRUCE_BEGINS:
        return day
    return date(day.year + (here >= _TRUCE_BEGINS), 4, 1)


def _is_off(day: date) -> bool:
    return day.weekday() >= _SATURDAY or day in public_holidays(day.year)
