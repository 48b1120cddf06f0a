"""One e-mail, byte for byte: plain text and the same in simple HTML, nothing that watches."""

import re
from datetime import datetime
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime
from html import escape
from typing import Any
from urllib.parse import quote

from outreach.channels.base import Outgoing
from outreach.channels.email.addresses import Mailbox, message_id

# What the mail program writes for the person who presses "unsubscribe".
UNSUBSCRIBE_SUBJECT = "STOP"
_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "fa", "he", "prs", "ps", "ur"})
_ID = re.compile(r"<[^<>\s]{1,800}>")
_UNFOLDED = frozenset({"message-id", "in-reply-to", "references", "reply-to", "list-unsubscribe"})


class _Wire(EmailPolicy):
    """SMTP's rules, but identifiers stay on their line (the library would encode a long one) and
    a subject is encoded whole (the library loses spaces between encoded and plain words).
    """

    def fold_binary(self, name: str, value: Any) -> bytes:
        """One header line, folded unless it is an identifier."""
        if name.lower() in _UNFOLDED:
            return f"{name}: {value}\r\n".encode("ascii")
        if name.lower() == "subject" and not str(value).isascii():
            folded = Header(str(value), "utf-8", header_name=name).encode(linesep="\r\n")
            return f"{name}: {folded}\r\n".encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _Wire(linesep="\r\n")


def compose(message: Outgoing, to: str, sender: Mailbox, reply: Mailbox, at: datetime) -> bytes:
    """The message as it will travel; ValueError when a field can't be written.

    `to` is a deliverable address, `reply` the mailbox that hears the answers.
    """
    mail = EmailMessage(_POLICY)
    thread = reply.plus(message.reply_token)
    mail["From"] = Address(display_name=sender.name, addr_spec=sender.address)
    mail["To"] = Address(addr_spec=to)
    mail["Reply-To"] = thread
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = message_id(message.key, sender.domain)
    # Only a mail: a link would need a page that knows who pressed it.
    mail["List-Unsubscribe"] = f"<mailto:{quote(thread, '@+')}?subject={UNSUBSCRIBE_SUBJECT}>"
    _thread(mail, message.in_reply_to)
    _mark(mail, message)
    mail.set_content(message.body, cte="quoted-printable")
    html = as_html(message.body, message.subject, message.language)
    mail.add_alternative(html, subtype="html", cte="quoted-printable")
    mail["Content-Language"] = message.language  # after the content, which clears such headers
    mail.set_boundary(f"att-{message.key}")
    return mail.as_bytes()


def as_html(body: str, subject: str, language: str) -> str:
    """`body` as a small page; each paragraph takes its own direction, names and numbers too.

    A French twin under an Arabic text is still read from left to right.
    """
    direction = "rtl" if language.split("-")[0] in _RIGHT_TO_LEFT else "ltr"
    paragraphs = [one for one in re.split(r"\n\s*\n", body.strip()) if one]
    text = "\n".join(
        f'<p dir="auto">{_isolated(paragraph, direction)}</p>' for paragraph in paragraphs
    )
    return (
        f'<!doctype html>\n<html lang="{escape(language)}" dir="{direction}">\n'
        f'<head><meta charset="utf-8"><title>{escape(subject)}</title></head>\n'
        f"<body>\n{text}\n</body>\n</html>\n"
    )


def _isolated(paragraph: str, direction: str) -> str:
    """Escaped lines; inside right-to-left text, Latin words and numbers keep their order."""
    lines = paragraph.split("\n")
    if direction == "ltr":
        return "<br>\n".join(escape(line) for line in lines)
    run = re.compile(r"[+A-Za-z0-9](?:[A-Za-zÀ-ɏ0-9 .'’@/+-]*[A-Za-zÀ-ɏ0-9])?")
    return "<br>\n".join(_wrap(line, run) for line in lines)


def _wrap(line: str, run: re.Pattern[str]) -> str:
    """`line` escaped, each match of `run` in a `bdi`."""
    pieces, end = [], 0
    for found in run.finditer(line):
        pieces += [escape(line[end : found.start()]), f'<bdi dir="ltr">{escape(found[0])}</bdi>']
        end = found.end()
    return "".join(pieces) + escape(line[end:])


def _thread(mail: EmailMessage, answered: str) -> None:
    """Put the message under the one it answers."""
    if not answered:
        return
    if not _ID.fullmatch(answered):
        raise ValueError("an identifier is one <…> without spaces")
    mail["In-Reply-To"] = answered
    mail["References"] = answered


def _mark(mail: EmailMessage, message: Outgoing) -> None:
    """Say that a machine wrote (RFC 3834), so that machines do not answer it.

    A message inside a conversation that is not automatic was typed by a person: it says nothing.
    """
    if not message.automatic and message.in_reply_to:
        return
    mail["Auto-Submitted"] = "auto-replied" if message.automatic else "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"
