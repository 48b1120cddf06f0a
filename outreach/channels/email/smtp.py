"""One message, one SMTP conversation, and what each answer proves."""

import contextlib
import re
import smtplib
import ssl
from dataclasses import dataclass

from outreach.channels.base import Act, Outcome, Result
from outreach.channels.email.server import Server

# Seconds. RFC 5321 §4.5.3.2.6 asks for ten minutes after the final dot: giving up earlier is how
# two copies are made.
CONNECT, COMMAND, FINAL = 10.0, 60.0, 600.0
_GOODBYE = 2.0
_ENHANCED = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")  # RFC 3463
_AUTHENTICATION = frozenset({530, 534, 535, 538})  # RFC 4954
# What a permanent refusal asks of us, by enhanced status (RFC 3463 §3), longest prefix first.
_BY_STATUS = (
    ("5.1.7", Act.SENDER_DOWN),  # our own address
    ("5.1.8", Act.SENDER_DOWN),
    ("5.1.", Act.BAD_NUMBER),
    ("5.2.1", Act.BAD_NUMBER),  # mailbox disabled
)
_NO_MAILBOX = frozenset({550, 551, 553})  # at RCPT, from a server without enhanced statuses


class _NeverLeftError(Exception):
    """The message had not begun to travel."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(outcome.code)
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Smtp:
    """How to reach the server; times are seconds, `hello` the name we give."""

    server: Server
    hello: str
    connect: float = CONNECT
    command: float = COMMAND
    final: float = FINAL
    trust: ssl.SSLContext | None = None

    def deliver(self, sender: str, to: str, data: bytes) -> Outcome:
        """Hand `data` over for `to`; never raises. The outcome's provider id is left empty."""
        try:
            session = self._open()
        except smtplib.SMTPAuthenticationError as error:
            return _not_sent(str(error.smtp_code), Act.SENDER_DOWN)
        except smtplib.SMTPNotSupportedError:
            return _not_sent("no_auth", Act.SENDER_DOWN)
        except ssl.SSLError:
            return _not_sent("tls", Act.SENDER_DOWN)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            return _not_sent(type(error).__name__)
        try:
            return self._converse(session, sender, to, data)
        except _NeverLeftError as error:
            return error.outcome
        finally:
            _leave(session)

    def _open(self) -> smtplib.SMTP:
        """A greeted, encrypted where possible, logged-in session."""
        session = self._connect()
        try:
            assert session.sock is not None  # noqa: S101 - connected just above
            session.sock.settimeout(self.command)
            session.ehlo_or_helo_if_needed()
            if not self.server.secure:
                self._secure(session)
            if self.server.user:
                session.login(self.server.user, self.server.password)
        except BaseException:
            session.close()
            raise
        return session

    def _secure(self, session: smtplib.SMTP) -> None:
        """Encrypt when the server offers it; without it, no password leaves this machine."""
        if session.has_extn("starttls"):
            session.starttls(context=self._context())
            session.ehlo()
        elif self.server.user and not self.server.local:
            raise ssl.SSLError("a password does not travel in clear")

    def _connect(self) -> smtplib.SMTP:
        host, port = self.server.host, self.server.port
        if self.server.secure:
            return smtplib.SMTP_SSL(
                host, port, self.hello, timeout=self.connect, context=self._context()
            )
        return smtplib.SMTP(host, port, self.hello, timeout=self.connect)

    def _context(self) -> ssl.SSLContext:
        """Certificates are checked, except on this machine, where nobody signs any."""
        context = self.trust or ssl.create_default_context()
        if self.server.local and not self.trust:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context

    def _converse(self, session: smtplib.SMTP, sender: str, to: str, data: bytes) -> Outcome:
        """From MAIL to the answer to the final dot."""
        try:
            _expect(session.mail(sender), "MAIL")
            _expect(session.rcpt(to), "RCPT")
            _expect(session.docmd("DATA"), "DATA")
        except (OSError, smtplib.SMTPException) as error:
            # The server has not seen a line of the message yet.
            raise _NeverLeftError(_not_sent(type(error).__name__)) from None
        try:
            assert session.sock is not None  # noqa: S101 - it has just answered
            session.sock.settimeout(self.final)
            session.send(_dotted(data))
            code, said = session.getreply()
        except Exception as error:  # from here on, silence proves nothing
            return Outcome(Result.UNCERTAIN, code=type(error).__name__)
        return _answered(code, said, "END")


def _expect(answer: tuple[int, bytes], stage: str) -> None:
    """Go on after the answer that `stage` needs, else stop: nothing has left."""
    code, said = answer
    if code == 354 if stage == "DATA" else 200 <= code < 300:
        return
    outcome = _answered(code, said, stage)
    if outcome.result not in (Result.REFUSED, Result.NOT_SENT):
        outcome = _not_sent(str(code), Act.RETRY_LATER)
    raise _NeverLeftError(outcome)


def _answered(code: int, said: bytes, stage: str) -> Outcome:
    """What an answer amounts to at `stage` (``END``: after the final dot)."""
    found = _ENHANCED.search(said.decode("ascii", "replace"))
    status = found[1] if found else ""
    word = f"{code} {status}".strip()
    if 200 <= code < 300:
        return Outcome(Result.ACCEPTED, code=word)
    if code in _AUTHENTICATION:
        return _not_sent(word, Act.SENDER_DOWN)
    if 400 <= code < 500:
        return _not_sent(word, Act.RETRY_LATER)
    if 500 <= code < 600:
        return Outcome(Result.REFUSED, code=word, act=_act(code, status, stage))
    return Outcome(Result.UNCERTAIN, code=word)


def _act(code: int, status: str, stage: str) -> Act:
    """What a permanent refusal asks of us."""
    for prefix, act in _BY_STATUS:
        if status.startswith(prefix) and (act is Act.SENDER_DOWN or stage == "RCPT"):
            return act
    bare = stage == "RCPT" and not status and code in _NO_MAILBOX
    return Act.BAD_NUMBER if bare else Act.HOLD


def _not_sent(code: str, act: Act = Act.NONE) -> Outcome:
    return Outcome(Result.NOT_SENT, code=code, act=act)


def _dotted(data: bytes) -> bytes:
    """`data` with its leading dots doubled and the final one (RFC 5321 §4.5.2)."""
    data = re.sub(rb"\r\n|\r|\n", b"\r\n", data)
    data = re.sub(rb"(?m)^\.", b"..", data)
    return data + (b"" if data.endswith(b"\r\n") else b"\r\n") + b".\r\n"


def _leave(session: smtplib.SMTP) -> None:
    """Say goodbye without waiting for it."""
    with contextlib.suppress(OSError, smtplib.SMTPException):
        if session.sock is not None:
            session.sock.settimeout(_GOODBYE)
            session.quit()
    session.close()
