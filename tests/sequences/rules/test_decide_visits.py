"""When a visit is announced, and on which day somebody is asked to make it."""

from dataclasses import replace
from datetime import date

from outreach.sequences.rules.decide import decide
from outreach.sequences.rules.facts import RaiseTask, Send, Skip, TaskFact
from outreach.sequences.rules.reasons import Reason
from outreach.sequences.rules.script import StepKind
from tests.sequences.rules.runs import paris
from tests.sequences.rules.test_decide import NOW, POSTED, at_step


def test_the_visit_is_announced_the_working_day_before_or_not_at_all() -> None:
    friday = paris(2026, 3, 6, 10)
    dated = at_step("S4", visit_at=paris(2026, 3, 9, 10))
    assert isinstance(decide(dated, paris(2026, 3, 6, 17, 30)), Send)
    assert decide(dated, paris(2026, 3, 7, 11)) == Skip("S4", Reason.VISIT_TOO_CLOSE)
    assert decide(replace(dated, visit_at=friday), friday) == Skip("S4", Reason.VISIT_TOO_CLOSE)
    undated = replace(dated, visit_at=None)
    assert decide(undated, paris(2026, 3, 4, 11)).until.date() == date(2026, 3, 5)  # type: ignore[union-attr]
    assert decide(undated, paris(2026, 3, 5, 18)) == Skip("S4", Reason.NO_VISIT)


def test_a_visit_is_due_on_its_date_or_on_its_planned_day() -> None:
    dated = at_step("visite", visit_at=paris(2026, 3, 9, 10))
    raised = decide(dated, paris(2026, 3, 9, 8))
    assert raised == RaiseTask(
        "visite", StepKind.VISIT, date(2026, 3, 9), visit_at=paris(2026, 3, 9, 10)
    )
    undated = decide(replace(dated, visit_at=None), paris(2026, 3, 6, 8))
    assert undated == RaiseTask("visite", StepKind.VISIT, date(2026, 3, 6))
    past = decide(replace(dated, visit_at=paris(2026, 3, 2, 10)), paris(2026, 3, 7, 8))
    assert past == RaiseTask("visite", StepKind.VISIT, date(2026, 3, 9))


def test_a_letter_that_was_posted_late_dates_the_visit_all_the_same() -> None:
    """Its reader knows of that day and of no other; no message can announce it any more."""
    at, on = paris(2026, 3, 9, 10), date(2026, 3, 4)
    told = TaskFact("lettre", "letter", "done", NOW, on, "posted", on, at)
    late = at_step("visite", tasks=(POSTED, told), visit_at=None)
    assert decide(late, paris(2026, 3, 6, 8)) == RaiseTask(
        "visite", StepKind.VISIT, date(2026, 3, 9), visit_at=at
    )
    returned = replace(told, outcome="returned")
    assert decide(replace(late, tasks=(POSTED, returned)), paris(2026, 3, 6, 8)) == RaiseTask(
        "visite", StepKind.VISIT, date(2026, 3, 6)
    )
