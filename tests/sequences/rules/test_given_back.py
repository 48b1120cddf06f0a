"""A message that a stopped worker gives back is due again the same day, whatever it was late by."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from outreach.sequences.rules.decide import decide
from outreach.sequences.rules.facts import Past, Send, TaskFact, Wait
from outreach.sequences.rules.plan import after
from outreach.sequences.rules.reasons import Reason
from outreach.sequences.rules.script import StepKind
from tests.sequences.rules.runs import TUESDAY, paris, run

POSTED = TaskFact("info", "letter", "done", paris(2026, 2, 3, 8), TUESDAY, "posted", TUESDAY)
DUE = run(position=1, j0=date(2026, 2, 10), tasks=(POSTED,))
FIRST_SMS = Send("S1", StepKind.SMS, 1)


@pytest.mark.parametrize(
    ("late", "hour"), [(late, hour) for late in (0, 1, 3) for hour in (11, 12, 15, 17, 18)]
)
def test_it_leaves_the_same_day(late: int, hour: int) -> None:
    """At once; of one that was late its day is today since, and its hour may still come."""
    now = paris(2026, 2, 10 + late, hour, 40)
    decision = decide(DUE, now)
    if isinstance(decision, Wait):
        assert decision.reason in {Reason.HOURS, Reason.PLANNED}  # it was never taken up
        return
    assert decision == FIRST_SMS
    given_back = Past(now, "cancelled", automated=True, phone_contact=True, step="S1")
    stopped = replace(DUE, position=2, j0=after(DUE, decision, now).j0, past=(given_back,))
    again = decide(stopped, now + timedelta(minutes=1))
    if isinstance(again, Wait):
        assert late
        assert (again.until.date(), again.reason) == (now.date(), Reason.PLANNED)
        again = decide(stopped, again.until)
    assert again == FIRST_SMS
