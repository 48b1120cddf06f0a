"""From bytes to an inbound, whatever the bytes."""

import random
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.channels.base import Inbound, Medium
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
