"""Somebody compared: each difference is taken over or left, and asked about no more."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from outreach.cases.models import CaseState, Referral
from outreach.fieldwork.services.decisions import lock_programmes
from outreach.fieldwork.services.differences.comparing import (
    DIFFERENCES,
    Compared,
    compare_case,
)
from outreach.fieldwork.services.differences.taking import Work, close_asked, take_over
from outreach.fieldwork.services.household import case_id_of, locked_case, person_of
from outreach.fieldwork.services.numbers import read_way
from outreach.intake.rules.changes import proposed
from outreach.intake.rules.columns import Column
from outreach.intake.services.judging import JUDGED, TO_CHECK
from outreach.intake.services.kin import holders_of
from outreach.messages.services.means import Means
from outreach.programmes import services as programmes
from outreach.programmes.models import Programme
from outreach.programmes.rules import eligibility
from outreach.record import services as record
from outreach.sequences.services.planning import replan
from outreach.sequences.services.refusals import EARLIER_REFUSAL
from outreach.staff.models import Staff
from outreach.tasks.models import TaskKind
from outreach.tasks.services import NewTask, cancel_open, raise_task


class Answer(StrEnum):
    """What became of what somebody said of the differences."""

    DONE = "done"
    NO_CASE = "no_case"
    SETTLED = "settled"  # by somebody else, or nothing differs any more
    MOVED = "moved"  # not what was shown any more
    OTHER = "other"  # a wholly different name, and nobody said that it is the same person


@dataclass(frozen=True, slots=True)
class Choice:
    """The columns to take over; all others are left. `same_person`: said by who looked.

    `seen`: the mark of what was shown.
    """

    taken: frozenset[Column]
    seen: str
    same_person: bool = False


def settle(
    means: Means, staff: Staff, reference: str, choice: Choice, *, fictitious_allowed: bool
) -> Answer:
    """Write down what is taken over, and close what asked for it; in one transaction."""
    now = means.clock.now()
    with means.database.write() as session:
        case_id = case_id_of(session, staff, reference)
        if case_id is None:
            return Answer.NO_CASE
        lock_programmes(session, [case_id])
        case = locked_case(session, staff, reference, *_sharers(session, case_id))
        if case is None:
            return Answer.NO_CASE
        referral = session.scalars(select(Referral).where(Referral.case_id == case.id)).one()
        shown = compare_case(session, case, referral)
        answer = _objection(referral, shown, choice)
        if answer is not None:
            return answer
        person_id = person_of(session, case)
        if person_id is None:
            return Answer.SETTLED
        _carry_out(
            Work(session, means, case, referral, person_id, staff, now, fictitious_allowed),
            shown,
            choice.taken,
        )
        return Answer.DONE


def _sharers(session: Session, case_id: int) -> set[int]:
    """The cases that have a number of the proposal: they are told, so they are locked."""
    text = session.scalar(select(Referral.proposed).where(Referral.case_id == case_id))
    said = proposed(text).values if text else {}
    ways = [read_way(session, v, fictitious_allowed=True) for vs in said.values() for v in vs]
    return {other for way in ways if way for other in holders_of(session, way.value_hash)}


def _objection(referral: Referral, shown: Compared, choice: Choice) -> Answer | None:
    if referral.proposed is None:
        return Answer.SETTLED
    if shown.mark != choice.seen:
        return Answer.MOVED
    return Answer.OTHER if shown.other and choice.taken and not choice.same_person else None


def _carry_out(work: Work, shown: Compared, wanted: Collection[Column]) -> None:
    said = proposed(work.referral.proposed or "")
    taken = [each for each in shown.differences if each.column in wanted and not each.blocked]
    take_over(work, taken, said.doubtful)
    work.referral.differences = [each for each in work.referral.differences if ":" in each]
    work.referral.proposed = None
    columns = [each.column.value for each in taken]
    facts: record.Facts = {
        "taken": columns,
        "left": [each.column.value for each in shown.differences if each not in taken],
    }
    record.write(work.session, work.case, "differences.settled", work.staff.code, work.now, facts)
    _judge_again(work, columns)
    close_asked(work, DIFFERENCES)
    replan(work.session, work.means, [work.case.id], work.now)


def _judge_again(work: Work, taken: Iterable[str]) -> None:
    """New facts may let a case in, or show that it never was what the agreement is for.

    A human decides either; nothing starts or stops by itself.
    """
    programme = work.session.get_one(Programme, work.case.programme_id)
    verdict = _verdict(work, programme)
    if work.case.state == CaseState.INELIGIBLE:
        refused = [EARLIER_REFUSAL] if EARLIER_REFUSAL in work.case.reasons else []
        work.case.reasons = [*(code.value for code in verdict.reasons), *refused]
        if not (verdict.eligible or verdict.to_check):  # there is nothing left to decide
            decide = (TaskKind.DECIDE,)
            cancel_open(
                work.session,
                work.case,
                decide,
                now=work.now,
                actor=work.staff.code,
                reason=TO_CHECK,
            )
    elif (
        work.case.state != CaseState.CLOSED
        and not JUDGED.isdisjoint(taken)
        and not verdict.eligible
    ):
        new = NewTask(TaskKind.DECIDE, work.today, reason=TO_CHECK, person_id=work.person_id)
        raise_task(work.session, work.case, new, now=work.now, actor=work.staff.code)


def _verdict(work: Work, programme: Programme) -> eligibility.Eligibility:
    """Under the terms of the agreement, its dates apart: the file came in time."""
    referral = work.referral
    facts = eligibility.ReferralFacts(
        referral.entered_on,
        referral.first_missed_on,
        eligibility.Guarantor(referral.guarantor),
        referral.landlord_attempts,
    )
    terms = programmes.terms_of(programme)
    if work.case.state != CaseState.INELIGIBLE:
        terms = replace(terms, starts=None, ends=None)
    return eligibility.assess(facts, terms, work.today)
