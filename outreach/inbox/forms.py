"""What is typed in a thread."""

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    HiddenField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional, Regexp
from wtforms.widgets import HiddenInput

from outreach.web.fields import DayField
from outreach.web.forms import Form

_KEY = r"[a-z0-9]{26}"
_LONGEST = 10_000


class SeenField(IntegerField):  # type: ignore[misc]
    """The last message that was on the page; nothing readable is none."""

    widget = HiddenInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        """A page that was tampered with has seen nothing."""
        text = valuelist[0] if valuelist else ""
        self.data = int(text) if text.isdecimal() and len(text) < 12 else 0

    def _value(self) -> str:
        """What is known now, not what was sent: more may be on the page by then."""
        return str(self.data or 0)


class AnswerForm(Form):
    """A message to a person; `agreed`: what they were asked about and confirmed."""

    text = TextAreaField(
        _l("Votre message"),
        [
            DataRequired(_l("Écrivez votre message.")),
            Length(max=_LONGEST, message=_l("C'est trop long : 10 000 signes au plus.")),
        ],
    )
    point_id = SelectField(_l("Par"), coerce=int)
    key = HiddenField(validators=[Regexp(_KEY, message=_l("Rechargez la page."))])
    seen = SeenField()
    agreed = SelectMultipleField(choices=["outside_hours", "tone", "safe_to_write"])
    ready = SelectField(_l("Réponses types"), validators=[Optional()])

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.point_id.choices = {}
        self.ready.choices = {"": ""}


class NoteForm(Form):
    """Something for the team."""

    note = TextAreaField(
        _l("Note pour l'équipe"),
        [DataRequired(_l("Écrivez la note.")), Length(max=4000)],
    )
    note_key = HiddenField(validators=[Regexp(_KEY, message=_l("Rechargez la page."))])


class PostponeForm(Form):
    """Until when a thread waits."""

    until = DayField(_l("Jusqu'au"), [InputRequired(_l("Choisissez un jour."))])
    seen = SeenField()

    @property
    def day(self) -> date | None:
        """The day, when it can be read."""
        found = self.until.data
        return found if isinstance(found, date) else None


class SettleForm(Form):
    """Nothing is to be answered; `read`: an alert was read."""

    seen = SeenField()
    read = BooleanField(_l("J'ai lu ce message et fait le nécessaire"))


class EntrustForm(Form):
    """Who follows the case; 0 = nobody."""

    to = IntegerField(validators=[InputRequired()])


class StopForm(Form):
    """Whether a message was a STOP."""

    seen = SeenField()
    stop = HiddenField()


class ResumeForm(Form):
    """The dates that were shown."""

    shown = HiddenField()


class AttachForm(Form):
    """Which messages are whose."""

    to = IntegerField(validators=[Optional()])
    keep = BooleanField(_l("C'est son numéro ou son adresse : l'ajouter à ses coordonnées"))
    seen = SeenField()


class FindForm(Form):
    """Whom a stray message may be of."""

    class Meta(Form.Meta):
        """It only looks."""

        csrf = False

    q = StringField(_l("Chercher un dossier"))
