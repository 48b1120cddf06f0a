"""The cases somebody may see, a page at a time, each with what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, Select, exists, func, select, true
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Thread, visible_to
from outreach.expertise.services.rows import Row, rows_of
from outreach.expertise.services.states import IN_HAND, Shown, shown_state
from outreach.staff.models import Staff

PAGE = 40
IN_HAND_CODE, ALL_CODE = "en-cours", "tous"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to list: `state` is a `Shown` code, or one of the two above; pages count from 1."""

    state: str = IN_HAND_CODE
    mine: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class Listing:
    """One page of cases; `counts` holds how many there are by state, those of all pages."""

    rows: tuple[Row, ...]
    counts: dict[str, int] = field(default_factory=dict)
    more: bool = False

    @property
    def total(self) -> int:
        """Every case, whatever its state."""
        return sum(self.counts.values())

    @property
    def in_hand(self) -> int:
        """The cases that the team works on."""
        return sum(self.counts.get(state, 0) for state in IN_HAND)


def list_cases(session: Session, staff: Staff, wanted: Wanted) -> Listing:
    """A page of what was asked for: alerts, then whoever waits for an answer, then the newest."""
    found = list(
        session.scalars(
            _ordered(_visible(staff, wanted).where(_of_state(wanted.state)))
            .offset((wanted.page - 1) * PAGE)
            .limit(PAGE + 1)
        )
    )
    rows = rows_of(session, staff, found[:PAGE])
    return Listing(rows, _counts(session, staff, wanted), len(found) > PAGE)


def known_state(code: str) -> bool:
    """Whether a filter is one of ours."""
    return code in (IN_HAND_CODE, ALL_CODE) or code in list(Shown)


def _visible(staff: Staff, wanted: Wanted) -> Select[int]:
    mine = Case.owner_id == staff.id if wanted.mine else true()
    return select(Case.id).where(visible_to(staff), mine)


def _of_state(code: str) -> ColumnElement[bool]:
    if code == ALL_CODE:
        return true()
    states: Sequence[str] = IN_HAND if code == IN_HAND_CODE else (code,)
    return shown_state().in_([str(state) for state in states])


def _ordered(query: Select[int]) -> Select[int]:
    own = Thread.case_id == Case.id
    alarmed = exists().where(own, Thread.alert)
    first = select(func.min(Thread.first_unanswered_at)).where(own).correlate(Case)
    waits_since = first.scalar_subquery()
    return query.order_by(alarmed.desc(), waits_since.asc().nulls_last(), Case.id.desc())


def _counts(session: Session, staff: Staff, wanted: Wanted) -> dict[str, int]:
    mine = Case.owner_id == staff.id if wanted.mine else true()
    state = shown_state().label("shown")
    of_each = select(state).where(visible_to(staff), mine).subquery()
    rows = session.execute(select(of_each.c.shown, func.count()).group_by(of_each.c.shown))
    return {str(row[0]): int(row[1]) for row in rows}
