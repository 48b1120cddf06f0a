"""Which SMS a call may stand for."""

from dataclasses import replace

import pytest

from outreach.sequences.rules.facts import Past
from outreach.sequences.rules.outgoing import replaceable, sms_rank
from tests.sequences.rules.runs import SCRIPT, paris
from tests.sequences.rules.test_decide import INDEX, LANDLINE, POSTED, S1, at_step


def before(step: str, **changes: object) -> str:
    """The SMS that a call of a run before `step` would stand for."""
    found = replaceable(at_step(step, **changes))
    return found.id if found else ""


@pytest.mark.parametrize(
    ("step", "instead"),
    [
        ("S2", "S2"),
        ("mail", "S3"),  # the e-mail leaves all the same
        ("S3", "S3"),
        ("lettre", ""),  # the next one announces a visit
        ("S4", ""),
        ("visite", ""),  # the next one says goodbye
        ("S5", ""),
    ],
)
def test_a_call_stands_for_a_message_that_only_asks(step: str, instead: str) -> None:
    assert before(step) == instead


def test_the_first_message_is_never_replaced() -> None:
    assert before("S1", past=()) == ""


def test_one_that_left_or_that_a_human_has_is_not_replaced_again() -> None:
    left = Past(paris(2026, 2, 16, 18), "delivered", automated=True, step="S2")
    assert before("S2", past=(S1, left)) == "S3"
    given = replace(POSTED, step="S2", kind="call", outcome="no_answer")
    assert before("S2", tasks=(POSTED, given)) == "S3"
    assert replaceable(at_step("S5", position=len(INDEX))) is None


def test_where_no_message_would_leave_none_is_replaced() -> None:
    assert before("S2", contacts=()) == ""
    assert before("S2", contacts=(LANDLINE,)) == "S2"  # it would become a call at its date


def test_messages_are_counted_as_pages_name_them() -> None:
    ranks = [sms_rank(SCRIPT, step) for step in ("S1", "S2", "mail", "S3", "visite", "S5")]
    assert ranks == [1, 2, 0, 3, 0, 5]
