"""The Flask factory: pages, hooks and health."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import structlog
from flask import Blueprint, Flask, Response, jsonify, request, url_for
from sqlalchemy import event
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from outreach.channels.base import Medium, PostalDoor
from outreach.database import Database, local_day
from outreach.expertise.views.pages import expertise_pages
from outreach.fieldwork.services.household import reference_of
from outreach.fieldwork.services.sheet import shown_sender
from outreach.fieldwork.services.visits.sounding import sounding
from outreach.fieldwork.services.worklist.lines import due_count
from outreach.fieldwork.views.agenda.pages import agenda_pages
from outreach.fieldwork.views.pages import fieldwork_pages
from outreach.inbox.services.queue.listing import count_waiting
from outreach.inbox.views.pages import inbox_pages
from outreach.intake.views.pages import intake_pages
from outreach.messages.views import status_hooks
from outreach.parts import Parts
from outreach.programmes.services import held
from outreach.replies.services.ears import Ears
from outreach.replies.views import message_hooks
from outreach.sequences.views.agreements.pages import agreement_pages
from outreach.sequences.views.pages import sequences_pages
from outreach.settings import SmsMode
from outreach.staff.models import Staff
from outreach.staff.views.access import visitor
from outreach.staff.views.security import admit
from outreach.staff.views.team import staff_pages
from outreach.upkeep.services.gauges import Gauge, gauges
from outreach.upkeep.services.heartbeat import alive
from outreach.web.answers import dress, refusal
from outreach.web.kit import furnish, new_app
from outreach.web.navigation import places

log = structlog.get_logger(__name__)

_LARGEST = 64 * 1024  # bytes of a request: far above a page of text; a file's page says its own
_PATIENCE = 8_000  # milliseconds for a busy SQLite: Twilio gives up after fifteen seconds


def create_app(parts: Parts, ears: Ears) -> Flask:
    """The web application; `ears` are made of the same parts. Starts nothing, reads no database.

    Raises `SettingsError` without a SECRET_KEY.
    """
    app = new_app()
    app.config.update(
        SECRET_KEY=parts.settings.serve_key(),
        MAX_CONTENT_LENGTH=_LARGEST,
        MAX_FORM_MEMORY_SIZE=_LARGEST,
        FICTITIOUS_NUMBERS=parts.settings.fictitious_numbers_allowed,
        SMS_SENDER=shown_sender(parts.settings),
        PUBLIC_ADDRESS=parts.settings.public_url,
    )
    secure = parts.settings.public_url.startswith("https://")
    dress(app, parts.clock, secure=secure)
    guard = furnish(app, parts.clock, parts.zone)
    _survive(app)
    _tell_health(app, parts)
    admit(app, parts.database, parts.clock, parts.settings.public_url)
    for pages in _pages(ears, parts.postal):
        app.register_blueprint(pages)
    _fill_layout(app, parts)
    if parts.settings.sms is SmsMode.TWILIO:
        _ = parts.doors[Medium.SMS]  # now: the SDK is slow to read, and a hook must be answered
        for hooks in (
            status_hooks(ears.means, parts.settings.public_url),
            message_hooks(ears, parts.settings.public_url),
        ):
            guard.exempt(hooks)  # a provider proves itself by its signature
            app.register_blueprint(hooks)
    _tell_numbers(app, parts)
    _be_quick(parts.database)
    return app


def _pages(ears: Ears, postal: PostalDoor | None) -> Iterator[Blueprint]:
    """The pages of every room, in the order of the house."""
    means = ears.means
    yield intake_pages(ears.means)
    yield staff_pages(ears.means.database, ears.means.clock)
    yield agreement_pages(ears.means)
    yield sequences_pages(ears.means)
    yield inbox_pages(ears)
    yield fieldwork_pages(ears, postal)
    yield agenda_pages(means, lambda: alive(means.database, means.clock.now()))
    yield expertise_pages(ears)


def _fill_layout(app: Flask, parts: Parts) -> None:
    """What the header shows on every page."""

    def leave_address() -> str:
        return url_for("security.logout")

    def call_address() -> str:
        """The page where talk is noted, about the case that one has before one's eyes."""
        shown, staff = request.view_args or {}, visitor()
        reference = shown.get("reference")
        if staff is not None and reference is None and shown.keys() & {"thread_id", "task_id"}:
            with parts.database.read() as session:
                reference = reference_of(
                    session, staff, shown.get("thread_id"), shown.get("task_id")
                )
        return url_for("fieldwork.call_received", dossier=reference)

    def waiting_for(staff: Staff) -> int:
        with parts.database.read() as session:
            return count_waiting(session, staff)

    def due_for(staff: Staff) -> int:
        with parts.database.read() as session:
            return due_count(session, staff, local_day(session, parts.clock.now()))

    def is_held() -> bool:
        with parts.database.read() as session:
            return held(session, None, parts.settings.hold)

    def sounding_for(staff: Staff) -> Sequence[int]:
        with parts.database.read() as session:
            return sounding(session, staff)

    @app.context_processor
    def _header() -> dict[str, Any]:
        staff = visitor()
        counts: dict[str, Callable[[], int]] = {}
        if staff is not None:
            counts["inbox.queue"] = partial(waiting_for, staff)
            counts["fieldwork.tasks"] = partial(due_for, staff)
        return {
            "me": staff,
            "places": lambda: places(staff.role, counts) if staff else (),
            "held": is_held,
            "sounding": lambda: sounding_for(staff) if staff else (),
            "leave_address": leave_address,
            "call_address": call_address,
        }


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


def _tell_numbers(app: Flask, parts: Parts) -> None:
    """Open `/metrics` when there is a token; without one it does not exist."""
    if parts.settings.metrics_token is None:
        return
    from outreach.upkeep.views import metrics_page  # here: most installations have no use for it

    def read() -> Sequence[Gauge]:
        return gauges(parts.database, parts.clock.now(), held=parts.settings.hold)

    app.register_blueprint(metrics_page(read, parts.settings.metrics_token.get_secret_value()))


def _survive(app: Flask) -> None:
    """Never a traceback, neither in the answer nor in the log: a traceback holds names."""

    @app.errorhandler(OperationalError)
    @app.errorhandler(InterfaceError)
    @app.errorhandler(PoolTimeoutError)
    def _away(error: Exception) -> Response:
        """The provider tries its other address, and the sweep finds what it could not tell."""
        log.error("web.database_away", error=type(error).__name__, endpoint=request.endpoint)
        return refusal(503)

    @app.errorhandler(Exception)
    def _fault(error: Exception) -> Response:
        log.error("web.fault", error=type(error).__name__, endpoint=request.endpoint)
        return refusal(500)


def _be_quick(database: Database) -> None:
    if database.is_sqlite:

        @event.listens_for(database.engine, "connect")
        def _patience(connection: Any, _record: Any) -> None:
            connection.execute(f"PRAGMA busy_timeout={_PATIENCE}")
