"""The SDK's transport: one address for every call."""

import logging
import socket
import time

import pytest

from outreach.channels.twilio_sms.wire import DEFAULT_API, Wire, redirect
from tests.channels.contract import SMS
from tests.channels.sockets import answer, raw_server
from tests.channels.twilio_sms.test_door import door_to

LIST = "/2010-04-01/Accounts/AC1/Messages.json"


@pytest.mark.parametrize(
    ("asked", "base", "called"),
    [
        (DEFAULT_API + LIST, DEFAULT_API, DEFAULT_API + LIST),
        (DEFAULT_API + LIST, "http://127.0.0.1:1", "http://127.0.0.1:1" + LIST),
        (DEFAULT_API + LIST, "http://h:1/relais", "http://h:1/relais" + LIST),
        (f"{DEFAULT_API}{LIST}?Page=1&To=%2B33", "http://h:1", f"http://h:1{LIST}?Page=1&To=%2B33"),
        (f"{DEFAULT_API}/http://h:1{LIST}?Page=1", "http://h:1", f"http://h:1{LIST}?Page=1"),
        (f"{DEFAULT_API}/http://h:1/r{LIST}", "http://h:1/r", f"http://h:1/r{LIST}"),
        (f"{DEFAULT_API}/{DEFAULT_API}{LIST}", DEFAULT_API, DEFAULT_API + LIST),
        ("https://api.dublin.ie1.twilio.com" + LIST, "http://h:1", "http://h:1" + LIST),
        (
            "https://lookups.twilio.com/v2/PhoneNumbers/x",
            "http://h:1",
            "http://h:1/v2/PhoneNumbers/x",
        ),
    ],
)
def test_every_call_goes_to_the_chosen_address(asked: str, base: str, called: str) -> None:
    assert redirect(asked, base) == called


def test_a_trailing_slash_of_the_setting_is_harmless() -> None:
    with raw_server(answer(b"HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n")) as (port, requests):
        door_to(f"http://127.0.0.1:{port}/relais/").send(SMS)
    assert requests[0].startswith(b"POST /relais/2010-04-01/Accounts/")


def test_nothing_of_a_message_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with raw_server(answer(b"")) as (port, _):
        door_to(f"http://127.0.0.1:{port}").send(SMS)
    assert caplog.records
    for secret in (SMS.to, SMS.to.replace("+", "%2B"), "Bonjour", "jeton-fictif"):
        assert secret not in caplog.text


def test_a_failed_call_forgets_the_headers_of_the_one_before() -> None:
    wire = Wire("http://127.0.0.1:9", (0.2, 0.2))
    said = b"HTTP/1.1 200 OK\r\nRetry-After: 9\r\nContent-Length: 0\r\n\r\n"
    with raw_server(answer(said)) as (port, _):
        wire._base = f"http://127.0.0.1:{port}"
        wire.request("GET", DEFAULT_API)
        assert wire.headers["Retry-After"] == "9"
    with pytest.raises(OSError, match="Connection"):
        wire.request("GET", DEFAULT_API)
    assert wire.headers == {}


@pytest.mark.parametrize("said", [b"", b"HTTP/1.1 201 Created\r\nContent-Length: 999\r\n\r\n"])
def test_an_answer_that_never_ends_is_cut(said: bytes) -> None:
    """A byte now and then is no silence: nothing else would ever end the call."""
    ended = []

    def drip(connection: socket.socket) -> None:
        connection.sendall(said)
        connection.settimeout(0.05)
        for _ in range(200):
            try:
                connection.sendall(b"x")
                if not connection.recv(1):
                    break
            except TimeoutError:
                continue
            except OSError:
                break
        ended.append(True)

    with raw_server(drip) as (port, _):
        wire = Wire(f"http://127.0.0.1:{port}", (2, 2), whole=0.3)
        began = time.monotonic()
        with pytest.raises(OSError, match=r"."):
            wire.request("POST", DEFAULT_API)
        assert time.monotonic() - began < 2
    assert ended, "the connection was closed"
