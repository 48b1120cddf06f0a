"""What is asked about a task: when, what for a visit, and in which words."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from outreach.web.fields import DayField, HourField
from outreach.web.forms import Form


class OutcomeForm(Form):
    """What came of a task; each outcome keeps the fields that it needs (`tailored`)."""

    on = DayField(_l("Fait le"), [Optional()])
    visit_day = DayField(_l("Jour de la visite"), [Optional()])
    visit_hour = HourField(_l("Heure de la visite"), [Optional()])
    way = StringField(
        _l("Le bon numéro, ou la bonne adresse e-mail"), [Optional(), Length(max=254)]
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
