"""From bytes to an inbound, whatever the bytes."""

import random
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.channels.base import Inbound, Medium, Nature
from outreach.channels.email.reading import UNREADABLE, read
from tests.channels.contract import NOW
from tests.channels.email.post import SENDER


def taken(raw: bytes | str) -> Inbound:
    data = raw.encode("utf-8") if isinstance(raw, str) else raw
    return read(data, "7/42", NOW, SENDER, "ahu.example.org")


def mail(body: str = "Oui, demain", **headers: str) -> EmailMessage:
    made = EmailMessage(SMTP)
    base = {
        "From": "Zoé <Zoe@Example.org>",
        "To": "Valérie <contact+AbC123@ahu.example.org>",
        "Subject": "Re: Un message de Valérie, association AHU",
        "Message-ID": "<m1@example.org>",
    }
    for name, value in (
        base | {key.replace("_", "-"): one for key, one in headers.items()}
    ).items():
        made[name] = value
    made.set_content(body)
    return made


class TestOrdinary:
    def test_a_reply_with_everything(self) -> None:
        made = mail(
            In_Reply_To="<att-k1@ahu.example.org>", References="<a@b> <att-k1@ahu.example.org>"
        )
        told = taken(made.as_bytes())
        assert told == Inbound(
            provider_id="7/42",
            medium=Medium.EMAIL,
            sender="zoe@example.org",
            to="contact+AbC123@ahu.example.org",
            text="Oui, demain",
            subject="Re: Un message de Valérie, association AHU",
            at=NOW,
            message_id="<m1@example.org>",
            references=("<att-k1@ahu.example.org>", "<a@b>"),
            reply_token="AbC123",
        )

    @pytest.mark.parametrize("name", ["Cc", "Delivered-To", "X-Original-To", "Envelope-To"])
    def test_the_thread_is_found_wherever_a_forwarder_left_it(self, name: str) -> None:
        made = mail()
        del made["To"]
        made["To"] = "autre@example.org"
        made[name] = "CONTACT+AbC123@AHU.example.org"
        assert taken(made.as_bytes()).reply_token == "AbC123"

    @pytest.mark.parametrize("to", ["contact@ahu.example.org", "contact+x@autre.example.org", ""])
    def test_another_address_names_no_thread(self, to: str) -> None:
        made = mail()
        del made["To"]
        made["To"] = to
        assert taken(made.as_bytes()).reply_token == ""

    def test_quotes_go_and_the_whole_stays_beside(self) -> None:
        told = taken(mail("Oui\n\n> Bonjour Zoé\n").as_bytes())
        assert told.text == "Oui"
        assert "> Bonjour Zoé" in told.whole

    def test_attachments_are_counted_and_not_kept(self) -> None:
        made = mail()
        made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="bail.pdf")
        made.add_attachment("du texte", filename="note.txt")
        told = taken(made.as_bytes())
        assert (told.text, told.media) == ("Oui, demain", 2)

    def test_a_picture_alone_is_a_message(self) -> None:
        made = EmailMessage(SMTP)
        made["From"] = "zoe@example.org"
        made.set_content(b"\x89PNG", maintype="image", subtype="png")
        assert (taken(made.as_bytes()).text, taken(made.as_bytes()).media) == ("", 1)

    def test_some_write_everything_in_the_subject(self) -> None:
        made = mail("")
        del made["Subject"]
        made["Subject"] = "Appelez-moi demain"
        assert taken(made.as_bytes()).text == "Appelez-moi demain"
        assert taken(mail("\n").as_bytes()).text == UNREADABLE

    def test_html_alone_is_read_without_its_tags_nor_its_quotation(self) -> None:
        made = mail()
        html = (
            "<html><head><style>p {}</style><title>t</title></head><body><p>Oui &amp; demain</p>"
            "<div>Zoé<br>06</div><div>Le 2 mars 2026, V &lt;a@b.org&gt; a écrit&nbsp;:</div>"
            "<blockquote><p>Bonjour</p><p>Zoé</p></blockquote><script>x()</script></body></html>"
        )
        made.set_content(html, subtype="html")
        assert taken(made.as_bytes()).text == "Oui & demain\n\nZoé\n06"

    def test_plain_text_is_preferred_and_an_empty_one_is_not(self) -> None:
        made = mail("plain")
        made.add_alternative("<p>rich</p>", subtype="html")
        assert taken(made.as_bytes()).text == "plain"
        made = mail(" \n")
        made.add_alternative("<p>rich</p>", subtype="html")
        assert taken(made.as_bytes()).text == "rich"


