"""Forms of drafts: the words of one step in one language, and all the dates of a script."""

from collections.abc import Iterator
from typing import Any, ClassVar

from flask_babel import gettext as _
from wtforms import HiddenField, IntegerField, StringField, TextAreaField, TimeField
from wtforms.validators import InputRequired, Length, Optional

from outreach.sequences.rules.script import Script, Step, Text
from outreach.sequences.rules.studio.edit import (
    DateFault,
    Timing,
    date_faults,
    fields_of,
    first_sms_of,
    takes_windows,
)
from outreach.web.forms import Form
from outreach.web.labels import N_, label

FIELDS = {
    "text": N_("SMS, réponse possible"),
    "one_way": N_("SMS, sans réponse possible"),
    "email": N_("Par e-mail"),
    "variant": N_("Autre rédaction"),
    "subject": N_("Objet"),
    "body": N_("Texte"),
    "note": N_("Consigne pour l'équipe"),
}
FIELD_HINTS = {
    "text": N_("La personne peut y répondre."),
    "one_way": N_("L'expéditeur ne reçoit rien : ce texte n'attend pas de réponse et donne {tel}."),
    "variant": N_("Gardée sous la main et relue comme les autres ; elle ne part jamais."),
    "subject": N_("Ce qui se lit sans ouvrir l'e-mail."),
    "note": N_("Lue par l'équipe seulement, jamais par la personne."),
}
DATE_FAULTS: dict[str, str] = {
    DateFault.BACKWARDS: N_("Ce jour est avant celui de l'étape précédente : mettez-le plus tard."),
    DateFault.BEFORE_J0: N_("Cette étape suit le premier SMS : mettez 0 ou plus."),
    DateFault.AFTER_J0: N_("Cette étape précède le premier SMS : mettez 0 ou moins, comme -7."),
    DateFault.FAR: N_("C'est à plus d'un an du premier SMS : mettez un jour plus proche."),
    DateFault.REVERSED: N_("Une plage finit après son début : corrigez une des deux heures."),
    DateFault.OVERLAP: N_("Deux plages se recouvrent : n'en gardez qu'une, ou séparez-les."),
}
_LONGEST = {"text": 1000, "one_way": 1000, "variant": 1000, "subject": 150, "body": 8000}
_NOTE = 2000
_FREE = 4  # windows that may be given, or as many as there are


class Quiet:
    """Marks a field that stays empty while a draft is written, without a word about it."""

    field_flags: ClassVar[dict[str, bool]] = {"quiet": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Nothing is wrong with it."""


class DayField(IntegerField):  # type: ignore[misc]
    """A number of days."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Say in our words what is expected."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Mettez un nombre de jours, comme 5.")) from None


class HourField(TimeField):  # type: ignore[misc]
    """A time of day."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Say in our words what is expected."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Mettez une heure, comme 10:30.")) from None


class MarkedForm(Form):
    """A form that knows what its page showed, so that nobody's change is written over unseen."""

    seen = HiddenField()
    revision = HiddenField()


def words_form(step: Step, language: str, text: Text) -> Any:
    """The form of a step's wordings in a language, filled with what is kept."""
    names = fields_of(step.kind, language)
    fields = {name: _wording(name) for name in names}
    return type("WordsForm", (MarkedForm,), fields)(
        data={name: getattr(text, name) for name in names}
    )


def typed_words(form: Any, step: Step, language: str) -> dict[str, str]:
    """What was typed, by field."""
    return {name: form[name].data or "" for name in fields_of(step.kind, language)}


def dates_form(script: Script) -> Any:
    """The form of every day and window of a script, filled with what is kept."""
    fields: dict[str, Any] = {}
    data: dict[str, Any] = {}
    for step in script.steps:
        if moves(script, step):
            fields[f"day-{step.id}"] = DayField(
                _("Jour"), [InputRequired(_("Mettez un nombre de jours, comme 5."))]
            )
            data[f"day-{step.id}"] = step.day
        for rank, (start, end) in enumerate(window_fields(step)):
            fields[start] = HourField(_("de"), [Optional()])
            fields[end] = HourField(_("à"), [Optional()])
            if rank < len(step.prefer):
                data[start], data[end] = step.prefer[rank]
    return type("DatesForm", (MarkedForm,), fields)(data=data)


def moves(script: Script, step: Step) -> bool:
    """Whether the day of a step may be changed: the first SMS is what the others count from."""
    return step.id != first_sms_of(script)


def window_fields(step: Step) -> list[tuple[str, str]]:
    """The names of the fields of each window of a step."""
    count = max(_FREE, len(step.prefer)) if takes_windows(step) else 0
    return [(f"from-{step.id}-{rank}", f"to-{step.id}-{rank}") for rank in range(count)]


def shown_windows(form: Any, step: Step) -> list[tuple[str, str]]:
    """The windows to show: those that hold something, and room for one more."""
    fields = window_fields(step)
    held = [pair for pair in fields if any(form[name].data or form[name].errors for name in pair)]
    empty = [pair for pair in fields if pair not in held]
    return held + empty[: 1 if held else 2]


def typed_dates(form: Any, script: Script) -> dict[str, Timing] | None:
    """What was typed, by step; None when it can't be, and each field then says why."""
    wanted = {step.id: _timing(form, script, step) for step in script.steps}
    if form.errors:
        return None
    for name, fault in date_faults(script, wanted):
        _blame(form, name, fault)
    return None if form.errors else wanted


def _wording(name: str) -> Any:
    longest = _LONGEST.get(name, _NOTE)
    message = _("C'est trop long : %(max)d caractères au plus.", max=longest)
    made = StringField if name == "subject" else TextAreaField
    description = label(FIELD_HINTS, name) if name in FIELD_HINTS else ""
    return made(
        label(FIELDS, name),
        [Quiet(), Length(max=longest, message=message)],
        description=description,
    )


def _timing(form: Any, script: Script, step: Step) -> Timing:
    day = form[f"day-{step.id}"].data if moves(script, step) else step.day
    return Timing(day if day is not None else step.day, tuple(_windows(form, step)))


def _windows(form: Any, step: Step) -> Iterator[Any]:
    for start, end in window_fields(step):
        first, last = form[start], form[end]
        if first.data is not None and last.data is not None:
            yield first.data, last.data
        elif (first.data is None) != (last.data is None):
            missing = last if last.data is None else first
            if not missing.errors:
                missing.errors = [_("Donnez les deux heures de la plage, ou aucune.")]


def _blame(form: Any, name: str, fault: DateFault) -> None:
    """Put a fault under the field that can mend it."""
    of_windows = fault in (DateFault.REVERSED, DateFault.OVERLAP)
    field = f"from-{name}-0" if of_windows else f"day-{name}"
    if field in form:
        form[field].errors = [*form[field].errors, label(DATE_FAULTS, fault)]
