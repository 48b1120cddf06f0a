"""A small stateful carrier that speaks Twilio's Messages API on the loopback: nothing is sent.

``python -m outreach.town.carrier`` runs it by hand; tests use `Carrier` in process.
"""

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from types import TracebackType
from urllib.parse import urlsplit

from outreach.clock import Clock, SystemClock
from outreach.town.book import Entry
from outreach.town.callbacks import Fields, post
from outreach.town.front import Front
from outreach.town.operator import Operator

ACCOUNT = "AC" + "0" * 31 + "1"
SENDER = "+33199000001"  # a range that belongs to nobody
TOKEN = "jeton-fictif"  # noqa: S105 - guards nothing
_SIGNALS = {signal.SIGINT, signal.SIGTERM}


class Carrier(Operator):
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
        super().__init__(clock or SystemClock())
        self.account = account
        self.token = token
        self.callback = callback.rstrip("/")
        self.public = (public or callback).rstrip("/")
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

    def hook(self, path: str, fields: Fields) -> int:
        """POST signed `fields` to our `path`; the HTTP status."""
        return post(self.token, self.public + path, fields, self.callback)

    def bring(self, entry: Entry, opt_out: str) -> int:
        """Tell us of what somebody wrote; the HTTP status."""
        return self.hook("/hooks/twilio/messages", self._told(entry, opt_out))

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

    def tell(self, entry: Entry, status: str, error: int | None) -> int:
        """Tell us of a message's status; the HTTP status."""
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
