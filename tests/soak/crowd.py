"""The people and the provider during a soak: receipts early, late and twice, replies, silence."""

import random
import threading

from outreach.town.carrier import Carrier
from tests.wire import OURS

_ENDS = (("sent",), ("sent", "delivered"), ("delivered", "sent"), ("sent", "sent"), ("failed",))
_WORDS = ("Bonjour", "STOP", "oui", "qui êtes-vous ?")
_WRITERS = 10
_PAUSE = 0.01  # seconds between two of their acts


class Crowd:
    """Acts in a thread of its own while processes die; `mute`: nobody says anything."""

    def __init__(self, carrier: Carrier, seed: str, numbers: list[str], *, mute: bool) -> None:
        self._carrier, self._dice = carrier, random.Random(f"{seed}/crowd")
        self._writers = self._dice.sample(numbers, _WRITERS)
        self._stop = threading.Event()
        self._mute = mute
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> "Crowd":
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(_PAUSE * self._dice.random() * 2):
            if not self._mute:
                self._act()

    def _act(self) -> None:
        known = [one for one in self._carrier.book.all() if one.direction != "inbound"]
        if known and self._dice.random() < 0.7:
            # A recent one more often than not: its sender may still be waiting for the answer.
            entry = self._dice.choice(known[-5:] if self._dice.random() < 0.7 else known)
            silent = self._dice.random() < 0.3
            self._carrier.report(entry.sid, self._dice.choice(_ENDS), silent=silent)
        elif self._writers and self._dice.random() < 0.3:
            sender, silent = self._writers.pop(), self._dice.random() < 0.5
            self._carrier.reply(sender, OURS, self._dice.choice(_WORDS), silent=silent)
