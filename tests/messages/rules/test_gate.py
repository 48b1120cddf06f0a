"""The table of promise 4, cell by cell: what each purpose refuses, asks about, or does not mind."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.messages.models import Purpose
from outreach.messages.rules.gate import PASSING, Check, Facts, Verdict, judge

NOW = datetime(2026, 3, 3, 10, 0, tzinfo=UTC)
GOOD = Facts(now=NOW)
# One change of the facts that each check must notice.
WRONG: Mapping[Check, Mapping[str, Any]] = {
    Check.POINT: {"point_ok": False},
    Check.DISCREET: {"discreet": True},
    Check.SENDER: {"sender_ok": False},
    Check.TONE: {"tone": ("red",)},
    Check.STATE: {"state_ok": False},
    Check.PAUSE: {"paused": True},
    Check.OPT_OUT: {"opted_out": True},
    Check.SHARED: {"shared": True},
    Check.HOURS: {"open_now": False},
    Check.CAP: {"cap_free": False},
    Check.SPACING: {"spacing_free": False},
    Check.HOLD: {"held": True},
    Check.PROGRAMME: {"programme_open": False},
    Check.NOTICE: {"notice_ok": False},
    Check.LATE: {"found_late": True},
    Check.RECENT_ANSWER: {"answered_at": NOW - timedelta(hours=11, minutes=59)},
    Check.CONFIRMED: {"confirmed": True},
}
# B refuses, ? asks a human, . does not mind. Columns: sequence, reminder, automatic answer,
# confirmation, answer, human first.
TABLE = {
    Check.POINT: "BBBBBB",
    Check.DISCREET: "BBBBBB",
    Check.SENDER: "BBBBBB",
    Check.TONE: "BBBBB?",
    Check.STATE: "B....B",
    Check.PAUSE: "B.....",
    Check.OPT_OUT: "BBB.BB",
    Check.SHARED: "B.B..B",
    Check.HOURS: "BBB.??",
    Check.CAP: "B....B",
    Check.SPACING: "B....B",
    Check.HOLD: "BBB..B",
    Check.PROGRAMME: "B....B",
    Check.NOTICE: "B....B",
    Check.LATE: "..BB..",
    Check.RECENT_ANSWER: "..B...",
    Check.CONFIRMED: "...B..",
}
CELLS = [
    (purpose, check, TABLE[check][rank]) for check in Check for rank, purpose in enumerate(Purpose)
]


def facts_with(*checks: Check) -> Facts:
    """Good facts, but for what each of `checks` looks at."""
    changes = {name: value for check in checks for name, value in WRONG[check].items()}
    return replace(GOOD, **changes)


def test_the_table_speaks_of_every_check_and_every_purpose() -> None:
    """A check or a purpose that is added has to be written down here."""
    assert set(TABLE) == set(WRONG) == set(Check)
    assert {len(row) for row in TABLE.values()} == {len(Purpose)}


@pytest.mark.parametrize("purpose", Purpose)
def test_good_facts_pass(purpose: Purpose) -> None:
    """Nothing is refused without a reason."""
    assert judge(purpose, GOOD) == Verdict()


@pytest.mark.parametrize(("purpose", "check", "cell"), CELLS)
def test_each_cell_of_the_table(purpose: Purpose, check: Check, cell: str) -> None:
    """One thing wrong, one purpose."""
    verdict = judge(purpose, facts_with(check))
    assert verdict.blocks == ((check,) if cell == "B" else ())
    assert verdict.asks == ((check,) if cell == "?" else ())


@given(st.sets(st.sampled_from(list(Check))), st.sampled_from(list(Purpose)))
def test_reasons_add_up_and_never_hide_each_other(checks: set[Check], purpose: Purpose) -> None:
    """Every reason is told: a human who clears one sees the next at once."""
    verdict = judge(purpose, facts_with(*checks))
    column = list(Purpose).index(purpose)
    assert set(verdict.blocks) == {check for check in checks if TABLE[check][column] == "B"}
    assert set(verdict.asks) == {check for check in checks if TABLE[check][column] == "?"}
    assert verdict.passes == (not verdict.blocks)
    assert verdict.only_time == (bool(verdict.blocks) and set(verdict.blocks) <= PASSING)


@pytest.mark.parametrize(("minutes", "passes"), [(0, True), (9, True), (10, False), (600, False)])
def test_by_night_an_answer_only_goes_to_someone_who_has_just_written(
    minutes: int, passes: bool
) -> None:
    """Ten minutes by the provider's own instant."""
    written = NOW - timedelta(minutes=minutes)
    facts = replace(GOOD, open_now=False, inbound_at=written)
    assert judge(Purpose.AUTOMATIC_ANSWER, facts).passes is passes
    assert judge(Purpose.AUTOMATIC_ANSWER, replace(facts, open_now=True)).passes


def test_a_recent_inbound_does_not_open_the_night_to_anything_else() -> None:
    """Only the answer to it."""
    facts = replace(GOOD, open_now=False, inbound_at=NOW)
    assert judge(Purpose.SEQUENCE, facts).blocks == (Check.HOURS,)
    assert judge(Purpose.REMINDER, facts).blocks == (Check.HOURS,)


@pytest.mark.parametrize(("hours", "passes"), [(0, False), (11, False), (12, True), (48, True)])
def test_one_automatic_answer_in_twelve_hours_but_for_distress(hours: int, passes: bool) -> None:
    """A person in danger is not left without an answer because of an earlier one."""
    facts = replace(GOOD, answered_at=NOW - timedelta(hours=hours))
    assert judge(Purpose.AUTOMATIC_ANSWER, facts).passes is passes
    assert judge(Purpose.AUTOMATIC_ANSWER, replace(facts, distress=True)).passes


def test_who_writes_after_a_stop_is_answered_by_a_human_and_by_nothing_else() -> None:
    """STOP does not end the conversation; no machine and no unprompted message goes on with it."""
    facts = replace(GOOD, opted_out=True, wrote_after_stop=True)
    passing = {purpose for purpose in Purpose if judge(purpose, facts).passes}
    assert passing == {Purpose.ANSWER, Purpose.CONFIRMATION}


def test_an_unknown_purpose_is_an_error() -> None:
    """Never an open gate."""
    with pytest.raises(KeyError):
        judge("newsletter", GOOD)
