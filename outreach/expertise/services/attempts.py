"""Every attempt of a case as the record shows it: what counts, under which head, to where."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Thread
from outreach.expertise.rules import Made, ranks
from outreach.messages.models import Attempt, AttemptChannel, Status
from outreach.people.models import ContactPoint, PointStatus
from outreach.people.rules.addresses import one_line, unpack
from outreach.people.rules.numbers import mask
from outreach.programmes.models import Programme

# What the provider said on the way no longer matters: a 250 of SMTP, a time-out since settled.
_REACHED = (Status.ACCEPTED, Status.SENT, Status.DELIVERED)


@dataclass(frozen=True, slots=True)
class Tried:
    """One attempt. `number`: its rank among those that count. `error`: codes, ours or theirs."""

    row: Attempt = field(repr=False)
    number: int | None
    category: str | None
    to: str | None = field(repr=False)
    error: str | None

    @property
    def at(self) -> datetime:
        """When it was made."""
        return self.row.at

    @property
    def by_machine(self) -> bool:
        """Whether a provider carried it: its status is then a provider's word."""
        return self.row.medium is not None


def tried(session: Session, case: Case) -> list[Tried]:
    """The attempts of a case, oldest first; refusals, blocks and failures too."""
    categories = session.scalar(
        select(Programme.categories).where(Programme.id == case.programme_id)
    )
    rows = list(
        session.scalars(
            select(Attempt).where(Attempt.case_id == case.id).order_by(Attempt.at, Attempt.id)
        )
    )
    wrong = wrong_hashes(session, case)
    numbers = ranks([Made(row.purpose, row.status, row.medium is not None) for row in rows])
    return [
        Tried(
            row=row,
            number=number,
            category=(categories or {}).get(row.channel),
            to=_to(row, wrong),
            error=None if row.status in _REACHED else row.error or row.reason,
        )
        for row, number in zip(rows, numbers, strict=True)
    ]


def wrong_hashes(session: Session, case: Case) -> set[str]:
    """Numbers and addresses of a case that turned out to be somebody else's."""
    rows = session.scalars(
        select(ContactPoint.value_hash)
        .join(Thread, Thread.person_id == ContactPoint.person_id)
        .where(Thread.case_id == case.id, ContactPoint.status == PointStatus.WRONG_PERSON)
    )
    return {value for value in rows if value is not None}


def masked(value: str | None) -> str | None:
    """Enough of a number to recognise it; nothing of an e-mail address."""
    if value is None:
        return None
    return "•••" if "@" in value else mask(value)


def _to(row: Attempt, wrong: set[str]) -> str | None:
    """Where an attempt went; a letter or a visit shows its address as written on an envelope."""
    if row.address is not None and row.channel in (AttemptChannel.LETTER, AttemptChannel.VISIT):
        return one_line(unpack(row.address))
    return masked(row.address) if row.address_hash in wrong else row.address
