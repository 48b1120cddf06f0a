"""Coming in, and proving it is oneself: Flask-Security's forms, in our French, each try counted."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import session
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import current_user
from flask_security import forms as base
from flask_security import webauthn
from flask_security.recovery_codes import MfRecoveryCodesForm, MfRecoveryForm
from flask_security.tf_plugin import TwoFactorSelectForm
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    StringField,
    ValidationError,
)
from wtforms.validators import DataRequired, EqualTo, Length

from outreach.staff.rules import MAX_PASSWORD, MIN_PASSWORD
from outreach.staff.services.doorkeeper import Keys, behind_the_door, knock, welcome
from outreach.staff.views.door.address import entrance
from outreach.staff.views.door.store import row_of, store
from outreach.web.forms import Form
from outreach.web.typography import hour

GOOD_PASSWORD = _l(
    "%(least)s caractères au moins. Quelques mots mis bout à bout sont faciles à retenir.",
    least=MIN_PASSWORD,
)
TOO_SHORT = _l(
    "Il faut %(least)s caractères au moins : quelques mots mis bout à bout suffisent.",
    least=MIN_PASSWORD,
)
_PASSWORD = DataRequired(_l("Écrivez votre mot de passe."))
_NOT_ENDLESS = Length(
    max=MAX_PASSWORD, message=_l("Ce mot de passe est trop long : choisissez-en un plus court.")
)


class Counted(Form):
    """A form that hears a secret only while there were not too many tries."""

    opens: datetime | None = None  # when the next try is heard, if not now
    submit = None

    def keys(self) -> Keys | None:
        """What this try is counted under; None when nothing is being tried."""
        raise NotImplementedError

    def validate(self, **more: Any) -> bool:
        """Count, check, and forget the count if all is well."""
        if not FlaskForm.validate(self):  # nothing to try yet
            return False
        kept, keys = store(), self.keys()
        if keys:
            self.opens = knock(kept.database, kept.clock, keys)
            if self.opens is not None:
                at = hour(self.opens.astimezone(kept.database.zone))
                self.form_errors = [_("Trop d'essais. Vous pourrez recommencer à %(at)s.", at=at)]
                return False
        if not super().validate(**more):
            return False
        if keys:
            welcome(kept.database, keys)
        return True


class LoginForm(Counted, base.LoginForm):
    """E-mail and password; what is wrong never tells whether there is such an account."""

    email = EmailField(
        _l("Adresse e-mail"),
        [DataRequired(_l("Écrivez votre adresse e-mail."))],
        render_kw={"autocomplete": "username", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Mot de passe"),
        [_PASSWORD, _NOT_ENDLESS],
        render_kw={"autocomplete": "current-password"},
    )
    remember = None

    def keys(self) -> Keys | None:
        """The account, known or not, and where the try comes from."""
        return entrance(self.email.data)

    def validate(self, **more: Any) -> bool:
        """The same words for every wrong pair."""
        if super().validate(**more):
            return True
        typed = self.email.data and self.password.data
        if typed and not (self.opens or self.user_authenticated or self.next.errors):
            self.email.errors = self.password.errors = ()
            self.form_errors = [
                _("Cette adresse et ce mot de passe ne vont pas ensemble. Vérifiez les deux.")
            ]
        return False


class VerifyForm(Counted, base.VerifyForm):
    """The password once more, before something delicate."""

    password = PasswordField(
        _l("Mot de passe"),
        [_PASSWORD, _NOT_ENDLESS],
        render_kw={"autocomplete": "current-password"},
    )

    def keys(self) -> Keys | None:
        """Whoever is signed in."""
        return behind_the_door(row_of(self.user).id)


class CodeForm(Counted, base.TwoFactorVerifyCodeForm):
    """The six digits of the phone."""

    code = StringField(
        _l("Code à six chiffres"),
        [DataRequired(_l("Écrivez le code que montre votre téléphone."))],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )

    def keys(self) -> Keys | None:
        """Whoever gave the password; setting up is no guess."""
        return behind_the_door(row_of(self.user).id) if session.get("tf_state") == "ready" else None


class RecoveryForm(Counted, MfRecoveryForm):
    """A code kept on paper."""

    code = StringField(
        _l("Code de secours"),
        [DataRequired(_l("Écrivez un de vos codes de secours."))],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )

    def keys(self) -> Keys | None:
        """Whoever gave the password."""
        return behind_the_door(row_of(self.user).id)


class ChangePasswordForm(Counted, base.ChangePasswordForm):
    """The password of now, and the next one twice."""

    password = PasswordField(
        _l("Mot de passe actuel"),
        [_PASSWORD, _NOT_ENDLESS],
        render_kw={"autocomplete": "current-password"},
    )
    new_password = PasswordField(
        _l("Nouveau mot de passe"),
        [
            DataRequired(_l("Choisissez un mot de passe.")),
            Length(min=MIN_PASSWORD, message=TOO_SHORT),
            _NOT_ENDLESS,
        ],
        description=GOOD_PASSWORD,
        render_kw={"autocomplete": "new-password"},
    )
    new_password_confirm = PasswordField(
        _l("Le même, encore une fois"),
        [
            DataRequired(_l("Écrivez le même mot de passe une seconde fois.")),
            EqualTo(
                "new_password",
                _l("Les deux mots de passe sont différents : écrivez deux fois le même."),
            ),
        ],
        render_kw={"autocomplete": "new-password"},
    )

    def keys(self) -> Keys | None:
        """Whoever is signed in."""
        return behind_the_door(row_of(current_user).id)


class Way(StringField):  # type: ignore[misc]
    """One of some ways, each a button of the page; Flask-Security says which there are."""

    choices: Sequence[tuple[str, str]] = ()

    def pre_validate(self, form: Any) -> None:
        """Nothing but these."""
        if self.choices and self.data not in dict(self.choices):
            raise ValidationError(_("Choisissez une des façons proposées."))


class SetupForm(base.TwoFactorSetupForm):
    """To set up the codes of a phone, or to do without."""

    Meta = Form.Meta
    setup = Way()
    submit = None


class RescueForm(base.TwoFactorRescueForm):
    """Never shown: the one other way is a recovery code, which has its own page."""

    Meta = Form.Meta
    help_setup = RadioField(choices=[])
    submit = None


class SelectForm(TwoFactorSelectForm):
    """Which second factor, for whoever has two kinds: each is a button."""

    Meta = Form.Meta
    which = Way()
    submit = None


class NewCodesForm(MfRecoveryCodesForm):
    """Asks for new recovery codes."""

    Meta = Form.Meta


class RegisterKeyForm(webauthn.WebAuthnRegisterForm):
    """The name of a new passkey."""

    Meta = Form.Meta
    name = StringField(
        _l("Nom de la clé"),
        [DataRequired(_l("Donnez un nom à la clé, pour la reconnaître."))],
        description=_l("Par exemple : mon téléphone, le portable du bureau."),
        render_kw={"autocomplete": "off", "maxlength": 40},
    )
    usage = HiddenField(default="first")
    submit = None


class KeyForm(webauthn.WebAuthnSigninForm):
    """Starts coming in with a passkey; browsers are never remembered beyond their session."""

    remember = BooleanField(filters=[lambda _given: False])
    submit = None


class KeyAnswerForm(webauthn.WebAuthnSigninResponseForm):
    """What the passkey answered."""

    remember = HiddenField(filters=[lambda _given: ""])
    submit = None

    def validate(self, **more: Any) -> bool:
        """The key of a closed account is refused, not only told of."""
        return super().validate(**more) and self.user is not None and self.user.is_active


FORMS: dict[str, type] = {
    "login_form": LoginForm,
    "verify_form": VerifyForm,
    "change_password_form": ChangePasswordForm,
    "two_factor_verify_code_form": CodeForm,
    "two_factor_setup_form": SetupForm,
    "two_factor_select_form": SelectForm,
    "two_factor_rescue_form": RescueForm,
    "mf_recovery_form": RecoveryForm,
    "mf_recovery_codes_form": NewCodesForm,
    "wan_register_form": RegisterKeyForm,
    "wan_signin_form": KeyForm,
    "wan_signin_response_form": KeyAnswerForm,
}
