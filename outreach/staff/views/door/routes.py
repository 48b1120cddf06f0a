"""The addresses of coming in, and of one's own keys: Flask-Security's views, opened by ours."""

from typing import Any

from flask import Blueprint, redirect, session, url_for
from flask_security import recovery_codes, tf_plugin, views, webauthn

from outreach.staff.views.access import open_to

_BOTH = ["GET", "POST"]


def door_pages() -> Blueprint:
    """All of them; the endpoints have the names that Flask-Security looks for."""
    pages = Blueprint("security", __name__)
    _coming_in(pages)
    _second_factor(pages)
    _coming_in_by_key(pages)
    _own_secrets(pages)
    _own_keys(pages)
    return pages


def _coming_in(pages: Blueprint) -> None:
    @pages.route("/connexion", methods=_BOTH)
    @open_to(anyone=True)
    def login() -> Any:
        """E-mail and password."""
        return views.login()

    @pages.post("/deconnexion")
    @open_to(anyone=True)
    def logout() -> Any:
        """Leave, and leave nothing behind in this browser."""
        answer = views.logout()
        session.clear()
        return answer


def _second_factor(pages: Blueprint) -> None:
    @pages.route("/connexion/choix", methods=_BOTH)
    @open_to(anyone=True)
    def tf_select() -> Any:
        """Which second factor, for whoever has two kinds."""
        return tf_plugin.tf_select()

    @pages.route("/connexion/code", methods=_BOTH)
    @open_to(anyone=True)
    def two_factor_token_validation() -> Any:
        """The six digits of the phone: to come in, or to end its set-up."""
        return views.two_factor_token_validation()

    @pages.route("/connexion/secours", methods=_BOTH)
    @open_to(anyone=True)
    def mf_recovery() -> Any:
        """A recovery code instead."""
        return recovery_codes.mf_recovery()

    @pages.get("/connexion/depannage")
    @open_to(anyone=True)
    def two_factor_rescue() -> Any:
        """Without one's phone there is one way."""
        return redirect(url_for("security.mf_recovery"), 303)

    @pages.route("/compte/telephone", methods=_BOTH)
    @open_to(anyone=True)
    def two_factor_setup() -> Any:
        """Set up the codes of a phone: on one's account, or before the first coming in."""
        return views.two_factor_setup()


def _coming_in_by_key(pages: Blueprint) -> None:
    @pages.route("/connexion/cle", methods=_BOTH)
    @open_to(anyone=True)
    def wan_signin() -> Any:
        """Ask the browser for a passkey, alone or after the password."""
        return webauthn.webauthn_signin()

    @pages.post("/connexion/cle/<token>")
    @open_to(anyone=True)
    def wan_signin_response(token: str) -> Any:
        """What the passkey answered."""
        return webauthn.webauthn_signin_response(token)


def _own_secrets(pages: Blueprint) -> None:
    @pages.route("/compte/confirmer", methods=_BOTH)
    @open_to(own=True)
    def verify() -> Any:
        """Prove again that it is oneself, before something delicate."""
        return views.verify()

    @pages.route("/compte/mot-de-passe", methods=_BOTH)
    @open_to(own=True)
    def change_password() -> Any:
        """Change one's password, which signs every other browser out."""
        return views.change_password()

    @pages.route("/compte/codes-de-secours", methods=_BOTH)
    @open_to(own=True)
    def mf_recovery_codes() -> Any:
        """Make new recovery codes: they are shown once."""
        return recovery_codes.mf_recovery_codes()


def _own_keys(pages: Blueprint) -> None:
    @pages.route("/compte/cles", methods=_BOTH)
    @open_to(own=True)
    def wan_register() -> Any:
        """Name a new passkey and ask the browser to make it."""
        return webauthn.webauthn_register()

    @pages.post("/compte/cles/<token>")
    @open_to(own=True)
    def wan_register_response(token: str) -> Any:
        """The new passkey."""
        return webauthn.webauthn_register_response(token)

    @pages.post("/compte/cles/retirer")
    @open_to(own=True)
    def wan_delete() -> Any:
        """Forget a passkey."""
        return webauthn.webauthn_delete()

    @pages.route("/compte/confirmer/cle", methods=_BOTH)
    @open_to(own=True)
    def wan_verify() -> Any:
        """The same proof by a passkey."""
        return webauthn.webauthn_verify()

    @pages.post("/compte/confirmer/cle/<token>")
    @open_to(own=True)
    def wan_verify_response(token: str) -> Any:
        """What the passkey answered."""
        return webauthn.webauthn_verify_response(token)
