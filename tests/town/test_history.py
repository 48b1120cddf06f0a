"""The checker of histories: silent about good ones, and no defect of any kind gets past it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from outreach.messages.models import Status
from outreach.messages.rules.status import forward
from outreach.town.history import (
    Accepted,
    Defect,
    History,
    Kind,
    Line,
    Recorded,
    Run,
    check,
    moves_on,
    summary,
)
from tests.town.harms import HARMS, LEFT, Harm, left_uncertain, told

NOON = datetime(2026, 3, 10, 12, tzinfo=UTC)


@st.composite
def histories(draw: st.DrawFn) -> History:
    """A good history: each step of each run tried until it left or was refused."""
    accepted, attempts, journal, runs, wanted = [], [], [], [], []
    for enrolment in range(1, draw(st.integers(1, 4)) + 1):
        for step in ("J+3", "J+9")[: draw(st.integers(1, 2))]:
            ends = draw(st.lists(st.sampled_from(("absent", "cancelled")), max_size=2))
            ends.append(draw(st.sampled_from((*LEFT, "refused", "blocked"))))
            for number, status in enumerate(ends):
                key = f"{enrolment}-{step}-{number}"
                doubted = status in LEFT and draw(st.booleans())
                left = status in LEFT
                sid = f"SM{key}" if left else None
                called = NOON if left or status in ("absent", "refused") else None
                attempts.append(
                    Recorded(key, (enrolment, step), f"+{enrolment}", step, status, sid, called)
                )
                journal += [Line(key, one) for one in told(status, doubted=doubted)]
                if left:
                    accepted.append(Accepted(f"SM{key}", key, f"+{enrolment}", step, NOON))
            wanted.append((enrolment, step))
        runs.append(Run(enrolment, "active", NOON + timedelta(days=3)))
    return History(accepted, attempts, journal, runs, frozenset(wanted))


@given(histories())
def test_a_good_history_has_no_defect(history: History) -> None:
    assert check(history) == []
    assert check(history, settled=False) == []


@pytest.mark.parametrize(("kind", "harm"), HARMS, ids=lambda one: getattr(one, "__name__", one))
@given(history=histories(), data=st.data())
def test_each_kind_of_defect_is_found(
    kind: Kind, harm: Harm, history: History, data: st.DataObject
) -> None:
    """A good history, harmed in one way, at any of its messages."""
    if not history.accepted:
        return
    one = data.draw(st.sampled_from(list(history.accepted)))
    assert kind in {defect.kind for defect in check(harm(history, one))}


@given(history=histories(), data=st.data())
def test_every_message_counts(history: History, data: st.DataObject) -> None:
    """Taking away or doubling any one fact of a good history is seen."""
    field = data.draw(st.sampled_from(("accepted", "attempts", "journal")))
    facts = list(getattr(history, field))
    if not facts:
        return
    assume(not any(getattr(one, "status", "") == "uncertain" for one in facts))  # a doubt may pass
    at = data.draw(st.integers(0, len(facts) - 1))
    without = replace(history, **{field: facts[:at] + facts[at + 1 :]})
    assert check(without), f"{field} {at} taken away"
    if field != "attempts":
        doubled = replace(history, **{field: [*facts, facts[at]]})
        assert check(doubled), f"{field} {at} doubled"


@given(histories())
def test_what_is_under_way_is_no_defect_until_the_grace_is_over(history: History) -> None:
    """A crash leaves rows that the next round settles."""
    for one in history.accepted:
        history = left_uncertain(history, one)
    assert check(history, settled=False) == []
    assert summary(check(history))[Kind.UNKNOWN] == len(history.accepted)


def test_an_uncertain_message_that_a_human_sees_is_no_unknown() -> None:
    seen = Recorded("a", (1, "J+3"), "+1", "x", "uncertain", None, NOON, shown=True)
    lines = [Line("a", "reserved"), Line("a", "uncertain")]
    runs = [Run(1, "active", None)]
    assert check(History((), [seen], lines, runs, frozenset({(1, "J+3")}))) == []


def test_what_came_back_may_be_sent_again() -> None:
    """The provider said itself that the first one did not arrive."""
    rows = [
        Recorded(key, (1, "J+3"), "+1", "x", status, f"SM{key}", NOON)
        for key, status in (("a", "undelivered"), ("b", "delivered"))
    ]
    taken = [Accepted(f"SM{row.key}", row.key, "+1", "x", NOON) for row in rows]
    lines = [Line(row.key, word) for row in rows for word in ("reserved", row.status)]
    assert check(History(taken, rows, lines)) == []


def test_a_draft_waits_for_its_human() -> None:
    draft = Recorded("a", (1, "J+3"), "+1", "x", "reserved", open_draft=True)
    assert check(History((), [draft], [Line("a", "reserved")], [Run(1, "active", None)])) == []


def test_two_open_attempts_of_one_step_are_broken_before_anything_left() -> None:
    rows = [Recorded(key, (1, "J+3"), "+1", "x", "reserved") for key in ("a", "b")]
    lines = [Line(key, "reserved") for key in ("a", "b")]
    found = check(History((), rows, lines), settled=False)
    assert found == [Defect(Kind.BROKEN, "1/J+3", "2 open attempts of one step")]


def test_a_defect_names_neither_number_nor_text() -> None:
    """It may be printed, logged, or shown in a report."""
    one = Accepted("SM1", "a", "+33639980010", "secret", NOON)
    row = Recorded("a", (1, "J+3"), "+33639980011", "other", "accepted", "SM1", NOON)
    found = check(History([one], [row], [Line("a", "reserved"), Line("a", "accepted")]))
    assert [defect.kind for defect in found] == [Kind.UNEXPECTED]
    assert "secret" not in repr(found)
    assert "+33" not in repr(found)


@pytest.mark.parametrize("earlier", Status)
def test_the_judge_s_own_table_is_the_product_s(earlier: Status) -> None:
    moves = {later for later in Status if moves_on(earlier, later)}
    assert moves == {later for later in Status if forward(earlier, later)}
