"""A small stateful carrier that speaks Twilio's Messages API on the loopback: nothing is sent.

``python -m outreach.town.carrier`` runs it by hand; tests use `Carrier` in process.
"""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from types import TracebackType
from urllib.parse import urlsplit

from outreach.clock import Clock, SystemClock
from outreach.town.book import Book, Entry
from outreach.town.callbacks import Fields, post
from outreach.town.faults import Fault, Faults, Trouble
from outreach.town.front import Front

ACCOUNT = "AC" + "0" * 31 + "1"
SENDER = "+33199000001"  # a range that belongs to nobody
TOKEN = "jeton-fictif"  # noqa: S105 - guards nothing
_SIGNALS = {signal.SIGINT, signal.SIGTERM}


class Carrier:
    """The carrier and its server; `callback` is where we listen, `public` the address signed."""

    def __init__(
        self,
        *,
        callback: str = "",
        public: str = "",
        account: str = ACCOUNT,
        token: str = TOKEN,
        clock: Clock | None = None,
        port: int = 0,
        prompt: bool = False,
    ) -> None:
        self.account = account
        self.token = token
        self.callback = callback.rstrip("/")
        self.public = (public or callback).rstrip("/")
        self.clock = clock or SystemClock()
        self.book = Book()
        self.faults = Faults()
        self.prompt = prompt  # True: each accepted message is reported delivered at once
        self.stopping = threading.Event()
        self._front = Front(self, port)
        self.url = self._front.url

    def __enter__(self) -> "Carrier":
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Answer calls in a thread of its own."""
        threading.Thread(target=self._front.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Let hanging calls go and close the door."""
        self.stopping.set()
        self._front.shutdown()
        self._front.server_close()

    def accept(self, form: dict[str, str], trouble: Trouble) -> Entry:
        """Keep an outbound message, dated or listed later when `trouble` says so."""
        now = self.clock.now()
        late = timedelta(seconds=trouble.amount)
        service = form.get("MessagingServiceSid")
        return self.book.add(
            Entry(
                sid="",
                direction="outbound-api",
                sender=None if service else form["From"],
                to=form["To"],
                body=form["Body"],
                created=now + late if trouble.fault is Fault.ACCEPTED_LATE else now,
                listed_from=_listed_from(now, trouble),
                status="accepted" if service else "queued",
                service=service,
                callback=form.get("StatusCallback", ""),
                validity=form.get("ValidityPeriod", ""),
            )
        )

    def reply(
        self, sender: str, to: str, body: str, *, opt_out: str = "", silent: bool = False
    ) -> tuple[str, int]:
        """A person writes: kept, then told to us by a signed hook unless `silent`.

        Returns the SID and the HTTP status we answered (0: no answer, or silent).
        """
        now = self.clock.now()
        service = to if to.startswith("MG") else None
        entry = Entry("", "inbound", sender, to, body, now, now, "received", service)
        entry = self.book.add(entry)
        if silent:
            return entry.sid, 0
        return entry.sid, self.hook("/hooks/twilio/messages", self._told(entry, opt_out))

    def report(
        self, sid: str, statuses: Sequence[str], *, error: int | None = None, silent: bool = False
    ) -> list[int]:
        """Move a message and tell us each status, in the given order, repeats included."""
        answers = []
        for status in statuses:
            entry = self.book.report(sid, status, error)
            if entry.callback and not silent:
                answers.append(self._tell_status(entry, status, error))
        return answers

    def hook(self, path: str, fields: Fields) -> int:
        """POST signed `fields` to our `path`; the HTTP status."""
        return post(self.token, self.public + path, fields, self.callback)

    def _told(self, entry: Entry, opt_out: str) -> Fields:
        fields = [
            ("MessageSid", entry.sid),
            ("SmsMessageSid", entry.sid),
            ("SmsSid", entry.sid),
            ("AccountSid", self.account),
            ("From", entry.sender or ""),
            ("To", entry.to),
            ("Body", entry.body),
            ("NumMedia", "0"),
            ("NumSegments", "1"),
            ("SmsStatus", "received"),
            ("ApiVersion", "2010-04-01"),
        ]
        return [*fields, ("OptOutType", opt_out)] if opt_out else fields

    def _tell_status(self, entry: Entry, status: str, error: int | None) -> int:
        fields = [
            ("MessageSid", entry.sid),
            ("SmsSid", entry.sid),
            ("MessageStatus", status),
            ("SmsStatus", status),
            ("AccountSid", self.account),
            ("From", entry.sender or ""),
            ("To", entry.to),
            ("ApiVersion", "2010-04-01"),
        ]
        if error and status in ("undelivered", "failed"):
            fields.append(("ErrorCode", str(error)))
        # Only an address of ours goes through the proxy.
        ours = urlsplit(entry.callback).netloc == urlsplit(self.public).netloc
        return post(self.token, entry.callback, fields, self.callback if ours else "")


def _listed_from(now: datetime, trouble: Trouble) -> datetime:
    delayed = trouble.fault in (Fault.ACCEPTED_LATE, Fault.LIST_LAG)
    return now + timedelta(seconds=trouble.amount) if delayed else now


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a carrier until interrupted; prints the settings that point outreach at it."""
    parser = argparse.ArgumentParser(
        prog="python -m outreach.town.carrier",
        description="Opérateur fictif, à l'image de l'API de Twilio. Rien n'est envoyé à personne.",
    )
    parser.add_argument("--port", type=int, default=8010, help="port d'écoute, en local seulement")
    parser.add_argument(
        "--callback", default="http://127.0.0.1:8000", help="adresse où outreach serve écoute"
    )
    parser.add_argument("--public", default="", help="OUTREACH_PUBLIC_URL, si elle est différente")
    parser.add_argument("--account", default=ACCOUNT, help="identifiant de compte attendu")
    parser.add_argument("--token", default=TOKEN, help="jeton attendu, qui signe aussi les appels")
    parser.add_argument(
        "--prompt", action="store_true", help="annoncer aussitôt chaque message comme remis"
    )
    chosen = parser.parse_args(arguments)
    # Waited for, not raised: an interrupt raised inside a clean-up of Python's own is lost.
    signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    carrier = Carrier(**vars(chosen))
    sys.stdout.write(
        f"Opérateur fictif sur {carrier.url}\n"
        f"OUTREACH_SMS=twilio\nOUTREACH_TWILIO_API_URL={carrier.url}\n"
        f"OUTREACH_TWILIO_ACCOUNT_SID={carrier.account}\n"
        f"OUTREACH_TWILIO_AUTH_TOKEN={carrier.token}\nOUTREACH_TWILIO_SENDER={SENDER}\n"
    )
    sys.stdout.flush()
    with carrier:
        signal.sigwait(_SIGNALS)
    return 0


if __name__ == "__main__":
    sys.exit(main())
