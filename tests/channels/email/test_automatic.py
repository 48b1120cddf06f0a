"""What machines write: automatic replies and bounces."""

import pytest

from outreach.channels.base import Nature
from tests.channels.email.test_reading import taken


class TestMachines:
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("Auto-Submitted", "auto-replied"),
            ("Auto-Submitted", "auto-generated; x=y"),
            ("X-Autoreply", "yes"),
            ("X-Autorespond", ""),
            ("Precedence", "bulk"),
            ("Precedence", "AUTO_REPLY"),
            ("X-Auto-Response-Suppress", "All"),
            ("Return-Path", "<>"),
        ],
    )
    def test_headers_of_an_automatic_reply(self, name: str, value: str) -> None:
        assert (
            taken(f"{name}: {value}\r\nFrom: z@example.org\r\n\r\nabsent").nature
            is Nature.AUTO_REPLY
        )

    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("Auto-Submitted", "no"),
            ("Precedence", "first-class"),
            ("X-Auto-Response-Suppress", "DR, OOF, AutoReply"),
            ("Return-Path", "<zoe@example.org>"),
            ("Subject", "Réponse automatique : absente"),
        ],
    )
    def test_headers_that_people_send_too(self, name: str, value: str) -> None:
        assert taken(f"{name}: {value}\r\nFrom: z@example.org\r\n\r\noui").nature is Nature.MESSAGE

    def test_pressing_unsubscribe_is_a_person_s_act(self) -> None:
        told = taken(
            "From: z@example.org\r\nSubject: stop\r\nAuto-Submitted: auto-generated\r\n\r\n"
            "This message was automatically generated."
        )
        assert (told.nature, told.text) == (Nature.MESSAGE, "STOP")
        assert "automatically" in told.whole


def report(action: str, status: str, returned: str) -> str:
    """A delivery report as Postfix writes it."""
    return (
        "From: MAILER-DAEMON@mx.example.org (Mail Delivery System)\r\n"
        "To: contact@ahu.example.org\r\nSubject: Undelivered Mail Returned to Sender\r\n"
        "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\r\n\r\n'
        "--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThe mail system says no.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
        "Reporting-MTA: dns; mx.example.org\r\n\r\n"
        f"Final-Recipient: rfc822; zoe@example.org\r\nAction: {action}\r\nStatus: {status}\r\n"
        f"Diagnostic-Code: smtp; 550 {status} no\r\n\r\n"
        f"--b\r\nContent-Type: {returned}\r\n\r\n"
        "From: contact@ahu.example.org\r\nMessage-ID: <att-k1k2@ahu.example.org>\r\n\r\nBonjour\r\n"
        "--b--\r\n"
    )


class TestBounces:
    @pytest.mark.parametrize("returned", ["message/rfc822", "text/rfc822-headers"])
    @pytest.mark.parametrize(
        ("action", "status", "permanent", "over"),
        [
            ("failed", "5.1.1", True, True),
            ("failed", "4.4.7", False, True),
            ("delayed", "4.4.1", False, False),
            ("delayed", "5.4.4", False, False),
            ("Failed", "5.7.1", True, True),
        ],
    )
    def test_a_report_names_its_attempt(
        self, action: str, status: str, permanent: bool, over: bool, returned: str
    ) -> None:
        told = taken(report(action, status, returned))
        assert (told.nature, told.bounced_key, told.bounce_permanent) == (
            Nature.BOUNCE,
            "k1k2",
            permanent,
        )
        assert told.bounce_over is over
        assert "The mail system says no." in told.text

    @pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
    def test_a_notice_of_success_is_no_bounce(self, action: str) -> None:
        assert taken(report(action, "2.0.0", "message/rfc822")).nature is Nature.AUTO_REPLY

    def test_another_s_message_is_a_bounce_without_attempt(self) -> None:
        other = report("failed", "5.1.1", "message/rfc822").replace("att-k1k2@ahu", "att-k1k2@xxx")
        told = taken(other)
        assert (told.nature, told.bounced_key) == (Nature.BOUNCE, "")

    def test_an_old_postmaster_s_prose_is_understood(self) -> None:
        told = taken(
            "From: postmaster@example.org\r\nSubject: failure notice\r\n\r\nI could not."
            "\r\n<zoe@example.org>: 550 5.1.1 unknown user\r\n\r\n--- Below is a copy\r\n\r\n"
            "Message-ID: <att-k1k2@ahu.example.org>\r\n"
        )
        assert (told.nature, told.bounced_key, told.bounce_permanent) == (
            Nature.BOUNCE,
            "k1k2",
            True,
        )

    def test_a_postmaster_who_names_no_attempt_is_shown_as_a_machine(self) -> None:
        told = taken("From: Mailer-Daemon@example.org\r\n\r\nwarning: 550 something")
        assert told.nature is Nature.AUTO_REPLY

    def test_a_person_who_quotes_our_identifier_is_a_person(self) -> None:
        told = taken("From: z@example.org\r\n\r\n550 5.1.1 <att-k1k2@ahu.example.org>")
        assert told.nature is Nature.MESSAGE
