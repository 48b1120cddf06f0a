"""The e-mail door against a real SMTP server."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from outreach.channels.base import Act, Channel, Outcome, Result
from outreach.channels.email.imap import Imap
from outreach.channels.email.server import Server
from tests.channels.contract import EMAIL, NOW, ChannelContract
from tests.channels.email.post import Script, door_to, post


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def server(script: Script) -> Iterator[Server]:
    with post(script) as running:
        yield running


class TestEmailDoor(ChannelContract):
    message = EMAIL

    @pytest.fixture
    def door(self, server: Server) -> Channel:
        return door_to(server)

    @pytest.fixture
    def broken(self, closed_port: int) -> Channel:
        nobody = Server("127.0.0.1", closed_port, secure=False)
        return door_to(nobody, Imap(nobody, timeout=0.5))

    def test_the_identifier_is_the_one_on_the_message(self, server: Server, script: Script) -> None:
        outcome = door_to(server).send(EMAIL)
        (taken,) = script.taken
        assert outcome.provider_id == f"<att-{EMAIL.key}@ahu.example.org>"
        assert isinstance(taken.original_content, bytes)
        assert f"Message-ID: {outcome.provider_id}".encode() in taken.original_content
        assert (taken.mail_from, taken.rcpt_tos) == ("contact@ahu.example.org", [EMAIL.to])

    def test_an_address_that_no_server_takes_is_refused_without_a_call(
        self, server: Server
    ) -> None:
        outcome = door_to(server).send(replace(EMAIL, to="zoé@example.org"))
        assert outcome == Outcome(Result.REFUSED, code="address", act=Act.BAD_NUMBER)

    def test_a_message_that_can_not_be_written_holds_its_step(
        self, server: Server, script: Script
    ) -> None:
        outcome = door_to(server).send(replace(EMAIL, subject="a\nb"))
        assert outcome == Outcome(Result.REFUSED, code="message", act=Act.BAD_TEXT)
        assert script.taken == []

    def test_without_a_mailbox_it_is_one_way_and_brings_nothing(self, server: Server) -> None:
        door = door_to(server)
        assert not door.capability.two_way
        assert door.poll("c", NOW).items == ()
