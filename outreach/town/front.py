"""The carrier's HTTP face: Twilio's three calls, and ``/_town`` to steer it."""

import json
import socket
import struct
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Sequence
from datetime import datetime
from http.server import ThreadingHTTPServer
from threading import Event
from typing import Any, Protocol
from urllib.parse import parse_qs, urlencode

from outreach.clock import Clock
from outreach.town.answers import Answers
from outreach.town.book import Book, Entry
from outreach.town.faults import ACCEPTING, Fault, Faults, Trouble

_LONGEST_BODY = 1600  # characters: Twilio's error 21617
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Behind(Protocol):
    """The carrier that stands behind its HTTP face."""

    account: str
    token: str
    url: str
    clock: Clock
    book: Book
    faults: Faults
    prompt: bool
    stopping: Event

    def accept(self, form: dict[str, str], trouble: Trouble) -> Entry:
        """Keep an outbound message."""
        ...

    def reply(
        self, sender: str, to: str, body: str, *, opt_out: str = "", silent: bool = False
    ) -> tuple[str, int]:
        """Let a person write."""
        ...

    def report(
        self, sid: str, statuses: Sequence[str], *, error: int | None = None, silent: bool = False
    ) -> list[int]:
        """Move a message and tell us."""
        ...


class Front(ThreadingHTTPServer):
    """Listens on the loopback only."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, carrier: Behind, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Call)
        self.carrier = carrier
        self.url = f"http://127.0.0.1:{self.server_address[1]}"

    def shutdown_request(self, request: Any) -> None:
        """Close a connection; with linger 0 straight away, so that the peer sees a reset."""
        if request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER):
            self.close_request(request)
        else:
            super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A peer that went away is part of the game."""


