"""What a machine wrote: bounces, which belong to an attempt, and automatic replies."""

import re
from dataclasses import dataclass
from email.message import Message

from outreach.channels.email.addresses import key_in
from outreach.channels.email.bodies import Part, decoded

_POSTMAN = re.compile(r"^(?:mailer-daemon|postmaster|mail-daemon)(?:\+[^@]*)?@", re.IGNORECASE)
_STATUS = re.compile(r"^Status:\s*([245])\.\d", re.MULTILINE | re.IGNORECASE)
_ACTION = re.compile(r"^Action:\s*([a-z]+)", re.MULTILINE | re.IGNORECASE)
_SPOKEN = re.compile(r"(?:\b|#)([45])\.\d{1,3}\.\d{1,3}\b|\b([45])\d\d[ -]")
_MARKS = ("X-Autoreply", "X-Autorespond", "X-Autoresponder", "X-Auto-Reply")
_BULK = frozenset({"auto_reply", "auto-reply", "bulk", "junk", "list"})


@dataclass(frozen=True, slots=True)
class Bounce:
    """A failed delivery: the attempt it names, "" when it names none.

    `over`: the servers have given up. Until then the message may still arrive.
    """

    key: str
    permanent: bool
    over: bool


def bounce(mail: Part, sender: str, domain: str) -> Bounce | None:
    """The bounce that `mail` is, if it is one; `domain` is that of our Message-IDs.

    A delivery report (RFC 3464), or a postmaster's mail that names one of our attempts. A notice
    of success is no bounce; one of mere delay is, and never a permanent one.
    """
    report = next(
        (part for part in mail.walk() if part.get_content_type() == "message/delivery-status"), None
    )
    if report is None and not _POSTMAN.match(sender):
        return None
    told = _told(report) if report is not None else ""
    actions = {action.lower() for action in _ACTION.findall(told)}
    if actions and not actions & {"failed", "delayed"}:
        return None
    everything = _everything(mail)
    digits = _STATUS.findall(told) or ["".join(found) for found in _SPOKEN.findall(everything)]
    key = key_in(everything, domain)
    if report is None and not key:
        return None
    permanent = "5" in digits and actions != {"delayed"}
    return Bounce(key, permanent, over=permanent or "failed" in actions)


def automatic(mail: Part, sender: str) -> bool:
    """Whether headers say that a machine wrote `mail` (RFC 3834 §5 and common practice).

    A false alarm would hide a person's answer, so each sign must be one that people never send:
    ``X-Auto-Response-Suppress`` counts with its value for absences (``All``) only.
    """
    submitted = _header(mail, "Auto-Submitted").split(";")[0].strip()
    return (
        submitted not in ("", "no")
        or bool(_POSTMAN.match(sender))
        or any(mark in mail for mark in _MARKS)
        or _header(mail, "Precedence") in _BULK
        or _header(mail, "X-Auto-Response-Suppress") == "all"
        or _header(mail, "Return-Path") == "<>"
    )


def _header(mail: Part, name: str) -> str:
    return str(mail.get(name, "")).strip().lower()


def _told(report: Part) -> str:
    """The fields of a delivery report; its parts are headers without a body."""
    payload = report.get_payload()
    if isinstance(payload, list):
        return "\n".join(_fields(part) for part in payload if isinstance(part, Message))
    return decoded(report)


def _fields(part: Part) -> str:
    return "\n".join(f"{name}: {value}" for name, value in part.items())


def _everything(mail: Part) -> str:
    """All words and headers of `mail`, the returned message's included."""
    return "\n".join(
        _fields(part) + "\n" + ("" if part.is_multipart() else decoded(part))
        for part in mail.walk()
    )
