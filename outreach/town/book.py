"""What the simulated carrier knows: every message, in the shape Twilio gives it.

Fields and enums: `api.v2010.account.message` of Twilio's OpenAPI description (2010-04-01).
"""

import threading
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime

RANK = {
    word: rank
    for rank, words in enumerate(
        (
            ("accepted", "scheduled", "queued"),
            ("sending",),
            ("sent",),
            ("delivered", "undelivered", "failed", "canceled", "received"),
        )
    )
    for word in words
}
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    "ÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€")


@dataclass(frozen=True, slots=True)
class Entry:
    """One message; `listed_from` is when a listing shows it, which may be later than `created`."""

    sid: str
    direction: str
    sender: str | None
    to: str
    body: str
    created: datetime
    listed_from: datetime
    status: str
    service: str | None = None
    callback: str = ""
    validity: str = ""
    error_code: int | None = None
    reported: tuple[str, ...] = field(default=())

    def as_json(self, account: str) -> dict[str, object]:
        """The message as Twilio's API tells it."""
        uri = f"/2010-04-01/Accounts/{account}/Messages/{self.sid}"
        moved = self.status not in ("accepted", "queued", "scheduled")
        return {
            "account_sid": account,
            "api_version": "2010-04-01",
            "body": self.body,
            "date_created": _rfc2822(self.created),
            "date_sent": _rfc2822(self.created) if moved else None,
            "date_updated": _rfc2822(self.created),
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": "Simulated failure" if self.error_code else None,
            "from": self.sender,
            "messaging_service_sid": self.service,
            "num_media": "0",
            "num_segments": "0" if self.service and not moved else str(segments(self.body)),
            "price": None,
            "price_unit": None,
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }


class Book:
    """Every message the carrier holds, oldest first; safe between threads."""

    def __init__(self) -> None:
        self._entries: dict[str, Entry] = {}
        self._sids: list[str] = []  # in the order in which they came
        self._of: dict[str, list[str]] = {}  # a number's, both ways
        self._lock = threading.Lock()

    def add(self, entry: Entry) -> Entry:
        """Keep `entry` under a fresh SID, countable so that runs repeat."""
        with self._lock:
            entry = replace(entry, sid=f"SM{len(self._entries) + 1:032x}")
            self._entries[entry.sid] = entry
            self._sids.append(entry.sid)
            for number in {entry.to, entry.sender or ""} - {""}:
                self._of.setdefault(number, []).append(entry.sid)
            return entry

    def since(self, count: int) -> list[Entry]:
        """Every message but the `count` first ones, oldest first."""
        with self._lock:
            return [self._entries[sid] for sid in self._sids[count:]]

    def of(self, number: str) -> list[Entry]:
        """Every message from or to a number, oldest first."""
        with self._lock:
            return [self._entries[sid] for sid in self._of.get(number, ())]

    def all(self) -> list[Entry]:
        """Every message, oldest first, those not listed yet included."""
        with self._lock:
            return list(self._entries.values())

    def get(self, sid: str) -> Entry | None:
        """One message, None when unknown."""
        return self._entries.get(sid)

    def report(self, sid: str, status: str, error_code: int | None = None) -> Entry:
        """Move a message to `status`, never back; remembers every report."""
        with self._lock:
            entry = self._entries[sid]
            ahead = RANK.get(status, 0) >= RANK.get(entry.status, 0)
            entry = replace(
                entry,
                status=status if ahead else entry.status,
                error_code=error_code if ahead and error_code else entry.error_code,
                reported=(*entry.reported, status),
            )
            self._entries[sid] = entry
            return entry

    def listed(self, now: datetime, to: str = "", sender: str = "") -> list[Entry]:
        """What a listing at `now` shows, newest first."""
        shown = [
            entry
            for entry in (self.of(to) if to else self.all())
            if entry.listed_from <= now
            and (not to or entry.to == to)
            and (not sender or entry.sender == sender)
        ]
        return sorted(shown, key=lambda entry: (entry.created, entry.sid), reverse=True)


def segments(body: str) -> int:
    """How many SMS `body` takes (3GPP TS 23.038: 160/153 in GSM-7, 70/67 in UCS-2)."""
    if all(one in _GSM or one in _GSM_TWICE for one in body):
        size, alone, joined = sum(2 if one in _GSM_TWICE else 1 for one in body), 160, 153
    else:
        size, alone, joined = len(body.encode("utf-16-le")) // 2, 70, 67
    return 1 if size <= alone else -(-size // joined)


def _rfc2822(instant: datetime) -> str:
    return format_datetime(instant.astimezone(UTC).replace(microsecond=0))