class _Call(Answers):
    """One connection."""

    server: Front

    def setup(self) -> None:
        super().setup()
        self.carrier = self.server.carrier
        self.messages = f"/2010-04-01/Accounts/{self.carrier.account}/Messages"

    def instant(self) -> datetime:
        """The carrier's present."""
        return self.carrier.clock.now()

    def do_GET(self) -> None:  # noqa: N802 - the base's name
        """List, fetch, or the truth."""
        path, _, query = self.path.partition("?")
        if path == "/_town/messages":
            carrier = self.carrier
            truth = [one.as_json(carrier.account) for one in carrier.book.all()]
            self.json(200, {"messages": truth})
        elif not self._known():
            self.refuse(401, 20003)
        elif path == f"{self.messages}.json":
            if self._goes_well(self.carrier.faults.take("list")):
                self._list({name: values[-1] for name, values in parse_qs(query).items()})
        elif path.startswith(f"{self.messages}/"):
            if self._goes_well(self.carrier.faults.take("fetch")):
                self._fetch(path.removeprefix(f"{self.messages}/").removesuffix(".json"))
        else:
            self.refuse(404, 20404)

    def do_POST(self) -> None:  # noqa: N802 - as above
        """Create a message, or steer."""
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        if self.path.startswith("/_town/"):
            self._steer(self.path.removeprefix("/_town/"), body)
        elif not self._known():
            self.refuse(401, 20003)
        elif self.path == f"{self.messages}.json":
            fields = parse_qs(body, keep_blank_values=True)
            self._create({name: values[-1] for name, values in fields.items()})
        else:
            self.refuse(404, 20404)

    def _create(self, form: dict[str, str]) -> None:
        trouble = self.carrier.faults.take("create", form.get("To", ""))
        if code := _mistake(form):
            self.refuse(400, code)
            return
        if trouble.fault not in ACCEPTING:
            self._goes_well(trouble)
            return
        entry = self.carrier.accept(form, trouble)
        if self._goes_well(trouble, self._shown(entry)):
            self.json(201, self._shown(entry))
            self.wfile.flush()
            if self.carrier.prompt:
                self.carrier.report(entry.sid, ("sent", "delivered"))

    def _goes_well(self, trouble: Trouble, shown: dict[str, object] | None = None) -> bool:
        """True when nothing goes wrong; else the trouble has been made."""
        match trouble.fault:
            case Fault.NONE:
                return True
            case Fault.ACCEPT_THEN_RESET | Fault.ACCEPTED_LATE | Fault.LIST_LAG | Fault.RESET:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
            case Fault.ACCEPT_THEN_HANG | Fault.HANG:
                self.carrier.stopping.wait()
            case Fault.CUT_SHORT:
                whole = json.dumps(shown).encode()
                self.start(201, "application/json", len(whole))
                self.wfile.write(whole[: len(whole) // 2])
            case Fault.NOT_JSON:
                self.whole(201, "text/html", b"<html>created</html>")
            case Fault.NO_SID:
                self.json(201, {})
            case Fault.ERROR_500_ACCEPTED | Fault.ERROR_500_UNACCEPTED:
                self.refuse(500, 20500)
            case Fault.ERROR_503_HTML:
                self.whole(503, "text/html", b"<html>Service Unavailable</html>")
            case Fault.TOO_MANY:
                self.refuse(429, 20429, {"Retry-After": "7"})
            case Fault.REFUSE:
                self.refuse(400, trouble.amount)
            case Fault.STATUS:
                self.whole(trouble.amount, "text/plain", b"")
            case Fault.DROP:
                pass
        self.close_connection = True
        return False

    def _list(self, query: dict[str, str]) -> None:
        shown = self.carrier.book.listed(
            self.carrier.clock.now(), query.get("To", ""), query.get("From", "")
        )
        size = max(1, min(int(query.get("PageSize", 50)), 1000))
        page = int(query.get("Page", 0))
        start = page * size
        batch = shown[start : start + size]
        more = len(shown) > start + size
        self.json(
            200,
            {
                "end": start + max(len(batch) - 1, 0),
                "first_page_uri": self._page_uri(query, 0, size),
                "messages": [self._shown(entry) for entry in batch],
                "next_page_uri": self._page_uri(query, page + 1, size) if more else None,
                "page": page,
                "page_size": size,
                "previous_page_uri": self._page_uri(query, page - 1, size) if page else None,
                "start": start,
                "uri": self._page_uri(query, page, size),
            },
        )

    def _page_uri(self, query: dict[str, str], page: int, size: int) -> str:
        """An absolute address: Twilio's description says ``format: uri``."""
        fields = {**query, "PageSize": str(size), "Page": str(page)}
        return f"{self.carrier.url}{self.messages}.json?{urlencode(fields)}"

    def _fetch(self, sid: str) -> None:
        entry = self.carrier.book.get(sid)
        if entry and entry.created <= self.carrier.clock.now():
            self.json(200, self._shown(entry))
        else:
            self.refuse(404, 20404)

    def _steer(self, verb: str, body: str) -> None:
        """``faults``, ``reply`` and ``receipts``, told in JSON."""
        try:
            told = json.loads(body)
            self.json(200, self._steered(verb, told))
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            self.json(400, {"error": f"{verb}: {type(error).__name__}"})

    def _steered(self, verb: str, told: dict[str, Any]) -> dict[str, object]:
        carrier = self.carrier
        if verb == "faults":
            carrier.faults.add(*told["script"], on=told.get("on", "create"), to=told.get("to", ""))
            return {"queued": len(told["script"])}
        if verb == "reply":
            sid, status = carrier.reply(
                told["from"],
                told["to"],
                told["body"],
                opt_out=told.get("opt_out_type", ""),
                silent=bool(told.get("silent")),
            )
            return {"sid": sid, "status": status}
        if verb == "receipts":
            error = told.get("error_code")
            statuses = carrier.report(
                told["sid"], told["statuses"], error=error, silent=bool(told.get("silent"))
            )
            return {"answers": statuses}
        raise ValueError(verb)

    def _known(self) -> bool:
        """Whether the call carries the account's Basic credentials."""
        kind, _, value = self.headers.get("Authorization", "").partition(" ")
        try:
            pair = b64decode(value, validate=True).decode()
        except (Base64Error, UnicodeDecodeError):
            return False
        return kind == "Basic" and pair == f"{self.carrier.account}:{self.carrier.token}"

    def _shown(self, entry: Entry) -> dict[str, object]:
        return entry.as_json(self.carrier.account)


def _mistake(form: dict[str, str]) -> int:
    """Twilio's code for a request it can't take, 0 when it can."""
    checks = {
        21604: not form.get("To"),
        21602: not form.get("Body"),
        21603: not (form.get("From") or form.get("MessagingServiceSid")),
        21617: len(form.get("Body", "")) > _LONGEST_BODY,
    }
    return next((code for code, wrong in checks.items() if wrong), 0)
