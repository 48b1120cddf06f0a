"""E-mail addresses: ours with a plus-part per thread, and the Message-ID that names an attempt."""

import re
from dataclasses import dataclass

from outreach.channels.base import ChannelError

_NAMED = re.compile(r"\s*(?P<name>[^<>]*?)\s*<(?P<address>[^<>]+)>\s*")
_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]\\]{1,64}@[^\s<>@,;:\"()\[\]\\]{1,255}")
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True, slots=True)
class Mailbox:
    """One of our addresses, with the name people see."""

    name: str
    local: str
    domain: str

    @property
    def address(self) -> str:
        """The bare address."""
        return f"{self.local}@{self.domain}"

    def plus(self, token: str) -> str:
        """The address of one thread (RFC 5233 subaddressing); the bare one without a token."""
        if token and not _KEY.fullmatch(token):
            raise ValueError("a reply token is letters, digits, - and _")
        return f"{self.local}+{token}@{self.domain}" if token else self.address

    def token_in(self, address: str) -> str:
        """The thread's token when `address` is a plus-address of ours, else ""."""
        local, _, domain = address.strip().rpartition("@")
        base, plus, token = local.partition("+")
        ours = (base.lower(), domain.lower()) == (self.local.lower(), self.domain.lower())
        return token if ours and plus else ""

    def owns(self, address: str) -> bool:
        """Whether `address` is this one, plus-part or not."""
        return bool(self.token_in(address)) or address.strip().lower() == self.address.lower()


def parse_mailbox(text: str) -> Mailbox:
    """``"Valérie, association AHU <contact@example.org>"`` or a bare address.

    The name may hold commas: people write them. Raises ChannelError for anything else.
    """
    named = _NAMED.fullmatch(text)
    name = named["name"].strip().strip('"').strip() if named else ""
    address = deliverable(named["address"] if named else text)
    if not address:
        raise ChannelError("L'adresse d'expédition des e-mails n'est pas lisible.")
    local, _, domain = address.rpartition("@")
    return Mailbox(name, local, domain)


def deliverable(address: str) -> str:
    """`address` in a form that every server takes, "" when there is none.

    The domain is put in ASCII; a local part that is not ASCII would need RFC 6531 all the way.
    """
    address = address.strip()
    if not _ADDRESS.fullmatch(address):
        return ""
    local, _, domain = address.rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}" if local.isascii() else ""
    except UnicodeError:
        return ""


def message_id(key: str, domain: str) -> str:
    """The stable Message-ID of attempt `key`; ValueError for a key that can't be one."""
    if not _KEY.fullmatch(key):
        raise ValueError("an attempt key is letters, digits, - and _")
    return f"<att-{key}@{domain}>"


def key_in(text: str, domain: str) -> str:
    """The first attempt key that `text` names by its Message-ID, else ""."""
    found = re.search(rf"\batt-([A-Za-z0-9_-]{{1,64}})@{re.escape(domain)}", text, re.IGNORECASE)
    return found[1] if found else ""
