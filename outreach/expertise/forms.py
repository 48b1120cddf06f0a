"""What is asked about a case, its people and their contacts."""

from typing import Any

from babel import Locale
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from outreach.people.models import CanRead
from outreach.people.rules.languages import CODES
from outreach.web.case_labels import CAN_READ
from outreach.web.fields import DayField
from outreach.web.forms import Form
from outreach.web.labels import CLOSE_REASONS, label


class SearchForm(Form):
    """What somebody says of a case."""

    q = StringField(_l("Chercher un dossier"), [Length(max=200)])


class PersonForm(Form):
    """How a person is called, and in what they read."""

    first_name = StringField(_l("Prénom"), [DataRequired(_l("Écrivez le prénom.")), Length(max=60)])
    last_name = StringField(_l("Nom"), [Length(max=60)])
    language = SelectField(_l("Langue"))
    can_read = SelectField(_l("Lecture"))

    def offer(self, language: str, *, confirmed: bool) -> None:
        """Fill the choices; a language that nobody confirmed stays so until one is chosen."""
        names = Locale("fr").languages
        known = sorted(((code, names.get(code, code)) for code in CODES), key=lambda each: each[1])
        unsaid = _l("%(language)s, à confirmer", language=names.get(language, language))
        self.language.choices = known if confirmed else [("", unsaid), *known]
        self.can_read.choices = [
            (code.value, label(CAN_READ, code).capitalize()) for code in CanRead
        ]


class WayForm(Form):
    """A number or an e-mail address."""

    way = StringField(
        _l("Numéro de téléphone ou adresse e-mail"),
        [DataRequired(_l("Écrivez un numéro ou une adresse e-mail.")), Length(max=254)],
    )


class AddressForm(Form):
    """A postal address."""

    line = StringField(
        _l("Numéro et rue"), [DataRequired(_l("Écrivez le numéro et la rue.")), Length(max=120)]
    )
    complement = StringField(_l("Bâtiment, étage, « chez »…"), [Length(max=120)])
    postcode = StringField(
        _l("Code postal"), [DataRequired(_l("Écrivez les cinq chiffres.")), Length(max=10)]
    )
    town = StringField(_l("Ville"), [DataRequired(_l("Écrivez la ville.")), Length(max=80)])


class PauseForm(Form):
    """Until when to wait."""

    until = DayField(_l("En reparler le"), [Optional()])


class CloseForm(Form):
    """Why a case is closed."""

    reason = RadioField(_l("Pourquoi ?"))
    note = TextAreaField(_l("Note pour l'équipe"), [Length(max=2000)])

    def offer(self, reasons: Any) -> None:
        """Only what can be true of the case."""
        self.reason.choices = [(code, label(CLOSE_REASONS, code).capitalize()) for code in reasons]
