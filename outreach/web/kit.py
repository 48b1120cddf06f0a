"""The kit every page uses: templates, catalogues, protection of forms, files that may be kept."""

import hashlib
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Flask, Response, abort, request, url_for
from flask_babel import Babel, get_translations
from flask_bootstrap import Bootstrap5
from flask_wtf import CSRFProtect

from outreach.clock import Clock
from outreach.web import direction, labels, typography
from outreach.web.counting import counted
from outreach.web.navigation import may_open
from outreach.web.numbers import RowNumber
from outreach.web.uploads import take_files

_STATIC = Path(__file__).parent / "static"
_FOR_EVER = "public, max-age=31536000, immutable"
_LOCALE = "fr"


def new_app() -> Flask:
    """An application that finds the kit's templates and files."""
    app = Flask("outreach", static_folder="web/static", template_folder="web/templates")
    app.url_map.converters["int"] = RowNumber
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    take_files(app)
    _refuse_signs_that_are_none(app)
    return app


def _refuse_signs_that_are_none(app: Flask) -> None:
    """An address with a NUL in it is nobody's: PostgreSQL would stumble over it."""

    @app.before_request
    def _readable() -> None:
        if "\0" in request.path:
            abort(404)


def furnish(app: Flask, clock: Clock, zone: ZoneInfo) -> CSRFProtect:
    """Give an application its kit; what is returned exempts the machines' own addresses.

    `zone` is the one of every instant that people read.
    """
    app.config.update(
        BABEL_DEFAULT_LOCALE=_LOCALE,
        BOOTSTRAP_SERVE_LOCAL=True,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a page may stay open all morning
    )
    Babel(app, locale_selector=lambda: _LOCALE)
    Bootstrap5(app)
    app.jinja_env.add_extension("jinja2.ext.i18n")
    install = app.jinja_env.install_gettext_callables  # type: ignore[attr-defined]
    install(_translated, counted, newstyle=True)
    app.jinja_env.globals.update(asset=asset, may_open=may_open, labels=labels)
    _speak(app, clock, zone)
    _keep_files(app)
    return CSRFProtect(app)


def asset(name: str) -> str:
    """The address of a file of ours, which changes with its content."""
    return url_for("static", filename=name, v=_digest(name))


@cache
def _digest(name: str) -> str:
    return hashlib.sha256((_STATIC / name).read_bytes()).hexdigest()[:12]


def _keep_files(app: Flask) -> None:
    @app.after_request
    def _kept(response: Response) -> Response:
        """Browsers keep what its address identifies; everything else is private to the day."""
        ours = request.endpoint == "static" and request.args.get("v")
        if response.status_code == 200 and (ours or request.endpoint == "bootstrap.static"):
            response.headers["Cache-Control"] = _FOR_EVER
        return response


def _speak(app: Flask, clock: Clock, zone: ZoneInfo) -> None:
    def local(at: datetime) -> datetime:
        return at.astimezone(zone)

    def day(on: date | datetime) -> str:
        at = local(on).date() if isinstance(on, datetime) else on
        return typography.day(at, local(clock.now()).date())

    app.jinja_env.filters.update(
        french=lambda text: typography.french(str(text)),
        instant=lambda at: typography.instant(at, zone, clock.now()),
        dated=lambda on: (
            typography.dated_instant(on, zone)
            if isinstance(on, datetime)
            else typography.dated_day(on)
        ),
        ago=lambda at: typography.ago(at, zone, clock.now()),
        clock_time=lambda at: typography.hour(local(at)),
        day=day,
        short_day=lambda on: typography.short_day(
            local(on).date() if isinstance(on, datetime) else on
        ),
        local=local,
        iso=lambda at: at.isoformat() if not isinstance(at, datetime) else local(at).isoformat(),
        phone=typography.phone,
        direction=direction.direction,
        runs=direction.runs,
        euros=typography.euros,
        label=lambda code, table: typography.french(labels.label(table, code)),
        reason=lambda code: typography.french(labels.page_reason(code)),
        fault=lambda codes: typography.french(labels.error_label(codes)),
    )


def _translated(text: str) -> str:
    return typography.french(get_translations().ugettext(text))
