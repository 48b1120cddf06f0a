"""The values of an agreement as a coordinator types them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import wtforms
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from outreach.people.rules.numbers import Phone, display, read_phone
from outreach.programmes.rules.calendar import Closure
from outreach.programmes.rules.eligibility import Guarantor
from outreach.programmes.rules.hours_text import (
    HoursError,
    format_hours,
    parse_day,
    parse_hours,
    spell_day,
)
from outreach.programmes.rules.parameters import LIMITS, LONGEST, Layout, Parameters, Problem
from outreach.web.case_labels import GUARANTORS
from outreach.web.fields import DayField, WholeField
from outreach.web.forms import Form
from outreach.web.labels import label

WEEK = (
    _l("Lundi"),
    _l("Mardi"),
    _l("Mercredi"),
    _l("Jeudi"),
    _l("Vendredi"),
    _l("Samedi"),
    _l("Dimanche"),
)
LAYOUTS = {
    Layout.BY_HAND: _l("écrite à la main sur l'enveloppe"),
    Layout.WINDOW: _l("imprimée sur la lettre, pour une enveloppe à fenêtre"),
}
_BLANK_CLOSURES = 2
_PLAIN = ("name", "landlord", "contact_name", "head_office", "dpo")
_PHONES = ("contact_phone", "adil_phone")
_DAYS = ("starts_on", "ends_on")
_ONE_OF = ("letter_layout",)
_PROBLEMS = {
    Problem.BACKWARDS: (
        "ends_on",
        _l("La convention finirait avant d'avoir commencé : vérifiez les deux dates."),
    ),
    Problem.NEVER_OPEN: (
        "closures",
        _l("Avec ces horaires et ces fermetures, aucun jour n'est plus ouvert : ouvrez-en un."),
    ),
}


def _text(text: Any, name: str, *, required: bool = False) -> StringField:
    needed = InputRequired(_l("Écrivez quelque chose ici.")) if required else Optional()
    most = LONGEST[name]
    too_long = _l("%(most)s caractères au plus.", most=most)
    return StringField(text, [needed, Length(max=most, message=too_long)])


def _phone(_form: Any, field: StringField) -> None:
    found = read_phone(field.data or "", fictitious_allowed=True)
    if not isinstance(found, Phone):
        raise ValidationError(_("Écrivez un numéro de téléphone, par exemple 02 38 00 00 00."))
    field.data = display(found.e164)


def _day_hours(_form: Any, field: StringField) -> None:
    try:
        parse_day(field.data or "")
    except HoursError as error:
        raise ValidationError(str(error)) from None


class ClosureForm(wtforms.Form):  # type: ignore[misc]
    """Days of closure, both included; one day alone when the last is not given."""

    first = DayField(_l("Du"), [Optional()])
    last = DayField(_l("Au"), [Optional()])

    def validate_last(self, field: DayField) -> None:
        """The end comes after the beginning, which must be there."""
        if field.data is None:
            return
        if self.first.data is None:
            raise ValidationError(_("Donnez aussi le premier jour."))
        if field.data < self.first.data:
            raise ValidationError(
                _("La fermeture finit avant de commencer : vérifiez les deux jours.")
            )

    @property
    def span(self) -> Closure | None:
        """What was given, if anything was."""
        first: date | None = self.first.data
        return (first, self.last.data or first) if first else None


class AgreementForm(Form):
    """Every value of an agreement; hours by day of the week."""

    name = _text(_l("Nom de la convention"), "name", required=True)
    landlord = _text(_l("Bailleur"), "landlord", required=True)
    starts_on = DayField(_l("Premier jour"), [Optional()])
    ends_on = DayField(_l("Dernier jour, compris"), [Optional()])
    capacity = WholeField(_l("Places, en foyers"), LIMITS["capacity"])
    fee = WholeField(_l("Prix d'une expertise, en euros"), LIMITS["fee"])
    contact_name = _text(_l("Prénom de qui signe"), "contact_name")
    contact_phone = StringField(_l("Numéro donné aux personnes"), [Optional(), _phone])
    adil_phone = StringField(_l("Numéro de l'ADIL"), [Optional(), _phone])
    head_office = _text(_l("Adresse du siège"), "head_office")
    dpo = _text(_l("Contact du délégué aux données"), "dpo")
    closures = FieldList(FormField(ClosureForm), max_entries=200)
    guarantors = SelectMultipleField(
        _l("Garants admis"),
        [InputRequired(_l("Cochez au moins une réponse."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    months = WholeField(_l("Mois entre entrée et impayé, au plus"), LIMITS["months"])
    min_landlord_attempts = WholeField(
        _l("Tentatives du bailleur, au moins"), LIMITS["min_landlord_attempts"]
    )
    max_contacts = WholeField(_l("Contacts par téléphone, au plus"), LIMITS["max_contacts"])
    window_days = WholeField(_l("Sur combien de jours"), LIMITS["window_days"])
    spacing_days = WholeField(_l("Jours entre deux messages, au moins"), LIMITS["spacing_days"])
    letter_working_days = WholeField(
        _l("Jours ouvrés après la lettre, au moins"),
        LIMITS["letter_working_days"],
    )
    letter_layout = RadioField(
        _l("L'adresse des lettres"), [InputRequired(_l("Choisissez où elle se met."))]
    )
    stamp = HiddenField()
    seen = HiddenField()

    def __init__(self, old: Parameters) -> None:
        super().__init__(data=_typed(old), prefix="")
        for name in ("contact_name", "contact_phone"):
            self[name].flags.quiet = True  # it may be empty, and then nothing leaves
        self.guarantors.choices = [(each.value, label(GUARANTORS, each)) for each in Guarantor]
        self.letter_layout.choices = [(each.value, LAYOUTS[each]) for each in Layout]
        if not self.is_submitted():
            for _blank in range(_BLANK_CLOSURES):
                self.closures.append_entry()

    @property
    def week(self) -> Iterator[StringField]:
        """The fields of the days, Monday first."""
        return (self[f"day{place}"] for place in range(7))

    def validate(self, extra_validators: Any = None) -> bool:
        """Each value alone, then the week as a whole."""
        fine = bool(super().validate(extra_validators))
        if fine and not any(field.data for field in self.week):
            self["day0"].errors = [_("Ouvrez au moins un jour de la semaine.")]
            return False
        return fine

    def parameters(self, old: Parameters) -> Parameters:
        """The values that were typed; what is not asked stays."""
        typed: dict[str, Any] = {name: self[name].data for name in (*LIMITS, *_DAYS, *_ONE_OF)}
        for name in (*_PLAIN, *_PHONES):
            typed[name] = " ".join((self[name].data or "").split())
        week = tuple(parse_day(field.data or "") for field in self.week)
        spans = {entry.form.span for entry in self.closures} - {None}
        return replace(
            old,
            **typed,
            hours=format_hours(week),
            closures=tuple(sorted(spans)),
            guarantors=tuple(sorted(self.guarantors.data)),
        )

    def tell(self, problem: Problem) -> None:
        """Say under its field what no single value can show."""
        name, said = _PROBLEMS[problem]
        self[name].errors = [*self[name].errors, str(said)]


def _add_week() -> None:
    """One field for each day of the week."""
    for place, day in enumerate(WEEK):
        setattr(AgreementForm, f"day{place}", StringField(day, [_day_hours]))


_add_week()


def _typed(old: Parameters) -> dict[str, Any]:
    """Stored values as the form shows them."""
    plain: dict[str, Any] = {
        name: getattr(old, name) for name in (*LIMITS, *_DAYS, *_PLAIN, *_PHONES, *_ONE_OF)
    }
    days = {f"day{place}": spell_day(day) for place, day in enumerate(parse_hours(old.hours))}
    closures = [{"first": first, "last": last} for first, last in old.closures]
    more = {"closures": closures, "guarantors": list(old.guarantors), "stamp": old.stamp}
    return {**plain, **days, **more}
