"""What is asked about a task: when, what for a visit, and in which words."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from outreach.fieldwork.rules import Cause
from outreach.web.fields import DayField, HourField
from outreach.web.forms import Form

_CAUSES = {
    Cause.UNKNOWN: _l("destinataire inconnu à l'adresse"),
    Cause.ACCESS: _l("défaut d'accès ou d'adressage"),
    Cause.REFUSED: _l("pli refusé par le destinataire"),
    Cause.OTHER: _l("autre chose, ou rien de lisible"),
}


class OutcomeForm(Form):
    """What came of a task; each outcome keeps the fields that it needs (`tailored`)."""

    on = DayField(_l("Fait le"), [Optional()])
    visit_day = DayField(_l("Jour de la visite"), [Optional()])
    visit_hour = HourField(_l("Heure de la visite"), [Optional()])
    way = StringField(
        _l("Le bon numéro, ou la bonne adresse e-mail"), [Optional(), Length(max=254)]
    )
    cause = RadioField(
        _l("Ce que la poste a coché"),
        choices=[SelectChoice(code.value, told) for code, told in _CAUSES.items()],
        default=Cause.OTHER.value,
    )
    note = TextAreaField(_l("Note pour l'équipe"), [Length(max=2000)])
    seen = HiddenField()

    @property
    def words(self) -> str:
        """What was written, whatever the field."""
        field = self.way if "way" in self else self.note
        return field.data or ""


class VisitForm(Form):
    """The day and hour that a letter proposes."""

    visit_day = DayField(_l("Jour de la visite"), [DataRequired()])
    visit_hour = HourField(_l("Heure de la visite"), [DataRequired()])


class LettersForm(Form):
    """The day on which letters went to the post."""

    on = DayField(_l("Postées le"), [Optional()])


class AssignForm(Form):
    """Whom a task is given to."""

    to = SelectField(_l("Confier à"), coerce=int)
