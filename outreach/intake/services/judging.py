"""What importing a file would do, row by row: nothing is written here.

The page shows it before, the import carries it out; both read the same judgement.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property

from sqlalchemy.orm import Session

from outreach.cases.models import CaseState
from outreach.database import database_of, local_day
from outreach.intake.rules.batches import Reading, reference_key
from outreach.intake.rules.changes import Known, compare, proposal
from outreach.intake.rules.columns import Column
from outreach.intake.rules.rows import ReferralRow, RejectedRow
from outreach.intake.services.kin import Kin, kin_of
from outreach.intake.services.known import Held, facts_of, held_by, mark_of
from outreach.people.services import refused_hashes
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.programmes.rules import eligibility
from outreach.sequences.services.admitting import free_places
from outreach.sequences.services.refusals import EARLIER_REFUSAL

# What the agreement judges a case by.
JUDGED = {Column.GUARANTOR, Column.ATTEMPTS, Column.ENTRY_DATE, Column.FIRST_MISSED}
_PORTION = 5_000
TO_CHECK, DIFFERENCES = "to_check", "differences"


class Start(StrEnum):
    """What becomes of a household that is new to us."""

    STARTS = "starts"
    WAITS = "waits"  # for a place
    TO_CHECK = "to_check"  # a human may settle what keeps it out
    OUTSIDE = "outside"  # not what the agreement is for


@dataclass(frozen=True, slots=True)
class Arrival:
    """A row that becomes a case. `reasons` keep it out, `codes` are remarks about it.

    `ask`: what a human is asked about it, "" for nothing, on the day `due`.
    """

    row: ReferralRow
    reasons: tuple[str, ...]
    codes: tuple[str, ...]
    kin: Kin = field(repr=False)
    ask: str
    due: date
    start: Start


@dataclass(frozen=True, slots=True)
class Recognised:
    """A row whose reference has a case already. `changes`: the columns that differ.

    `ask`: the reason of the decision to raise; "" when nothing differs, or it was asked before.
    """

    row: ReferralRow
    held: Held
    changes: tuple[str, ...]
    seen: tuple[str, ...]
    proposal: str = field(repr=False)
    ask: str


@dataclass(frozen=True)
class Judgement:
    """What becomes of every row of a file; `free` = places that nobody has or waits for."""

    arrivals: tuple[Arrival, ...]
    known: tuple[Recognised, ...]
    rejected: tuple[RejectedRow, ...]
    ignored_columns: tuple[str, ...]
    free: int

    @cached_property
    def mark(self) -> str:
        """The same for two judgements that do the same: what was shown is what is done."""
        said = [
            *((n.row.row, n.start, n.reasons, n.codes, sorted(n.kin)) for n in self.arrivals),
            *((k.row.row, k.held.case, k.changes, k.ask) for k in self.known),
            *((r.row, r.codes) for r in self.rejected),
        ]
        return hashlib.sha256(json.dumps(said).encode()).hexdigest()

    def those(self, start: Start) -> tuple[Arrival, ...]:
        """The new households of which that becomes."""
        return tuple(each for each in self.arrivals if each.start is start)


def judge(session: Session, programme: Programme, reading: Reading, now: datetime) -> Judgement:
    """Judge a whole file against what is known now."""
    held = held_by(session, programme)
    new = [row for row in reading.accepted if reference_key(row.reference) not in held]
    old = [
        (row, held[key])
        for row in reading.accepted
        if (key := reference_key(row.reference)) in held
    ]
    free = free_places(session, programme)
    return Judgement(
        tuple(_arrivals(session, programme, new, free, local_day(session, now))),
        tuple(_recognised(session, old)),
        reading.rejected,
        reading.ignored_columns,
        free,
    )


def _arrivals(
    session: Session, programme: Programme, rows: Sequence[ReferralRow], free: int, today: date
) -> list[Arrival]:
    terms = programmes.terms_of(programme)
    refuses = _refusals(session, rows)
    judged: list[Arrival] = []
    for row, kin in zip(rows, kin_of(session, rows), strict=True):
        shared = {code for codes in kin.values() for code in codes}
        codes = tuple(dict.fromkeys((*row.codes, *sorted(shared))))
        verdict, refused = eligibility.assess(_facts(row), terms, today), refuses(row)
        reasons = tuple(str(code) for code in verdict.reasons)
        if refused:
            reasons = (*reasons, EARLIER_REFUSAL)
        ask, due = _question(verdict, programme, today, refused=refused)
        start = _start(eligible=not reasons, asks=bool(ask), free=free)
        free -= start is Start.STARTS
        judged.append(Arrival(row, reasons, codes, kin, ask, due, start))
    return judged


def _start(*, eligible: bool, asks: bool, free: int) -> Start:
    if eligible:
        return Start.STARTS if free > 0 else Start.WAITS
    return Start.TO_CHECK if asks else Start.OUTSIDE


def _facts(row: ReferralRow) -> eligibility.ReferralFacts:
    return eligibility.ReferralFacts(
        row.entry_date,
        row.first_missed_on,
        eligibility.Guarantor(row.guarantor.value),
        row.landlord_attempts,
    )


def _question(
    verdict: eligibility.Eligibility, programme: Programme, today: date, *, refused: bool
) -> tuple[str, date]:
    """What to ask about a case that can't start by itself, and when; "" = nothing to ask."""
    if refused:
        return EARLIER_REFUSAL, today
    if verdict.to_check:
        return TO_CHECK, today
    early = eligibility.Code.PROGRAMME_NOT_STARTED
    if verdict.reasons == (early,):  # the file came before the agreement: it must not be lost
        return early.value, programme.starts_on or today
    return "", today


def _refusals(session: Session, rows: Sequence[ReferralRow]) -> Callable[[ReferralRow], bool]:
    """Whether a number or an address of a row was refused by somebody, whoever they were."""
    hashed = database_of(session).fingerprint
    ways = {row.row: _ways(row, hashed) for row in rows}
    every = sorted({way for some in ways.values() for way in some})
    refused: set[str] = set()
    for start in range(0, len(every), _PORTION):
        refused |= refused_hashes(session, every[start : start + _PORTION])
    return lambda row: not refused.isdisjoint(ways[row.row])


def _ways(row: ReferralRow, hashed: Callable[[str], str]) -> frozenset[str]:
    phones = (phone.e164 for phone in row.phones)
    emails = (email.address.lower() for email in row.emails)
    return frozenset(map(hashed, (*phones, *emails)))


def _recognised(session: Session, rows: Sequence[tuple[ReferralRow, Held]]) -> list[Recognised]:
    """References we know: the same differences are asked about once, other values again."""
    ours = facts_of(session, [held.case_id for _, held in rows])
    return [_compared(session, row, held, ours) for row, held in rows]


def _compared(
    session: Session, row: ReferralRow, held: Held, ours: Mapping[int, Known]
) -> Recognised:
    known, mark = ours.get(held.case_id), mark_of(session, row)
    if known is None:  # nobody is left there to compare with
        return Recognised(row, held, (), (mark,), "", "")
    changes = compare(known, row)
    asked = not changes or mark in held.differences
    reason = TO_CHECK if _may_be_eligible(held, changes) else DIFFERENCES
    return Recognised(
        row=row,
        held=held,
        changes=changes,
        seen=(*changes, mark),
        proposal=proposal(known, row, changes),
        ask="" if asked else reason,
    )


def _may_be_eligible(held: Held, changes: Sequence[str]) -> bool:
    """Whether the landlord corrected what kept a case out: a human may then accept it."""
    return held.state == CaseState.INELIGIBLE and not JUDGED.isdisjoint(changes)
