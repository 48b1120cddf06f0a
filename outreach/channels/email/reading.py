"""Bytes of an e-mail to an `Inbound`: whatever they hold, something readable comes out."""

import hashlib
import re
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header
from email.policy import compat32
from email.utils import getaddresses

from outreach.channels.base import Inbound, Medium, Nature
from outreach.channels.email.addresses import Mailbox
from outreach.channels.email.automatic import automatic, bounce
from outreach.channels.email.bodies import Part, storable, words
from outreach.channels.email.compose import UNSUBSCRIBE_SUBJECT
from outreach.channels.email.quotes import written

UNREADABLE = "[E-mail illisible : à ouvrir dans la messagerie.]"
_RECIPIENTS = ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
_ID = re.compile(r"<[^<>\s]{1,800}>")
_ANSWER = re.compile(r"^\s*(?:re|rép|rep|tr|fw|fwd|aw|sv|ynt|رد)\s?:", re.IGNORECASE)
_FROM = re.compile(rb"^From:.{0,200}?([\w.+-]{1,64}@[\w.-]{1,200})", re.MULTILINE | re.IGNORECASE)
_MOST_REFERENCES = 50


def read(raw: bytes, number: str, at: datetime | None, reply: Mailbox, domain: str) -> Inbound:
    """The e-mail `raw`, never an error: what can't be parsed is shown as unreadable.

    `number` is its place in the mailbox, `at` when the server received it, `reply` the mailbox
    whose plus-addresses name threads, `domain` that of our Message-IDs.
    """
    try:
        # The policy matters: the stricter ones raise on headers that real people send.
        mail = message_from_bytes(raw, policy=compat32)
        return _read(mail, raw, number, at, reply, domain)
    except Exception:  # lost is worse than ugly
        found = _FROM.search(raw[:20_000])
        return Inbound(
            provider_id=number,
            medium=Medium.EMAIL,
            sender=found[1].decode("ascii", "replace").lower() if found else "",
            to=reply.address,
            text=UNREADABLE,
            at=at,
            message_id=_fingerprint(raw or number.encode()),
        )


def _read(
    mail: Part, raw: bytes, number: str, at: datetime | None, reply: Mailbox, domain: str
) -> Inbound:
    sender = next(iter(_addresses(mail, "From", "Sender")), "").lower()
    recipients = _addresses(mail, *_RECIPIENTS)
    token = next((token for one in recipients if (token := reply.token_in(one))), "")
    subject = header(mail, "Subject")
    whole, media = words(mail)
    whole = storable(whole)
    failed = bounce(mail, sender, domain)
    text = whole.strip() if failed else _text(whole, subject)
    answered = _ID.findall(f"{mail.get('In-Reply-To', '')} {mail.get('References', '')}")
    return Inbound(
        provider_id=number,
        medium=Medium.EMAIL,
        sender=sender,
        to=next((one for one in recipients if reply.owns(one)), next(iter(recipients), "")),
        text=text or (UNREADABLE if not media else ""),
        whole=whole if whole.strip() != text else "",
        subject=subject,
        at=at,
        nature=_nature(mail, sender, subject, failed is not None),
        media=media,
        message_id=next(
            iter(_ID.findall(str(mail.get("Message-ID", "")))), _fingerprint(raw or number.encode())
        ),
        references=tuple(dict.fromkeys(answered))[:_MOST_REFERENCES],
        reply_token=token,
        bounced_key=failed.key if failed else "",
        bounce_permanent=failed.permanent if failed else False,
        bounce_over=failed.over if failed else True,
    )


def _nature(mail: Part, sender: str, subject: str, failed: bool) -> Nature:
    """What came in. Pressing "unsubscribe" is a person's act, though a program writes the mail."""
    if failed:
        return Nature.BOUNCE
    if _unsubscribes(subject):
        return Nature.MESSAGE
    return Nature.AUTO_REPLY if automatic(mail, sender) else Nature.MESSAGE


def _text(whole: str, subject: str) -> str:
    """What the person wrote: some write everything in the subject, and so does "unsubscribe"."""
    if _unsubscribes(subject):
        return UNSUBSCRIBE_SUBJECT
    return written(whole) or ("" if _ANSWER.match(subject) else subject)


def _unsubscribes(subject: str) -> bool:
    return subject.strip().upper() == UNSUBSCRIBE_SUBJECT


def header(mail: Part, name: str) -> str:
    """A header's text on one line, decoded as far as it can be."""
    value = mail.get(name, "")  # a `Header` object when it holds raw bytes
    try:
        pieces = [
            piece if isinstance(piece, str) else _decoded(piece, charset)
            for piece, charset in decode_header(value)
        ]
    except Exception:  # the library raises several kinds on damaged encoded words
        pieces = [str(value)]
    return storable(" ".join("".join(pieces).split()))


def _decoded(piece: bytes, charset: str | None) -> str:
    """A piece of a header; the library names raw bytes "unknown-8bit"."""
    for name in (charset or "ascii", "utf-8", "cp1252"):
        try:
            return piece.decode(name)
        except (LookupError, ValueError):
            continue
    return piece.decode("latin-1")


def _addresses(mail: Part, *names: str) -> list[str]:
    """Every address of these headers, lower case; a reply token keeps its own case."""
    values = [str(value) for name in names for value in mail.get_all(name, [])]
    found = [address.strip() for _, address in getaddresses(values) if "@" in address]
    return [_lower_but_token(address) for address in found]


def _lower_but_token(address: str) -> str:
    local, _, domain = address.rpartition("@")
    base, plus, token = local.partition("+")
    return f"{base.lower()}{plus}{token}@{domain.lower()}"


def _fingerprint(raw: bytes) -> str:
    """An identifier for an e-mail that has none, the same at every reading."""
    return f"<sha256-{hashlib.sha256(raw).hexdigest()[:40]}@sans-identifiant.invalid>"
