"""The door of tests and trials."""

from dataclasses import replace

import pytest

from outreach.channels.base import (
    Act,
    Channel,
    Found,
    Inbound,
    Medium,
    Outcome,
    Progress,
    Result,
)
from outreach.channels.memory import MemoryDoor
from tests.channels.contract import NOW, SMS, ChannelContract


class TestMemoryDoor(ChannelContract):
    @pytest.fixture
    def door(self) -> Channel:
        return MemoryDoor()

    @pytest.fixture
    def broken(self) -> Channel:
        door = MemoryDoor()
        door.reachable = False
        door.plan(Outcome(Result.UNCERTAIN, code="timeout"))
        return door

    def test_planned_outcomes_come_first_then_all_is_well(self) -> None:
        door = MemoryDoor()
        refused = Outcome(Result.REFUSED, code="21610", act=Act.OPT_OUT)
        door.plan(refused)
        assert door.send(SMS) == refused
        assert door.send(SMS).result is Result.ACCEPTED
        assert len(door.calls) == 2
        assert len(door.left) == 1

    def test_an_uncertain_message_may_have_left_or_not(self) -> None:
        door = MemoryDoor()
        uncertain = Outcome(Result.UNCERTAIN, code="timeout")
        door.plan(uncertain)
        assert door.send(SMS) == uncertain
        assert door.find(self.sought()) == Found(asked=True)
        door.plan(uncertain, leaves=True)
        assert door.send(SMS) == uncertain
        assert door.find(self.sought()).provider_id == door.left[0].provider_id

    def test_two_processes_never_give_two_messages_one_name(self) -> None:
        other = replace(SMS, key="cle00000000000000000000002")
        first, second = MemoryDoor().send(SMS), MemoryDoor().send(other)
        assert first.provider_id != second.provider_id
        assert first.segments is None, "ours are counted on the text itself"

    def test_arrivals_are_brought_once_per_cursor(self) -> None:
        door = MemoryDoor()
        one = Inbound("IN1", Medium.SMS, "+33639980001", "+33938000000", "oui")
        door.arrive(one)
        first = door.poll("", NOW)
        door.arrive(replace(one, provider_id="IN2"))
        assert first.items == (one,)
        assert [item.provider_id for item in door.poll(first.cursor, NOW).items] == ["IN2"]

    def test_states_follow_what_the_carrier_did(self) -> None:
        door = MemoryDoor()
        sid = door.send(SMS).provider_id
        door.move(sid, Progress.DELIVERED)
        (receipt,) = door.states({SMS.key: sid}, NOW)
        assert (receipt.key, receipt.progress) == (SMS.key, Progress.DELIVERED)
