"""A real IMAP server of our own: high ports, throwaway mailboxes, any user with one password."""

import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from outreach.channels.email.server import Server

PASSWORD = "sécret"
_CONFIGURATION = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{certificate}
disable_plaintext_auth = no
auth_failure_delay = 0
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = 1
mail_location = maildir:{folder}/mail/%u
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={user} gid={group} home={folder}/mail/%u
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {secure}
    ssl = yes
  }}
}}
"""


@dataclass(frozen=True, slots=True)
class Dovecot:
    """Where it listens."""

    plain: int
    secure: int

    def server(self, user: str, folder: str = "INBOX", *, secure: bool = False) -> Server:
        """The address of `user`'s mailbox."""
        port = self.secure if secure else self.plain
        return Server("127.0.0.1", port, secure, user, PASSWORD, folder)

    @contextmanager
    def session(self, user: str) -> Iterator[imaplib.IMAP4]:
        """A logged-in session of the mailbox's owner."""
        with imaplib.IMAP4("127.0.0.1", self.plain, timeout=5) as box:
            box.authenticate("PLAIN", lambda _: f"\0{user}\0{PASSWORD}".encode())
            yield box

    def put(self, user: str, raw: bytes, at: datetime, folder: str = "INBOX") -> None:
        """Let an e-mail arrive."""
        with self.session(user) as box:
            assert box.append(folder, "", imaplib.Time2Internaldate(at), raw)[0] == "OK"


def missing() -> str:
    """Why the server can't run here, "" when it can."""
    if not shutil.which("dovecot"):
        return "dovecot is not installed (Debian: dovecot-imapd)"
    return "" if Path("/usr/lib/dovecot/imap").exists() else "dovecot has no IMAP (dovecot-imapd)"


@contextmanager
def dovecot(certificate: Path) -> Iterator[Dovecot]:
    """Run it until the end of the block; another try when somebody took its ports."""
    for attempt in range(3):
        # The mail user must get in, and a test folder of root's lets nobody.
        folder = Path(tempfile.mkdtemp(prefix="dovecot-", dir="/tmp"))
        found = Dovecot(*_free_ports())
        running = _start(folder, certificate, found)
        try:
            if not _greets(found.plain, running):
                log = folder / "log"
                assert attempt < 2, log.read_text() if log.exists() else "no log"
                continue
            yield found
            return
        finally:
            running.terminate()
            running.wait(10)
            shutil.rmtree(folder, ignore_errors=True)


def _start(folder: Path, certificate: Path, found: Dovecot) -> subprocess.Popen[bytes]:
    """Dovecot never reads mail as root: then as the user that owns nothing."""
    user = "nobody" if os.getuid() == 0 else pwd.getpwuid(os.getuid()).pw_name
    group = grp.getgrgid(pwd.getpwnam(user).pw_gid).gr_name
    folder.chmod(0o755)
    (folder / "mail").mkdir()
    if os.getuid() == 0:
        shutil.chown(folder / "mail", user, group)
    shutil.copy(certificate, folder / "certificate.pem")
    settings = folder / "dovecot.conf"
    settings.write_text(
        _CONFIGURATION.format(
            folder=folder,
            certificate=folder / "certificate.pem",
            user=user,
            group=group,
            password=PASSWORD,
            plain=found.plain,
            secure=found.secure,
        )
    )
    return subprocess.Popen(["dovecot", "-F", "-c", str(settings)])


def _greets(port: int, running: subprocess.Popen[bytes]) -> bool:
    """Whether it greets before long."""
    deadline, pause = time.monotonic() + 15, threading.Event()
    while time.monotonic() < deadline and running.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as greeted:
                return greeted.recv(4) == b"* OK"
        except OSError:
            pause.wait(0.05)
    return False


def _free_ports() -> tuple[int, int]:
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]
