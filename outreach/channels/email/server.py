"""Where a mail server is and as whom we speak to it."""

from dataclasses import dataclass, field
from ipaddress import ip_address


@dataclass(frozen=True, slots=True)
class Server:
    """`secure` = TLS from the first byte; `folder` is for IMAP. The password never shows."""

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
