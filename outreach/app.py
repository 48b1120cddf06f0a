"""The Flask factory: hooks and health for now."""

from typing import Any

import structlog
from flask import Flask, Response, jsonify, request
from sqlalchemy import event
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from outreach.channels.base import Medium
from outreach.database import Database
from outreach.messages.views import status_hooks
from outreach.parts import Parts
from outreach.replies.services.ears import Ears
from outreach.replies.views import message_hooks
from outreach.settings import SmsMode
from outreach.upkeep.services.heartbeat import alive
from outreach.web.answers import dress, line

log = structlog.get_logger(__name__)

_LARGEST = 64 * 1024  # bytes of a request: an SMS of ten segments is far below
_PATIENCE = 8_000  # milliseconds for a busy SQLite: Twilio gives up after fifteen seconds


def create_app(parts: Parts, ears: Ears) -> Flask:
    """The web application; `ears` are made of the same parts. Starts nothing, reads no database."""
    app = Flask("outreach", static_folder=None)
    app.config.update(MAX_CONTENT_LENGTH=_LARGEST, MAX_FORM_MEMORY_SIZE=_LARGEST)
    public_url = parts.settings.public_url
    dress(app, secure=public_url.startswith("https://"))
    _survive(app)
    _tell_health(app, parts)
    if parts.settings.sms is SmsMode.TWILIO:
        _ = parts.doors[Medium.SMS]  # now: the SDK is slow to read, and a hook must be answered
        app.register_blueprint(status_hooks(ears.means, public_url))
        app.register_blueprint(message_hooks(ears, public_url))
    _be_quick(parts.database)
    return app


def _tell_health(app: Flask, parts: Parts) -> None:
    @app.get("/healthz")
    def healthz() -> Response:
        """This process answers."""
        return Response("ok\n", mimetype="text/plain")

    @app.get("/readyz")
    def readyz() -> tuple[Response, int]:
        """The database answers, and a worker gave a sign of life in the last two minutes."""
        try:
            found = {"database": True, "worker": alive(parts.database, parts.clock.now())}
        except Exception as error:
            log.warning("readyz.no_database", error=type(error).__name__)
            found = {"database": False, "worker": False}
        return jsonify(found), 200 if all(found.values()) else 503


def _survive(app: Flask) -> None:
    """Never a traceback, neither in the answer nor in the log: a traceback holds names."""

    @app.errorhandler(OperationalError)
    @app.errorhandler(InterfaceError)
    @app.errorhandler(PoolTimeoutError)
    def _away(error: Exception) -> Response:
        """The provider tries its other address, and the sweep finds what it could not tell."""
        log.error("web.database_away", error=type(error).__name__, endpoint=request.endpoint)
        return line(503)

    @app.errorhandler(Exception)
    def _fault(error: Exception) -> Response:
        log.error("web.fault", error=type(error).__name__, endpoint=request.endpoint)
        return line(500)


def _be_quick(database: Database) -> None:
    if database.is_sqlite:

        @event.listens_for(database.engine, "connect")
        def _patience(connection: Any, _record: Any) -> None:
            connection.execute(f"PRAGMA busy_timeout={_PATIENCE}")
