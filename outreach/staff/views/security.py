"""Coming in: Flask-Security over our own rows, with our pages and our words."""

import re
from datetime import timedelta
from typing import Any

from flask import Flask, abort, g, render_template, request, session
from flask_security import Security, user_authenticated
from flask_security.core import _user_loader
from flask_security.utils import logout_user
from flask_wtf import FlaskForm

from outreach.clock import Clock, wall_now
from outreach.database import Database
from outreach.staff.rules import MIN_PASSWORD
from outreach.staff.services.accounts import note_arrival
from outreach.staff.views.account import account_pages
from outreach.staff.views.door.address import remember_device
from outreach.staff.views.door.forms import FORMS
from outreach.staff.views.door.proofs import (
    PUBLIC_URL,
    Authenticator,
    NoMail,
    Passkeys,
    RecoveryCodes,
)
from outreach.staff.views.door.routes import door_pages
from outreach.staff.views.door.store import Member, Store
from outreach.staff.views.door.words import configuration

_OURS = re.compile(r"/|/[\w-][^\\\s\x00-\x1f]*")  # a path, never another host
_DAY_OF_WORK = timedelta(hours=12)
_PLUGINS = {
    "code": "flask_security.twofactor.CodeTfPlugin",
    "webauthn": "outreach.staff.views.door.proofs.AnyPasskey",
}
# RFC 9106's second choice, as `accounts.hash_password` makes them.
_ARGON2 = {"argon2__time_cost": 3, "argon2__memory_cost": 65536, "argon2__parallelism": 4}
_TEMPLATES = {
    "LOGIN_USER_TEMPLATE": "login",
    "VERIFY_TEMPLATE": "verify",
    "CHANGE_PASSWORD_TEMPLATE": "password",
    "TWO_FACTOR_SETUP_TEMPLATE": "setup",
    "TWO_FACTOR_VERIFY_CODE_TEMPLATE": "code",
    "TWO_FACTOR_SELECT_TEMPLATE": "choice",
    "MULTI_FACTOR_RECOVERY_TEMPLATE": "rescue",
    "MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "codes",
    "WAN_REGISTER_TEMPLATE": "key",
    "WAN_SIGNIN_TEMPLATE": "key_signin",
    "WAN_VERIFY_TEMPLATE": "key_verify",
}
_RULES: dict[str, object] = {
    "API_ENABLED_METHODS": ["session"],
    "CLI_USERS_NAME": None,
    "CLI_ROLES_NAME": None,
    "PASSWORD_SCHEMES": ["argon2"],
    "PASSWORD_SINGLE_HASH": ["argon2"],
    "PASSWORD_HASH_PASSLIB_OPTIONS": _ARGON2,
    "PASSWORD_LENGTH_MIN": MIN_PASSWORD,
    "CHANGEABLE": True,
    "SEND_PASSWORD_CHANGE_EMAIL": False,
    "TWO_FACTOR": True,
    "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
    "TWO_FACTOR_AUTHENTICATOR_VALIDITY": 60,  # seconds that a phone's clock may be off
    "TWO_FACTOR_RESCUE_EMAIL": False,
    "TWO_FACTOR_IMPLEMENTATIONS": _PLUGINS,
    "TWO_FACTOR_POST_SETUP_VIEW": "account.own",
    "TOTP_SECRETS": {"1": "not used: see Authenticator"},
    "TOTP_ISSUER": "AHU Orléans",
    "MULTI_FACTOR_RECOVERY_CODES": True,
    "WEBAUTHN": True,
    "WAN_RP_NAME": "AHU Orléans",
    "WAN_ALLOW_USER_HINTS": False,
    "WAN_POST_REGISTER_VIEW": "account.own",
    "WAN_SIGNIN_WITHIN": timedelta(minutes=3),
    "FRESHNESS": timedelta(minutes=20),
    "FRESHNESS_GRACE_PERIOD": timedelta(minutes=10),
    "POST_LOGIN_VIEW": "/",
    "POST_LOGOUT_VIEW": "security.login",
    "POST_CHANGE_VIEW": "account.own",
    "POST_VERIFY_VIEW": "account.own",
}


def admit(app: Flask, database: Database, clock: Clock, public_url: str) -> None:
    """Let members of the team come in."""
    secure = public_url.startswith("https://")
    app.config.update(
        SESSION_COOKIE_NAME="__Host-session" if secure else "session",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        PERMANENT_SESSION_LIFETIME=_DAY_OF_WORK,
    )
    app.config[PUBLIC_URL] = public_url
    app.config.update({f"SECURITY_{name}": value for name, value in _RULES.items()})
    app.config.update(
        {f"SECURITY_{one}": f"staff/door/{it}.html" for one, it in _TEMPLATES.items()}
    )
    app.config.update(configuration())
    security = _Lock(
        app,
        Store(database, clock),
        register_blueprint=False,
        render_template=_rendered,  # type: ignore[arg-type]  # views hand on what it gives
        mail_util_cls=NoMail,
        totp_cls=Authenticator,
        mf_recovery_codes_util_cls=RecoveryCodes,
        webauthn_util_cls=Passkeys,
        **FORMS,
    )
    security.want_json(lambda _request: False)
    security.login_manager.request_loader(None)  # sessions only: no token in an address
    security.login_manager.user_loader(_known)
    security.principal.identity_loaders.clear()  # only `open_to` asks who is there
    _listen(app, database, clock)
    app.register_blueprint(door_pages())
    app.register_blueprint(account_pages(database, clock))


class _Lock(Security):
    """Without the one library that we don't need: it cleans names of HTML, and ours are escaped."""

    def _check_modules(self, module: str, config_name: str) -> Any:
        return module == "nh3" or super()._check_modules(module, config_name)  # type: ignore[no-untyped-call]


def _known(key: str) -> Any:
    """Whose session this is. Asked once when the database fails: a refusal is a page too."""
    if g.get("account_unread"):
        return None
    g.account_unread = True
    member = _user_loader(key)  # type: ignore[no-untyped-call]
    g.account_unread = False
    return member


def _rendered(template: str, **context: Any) -> tuple[str, int]:
    """A form that is shown again says so in its status."""
    status = 200
    for form in context.values():
        if request.method == "POST" and isinstance(form, FlaskForm) and form.errors:
            status = 429 if getattr(form, "opens", None) else 422
    return render_template(template, **context), status


def _listen(app: Flask, database: Database, clock: Clock) -> None:
    @app.before_request
    def _stay_here() -> None:
        """Forms only; and nobody is sent elsewhere by an address that somebody gave them."""
        if request.blueprint == "security":
            if request.is_json:
                abort(415)
            for wanted in (*request.args.getlist("next"), *request.form.getlist("next")):
                if wanted and not _OURS.fullmatch(wanted.removeprefix(request.host_url[:-1])):
                    abort(400)

    @user_authenticated.connect_via(app)
    def _came_in(_app: Flask, user: Member, **_how: object) -> None:
        note_arrival(database, clock, user.staff.id)
        remember_device(user)

    @app.before_request
    def _end_the_day() -> None:
        """A session lasts a day of work, by real time: Flask-Security stamps it so (ADR 6)."""
        since = session.get("fs_paa")
        if since and wall_now().timestamp() - since > _DAY_OF_WORK.total_seconds():
            logout_user()
            session.clear()
