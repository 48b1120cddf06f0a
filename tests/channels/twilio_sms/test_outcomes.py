"""What each thing that can happen to one POST amounts to."""

import json
import socket
import ssl
import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from requests.exceptions import ConnectTimeout

from outreach.channels.base import Act, Outcome, Progress, Result
from outreach.channels.twilio_sms.classify import classify
from outreach.channels.twilio_sms.codes import ACT_OF_CODE, ACTS, act_for, progress_of
from outreach.town.carrier import Carrier
from tests.channels.contract import SMS
from tests.channels.sockets import answer, raw_server, reset
from tests.channels.twilio_sms.test_door import door_to


def said_of(status: str, body: bytes, more: str = "") -> bytes:
    """A whole answer."""
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{more}\r\n"
    return head.encode() + body


@pytest.fixture
def carrier() -> Iterator[Carrier]:
    with Carrier() as running:
        yield running


class TestTroubles:
    """Every trouble of the carrier; the carrier's book is the truth about what left."""

    @pytest.mark.parametrize(
        ("trouble", "result", "left"),
        [
            ("none", Result.ACCEPTED, True),
            ("accept_then_reset", Result.UNCERTAIN, True),
            ("accept_then_hang", Result.UNCERTAIN, True),
            ("cut_short", Result.UNCERTAIN, True),
            ("not_json", Result.UNCERTAIN, True),
            ("no_sid", Result.UNCERTAIN, True),
            ("500_accepted", Result.UNCERTAIN, True),
            ("accepted_late:60", Result.UNCERTAIN, True),
            ("list_lag:60", Result.UNCERTAIN, True),
            ("500_unaccepted", Result.UNCERTAIN, False),
            ("503_html", Result.UNCERTAIN, False),
            ("drop", Result.UNCERTAIN, False),
            ("reset", Result.UNCERTAIN, False),
            ("hang", Result.UNCERTAIN, False),
            ("status:302", Result.UNCERTAIN, False),
            ("status:408", Result.UNCERTAIN, False),
            ("status:499", Result.UNCERTAIN, False),
            ("status:502", Result.UNCERTAIN, False),
            ("429", Result.NOT_SENT, False),
            ("status:429", Result.NOT_SENT, False),
            ("status:401", Result.NOT_SENT, False),
            ("status:403", Result.NOT_SENT, False),
            ("refuse:21610", Result.REFUSED, False),
            ("status:404", Result.NOT_SENT, False),
            ("status:400", Result.REFUSED, False),
        ],
    )
    def test_one_post_one_outcome(
        self, carrier: Carrier, trouble: str, result: Result, left: bool
    ) -> None:
        carrier.faults.add(trouble)
        assert door_to(carrier.url).send(SMS).result is result
        assert bool(carrier.book.all()) is left

    def test_too_many_calls_say_when_to_come_back(self, carrier: Carrier) -> None:
        carrier.faults.add("429")
        outcome = door_to(carrier.url).send(SMS)
        assert (outcome.act, outcome.retry_after) == (Act.SLOW_DOWN, timedelta(seconds=7))

    @pytest.mark.parametrize(
        ("code", "act"),
        [
            (21610, Act.OPT_OUT),
            (21211, Act.BAD_NUMBER),
            (21614, Act.BAD_NUMBER),
            (21635, Act.BAD_NUMBER),
            (21612, Act.BAD_NUMBER),
            (21611, Act.SLOW_DOWN),
            (21606, Act.SENDER_DOWN),
            (21408, Act.SENDER_DOWN),
            (21703, Act.SENDER_DOWN),
            (21617, Act.BAD_TEXT),
            (99999, Act.HOLD),
        ],
    )
    def test_a_refusal_says_what_follows(self, carrier: Carrier, code: int, act: Act) -> None:
        carrier.faults.add(f"refuse:{code}")
        outcome = door_to(carrier.url).send(SMS)
        assert outcome == Outcome(Result.REFUSED, code=str(code), act=act)

    def test_the_new_error_format_is_read_too(self) -> None:
        body = b'{"type":"x","title":"y","status":429,"code":20429,"detail":"z"}'
        head = b"HTTP/1.1 429 Too Many\r\nContent-Type: application/problem+json\r\n"
        text = head + b"Content-Length: %d\r\n\r\n" % len(body) + body
        with raw_server(answer(text)) as (port, _):
            outcome = door_to(f"http://127.0.0.1:{port}").send(SMS)
        assert (outcome.result, outcome.code) == (Result.NOT_SENT, "20429")

    @pytest.mark.parametrize(
        ("said", "wait"),
        [
            ("120", timedelta(seconds=120)),
            ("9" * 30, timedelta(days=1)),
            ("9" * 5000, timedelta(days=1)),
            ("Tue, 03 Nov 2026 10:05:00 GMT", timedelta(minutes=5)),
            ("Fri, 31 Dec 1999 23:59:59 GMT", timedelta(0)),
            ("Fri, 31 Dec 9999 23:59:59 -0100", None),
            ("-5", None),
            ("soon", None),
        ],
    )
    def test_any_wait_asked_for_is_a_call_that_sent_nothing(
        self, said: str, wait: timedelta | None
    ) -> None:
        more = f"Date: Tue, 03 Nov 2026 10:00:00 GMT\r\nRetry-After: {said}\r\n"
        text = said_of("429 Too Many", b'{"code":20429}', more)
        with raw_server(answer(text)) as (port, _):
            outcome = door_to(f"http://127.0.0.1:{port}").send(SMS)
        assert outcome == Outcome(Result.NOT_SENT, "", "20429", Act.SLOW_DOWN, retry_after=wait)

    @pytest.mark.parametrize(("told", "kept"), [("2", 2), ("99999", None), ({"a": 1}, None)])
    def test_what_was_accepted_stays_so_whatever_is_counted(
        self, told: object, kept: int | None
    ) -> None:
        body = json.dumps({"sid": "SM1", "num_segments": told}).encode()
        with raw_server(answer(said_of("201 Created", body))) as (port, _):
            outcome = door_to(f"http://127.0.0.1:{port}").send(SMS)
        assert outcome == Outcome(Result.ACCEPTED, provider_id="SM1", segments=kept)

    @pytest.mark.parametrize("code", ["9\0", "é"])
    def test_a_code_that_no_database_takes_is_held(self, code: str) -> None:
        text = said_of("400 Bad", json.dumps({"code": code}).encode())
        with raw_server(answer(text)) as (port, _):
            outcome = door_to(f"http://127.0.0.1:{port}").send(SMS)
        assert outcome == Outcome(Result.REFUSED, code="odd", act=Act.HOLD)


