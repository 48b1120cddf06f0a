"""``python -m outreach.town``: a fictitious town on this machine, to try outreach in.

A carrier that sends nothing, people whose phones take every message and who answer, and
`outreach serve`, which hears them. The settings (`examples/demo.env`) say on which ports.
"""

import argparse
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from outreach.clock import Clock, SystemClock
from outreach.settings import Settings, SettingsError, SmsMode, load
from outreach.town.carrier import Carrier

_WRONG = 2  # as every command: a setting to correct
_LOOPBACK = ("127.0.0.1", "localhost")


class Town(Carrier):
    """A carrier whose people read each message at once, and answer the first with `says`."""

    def __init__(self, settings: Settings, clock: Clock, says: str = "") -> None:
        assert settings.twilio_auth_token is not None  # noqa: S101  `_ours` has checked
        super().__init__(
            callback=settings.public_url,
            account=settings.twilio_account_sid or "",
            token=settings.twilio_auth_token.get_secret_value(),
            clock=clock,
            port=urlsplit(settings.twilio_api_url).port or 80,
            prompt=True,
        )
        self.says = says
        self._answered: set[str] = set()

    def report(
        self, sid: str, statuses: Sequence[str], *, error: int | None = None, silent: bool = False
    ) -> list[int]:
        """Move a message; once it is on the phone, show it and let the person answer."""
        answers = super().report(sid, statuses, error=error, silent=silent)
        entry = self.book.get(sid)
        if entry is not None and "delivered" in statuses:
            _say(f"{entry.to} reçoit : {entry.body}")
            if self.says and entry.to not in self._answered:
                self._answered.add(entry.to)
                _say(f"{entry.to} répond : {self.says}")
                self.reply(entry.to, entry.sender or entry.service or "", self.says)
        return answers


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the town until interrupted; the exit code of `outreach serve` when that one ends."""
    parser = argparse.ArgumentParser(
        prog="python -m outreach.town",
        description="Une ville fictive sur cette machine : un opérateur, des téléphones, et "
        "« outreach serve ». Rien n'est envoyé à personne.",
    )
    parser.add_argument("--at", help="l'instant où l'horloge de la ville commence (ISO 8601)")
    parser.add_argument("--says", default="", help="ce que chacun répond à son premier message")
    chosen = parser.parse_args(arguments)
    try:
        settings = load(chosen.at)
        _ours(settings)
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        return _WRONG
    at = settings.starts_at
    with Town(settings, SystemClock(at), chosen.says) as town:
        _say(f"Opérateur fictif sur {town.url}")
        return _serve(settings, at)


def _ours(settings: Settings) -> None:
    """Refuse any settings but those of a fictitious carrier on this machine."""
    here = urlsplit(settings.twilio_api_url).hostname in _LOOPBACK
    if settings.sms is not SmsMode.TWILIO or not here:
        raise SettingsError("OUTREACH_TWILIO_API_URL", "copiez d'abord examples/demo.env vers .env")


def _serve(settings: Settings, at: datetime | None) -> int:
    program = str(Path(sys.executable).with_name("outreach"))
    clock = ["--at", at.isoformat()] if at else []
    port = str(urlsplit(settings.public_url).port or 80)
    with subprocess.Popen([program, *clock, "serve", "--port", port, "--workers", "1"]) as web:
        # A terminal interrupts both; whoever ends us alone ends the web server too.
        signal.signal(signal.SIGTERM, lambda _signal, _frame: web.terminate())
        signal.signal(signal.SIGINT, lambda _signal, _frame: web.terminate())
        while web.poll() is None:  # in short waits: a handler is called between two of them
            with suppress(subprocess.TimeoutExpired):
                web.wait(0.5)
        return web.returncode


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
