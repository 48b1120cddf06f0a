"""How people prove who they are: an authenticator's codes, recovery codes, passkeys."""

import base64
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

import qrcode
import qrcode.image.svg
from flask import Flask, current_app, request
from flask_babel import gettext as _
from flask_security import MailUtil, MfRecoveryCodesUtil, Totp, UserMixin, WebauthnUtil
from flask_security.webauthn import WebAuthnTfPlugin
from passlib.exc import TokenError
from passlib.totp import TOTP
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from outreach.staff.rules import RECOVERY_CODES, tidy_email
from outreach.staff.services import factors
from outreach.staff.views.door.store import row_of, store

PUBLIC_URL = "OUTREACH_PUBLIC_URL"  # of the application's configuration
_LONGEST_NAME = 40


class Authenticator(Totp):
    """The six digits of an application on a phone: by real time, which is the phone's (ADR 6)."""

    def __init__(self, _secrets: object, issuer: str) -> None:
        self._issuer = issuer

    @cached_property
    def _totp(self) -> Any:
        """Secrets are sealed under a key of the database, which outlives the one of sessions."""
        key = store().database.fingerprint("authenticators")
        return TOTP.using(issuer=self._issuer, secrets={"1": key})

    def verify_totp(self, token: str, totp_secret: str, user: UserMixin, window: int = 0) -> bool:
        """Whether these are the digits of now, never seen before."""
        try:
            match = self._totp.verify(token, totp_secret, window=window)
        except (TokenError, ValueError, TypeError):
            return False
        kept = store()
        moment = f"{match.counter}:{token}"
        return factors.spend_moment(kept.database, kept.clock, row_of(user).id, moment)

    def generate_qrcode(self, username: str, totp: str) -> str:
        """A picture drawn here, black on white whatever the colours of the page."""
        picture = qrcode.make(
            self.get_totp_uri(username, totp),
            image_factory=qrcode.image.svg.SvgPathFillImage,
            border=3,
        )
        drawn = base64.b64encode(picture.to_string()).decode("ascii")
        return f"data:image/svg+xml;base64,{drawn}"


class RecoveryCodes(MfRecoveryCodesUtil):
    """Codes on paper, kept as hashes: shown when they are made, and never again."""

    def create_recovery_codes(self, user: UserMixin) -> list[str]:
        """New ones, which replace those before."""
        codes: list[str] = current_app.extensions["security"].totp_factory.generate_recovery_codes(
            RECOVERY_CODES
        )
        factors.keep_recovery_codes(store().database, row_of(user).id, codes)
        return codes

    def get_recovery_codes(self, user: UserMixin) -> list[str]:
        """Nobody can read them again."""
        return []

    def check_recovery_code(self, user: UserMixin, code: str) -> bool:
        """Whether it is one; it is used up by this."""
        return factors.spend_recovery_code(store().database, row_of(user).id, code)

    def delete_recovery_code(self, user: UserMixin, code: str) -> bool:
        """It is gone already."""
        return True


class Passkeys(WebauthnUtil):
    """Keys that need no name to be found, and always ask for a finger, a face or a code."""

    def origin(self) -> str:
        """Our address as browsers see it; on one's own machine, any of its names."""
        parts = urlsplit(current_app.config[PUBLIC_URL])
        if parts.scheme != "https":
            return request.host_url.rstrip("/")
        return f"{parts.scheme}://{parts.netloc}"

    def authenticator_selection(
        self, user: UserMixin, usage: str
    ) -> AuthenticatorSelectionCriteria:
        """What a new key must be able to do."""
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            require_resident_key=True,
            user_verification=UserVerificationRequirement.REQUIRED,
        )

    def user_verification(
        self, user: UserMixin | None, usage: list[str]
    ) -> UserVerificationRequirement:
        """What a key must do each time."""
        return UserVerificationRequirement.REQUIRED

    def name_svn(self, value: str) -> tuple[str | None, str | None]:
        """What is wrong with the name of a key, and the name: a short line, in any letters."""
        name = " ".join(value.split())
        if not name or len(name) > _LONGEST_NAME or not name.isprintable():
            wrong = _("Mettez un nom de 1 à %(most)s caractères.", most=_LONGEST_NAME)
            return str(wrong), None
        return None, name


class AnyPasskey(WebAuthnTfPlugin):
    """A passkey is good as a second factor too, whatever it was made for."""

    def get_setup_methods(self, user: UserMixin) -> list[tuple[str, str]]:
        """The one way there is, for whoever has a key."""
        return [("webauthn", str(_("Une clé d'accès")))] if user.webauthn else []


class NoMail(MailUtil):
    """Accounts send no e-mail; addresses are compared as ours are."""

    def __init__(self, _app: Flask) -> None:
        pass

    def send_mail(self, *_told: object, **_more: object) -> None:
        """Nothing."""

    def normalize(self, email: str) -> str:
        """The form in which addresses are kept."""
        return tidy_email(email)

    def validate(self, email: str) -> str:
        """The same."""
        return tidy_email(email)
