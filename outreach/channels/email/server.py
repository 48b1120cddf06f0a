"""A mail server as its URL tells it."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from outreach.channels.base import ChannelError

_PORTS = {"smtp": 25, "smtps": 465, "imap": 143, "imaps": 993}


@dataclass(frozen=True, slots=True)
class Server:
    """Where and as whom; `secure` = TLS from the first byte. The password never shows."""

    host: str
    port: int
    secure: bool
    user: str = ""
    password: str = field(default="", repr=False)
    folder: str = "INBOX"

    @property
    def local(self) -> bool:
        """Whether it runs on this machine, where nobody can listen in between."""
        try:
            return ip_address(self.host).is_loopback
        except ValueError:
            return self.host == "localhost"


def parse_server(url: str, kind: str) -> Server:
    """``smtp[s]://user:pw@host:port`` or ``imap[s]://user:pw@host/FOLDER``; `kind` is the protocol.

    User, password and folder are percent-decoded. Raises ChannelError, without repeating the URL.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise ChannelError(f"L'adresse du serveur {kind} n'est pas lisible.") from None
    if parts.scheme not in (kind, f"{kind}s") or not parts.hostname:
        raise ChannelError(f"L'adresse du serveur commence par {kind}:// ou {kind}s://.")
    return Server(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        secure=parts.scheme.endswith("s"),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
    )