class TestDamage:
    @pytest.mark.parametrize(
        ("charset", "body", "text"),
        [
            (b"utf-8", "reçu ✓".encode(), "reçu ✓"),
            (b"iso-8859-1", "reçu".encode("latin-1"), "reçu"),
            (b"windows-1256", "نعم".encode("cp1256"), "نعم"),
            (b"utf-8", "reçu".encode("latin-1"), "reçu"),
            (b"us-ascii", "reçu".encode(), "reçu"),
            (b"x-unknown", "reçu".encode(), "reçu"),
            (b"utf-8", b"a\xff\x81b", "aÿ\ufffdb"),
            (b'"', b"oui", "oui"),
        ],
    )
    def test_any_charset_gives_words(self, charset: bytes, body: bytes, text: str) -> None:
        head = b"From: zoe@example.org\r\nSubject: Re: x\r\nContent-Type: text/plain; charset="
        assert taken(head + charset + b"\r\n\r\n" + body).text == text

    @pytest.mark.parametrize(
        ("subject", "shown"),
        [
            ("=?utf-8?q?re=C3=A7u?=", "reçu"),
            ("=?utf-8?q?re=E7u?=", "reçu"),
            ("=?nulle?q?re=C3=A7u?=", "reçu"),
            ("=?utf-8?b?!!!?= x", "x"),
            ("a\r\n b", "a b"),
            ("reçu", "reçu"),
        ],
    )
    def test_any_subject_is_shown(self, subject: str, shown: str) -> None:
        assert shown in taken(f"From: z@example.org\r\nSubject: {subject}\r\n\r\noui").subject

    def test_a_sender_may_be_damaged(self) -> None:
        assert (
            taken("From: =?utf-8?q?Zo=E9?= <Zoe@example.org>\r\n\r\noui").sender
            == "zoe@example.org"
        )
        assert taken("From: Zoé <zoe@example.org>\r\n\r\noui").sender == "zoe@example.org"
        assert taken("From: personne\r\n\r\noui").sender == ""
        assert taken("\r\noui").text == "oui"

    def test_what_can_not_be_parsed_is_shown_as_such(self) -> None:
        deep = "".join(
            f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(3000)
        )
        told = taken(f"From: zoe@example.org\r\n{deep}Content-Type: text/plain\r\n\r\noui")
        assert told.text in (UNREADABLE, "oui")
        assert told.sender == "zoe@example.org"

    def test_an_empty_one_is_told_apart_by_its_place(self) -> None:
        first = read(b"", "7/42", None, SENDER, "ahu.example.org")
        second = read(b"", "7/43", None, SENDER, "ahu.example.org")
        assert first.text == UNREADABLE
        assert first.message_id != second.message_id

    def test_one_without_identifier_gets_the_same_at_every_reading(self) -> None:
        raw = b"From: zoe@example.org\r\n\r\noui"
        assert taken(raw).message_id == taken(raw).message_id != ""
        assert taken(raw).message_id != taken(raw + b"!").message_id

    def test_what_no_database_takes_is_left_out(self) -> None:
        told = taken(b"From: z@example.org\r\nSubject: a\xff\x00b\r\n\r\no\x00ui")
        assert told.text == "oui"
        assert "\0" not in told.subject
        assert told.subject.encode()

    @given(st.binary(max_size=300))
    def test_nothing_raises(self, raw: bytes) -> None:
        assert taken(raw).provider_id == "7/42"

    @settings(max_examples=100)
    @given(st.integers(0, 2**32))
    def test_no_damage_of_a_real_one_raises_or_loses_it(self, seed: int) -> None:
        made = mail("Oui reçu, demain à 10 h")
        made.add_alternative("<p>Oui reçu</p>", subtype="html")
        made.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="é.pdf")
        raw, chance = bytearray(made.as_bytes()), random.Random(seed)
        for _ in range(20):
            raw[chance.randrange(len(raw))] = chance.randrange(256)
        told = taken(bytes(raw))
        assert told.text or told.media


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
        ("action", "status", "permanent"),
        [
            ("failed", "5.1.1", True),
            ("failed", "4.4.7", False),
            ("delayed", "4.4.1", False),
            ("Failed", "5.7.1", True),
        ],
    )
    def test_a_report_names_its_attempt(
        self, action: str, status: str, permanent: bool, returned: str
    ) -> None:
        told = taken(report(action, status, returned))
        assert (told.nature, told.bounced_key, told.bounce_permanent) == (
            Nature.BOUNCE,
            "k1k2",
            permanent,
        )
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
