"""Outcomes and what they mean: the table of the interface, and what may follow what."""

import pytest

from outreach.cases.models import CloseReason
from outreach.fieldwork.rules import MEANINGS, close_reason, may_follow, outcomes_of
from outreach.inbox.rules import ABOUT_WORDS
from outreach.replies.rules.follow import what_follows
from outreach.replies.rules.reading import Intent, Reading, Surety
from outreach.tasks.models import TaskKind

INTERFACE = {
    "letter": "posted returned",
    "call": "reached no_answer voicemail wrong_number refused",
    "visit": "met not_home refused wrong_address vacant",
    "message": "sent not_sent",
    "check_number": "corrected none_found",
    "decide": "continue new_visit final_letter close",
}


def test_every_kind_has_the_outcomes_of_the_interface() -> None:
    assert set(INTERFACE) == set(TaskKind) == set(MEANINGS)
    for kind, words in INTERFACE.items():
        assert outcomes_of(kind) == (*words.split(), "cancelled")


@pytest.mark.parametrize(
    ("kind", "state", "outcome", "proposed", "may"),
    [
        ("letter", "open", None, "posted", True),
        ("letter", "done", "posted", "returned", True),
        ("letter", "done", "returned", "returned", False),
        ("letter", "done", "posted", "posted", False),
        ("letter", "cancelled", "cancelled", "returned", False),
        ("visit", "done", "met", "not_home", False),
        ("call", "open", None, "posted", False),
    ],
)
def test_a_task_is_closed_once_but_a_posted_letter_may_come_back(
    kind: str, state: str, outcome: str | None, proposed: str, may: bool
) -> None:
    assert may_follow(kind, state, outcome, proposed) is may


@pytest.mark.parametrize("reason", ["stop", "no", "same_person", "reply", "end_complete"])
@pytest.mark.parametrize("in_contact", [False, True])
def test_a_close_reason_is_always_one_of_ours(reason: str, in_contact: bool) -> None:
    assert CloseReason(close_reason(reason, in_contact=in_contact))


def test_every_task_that_words_raise_is_known_as_such() -> None:
    readings = [Reading(intents=(intent,)) for intent in Intent]
    readings += [
        Reading(intents=(Intent.STOP,), stop=Surety.CERTAIN),
        Reading(intents=(Intent.STOP,), stop=Surety.PROBABLE),
        Reading(intents=(Intent.HOSTILE,), threat=True),
    ]
    reasons = {what_follows(reading).reason for reading in readings}
    assert {"reply", "alert", "stop", "no"} <= reasons <= ABOUT_WORDS
