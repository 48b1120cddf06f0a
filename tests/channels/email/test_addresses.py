"""Our addresses, their plus-parts, and the identifiers of attempts."""

import pytest

from outreach.channels.base import ChannelError
from outreach.channels.email.addresses import deliverable, key_in, message_id, parse_mailbox
from outreach.channels.email.server import Server


@pytest.mark.parametrize(
    ("text", "name", "address"),
    [
        ("contact@ahu.example.org", "", "contact@ahu.example.org"),
        ("Valérie, association AHU <contact@ahu.example.org>", "Valérie, association AHU", ""),
        ('"Valérie, AHU" <contact@ahu.example.org>', "Valérie, AHU", ""),
        ("<contact@ahu.example.org>", "", ""),
        ("AHU <contact@été.example.org>", "AHU", "contact@xn--t-9fab.example.org"),
    ],
)
def test_a_mailbox_is_written_as_people_write_it(text: str, name: str, address: str) -> None:
    box = parse_mailbox(text)
    assert (box.name, box.address) == (name, address or "contact@ahu.example.org")


@pytest.mark.parametrize("text", ["", "contact", "a@b@c", "a b@c.org", "A <b@c.org> <d@e.org>"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(ChannelError):
        parse_mailbox(text)


def test_a_thread_s_address_is_found_again_whatever_the_case() -> None:
    box = parse_mailbox("contact@ahu.example.org")
    assert box.plus("Tok_1-x") == "contact+Tok_1-x@ahu.example.org"
    assert box.token_in("CONTACT+Tok_1-x@AHU.example.org ") == "Tok_1-x"
    assert box.plus("") == "contact@ahu.example.org"
    for other in ("contact@ahu.example.org", "x+Tok@ahu.example.org", "contact+T@b.org", ""):
        assert box.token_in(other) == ""


def test_a_token_can_not_carry_a_second_address() -> None:
    with pytest.raises(ValueError, match="token"):
        parse_mailbox("contact@ahu.example.org").plus("a@b.org>, <x")


def test_an_attempt_is_found_by_its_identifier_and_only_ours() -> None:
    made = message_id("k1k2", "ahu.example.org")
    assert key_in(f"... {made} ...", "ahu.example.org") == "k1k2"
    assert key_in(made, "autre.example.org") == ""
    assert key_in("", "ahu.example.org") == ""


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        (" zoe@example.org ", "zoe@example.org"),
        ("zoe@été.example.org", "zoe@xn--t-9fab.example.org"),
        ("zoé@example.org", ""),
        ("zoe@example.org\r\nBcc: x@y.org", ""),
        ("zoe@" + "a" * 70 + ".org", ""),
        ("zoe", ""),
    ],
)
def test_only_what_every_server_takes_is_deliverable(address: str, taken: str) -> None:
    assert deliverable(address) == taken


def test_a_password_never_shows() -> None:
    assert "secret" not in repr(Server("mail.example.org", 25, False, "valerie", "secret"))


@pytest.mark.parametrize(
    ("host", "local"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("10.0.0.1", False), ("h", False)],
)
def test_what_is_on_this_machine(host: str, local: bool) -> None:
    assert Server(host, 25, secure=False).local is local
