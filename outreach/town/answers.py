"""How the carrier answers: JSON, dated by its own clock, and silence about who called."""

import json
from datetime import datetime
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler
from typing import Any

Headers = dict[str, str]


class Answers(BaseHTTPRequestHandler):
    """One connection's answers; what is answered is left to the heir."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body leave apart: else each answer waits 40 ms

    def instant(self) -> datetime:
        """The carrier's present, aware; the heir says."""
        raise NotImplementedError

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
        """Say nothing: addresses hold numbers."""

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The ``Date`` header, in the carrier's clock."""
        return format_datetime(self.instant().replace(microsecond=0), usegmt=True)

    def refuse(self, status: int, code: int, headers: Headers | None = None) -> None:
        """An error as Twilio tells it."""
        told = {
            "code": code,
            "message": "Simulated refusal",
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
            "status": status,
        }
        self.json(status, told, headers)

    def json(self, status: int, told: object, headers: Headers | None = None) -> None:
        """`told` as JSON."""
        self.whole(status, "application/json", json.dumps(told).encode(), headers)

    def whole(self, status: int, kind: str, body: bytes, headers: Headers | None = None) -> None:
        """A complete answer."""
        self.start(status, kind, len(body), headers)
        self.wfile.write(body)

    def start(self, status: int, kind: str, size: int, headers: Headers | None = None) -> None:
        """The head of an answer of `size` bytes."""
        self.send_response(status)
        own = {"Content-Type": kind, "Content-Length": str(size)}
        for name, value in (own | (headers or {})).items():
            self.send_header(name, value)
        self.end_headers()
