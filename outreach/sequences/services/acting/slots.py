"""Appointments that a message offers: looked for once it is due, and kept for its person."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from outreach.agenda.models import Offer
from outreach.agenda.rules import HELD, Slot
from outreach.agenda.services.diary import Diary
from outreach.sequences.rules.decide import decide
from outreach.sequences.rules.facts import Decision, RaiseTask, Snapshot
from outreach.sequences.rules.outgoing import FIRST_SLOT
from outreach.sequences.rules.reasons import Reason
from outreach.sequences.rules.script import StepKind
from outreach.sequences.services.snapshots import Run


class Slots:
    """The diaries of one batch."""

    def __init__(self, session: Session, now: datetime) -> None:
        self._diary, self._now = Diary(session, now), now

    def decided(self, run: Run, snapshot: Snapshot) -> tuple[Snapshot, Decision]:
        """What to do with a run; what lacks only slots is decided again with some, if there are."""
        decision = decide(snapshot, self._now)
        if not isinstance(decision, RaiseTask):
            return snapshot, decision
        if decision.kind is StepKind.LETTER:
            return snapshot, self._with_visit(run, decision)
        if decision.reason is not Reason.NO_SLOTS:
            return snapshot, decision
        found = self.of(run)
        if not found:
            return snapshot, decision
        snapshot = replace(snapshot, slots=tuple(slot.starts_at for slot in found))
        return snapshot, decide(snapshot, self._now)

    def offers(self, run: Run, snapshot: Snapshot, attempt_key: str) -> Iterable[dict[str, Any]]:
        """The rows of what a message offers."""
        for rank, slot in enumerate(self.of(run) if snapshot.slots else (), start=1):
            yield {
                "attempt_key": attempt_key,
                "rank": rank,
                "case_id": run.case.id,
                "person_id": run.person.id,
                "staff_id": slot.staff_id,
                "office_id": slot.office_id,
                "starts_at": slot.starts_at,
                "ends_at": slot.ends_at,
                "held_until": self._now + HELD,
            }

    def _with_visit(self, run: Run, letter: RaiseTask) -> RaiseTask:
        """A letter proposes a time when whoever follows the case is free."""
        if letter.visit_at is None or run.case.owner_id is None:
            return letter
        agreement = run.agreement
        team, calendar = agreement.programme.team, agreement.calendar
        at = self._diary.visit_at(team, run.case.owner_id, calendar, letter.visit_at)
        return replace(letter, visit_at=at)

    def of(self, run: Run) -> tuple[Slot, ...]:
        """What is offered to the person of a run; none, when there are too few."""
        agreement = run.agreement
        return self._diary.slots(
            run.case.id, agreement.programme.team, run.case.owner_id, agreement.calendar
        )


def are_free(session: Session, run: Run, now: datetime) -> bool:
    """Whether a message that offers appointments would find some to offer now."""
    texts = (text.text for step in run.script.steps for text in run.snapshot.texts(step.id))
    if not any(FIRST_SLOT in text for text in texts):
        return False
    slots = Slots(session, now)
    return bool(slots.of(run))


OFFERS = Offer.__table__
