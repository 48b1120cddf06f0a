"""What a change of an agreement would do: it is made, looked at and undone."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, visible_to
from outreach.messages.services.means import Means
from outreach.programmes.models import Programme
from outreach.sequences.services.agreements.outlook import Next, Outlook, outlook
from outreach.sequences.services.agreements.saving import (
    Answer,
    Change,
    Saved,
    locked,
    save_in,
)
from outreach.staff.models import Staff


@dataclass(frozen=True, slots=True)
class Moved:
    """A planned message that gets another date; None = no date any more, or none before."""

    case: str
    kind: str
    was: datetime | None
    then: datetime | None


@dataclass(frozen=True, slots=True)
class Effects:
    """What would be otherwise, in cases and dates. `before` and `after` hold the figures.

    Of `moved`, `entering` and the others only what is new. `seen`: the references that whoever
    asks may read.
    """

    before: Outlook
    after: Outlook
    moved: tuple[Moved, ...]
    entering: tuple[str, ...]
    ending: tuple[str, ...]
    starts_later: tuple[str, ...]
    shut: tuple[tuple[str, datetime], ...]
    fitting: tuple[str, ...]
    unfitting: tuple[str, ...]
    seen: frozenset[str]

    @property
    def none(self) -> bool:
        """Whether nothing that is planned is otherwise."""
        lists = (self.moved, self.entering, self.ending, self.starts_later, self.shut)
        return not any((*lists, self.fitting, self.unfitting, self.over))

    @property
    def over(self) -> int:
        """How many places are taken beyond the capacity, when it would be lowered below them."""
        lowered = self.after.capacity < self.before.capacity
        return max(self.after.taken - self.after.capacity, 0) if lowered else 0


@dataclass(frozen=True, slots=True)
class Preview:
    """What `save` would answer, and the effects when it would change something."""

    saved: Saved
    effects: Effects | None = None


class _UndoneError(Exception):
    """Carries nothing: it rolls the transaction back."""


def preview(
    means: Means,
    staff: Staff,
    code: str,
    change: Change,
    *,
    known: ColumnElement[bool],
    stamp: str | None,
) -> Preview:
    """Say what a change would lead to; nothing is kept."""
    found = Preview(Saved(Answer.UNKNOWN))
    with suppress(_UndoneError), means.database.write() as session:
        programme = locked(session, code, known)
        if programme is not None:
            found = _tried(session, means, staff, programme, change, stamp)
        raise _UndoneError
    return found


def _tried(
    session: Session,
    means: Means,
    staff: Staff,
    programme: Programme,
    change: Change,
    stamp: str | None,
) -> Preview:
    before = outlook(session, means, programme)
    saved = save_in(session, means, programme, change, stamp=stamp)
    if saved.answer is not Answer.DONE:
        return Preview(saved)
    after = outlook(session, means, programme)
    return Preview(saved, _compared(before, after, _seen(session, staff, programme)))


def _compared(before: Outlook, after: Outlook, seen: frozenset[str]) -> Effects:
    return Effects(
        before=before,
        after=after,
        moved=tuple(_moved(before.messages, after.messages)),
        entering=tuple(one for one in after.entering if one not in before.entering),
        ending=tuple(sorted(after.ending - before.ending)),
        starts_later=tuple(sorted(after.starts_later - before.starts_later)),
        shut=tuple(sorted(after.shut - before.shut)),
        fitting=tuple(sorted(after.fitting - before.fitting)),
        unfitting=tuple(sorted(after.unfitting - before.unfitting)),
        seen=seen,
    )


def _moved(before: Mapping[int, Next], after: Mapping[int, Next]) -> list[Moved]:
    """The messages whose date differs, by the date they would get."""
    found = []
    for run in before.keys() | after.keys():
        was, then = before.get(run), after.get(run)
        known = then or was
        if known is not None and was != then:
            found.append(
                Moved(known.case, known.kind, was.at if was else None, then.at if then else None)
            )
    return sorted(found, key=lambda one: (one.then is None, one.then or one.was, one.case))


def _seen(session: Session, staff: Staff, programme: Programme) -> frozenset[str]:
    rows = select(Case.reference).where(Case.programme_id == programme.id, visible_to(staff))
    return frozenset(session.scalars(rows))
