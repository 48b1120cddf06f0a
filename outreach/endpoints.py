"""Addresses of the services we speak to, read from text; a bad one raises ValueError with advice.

The advice is French, fits in one line and never repeats the value, which may hold a password.
"""

import os
import re
from dataclasses import dataclass, field
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError


class SenderKind(StrEnum):
    """What Twilio sends from; only an alphanumeric name can't be answered."""

    NUMBER = "number"
    SHORT_CODE = "short_code"
    SERVICE = "service"
    ALPHANUMERIC = "alphanumeric"


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server; `implicit_tls` = encrypted from the first byte."""

    host: str
    port: int
    implicit_tls: bool
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = ""  # IMAP: the mailbox to read


# Submission (RFC 6409), submission over TLS (RFC 8314), IMAP (RFC 9051) and IMAP over TLS.
_MAIL_PORTS = {"smtp": 587, "smtps": 465, "imap": 143, "imaps": 993}

# Twilio's documentation of the From parameter: SIDs are 2 letters and 32 more characters, a name
# has at most 11 of them and at least one letter.
_SENDERS = {
    SenderKind.SERVICE: re.compile(r"MG[0-9A-Za-z]{32}"),
    SenderKind.NUMBER: re.compile(r"\+[1-9][0-9]{7,14}"),
    SenderKind.SHORT_CODE: re.compile(r"[0-9]{5,6}"),
    SenderKind.ALPHANUMERIC: re.compile(r"(?=.*[A-Za-z])[A-Za-z0-9][A-Za-z0-9 ]{0,10}"),
}


def sender_kind(sender: str) -> SenderKind:
    """What kind of Twilio sender this is; raises ValueError for none."""
    for kind, shape in _SENDERS.items():
        if shape.fullmatch(sender):
            return kind
    raise ValueError(
        "mettez un numéro +33…, un numéro court, un service MG… ou un nom (11 au plus)"
    )


def sender(text: str) -> str:
    """A Twilio sender we may use: one of `SenderKind`, and no French mobile number."""
    sender_kind(text)
    if text.startswith(("+336", "+337")):
        # French numbering plan, Arcep decision 2022-1583, since 1 January 2023.
        raise ValueError(
            "les mobiles français (06, 07) sont réservés aux échanges entre personnes, "
            "mettez un numéro en 09 37, 09 38 ou 09 39, un numéro court ou un nom"
        )
    return text


def database_url(text: str) -> str:
    """A SQLAlchemy URL: a SQLite file, or PostgreSQL through psycopg 3 however it was spelt."""
    url = _database(text)
    name = url.get_backend_name() if url else ""
    if url and name == "sqlite" and url.database not in (None, "", ":memory:"):
        return url.set(drivername="sqlite").render_as_string(hide_password=False)
    if url and name in ("postgres", "postgresql"):
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    raise ValueError("mettez sqlite:///chemin/outreach.db ou postgresql://compte:mdp@serveur/base")


def base_url(text: str) -> str:
    """An http(s) address to which paths are appended: no query, no trailing slash."""
    parts = _split(text)
    if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("mettez une adresse complète, par exemple https://contact.example.org")
    if parts.query or parts.fragment:
        raise ValueError("mettez une adresse sans « ? » ni « # »")
    return text.rstrip("/")


def smtp_server(text: str) -> MailServer:
    """The server of smtp[s]://user:password@host:port."""
    server = _mail_server(text, "smtp")
    if server is None or server.folder:
        raise ValueError("mettez smtp[s]://compte:mdp@serveur:port (signes spéciaux en %XX)")
    return server


def imap_server(text: str) -> MailServer:
    """The server of imap[s]://user:password@host:port/FOLDER; INBOX when no folder is named."""
    parts = _split(text)
    with_folder = text if parts and parts.path.strip("/") else f"{text.rstrip('/')}/INBOX"
    server = _mail_server(with_folder, "imap")
    if server is None or not server.user:
        raise ValueError("mettez imap[s]://compte:mdp@serveur/DOSSIER (signes spéciaux en %XX)")
    return server


def mailbox(text: str) -> str:
    """One e-mail address, with or without a display name."""
    if "\n" in text or not re.fullmatch(r"[^@\s]+@[^@\s]+", parseaddr(text)[1]):
        raise ValueError("mettez une adresse e-mail, par exemple contact@example.org")
    return text


def bare_mailbox(text: str) -> str:
    """One e-mail address without a display name."""
    if parseaddr(text)[1] != text:
        raise ValueError("mettez une adresse e-mail seule, par exemple contact@example.org")
    return mailbox(text)


def _mail_server(text: str, protocol: str) -> MailServer | None:
    parts = _split(text)
    if parts is None or not parts.hostname or parts.scheme not in (protocol, f"{protocol}s"):
        return None
    if bool(parts.username) != bool(parts.password) or parts.query or parts.fragment:
        return None
    return MailServer(
        host=parts.hostname,
        port=parts.port or _MAIL_PORTS[parts.scheme],
        implicit_tls=parts.scheme == f"{protocol}s",
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")),
    )


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        _ = parts.port  # a port that is no number is found out only here
    except ValueError:
        return None
    return parts


def _database(text: str) -> URL | None:
    try:
        return make_url(text)
    except (ArgumentError, ValueError):
        return None


def folder(path: Path) -> Path:
    """A folder that is there and may be written to, wherever the process runs later."""
    if not path.is_dir() or not os.access(path, os.W_OK | os.X_OK):
        raise ValueError("mettez un dossier qui existe et où l'on peut écrire")
    return path.resolve()
