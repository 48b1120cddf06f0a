"""What an e-mail of ours looks like on the wire."""

from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.channels.base import Outgoing
from outreach.channels.email.addresses import parse_mailbox
from outreach.channels.email.compose import as_html, compose
from tests.channels.contract import EMAIL, NOW
from tests.channels.email.post import SENDER

REPLY = parse_mailbox("reponses@ahu.example.org")


def made(message: Outgoing = EMAIL) -> EmailMessage:
    raw = compose(message, "zoe@example.org", SENDER, REPLY, NOW)
    parsed = message_from_bytes(raw, policy=default)
    assert isinstance(parsed, EmailMessage)
    return parsed


def part(mail: EmailMessage, kind: str) -> str:
    found = mail.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def test_the_envelope_says_who_we_are_and_where_to_answer() -> None:
    mail = made(replace(EMAIL, reply_token="tok1"))
    assert str(mail["From"]) == '"Valérie, association AHU" <contact@ahu.example.org>'
    assert mail["To"] == "zoe@example.org"
    assert mail["Reply-To"] == "reponses+tok1@ahu.example.org"
    assert mail["Subject"] == EMAIL.subject
    assert mail["Message-ID"] == f"<att-{EMAIL.key}@ahu.example.org>"
    assert mail["Date"].datetime == NOW
    assert mail["Content-Language"] == "fr"
    assert "In-Reply-To" not in mail


def test_unsubscribing_is_one_mail_to_the_thread_and_no_link() -> None:
    mail = made(replace(EMAIL, reply_token="tok1"))
    assert mail["List-Unsubscribe"] == "<mailto:reponses+tok1@ahu.example.org?subject=STOP>"
    assert "List-Unsubscribe-Post" not in mail
    assert "http" not in mail.as_string()


def test_both_parts_say_the_same_and_nothing_watches() -> None:
    mail = made()
    assert part(mail, "plain").rstrip("\n") == EMAIL.body
    html = part(mail, "html")
    assert "AHU. Répondez à ce SMS." in html
    for tracker in ("<img", "src=", "href=", "<script", "<style", "style="):
        assert tracker not in html


def test_the_same_message_is_the_same_bytes() -> None:
    first, second = (compose(EMAIL, "zoe@example.org", SENDER, REPLY, NOW) for _ in range(2))
    assert first == second


def test_words_are_never_markup() -> None:
    html = as_html('<b>oui</b> & "non"', "<title>", "fr")
    assert "&lt;b&gt;oui&lt;/b&gt; &amp; &quot;non&quot;" in html
    assert "<title>&lt;title&gt;</title>" in html


def test_paragraphs_and_lines_are_kept() -> None:
    html = as_html("un\ndeux\n\n\ntrois\n", "s", "fr")
    assert '<p dir="auto">un<br>\ndeux</p>\n<p dir="auto">trois</p>' in html
    assert '<html lang="fr" dir="ltr">' in html


def test_arabic_reads_from_the_right_with_its_numbers_in_order() -> None:
    html = as_html("مرحبا، جمعية AHU: 02 38 00 00 00", "s", "ar")
    assert '<html lang="ar" dir="rtl">' in html
    assert '<bdi dir="ltr">AHU</bdi>' in html
    assert '<bdi dir="ltr">02 38 00 00 00</bdi>' in html


@pytest.mark.parametrize(
    ("automatic", "answers", "mark"),
    [
        (True, "", "auto-replied"),
        (True, "<m@example.org>", "auto-replied"),
        (False, "", "auto-generated"),
        (False, "<m@example.org>", None),
    ],
)
def test_a_machine_says_so_and_a_person_in_a_conversation_does_not(
    automatic: bool, answers: str, mark: str | None
) -> None:
    mail = made(replace(EMAIL, automatic=automatic, in_reply_to=answers))
    assert mail["Auto-Submitted"] == mark
    assert mail["In-Reply-To"] == (answers or None)
    assert mail["References"] == (answers or None)


def test_a_long_identifier_is_neither_folded_nor_encoded() -> None:
    long = f"<{'x' * 300}@mail.example.org>"
    raw = compose(replace(EMAIL, in_reply_to=long), "zoe@example.org", SENDER, REPLY, NOW)
    assert f"\r\nIn-Reply-To: {long}\r\n".encode() in raw


@pytest.mark.parametrize(
    "changes",
    [
        {"subject": "a\nBcc: x@example.org"},
        {"in_reply_to": "<a@b>\r\nBcc: x@example.org"},
        {"in_reply_to": "a@b"},
        {"reply_token": "a>, <x@example.org"},
        {"key": "a\r\nb"},
        {"language": "fr\nX: y"},
        {"body": "\ud800"},
    ],
)
def test_a_field_that_would_break_out_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        made(replace(EMAIL, **changes))  # type: ignore[arg-type]


WORDS = st.text(
    st.characters(codec="utf-8", categories=["L", "N", "P", "S"]), min_size=1, max_size=12
)


@settings(max_examples=50)
@given(st.lists(WORDS, min_size=1, max_size=12).map(" ".join))
def test_any_subject_and_body_arrive_as_written(text: str) -> None:
    mail = made(replace(EMAIL, subject=text, body=text))
    assert mail["Subject"] == text
    assert part(mail, "plain").rstrip("\n") == text
    raw = compose(replace(EMAIL, subject=text, body=text), "zoe@example.org", SENDER, REPLY, NOW)
    assert max(len(line) for line in raw.split(b"\r\n")) < 998
    assert raw.isascii()
