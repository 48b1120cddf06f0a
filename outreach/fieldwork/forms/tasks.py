"""What is asked about a task: when, what for a visit, and in which words."""

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateField, HiddenField, SelectField, StringField, TextAreaField, TimeField
from wtforms.validators import DataRequired, Length, Optional

from outreach.web.forms import Form

_DAYS = ["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"]
_HOURS = ["%H:%M", "%Hh%M", "%H h %M", "%Hh", "%H h", "%H:%M:%S"]


class DayField(DateField):  # type: ignore[misc]
    """A day, from a calendar or typed as people write it."""

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        super().__init__(label, validators, format=_DAYS, **more)
        self.flags.quiet = True  # never called optional: it stands filled in

    def process_formdata(self, valuelist: list[str]) -> None:
        """Say what to write when it can't be read."""
        try:
            super().process_formdata([text.strip() for text in valuelist])
        except ValueError:
            raise ValueError(_l("Écrivez un jour, par exemple 02/03/2026.")) from None


class HourField(TimeField):  # type: ignore[misc]
    """A time of day, from a clock or typed as people write it."""

    def __init__(self, label: Any = None, validators: Any = None, **more: Any) -> None:
        super().__init__(label, validators, format=_HOURS, **more)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Say what to write when it can't be read."""
        try:
            super().process_formdata([text.strip().lower() for text in valuelist])
        except ValueError:
            raise ValueError(_l("Écrivez une heure, par exemple 10:30.")) from None


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
