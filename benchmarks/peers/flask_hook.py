"""The least that a careful hook does: Flask, Twilio's signature, one durable insert.

Order: ``path`` of an SQLite file (synchronous=FULL) or ``url`` of a PostgreSQL database; ``jobs``.
"""

import sqlite3
from collections.abc import Callable
from typing import Any

import psycopg
from flask import Flask, Response, abort, request
from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]

from benchmarks.peers.ready import order, timed
from benchmarks.peers.wsgi import PATH, PUBLIC, TOKEN, call_all, hooks

_TABLE = "CREATE TABLE replies (sid VARCHAR(34) PRIMARY KEY, sender VARCHAR(20), body TEXT)"


def _insert(asked: dict[str, Any]) -> Callable[[tuple[str, ...]], object]:
    """What stores one row, durable when it comes back."""
    if "path" in asked:
        base = sqlite3.connect(asked["path"], isolation_level=None)
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=FULL")
        base.execute(_TABLE)
        return lambda row: base.execute("INSERT INTO replies VALUES (?, ?, ?)", row)
    connection = psycopg.connect(asked["url"], autocommit=True)
    connection.execute(_TABLE)
    return lambda row: connection.execute("INSERT INTO replies VALUES (%s, %s, %s)", row)


def _main() -> None:
    asked, app, validator = order(), Flask(__name__), RequestValidator(TOKEN)
    insert = _insert(asked)

    @app.post(PATH)
    def message() -> Response:
        signature = request.headers.get("X-Twilio-Signature", "")
        if not validator.validate(PUBLIC + PATH, request.form, signature):
            abort(403)
        insert((request.form["MessageSid"], request.form["From"], request.form["Body"]))
        return Response("<Response></Response>", mimetype="text/xml")

    environments = hooks(f"+33639{rank:06d}" for rank in range(asked["jobs"]))
    timed(lambda: call_all(app, environments))


if __name__ == "__main__":
    _main()
