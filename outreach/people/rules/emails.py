"""E-mail addresses: whether a text holds one, and whether it is likely the person's own."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

from outreach.people.rules.mailboxes import is_nobody, is_role, looks_like_employer
from outreach.people.rules.text import clean


class EmailFault(StrEnum):
    """Why a text is not an address to use."""

    EMPTY = "empty"
    INVALID = "invalid"
    NOBODY = "nobody"  # a mailbox that nobody reads


@dataclass(frozen=True, slots=True)
class Email:
    """An address to use, its domain in lower case."""

    address: str = field(repr=False)
    needs_confirmation: bool = False  # an employer's or an office's, as far as one can see
    office: bool = False  # several people read it ("contact@")


@dataclass(frozen=True, slots=True)
class BadEmail:
    """A text that is no address to use, and why."""

    code: EmailFault


# The dot-atom of RFC 5321/5322 in ASCII: what every relay on the way accepts.
_LOCAL = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"(?P<local>{_LOCAL})@(?P<domain>(?:{_LABEL}\.)+[A-Za-z]{{2,63}})")
_BRACKETED = re.compile(r"<([^<>]+)>")


def read_email(text: str) -> Email | BadEmail:
    """The first address of a text that can be used, else why its first one cannot."""
    read = read_emails(text)
    return next((one for one in read if isinstance(one, Email)), read[0])


def read_emails(text: str) -> tuple[Email | BadEmail, ...]:
    """Every address of a cell, in its order; at least one result."""
    plain = clean(text).removeprefix("'")
    found = _BRACKETED.findall(plain)
    parts = found or [part for part in re.split(r"[;,\s]+|\s/\s", plain) if "@" in part]
    return tuple(_read_one(part) for part in parts or [plain])


def _read_one(text: str) -> Email | BadEmail:
    bare = re.sub(r"^mailto:", "", text.strip(), flags=re.IGNORECASE).rstrip(".")
    if not bare:
        return BadEmail(EmailFault.EMPTY)
    match = _ADDRESS.fullmatch(bare)
    if match is None or len(bare) > 254 or len(match["local"]) > 64:
        return BadEmail(EmailFault.INVALID)
    local, domain = match["local"], match["domain"].lower()
    if is_nobody(local):
        return BadEmail(EmailFault.NOBODY)
    office = is_role(local)
    return Email(f"{local}@{domain}", office or looks_like_employer(domain), office)


def mask(address: str) -> str:
    """Enough to recognise, too little to write to: "m•••@example.org"."""
    local, _, domain = address.rpartition("@")
    return f"{local[:1]}•••@{domain}"
