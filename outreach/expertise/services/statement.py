"""The statement of an expertise (*relevé*): what proves its first third, without a word of what
was said (domain.md §7.5). One frozen value for the page and for the PDF.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import Case, Referral
from outreach.database import local_day
from outreach.expertise.rules import AGREEMENT_ORDER
from outreach.expertise.services.attempts import Tried, tried
from outreach.fieldwork.rules import ACCEPTING
from outreach.fieldwork.services.household import case_id_of
from outreach.messages.rules.status import why_uncounted
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.programmes.rules.proofs import Proof, proofs
from outreach.record import services as record
from outreach.record.models.journal import last_anchor
from outreach.staff.models import Staff
from outreach.staff.services.names import first_names
from outreach.tasks.models import Task, TaskState


@dataclass(frozen=True, slots=True)
class Checked:
    """Who saw that a household belongs to the agreement: first names, None for the import."""

    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Stated:
    """One attempt as the statement shows it; `number` is None for one that does not count."""

    number: int | None
    at: datetime
    channel: str
    category: str | None
    by: str | None  # a first name; None: the machine
    status: str
    by_machine: bool
    why_not: str  # code; "" when it counts


@dataclass(frozen=True, slots=True)
class Total:
    """What one head of the agreement adds up to."""

    category: str
    counted: int
    all: int


@dataclass(frozen=True, slots=True)
class Chain:
    """The journal of the case as it stands; `anchored`: the last day its head was kept apart."""

    entries: int
    head: str
    intact: bool
    anchored: date | None
    anchored_entries: int
    anchored_head: str


@dataclass(frozen=True, slots=True)
class Statement:
    """The first half of an expertise record."""

    reference: str
    landlord: str
    landlord_reference: str | None
    programme: str
    opened_at: datetime
    state: str
    close_reason: str | None
    closed_at: datetime | None
    eligible: bool
    reasons: Sequence[str]
    proofs: tuple[Proof, ...]
    checked: Checked | None
    attempts: tuple[Stated, ...] = field(repr=False)
    totals: tuple[Total, ...] = ()
    chain: Chain | None = None
    made_at: datetime | None = None

    @property
    def counted(self) -> int:
        """How many attempts count."""
        return sum(each.number is not None for each in self.attempts)


def statement_for(
    session: Session, staff: Staff, reference: str, now: datetime
) -> Statement | None:
    """The statement of a case that somebody may know of; else None."""
    case_id = case_id_of(session, staff, reference)
    return None if case_id is None else statement(session, session.get_one(Case, case_id), now)


def statement(session: Session, case: Case, now: datetime) -> Statement:
    """The statement of a case as its record stands."""
    programme = session.get_one(Programme, case.programme_id)
    referral = session.scalar(select(Referral).where(Referral.case_id == case.id))
    attempts = tried(session, case)
    names = first_names(session, {each.row.actor for each in attempts})
    stated = tuple(_stated(each, names) for each in attempts)
    return Statement(
        reference=case.reference,
        landlord=programme.landlord,
        landlord_reference=referral.landlord_reference if referral else None,
        programme=programme.name,
        opened_at=case.created_at,
        state=case.state,
        close_reason=case.close_reason,
        closed_at=case.closed_at,
        eligible=case.eligible,
        reasons=tuple(case.reasons),
        proofs=_proofs(session, referral, programme),
        checked=_checked(session, case, referral),
        attempts=stated,
        totals=tuple(_totals(stated)),
        chain=_chain(session, case),
        made_at=now,
    )


def _proofs(session: Session, referral: Referral | None, programme: Programme) -> tuple[Proof, ...]:
    if referral is None:
        return ()
    received = local_day(session, referral.received_at)
    return proofs(referral, programmes.terms_of(programme), received)


def _checked(session: Session, case: Case, referral: Referral | None) -> Checked | None:
    """A human who accepted what the file left open, else the import that found all in order."""
    row = session.scalar(
        select(Task)
        .where(
            Task.case_id == case.id,
            Task.reason.in_(ACCEPTING),
            Task.state == TaskState.DONE,
            Task.done_at.is_not(None),
        )
        .order_by(Task.done_at.desc())
        .limit(1)
    )
    if row is not None and row.done_at is not None and row.done_by is not None:
        return Checked(
            first_names(session, {row.done_by}).get(row.done_by, row.done_by), row.done_at
        )
    return Checked(None, referral.received_at) if referral is not None else None


def _stated(each: Tried, names: Mapping[str, str]) -> Stated:
    row = each.row
    return Stated(
        number=each.number,
        at=row.at,
        channel=row.channel,
        category=each.category,
        by=None if row.automated else names.get(row.actor, row.actor),
        status=row.status,
        by_machine=each.by_machine,
        why_not=why_uncounted(row.purpose, row.status, by_machine=each.by_machine),
    )


def _totals(attempts: Sequence[Stated]) -> list[Total]:
    totals = []
    for category in AGREEMENT_ORDER:
        mine = [each for each in attempts if each.category == category]
        counted = sum(each.number is not None for each in mine)
        totals.append(Total(category, counted, len(mine)))
    return totals


def _chain(session: Session, case: Case) -> Chain:
    intact = record.verify(session, case.reference).intact
    kept = last_anchor(session, case.reference)
    return Chain(
        entries=case.journal_length,
        head=case.journal_head,
        intact=intact,
        anchored=kept.on_day if kept else None,
        anchored_entries=kept.length if kept else 0,
        anchored_head=kept.head if kept else "",
    )
