"""Agreements as a page shows them: values, places, what is planned, what suspends them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, visible_to
from outreach.messages.services.means import Means
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme, known_to
from outreach.programmes.rules.parameters import Parameters
from outreach.sequences.services.agreements.outlook import Next, Outlook, outlook
from outreach.staff.models import Staff
from outreach.staff.services.names import first_names


@dataclass(frozen=True, slots=True)
class Suspension:
    """One thing that keeps messages back; `by` is a first name, "" for the command line."""

    since: datetime
    by: str
    reason: str
    everywhere: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """One agreement. `suspended` says why nothing leaves; `by_setting`: OUTREACH_HOLD is set.

    `seen`: the references that whoever asks may read.
    """

    code: str
    parameters: Parameters
    outlook: Outlook
    suspensions: tuple[Suspension, ...]
    by_setting: bool
    seen: frozenset[str]

    @property
    def suspended(self) -> bool:
        """Whether nothing automatic leaves."""
        return self.by_setting or bool(self.suspensions)

    @property
    def own(self) -> bool:
        """Whether it is suspended by a switch of its own."""
        return any(not each.everywhere for each in self.suspensions)

    @property
    def everywhere(self) -> bool:
        """Whether the switch for all agreements is on."""
        return any(each.everywhere for each in self.suspensions)

    @property
    def coming(self) -> list[Next]:
        """The next message of each run, the first one first."""
        return sorted(self.outlook.messages.values(), key=lambda one: (one.at, one.case))


@dataclass(frozen=True, slots=True)
class Standings:
    """Every agreement of somebody, and what suspends them all."""

    agreements: tuple[Standing, ...]
    everywhere: tuple[Suspension, ...]
    by_setting: bool


def agreements(means: Means, staff: Staff) -> Standings:
    """Those that somebody may read."""
    with means.database.read() as session:
        rows = session.scalars(select(Programme).where(known_to(staff)).order_by(Programme.id))
        every = tuple(_standing(session, means, staff, row) for row in rows.all())
        return Standings(every, _suspensions(session, None), means.held)


def one_agreement(means: Means, staff: Staff, code: str) -> Standing | None:
    """One of them; None for any other."""
    with means.database.read() as session:
        row = session.scalar(
            select(Programme).where(Programme.code == code.strip().upper(), known_to(staff))
        )
        return None if row is None else _standing(session, means, staff, row)


def _standing(session: Session, means: Means, staff: Staff, programme: Programme) -> Standing:
    seen = select(Case.reference).where(Case.programme_id == programme.id, visible_to(staff))
    return Standing(
        code=programme.code,
        parameters=programmes.parameters_of(session, programme),
        outlook=outlook(session, means, programme),
        suspensions=_suspensions(session, programme),
        by_setting=means.held,
        seen=frozenset(session.scalars(seen)),
    )


def _suspensions(session: Session, programme: Programme | None) -> tuple[Suspension, ...]:
    found = programmes.holds_on(session, programme)
    names = first_names(session, {each.actor for each in found})
    return tuple(
        Suspension(each.since, names.get(each.actor, ""), each.reason, each.programme_id is None)
        for each in found
    )