class TestConnections:
    """What happens before, during and after the bytes of one request."""

    def test_a_refused_connection_sent_nothing(self, closed_port: int) -> None:
        outcome = door_to(f"http://127.0.0.1:{closed_port}").send(SMS)
        assert outcome == Outcome(Result.NOT_SENT, code="no_connection")

    def test_an_unknown_host_sent_nothing(self) -> None:
        outcome = door_to("http://introuvable.invalid").send(SMS)
        assert outcome == Outcome(Result.NOT_SENT, code="no_connection")

    def test_a_connection_that_never_opens_sent_nothing(self) -> None:
        with socket.socket() as full:
            full.bind(("127.0.0.1", 0))
            full.listen(0)
            waiting = [socket.socket() for _ in range(4)]
            for one in waiting:
                one.setblocking(False)
                one.connect_ex(full.getsockname())
            outcome = door_to(f"http://127.0.0.1:{full.getsockname()[1]}").send(SMS)
            for one in waiting:
                one.close()
        assert outcome == Outcome(Result.NOT_SENT, code="connect_timeout")

    def test_a_certificate_nobody_vouches_for_stops_before_the_request(
        self, stranger: ssl.SSLContext
    ) -> None:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            shake = threading.Thread(target=_shake_hands, args=(listener, stranger), daemon=True)
            shake.start()
            outcome = door_to(f"https://127.0.0.1:{listener.getsockname()[1]}").send(SMS)
            shake.join(5)
        assert outcome == Outcome(Result.NOT_SENT, code="certificate", act=Act.SENDER_DOWN)

    @pytest.mark.parametrize(
        "said",
        [
            b"",
            b"HTTP/1.1 201 Created\r\nContent-Length: 500\r\n\r\n{",
            b'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"sid',
            b"HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\nnull",
            b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n[]",
            b'HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n{"sid":3}',
            b"HTTP/1.1 204 No Content\r\n\r\n",
            b"not even HTTP\r\n\r\n",
            b'HTTP/1.1 201 Created\r\nContent-Length: 12\r\n\r\n{"sid":null}',
            b'HTTP/1.1 201 Created\r\nContent-Length: 10\r\n\r\n{"sid":""}',
            b"HTTP/1.1 201 Created\r\nContent-Length: 4\r\n\r\n\xff\xfe{}",
            b"HTTP/1.1 201 Created\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
            b"HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\nperhaps\r\n",
            b"HTTP/1.1 201 Created\r\nContent-Length: 50000\r\n\r\n" + b"[" * 50_000,
            b"HTTP/1.1 201 Created\r\nX-Long: " + b"x" * 70_000 + b"\r\n\r\n{}",
            b"HTTP/1.1 201 Created\r\n" + b"X: y\r\n" * 200 + b"\r\n{}",
            b"HTTP/1.1 599 What\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 100 Continue\r\n\r\n",
            said_of("503 Busy", b'{"type":"x","title":"y","status":400,"code":21610}'),
            *(
                said_of("201 Created", json.dumps({"sid": sid}).encode())
                for sid in (" ", "SM\0", "SM 1", "SMé", "S" * 256)
            ),
            said_of("201 Created", b'{"sid":"SM\xe9"}'),
        ],
    )
    def test_an_odd_answer_is_uncertain_and_asked_once(self, said: bytes) -> None:
        with raw_server(answer(said)) as (port, requests):
            outcome = door_to(f"http://127.0.0.1:{port}").send(SMS)
        assert outcome.result is Result.UNCERTAIN
        assert len(requests) == 1

    def test_a_reset_is_uncertain_and_asked_once(self) -> None:
        with raw_server(reset) as (port, requests):
            outcome = door_to(f"http://127.0.0.1:{port}").send(SMS)
        assert outcome.result is Result.UNCERTAIN
        assert len(requests) == 1

    def test_a_redirected_post_is_not_followed(self) -> None:
        moved = b"HTTP/1.1 307 Moved\r\nLocation: /ailleurs\r\nContent-Length: 0\r\n\r\n"
        with raw_server(answer(moved)) as (port, requests):
            outcome = door_to(f"http://127.0.0.1:{port}").send(SMS)
        assert outcome.result is Result.UNCERTAIN
        assert len(requests) == 1

    def test_an_older_refused_connection_in_hand_proves_nothing(self, carrier: Carrier) -> None:
        carrier.faults.add("drop")
        door = door_to(carrier.url)
        try:
            raise ConnectTimeout
        except ConnectTimeout:
            assert door.send(SMS).result is Result.UNCERTAIN


def test_anything_unforeseen_is_uncertain() -> None:
    for error in (RuntimeError("?"), KeyError("sid"), MemoryError(), ValueError()):
        assert classify(error, {}).result is Result.UNCERTAIN


def test_no_code_asks_two_things() -> None:
    assert len(ACT_OF_CODE) == sum(len(codes) for codes in ACTS.values())


def test_an_unknown_code_is_held_and_an_unknown_word_is_unknown() -> None:
    assert act_for("12345") is Act.HOLD
    assert act_for("") is Act.HOLD
    assert progress_of("teleported") is Progress.UNKNOWN
    assert progress_of("Delivered") is Progress.DELIVERED


def _shake_hands(listener: socket.socket, context: ssl.SSLContext) -> None:
    connection, _ = listener.accept()
    try:
        context.wrap_socket(connection, server_side=True).close()
    except OSError:
        connection.close()


@pytest.fixture
def stranger(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
