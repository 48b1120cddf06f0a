"""Statuses only move forward, whatever the order in which a provider tells them."""

from itertools import pairwise, permutations, product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outreach.messages.models import AttemptChannel, Purpose, Status
from outreach.messages.rules.status import IN_FLIGHT, NEVER_KNOWN, counts, forward, spends_contact

ENDS = {Status.REFUSED, Status.BLOCKED, Status.CANCELLED}
NEVER_LEFT = {*ENDS, Status.ABSENT}
TOLD = [Status.ACCEPTED, Status.SENT, Status.DELIVERED, Status.UNDELIVERED, Status.FAILED]
WAY = ["reserved", "calling", "uncertain", "accepted", "sent", "undelivered", "delivered"]


def told(start: Status, words: list[Status]) -> Status:
    """Where an attempt stands after some words, in this order."""
    status = start
    for word in words:
        status = word if forward(status, word) else status
    return status


def test_each_pair_moves_forward_or_not_at_all() -> None:
    """The whole table: later on the way, or an end reached from what is still in flight."""
    expected = {
        *((a, b) for i, a in enumerate(WAY) for b in WAY[i + 1 :]),
        *((a, "failed") for a in WAY[:5]),
        ("failed", "delivered"),
        *product(IN_FLIGHT, NEVER_LEFT),
        *(("absent", word) for word in TOLD),
    }
    moves = {(a, b) for a in Status for b in Status if forward(a, b)}
    assert moves == {(Status(a), Status(b)) for a, b in expected}


@pytest.mark.parametrize("status", Status)
def test_the_same_word_twice_changes_nothing(status: Status) -> None:
    """Providers repeat themselves."""
    assert not forward(status, status)


@pytest.mark.parametrize("end", sorted(ENDS))
def test_what_ended_without_leaving_stays_ended(end: Status) -> None:
    """Nobody can send a cancelled message any more."""
    assert not any(forward(end, other) for other in Status)


def test_only_the_provider_s_own_word_wins_over_a_listing_that_lacked_it() -> None:
    """A list may lag; a receipt is proof."""
    assert {other for other in Status if forward(Status.ABSENT, other)} == set(TOLD)


@given(
    st.sampled_from([Status.CALLING, Status.UNCERTAIN, Status.ACCEPTED, Status.ABSENT]),
    st.lists(st.sampled_from(TOLD), max_size=8),
)
def test_no_word_ever_moves_a_status_back(start: Status, words: list[Status]) -> None:
    """Seen through any story, the rank of a status never falls."""
    rank = {Status.ABSENT: -1} | {Status(word): place for place, word in enumerate(WAY)}
    rank[Status.FAILED] = rank[Status.UNDELIVERED]
    story = [told(start, words[:end]) for end in range(len(words) + 1)]
    assert all(rank[a] <= rank[b] for a, b in pairwise(story))


@pytest.mark.parametrize("last", [Status.DELIVERED, Status.UNDELIVERED, Status.FAILED])
def test_receipts_converge_in_any_order_and_number(last: Status) -> None:
    """Two repeats and every order: the same end."""
    words = [Status.ACCEPTED, Status.SENT, last]
    for order in permutations([*words, *words[1:]]):
        assert told(Status.CALLING, list(order)) == last


def test_what_counts_is_what_the_agreement_pays() -> None:
    """The list of design.md §7, `counts`, and nothing else."""
    machine = {
        (purpose, status)
        for purpose in Purpose
        for status in Status
        if counts(purpose, status, by_machine=True)
    }
    assert machine == set(
        product(
            (Purpose.SEQUENCE, Purpose.HUMAN_FIRST),
            (Status.ACCEPTED, Status.SENT, Status.DELIVERED),
        )
    )


@pytest.mark.parametrize(
    ("outcome", "expected"),
    [
        *((o, True) for o in ("posted", "reached", "no_answer", "voicemail", "refused", "met")),
        *((o, True) for o in ("not_home", "vacant")),
        *((o, False) for o in ("returned", "wrong_number", "wrong_address", "cancelled")),
    ],
)
def test_which_outcomes_of_a_human_count(outcome: str, expected: bool) -> None:
    """A person who refuses was contacted; a provider that refuses was not."""
    assert counts(Purpose.SEQUENCE, outcome, by_machine=False) is expected


def test_what_may_have_reached_a_phone_weighs_on_the_cap() -> None:
    """In doubt it did; what was proved never to have left does not."""
    light = {status for status in Status if not spends_contact(status, AttemptChannel.SMS)}
    assert light == {*NEVER_LEFT, Status.FAILED}
    assert spends_contact(Status.FAILED, AttemptChannel.SMS, NEVER_KNOWN)
    assert not spends_contact(Status.FAILED, AttemptChannel.EMAIL, NEVER_KNOWN)


@pytest.mark.parametrize("outcome", ["reached", "no_answer", "voicemail", "wrong_number"])
def test_every_call_weighs_on_the_cap(outcome: str) -> None:
    """The phone rang."""
    assert spends_contact(outcome, AttemptChannel.CALL)
    assert spends_contact(outcome, AttemptChannel.VOICEMAIL)


@pytest.mark.parametrize("channel", ["email", "letter", "visit"])
def test_what_does_not_ring_does_not_weigh_on_the_cap_of_phones(channel: str) -> None:
    """E-mail, letters and visits have their spacing, not this cap."""
    assert not any(spends_contact(status, channel) for status in Status)
