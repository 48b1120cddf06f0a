"""What each answer of a mail server proves."""

import smtplib
import ssl
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from outreach.channels.base import Act, Outcome, Result
from outreach.channels.email.server import Server
from outreach.channels.email.smtp import Smtp
from tests.channels.email.post import Script, log_in, post, smtp_to, spoken

DATA = b"Subject: x\r\n\r\nBonjour\r\n.point\r\n"
ME, YOU = "contact@ahu.example.org", "zoe@example.org"


def deliver(server: Server) -> Outcome:
    return smtp_to(server).deliver(ME, YOU, DATA)


class TestAnswers:
    def test_an_accepted_message_arrives_byte_for_byte(self) -> None:
        script = Script()
        with post(script) as server:
            assert deliver(server).result is Result.ACCEPTED
        (taken,) = script.taken
        assert (taken.mail_from, taken.rcpt_tos, taken.original_content) == (ME, [YOU], DATA)

    @pytest.mark.parametrize(
        ("said", "result", "act"),
        [
            ("451 4.3.0 later", Result.NOT_SENT, Act.RETRY_LATER),
            ("452 4.2.2 mailbox full", Result.NOT_SENT, Act.RETRY_LATER),
            ("550 5.1.1 no such user", Result.REFUSED, Act.BAD_NUMBER),
            ("550 5.1.10 null mx", Result.REFUSED, Act.BAD_NUMBER),
            ("550 5.2.1 disabled", Result.REFUSED, Act.BAD_NUMBER),
            ("550 no such user", Result.REFUSED, Act.BAD_NUMBER),
            ("550 5.7.1 policy", Result.REFUSED, Act.HOLD),
            ("550 5.1.8 your domain", Result.REFUSED, Act.SENDER_DOWN),
            ("554 rejected", Result.REFUSED, Act.HOLD),
            ("552 5.2.2 full", Result.REFUSED, Act.HOLD),
            ("530 5.7.0 authenticate first", Result.NOT_SENT, Act.SENDER_DOWN),
        ],
    )
    def test_a_refused_recipient(self, said: str, result: Result, act: Act) -> None:
        script = Script(rcpt=said)
        with post(script) as server:
            outcome = deliver(server)
        assert (outcome.result, outcome.act) == (result, act)
        assert script.taken == []

    @pytest.mark.parametrize(
        ("said", "result", "act"),
        [
            ("451 4.7.1 greylisted", Result.NOT_SENT, Act.RETRY_LATER),
            ("550 5.7.1 looks like spam", Result.REFUSED, Act.HOLD),
            ("554 5.1.1 whatever", Result.REFUSED, Act.HOLD),
        ],
    )
    def test_a_refusal_of_the_whole_message_is_definite(
        self, said: str, result: Result, act: Act
    ) -> None:
        script = Script(data=said)
        with post(script) as server:
            outcome = deliver(server)
        assert (outcome.result, outcome.act) == (result, act)

    @pytest.mark.parametrize("trouble", ["drop", "hang"])
    def test_silence_after_the_final_dot_is_uncertain_and_the_server_has_it(
        self, trouble: str
    ) -> None:
        script = Script(data=trouble)
        with post(script) as server:
            assert deliver(server).result is Result.UNCERTAIN
        assert len(script.taken) == 1


