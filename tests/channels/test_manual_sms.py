"""The door whose messages a human sends."""

import pytest

from outreach.channels.base import Channel
from outreach.channels.manual_sms import ManualSms
from tests.channels.contract import NOW, ChannelContract


class TestManualSms(ChannelContract):
    @pytest.fixture
    def door(self) -> Channel:
        return ManualSms()

    @pytest.fixture
    def broken(self) -> None:
        return None

    def test_a_human_sends_and_no_machine_hears_the_answer(self) -> None:
        door = ManualSms()
        assert not door.capability.two_way
        assert door.capability.drafts
        assert door.poll("", NOW).items == ()
