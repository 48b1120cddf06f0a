"""What every door promises; each door's tests inherit `ChannelContract` and give the fixtures."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from outreach.channels.base import (
    Batch,
    Capability,
    Channel,
    ChannelError,
    Hook,
    Medium,
    Outcome,
    Outgoing,
    Result,
    Sought,
    normalised,
)

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

SMS = Outgoing(
    key="cle00000000000000000000001",
    to="+33639980001",
    body="Bonjour Zoé, ici Valérie de l'association AHU. Répondez à ce SMS.",
)
EMAIL = replace(SMS, to="zoe@example.org", subject="Un message de Valérie, association AHU")

_ODD = {
    "empty text": {"body": ""},
    "empty address": {"to": ""},
    "two lines in an address": {"to": "a@example.org\r\nBcc: b@example.org"},
    "two lines in a subject": {"subject": "Bonjour\r\nBcc: b@example.org"},
    "two lines in an identifier": {"in_reply_to": "<a@b>\r\nBcc: b@example.org"},
    "a lone surrogate": {"body": "Bonjour \ud800"},
    "a null character": {"body": "Bonjour \0"},
    "a very long text": {"body": "é" * 100_000},
    "a validity in the past": {"valid_for": timedelta(seconds=-5)},
    "a validity of a year": {"valid_for": timedelta(days=365)},
    "a key with odd characters": {"key": "a b/ç?<>\r\n"},
}


class ChannelContract:
    """Fixtures to give: `door` (in order), `broken` (its provider can't be reached)."""

    message = SMS

    @pytest.fixture
    def door(self) -> Channel:
        raise NotImplementedError

    @pytest.fixture
    def broken(self) -> Channel | None:
        """None for a door that has no provider."""
        raise NotImplementedError

    def test_it_says_what_it_is_before_any_call(self, door: Channel) -> None:
        assert door.name
        assert isinstance(door.capability, Capability)
        assert door.capability.medium is (Medium.EMAIL if "@" in self.message.to else Medium.SMS)

    def test_an_ordinary_message_is_accepted_with_an_identifier_or_drafted(
        self, door: Channel
    ) -> None:
        outcome = door.send(self.message)
        if door.capability.drafts:
            assert outcome == Outcome(Result.DRAFTED)
        else:
            assert outcome.result is Result.ACCEPTED
            assert outcome.provider_id

    @pytest.mark.parametrize("odd", _ODD.values(), ids=_ODD.keys())
    def test_send_never_raises(self, door: Channel, odd: dict[str, object]) -> None:
        outcome = door.send(replace(self.message, **odd))  # type: ignore[arg-type]
        assert isinstance(outcome, Outcome)
        assert bool(outcome.provider_id) is (outcome.result is Result.ACCEPTED)

    def test_send_is_shared_between_threads(self, door: Channel) -> None:
        keys = [f"cle{number:023d}" for number in range(8)]
        with ThreadPoolExecutor(8) as pool:
            outcomes = list(pool.map(lambda key: door.send(replace(self.message, key=key)), keys))
        ids = [outcome.provider_id for outcome in outcomes if outcome.provider_id]
        assert len({outcome.result for outcome in outcomes}) == 1
        assert len(set(ids)) == (0 if door.capability.drafts else 8)

    def test_an_unreachable_provider_accepts_nothing_and_proves_nothing(
        self, broken: Channel | None
    ) -> None:
        if broken is None:
            return
        assert broken.send(self.message).result in (Result.NOT_SENT, Result.UNCERTAIN)
        assert broken.find(self.sought()).asked is False
        assert broken.history(NOW, NOW).asked is False
        assert list(broken.states({"cle": "SM1"}, NOW)) == []

    def test_an_unreachable_provider_keeps_the_cursor(self, broken: Channel | None) -> None:
        if broken is None or not broken.capability.two_way:
            return
        assert broken.poll("curseur", NOW) == Batch(cursor="curseur", asked=False)

    def test_find_tells_the_truth_or_says_that_it_can_not_ask(self, door: Channel) -> None:
        if not door.capability.can_find:
            assert door.find(self.sought()).asked is False
            return
        assert door.find(self.sought()).provider_id == ""
        outcome = door.send(self.message)
        found = door.find(self.sought())
        assert (found.asked, found.provider_id) == (True, outcome.provider_id)

    def test_the_history_tells_all_that_left_or_that_it_can_not_be_asked(
        self, door: Channel
    ) -> None:
        if not door.capability.can_find:
            assert door.history(NOW, NOW).asked is False
            return
        sent = [door.send(replace(self.message, key=key)).provider_id for key in ("a", "b")]
        told = door.history(NOW, NOW)
        assert told.asked
        assert [one.provider_id for one in told.items] == sent
        assert {(one.to, normalised(one.body)) for one in told.items} == {
            (self.message.to, normalised(self.message.body))
        }

    def test_find_leaves_what_belongs_to_another_attempt(self, door: Channel) -> None:
        outcome = door.send(self.message)
        if door.capability.can_find:
            bound = frozenset({outcome.provider_id})
            assert door.find(replace(self.sought(), bound=bound)).provider_id == ""

    def test_a_hook_without_proof_is_refused(self, door: Channel) -> None:
        assert door.verify(Hook("https://ahu.example.org/hooks/twilio/messages", {}, ())) is False

    def test_an_unreadable_hook_is_one_kind_of_error(self, door: Channel) -> None:
        hook = Hook("https://ahu.example.org/hooks/twilio/messages", {}, (("Body", "oui"),))
        with pytest.raises(ChannelError):
            door.read_inbound(hook)
        with pytest.raises(ChannelError):
            door.read_status(hook, "cle")

    def test_any_cursor_can_be_given_back(self, door: Channel) -> None:
        for cursor in ("", "n'importe quoi", json.dumps([1]), json.dumps({"newest": "hier"})):
            batch = door.poll(cursor, NOW)
            assert batch.asked
            assert door.poll(batch.cursor, NOW).asked

    def test_states_of_unknown_messages_are_left_out(self, door: Channel) -> None:
        assert list(door.states({"cle": "inconnu"}, NOW)) == []

    def sought(self) -> Sought:
        """The ordinary message, as an uncertain attempt remembers it."""
        return Sought(self.message.key, self.message.to, self.message.body, called_at=NOW, now=NOW)