class TestConversations:
    """A server that stops at each line in turn."""

    @pytest.mark.parametrize(
        ("verb", "says", "result"),
        [
            (b"", None, Result.NOT_SENT),
            (b"", b"421 busy\r\n", Result.NOT_SENT),
            (b"", b"554 no service\r\n", Result.NOT_SENT),
            (b"ehlo", None, Result.NOT_SENT),
            (b"mail", None, Result.NOT_SENT),
            (b"mail", b"421 4.3.2 closing\r\n", Result.NOT_SENT),
            (b"mail", b"451 4.3.0 later\r\n", Result.NOT_SENT),
            (b"mail", b"550 5.1.8 who\r\n", Result.REFUSED),
            (b"rcpt", None, Result.NOT_SENT),
            (b"rcpt", b"421 closing\r\n", Result.NOT_SENT),
            (b"rcpt", b"perhaps\r\n", Result.NOT_SENT),
            (b"data", None, Result.NOT_SENT),
            (b"data", b"451 no\r\n", Result.NOT_SENT),
            (b"data", b"554 no\r\n", Result.REFUSED),
            (b"data", b"250 what\r\n", Result.NOT_SENT),
            (b".", None, Result.UNCERTAIN),
            (b".", b"334 go on\r\n", Result.UNCERTAIN),
            (b".", b"perhaps\r\n", Result.UNCERTAIN),
            (b".", b"421 4.3.2 closing\r\n", Result.NOT_SENT),
            (b".", b"250 OK\r\n", Result.ACCEPTED),
            (b"quit", None, Result.ACCEPTED),
        ],
    )
    def test_only_a_word_after_the_final_dot_settles_it(
        self, verb: bytes, says: bytes | None, result: Result
    ) -> None:
        with spoken(_politely(verb, says)) as (server, lines):
            assert deliver(server).result is result
        assert sum(line == b"." for line in lines) <= 1

    def test_the_answer_to_the_final_dot_is_waited_for_longer_than_any_other(self) -> None:
        def slowly(line: bytes) -> bytes | None:
            if line == b".":
                threading.Event().wait(0.6)
            return _politely(b"none", None)(line)

        with spoken(slowly) as (server, _):
            patient = Smtp(server, "ahu.example.org", connect=0.3, command=0.3, final=5)
            assert patient.deliver(ME, YOU, DATA).result is Result.ACCEPTED

    def test_a_server_that_never_greets_has_nothing(self) -> None:
        with spoken(lambda line: b"") as (server, _):
            assert deliver(server).result is Result.NOT_SENT

    def test_a_refused_connection_and_an_unknown_host_sent_nothing(self, closed_port: int) -> None:
        for server in (
            Server("127.0.0.1", closed_port, secure=False),
            Server("introuvable.invalid", 25, secure=False),
        ):
            assert deliver(server).result is Result.NOT_SENT


class TestTrust:
    @pytest.fixture
    def tls(self, certificate: Path) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        return context

    def trusting(self, server: Server, certificate: Path) -> Smtp:
        trust = ssl.create_default_context(cafile=certificate)
        return Smtp(server, "ahu.example.org", 0.5, 0.5, 0.5, trust)

    def test_offered_encryption_is_used(self, tls: ssl.SSLContext, certificate: Path) -> None:
        script = Script()
        with post(script, tls_context=tls, require_starttls=True) as server:
            outcome = self.trusting(server, certificate).deliver(ME, YOU, DATA)
        assert outcome.result is Result.ACCEPTED

    def test_a_certificate_of_a_stranger_stops_it(self, tls: ssl.SSLContext) -> None:
        script = Script()
        with post(script, tls_context=tls) as server:
            strict = Smtp(server, "x", 0.5, 0.5, 0.5, ssl.create_default_context())
            outcome = strict.deliver(ME, YOU, DATA)
        assert outcome == Outcome(Result.NOT_SENT, code="tls", act=Act.SENDER_DOWN)
        assert script.taken == []

    def test_on_this_machine_any_certificate_will_do(self, tls: ssl.SSLContext) -> None:
        script = Script()
        with post(script, tls_context=tls, require_starttls=True) as server:
            assert deliver(server).result is Result.ACCEPTED

    @pytest.mark.parametrize(
        ("password", "result"), [("secret", Result.ACCEPTED), ("autre", Result.NOT_SENT)]
    )
    def test_a_wrong_password_pauses_the_sender(
        self, tls: ssl.SSLContext, password: str, result: Result
    ) -> None:
        options = {"authenticator": log_in, "auth_required": True, "tls_context": tls}
        with post(Script(), **options) as server:
            known = Server(server.host, server.port, False, "valerie", password)
            outcome = deliver(known)
        assert outcome.result is result
        assert outcome.act is (Act.NONE if result is Result.ACCEPTED else Act.SENDER_DOWN)

    def test_a_server_without_log_in_is_the_sender_s_problem(self) -> None:
        with post(Script()) as server:
            outcome = deliver(Server(server.host, server.port, False, "valerie", "secret"))
        assert (outcome.result, outcome.act) == (Result.NOT_SENT, Act.SENDER_DOWN)

    def test_a_password_never_crosses_a_network_in_clear(self) -> None:
        smtp = Smtp(Server("mail.example.org", 25, False, "valerie", "secret"), "x")
        with pytest.raises(ssl.SSLError):
            smtp._secure(smtplib.SMTP())

    def test_encryption_from_the_first_byte(self, tls: ssl.SSLContext) -> None:
        script = Script()
        with post(script, ssl_context=tls) as server:
            assert deliver(Server(server.host, server.port, True)).result is Result.ACCEPTED


def _politely(verb: bytes, says: bytes | None) -> Callable[[bytes], bytes | None]:
    """A server that does everything well but one line."""

    def answer(line: bytes) -> bytes | None:
        word = line.split(b" ")[0].split(b":")[0].lower()
        if word == verb:
            return says
        return {b"": b"220 hello\r\n", b"data": b"354 go\r\n"}.get(word, b"250 OK\r\n")

    return answer
