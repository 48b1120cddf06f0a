"""What happens between the carrier and the phones: receipts, and people who write back."""

from datetime import datetime

from outreach.town.book import Entry
from tests.eight_weeks.cast import CAST, STRANGER, Role, phone
from tests.eight_weeks.history import History, Said
from tests.eight_weeks.scene import Scene

_HOOK = "/hooks/twilio/messages"


class Network:
    """Remembers what it has told: each thing is told twice."""

    def __init__(self, scene: Scene, history: History) -> None:
        self._scene, self._history = scene, history
        self._reported: set[str] = set()
        self._failed: dict[str, int] = {}
        self._written: dict[str, int] = {}
        self._at: dict[str, datetime] = {}

    def fresh(self) -> list[Entry]:
        """Outbound messages whose fate nobody has told us."""
        return [
            entry
            for entry in self._scene.carrier.book.all()
            if entry.direction != "inbound" and entry.sid not in self._reported
        ]

    def replies(self) -> list[tuple[Role, str]]:
        """What people write now: after enough messages, one thing a day at most."""
        return [
            (role, role.says[self._written.get(role.name, 0)])
            for role in CAST
            if self._written.get(role.name, 0) < len(role.says) and self._ready(role)
            if self._scene.sender.isdecimal()  # nobody can answer a name
        ]

    def busy(self) -> bool:
        """Whether there is something to tell."""
        return bool(self.fresh() or self.replies())

    def tell(self) -> None:
        """Every receipt and every reply, twice each; some receipts out of order."""
        for number, entry in enumerate(self.fresh()):
            self._reported.add(entry.sid)
            self._history.receipts += self._report(entry, number)
        for role, text in self.replies():
            self._written[role.name] = self._written.get(role.name, 0) + 1
            self._at[role.name] = self._scene.clock.now()
            self.write(phone(role), text)

    def write(self, number: str, text: str) -> None:
        """Somebody writes: the hook comes twice, a forged one first."""
        carrier = self._scene.carrier
        forged = carrier.token
        carrier.token = "not the token"
        fields = [("MessageSid", "SMforged"), ("From", number), ("Body", text)]
        forgery = carrier.hook(_HOOK, fields)
        carrier.token = forged
        sid, first = carrier.reply(number, self._scene.sender, text)
        entry = carrier.book.get(sid)
        assert entry is not None
        again = carrier.hook(_HOOK, carrier._told(entry, ""))
        now = self._scene.clock.now()
        self._history.said.append(Said(now, number, text, (forgery, first, again)))

    def write_unheard(self, number: str, text: str) -> None:
        """Somebody writes while nobody listens: only the carrier knows."""
        self._scene.carrier.reply(number, self._scene.sender, text, silent=True)
        self._history.said.append(Said(self._scene.clock.now(), number, text, (403, 200, 200)))

    def stranger(self) -> None:
        """A number that no file holds."""
        self.write(STRANGER, "c'est qui ?")

    def _report(self, entry: Entry, number: int) -> list[int]:
        fails = next((role.fails for role in CAST if phone(role) == entry.to), ())
        told = self._failed.get(entry.to, 0)
        if told < len(fails):
            self._failed[entry.to] = told + 1
            words = ("sent", "undelivered", "undelivered")
            return self._scene.carrier.report(entry.sid, words, error=fails[told])
        late = number % 3 == 0
        words = ("delivered", "sent", "delivered") if late else ("sent", "sent", "delivered")
        return self._scene.carrier.report(entry.sid, words)

    def _ready(self, role: Role) -> bool:
        got = sum(
            entry.to == phone(role) and entry.direction != "inbound"
            for entry in self._scene.carrier.book.all()
        )
        before = self._at.get(role.name)
        rested = before is None or (self._scene.clock.now() - before).days >= 2
        return got >= role.after and rested
