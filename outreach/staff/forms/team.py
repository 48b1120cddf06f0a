"""What is asked about members of the team, and of somebody who joins it."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from wtforms import EmailField, HiddenField, PasswordField, SelectField, StringField
from wtforms.validators import DataRequired, EqualTo, Length

from outreach.staff.models import Role
from outreach.staff.rules import MAX_PASSWORD, MIN_PASSWORD
from outreach.web.forms import Form
from outreach.web.labels import ROLES, label

_FIRST_NAME = _("Écrivez un prénom de 1 à 60 caractères : les personnes le lisent.")


class NameForm(Form):
    """One's own first name."""

    first_name = StringField(
        _("Prénom"),
        [DataRequired(_FIRST_NAME), Length(max=60, message=_FIRST_NAME)],
        description=_("Celui que les personnes lisent dans les messages."),
        render_kw={"autocomplete": "given-name", "maxlength": 60},
    )


class RoleForm(Form):
    """Another role for a member; `shown` is the one that the page said they had."""

    shown = HiddenField()
    role = SelectField(_("Rôle"))

    def offer(self, roles: Sequence[Role]) -> "RoleForm":
        """Only these can be chosen."""
        self.role.choices = {role.value: label(ROLES, role) for role in roles}
        return self


class InviteForm(Form):
    """Somebody new."""

    first_name = StringField(
        _("Prénom"),
        [DataRequired(_FIRST_NAME), Length(max=60, message=_FIRST_NAME)],
        description=_("Celui que les personnes lisent dans les messages."),
        render_kw={"autocomplete": "off", "maxlength": 60},
    )
    email = EmailField(
        _("Adresse e-mail"),
        [DataRequired(_("Écrivez une adresse, par exemple valerie@example.org."))],
        description=_("Elle sert à se connecter. Aucun e-mail ne part d'ici."),
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    role = SelectField(_("Rôle"))
    team = StringField(
        _("Équipe"),
        [DataRequired(_("Écrivez le nom de l'équipe.")), Length(max=40)],
        description=_("Elle décide des dossiers que la personne voit."),
        render_kw={"autocomplete": "off", "maxlength": 40, "list": "teams"},
    )

    def offer(self, roles: Sequence[Role]) -> "InviteForm":
        """Only these can be chosen."""
        self.role.choices = {role.value: label(ROLES, role) for role in roles}
        return self


class PasswordForm(Form):
    """A first password, or the next one, from a link."""

    password = PasswordField(
        _("Mot de passe"),
        [
            DataRequired(_("Choisissez un mot de passe.")),
            Length(
                min=MIN_PASSWORD,
                message=_(
                    "Il faut %(least)s caractères au moins : "
                    "quelques mots mis bout à bout suffisent.",
                    least=MIN_PASSWORD,
                ),
            ),
            Length(
                max=MAX_PASSWORD,
                message=_("Ce mot de passe est trop long : choisissez-en un plus court."),
            ),
        ],
        description=_(
            "%(least)s caractères au moins. Quelques mots mis bout à bout sont faciles à retenir.",
            least=MIN_PASSWORD,
        ),
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        _("Le même, encore une fois"),
        [
            DataRequired(_("Écrivez le même mot de passe une seconde fois.")),
            EqualTo(
                "password",
                _("Les deux mots de passe sont différents : écrivez deux fois le même."),
            ),
        ],
        render_kw={"autocomplete": "new-password"},
    )
