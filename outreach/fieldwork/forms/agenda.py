"""What is asked about the time of a team: hours, places, days away, appointments."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from outreach.agenda.models import Where
from outreach.agenda.services.hours import NewOpening, Week
from outreach.fieldwork.services.appointments.making import Wish
from outreach.staff.models import Role, Staff
from outreach.web.fields import DayField, HourField, WholeField
from outreach.web.forms import Form
from outreach.web.labels import N_, label
from outreach.web.typography import french

WEEKDAYS = (
    _l("lundi"),
    _l("mardi"),
    _l("mercredi"),
    _l("jeudi"),
    _l("vendredi"),
    _l("samedi"),
    _l("dimanche"),
)
PLACES = {
    Where.OFFICE.value: N_("au bureau"),
    Where.HOME.value: N_("chez la personne"),
    Where.ELSEWHERE.value: N_("ailleurs"),
}
_EVERYBODY = _l("Toute l'équipe")
_DAY = _l("Choisissez un jour.")
_HOUR = _l("Choisissez une heure.")


class OpeningForm(Form):
    """Hours of a week."""

    staff_id = SelectField(_l("Qui"), coerce=int)
    weekday = SelectField(_l("Jour"), coerce=int)
    starts = HourField(_l("De"), [DataRequired(_HOUR)], default=time(9, 30))
    ends = HourField(_l("À"), [DataRequired(_HOUR)], default=time(12, 30))
    minutes = WholeField(_l("Minutes par rendez-vous"), (15, 240), default=60)
    office_id = SelectField(_l("Lieu"), coerce=int)

    def offer(self, week: Week, staff: Staff) -> "OpeningForm":
        """Whose hours may be added, and where."""
        self.weekday.choices = {number: str(day) for number, day in enumerate(WEEKDAYS)}
        self.staff_id.choices = _names(week.team, staff)
        self.office_id.choices = _places(week)
        return self

    def opening(self) -> NewOpening:
        """What was typed."""
        return NewOpening(
            staff_id=self.staff_id.data,
            office_id=self.office_id.data,
            weekday=self.weekday.data,
            starts=self.starts.data,
            ends=self.ends.data,
            minutes=self.minutes.data or 0,
        )


class OfficeForm(Form):
    """A place of the team: everybody may know its address."""

    name = StringField(
        _l("Nom du lieu"),
        [DataRequired(_l("Écrivez un nom, par exemple « À l'AHU ».")), Length(max=60)],
    )
    address = StringField(
        _l("Adresse"),
        [Length(max=200)],
        description=_l("Celle d'un bureau, jamais celle d'une personne."),
    )


class AbsenceForm(Form):
    """Days on which somebody sees nobody."""

    who = SelectField(_l("Qui"), coerce=int)
    first = DayField(_l("Du"), [DataRequired(_DAY)])
    last = DayField(_l("Au"), [DataRequired(_DAY)])

    def offer(self, week: Week, staff: Staff) -> "AbsenceForm":
        """Whose absence may be noted; 0 = the whole team's."""
        whole = {0: str(_EVERYBODY)} if staff.role == Role.COORDINATOR else {}
        self.who.choices = {**_names(week.team, staff), **whole}
        return self

    def days(self) -> tuple[date, date]:
        """Both days, the last included."""
        return self.first.data, self.last.data


def _names(team: Sequence[Staff], staff: Staff) -> dict[int, str]:
    mine = [each for each in team if each.id == staff.id]
    others = [each for each in team if each.id != staff.id]
    offered = [*mine, *others] if staff.role == Role.COORDINATOR else mine
    return {each.id: each.first_name for each in offered}


def _places(week: Week) -> dict[int, str]:
    return {office.id: french(office.name) for office in week.offices}


class MoveForm(Form):
    """Another time and place of an appointment."""

    staff_id = SelectField(_l("Qui reçoit"), coerce=int)
    day = DayField(_l("Jour"), [DataRequired(_DAY)])
    hour = HourField(_l("Heure"), [DataRequired(_HOUR)])
    minutes = WholeField(_l("Durée en minutes"), (15, 240), default=60)
    place = RadioField(_l("Où"), default=Where.OFFICE.value)
    office_id = SelectField(_l("Lieu de l'équipe"), coerce=int)
    elsewhere = StringField(_l("Ailleurs : où ?"), [Length(max=120)])
    agreed = BooleanField(_l("La personne est d'accord"), default=True)
    meant = HiddenField()  # the unusual time that the page has asked about

    def reads(self, zone: ZoneInfo) -> bool:
        """Whether all can be read; an hour that a change of the clock skips does not exist."""
        if not self.validate():
            return False
        typed = datetime.combine(self.day.data, self.hour.data)
        exists = self._at(zone).astimezone(zone).replace(tzinfo=None) == typed
        if not exists:
            told = _l("Cette heure n'existe pas : ce jour-là, on passe à l'heure d'été.")
            self.hour.errors = [*self.hour.errors, told]
        return exists

    def ask(self, zone: ZoneInfo) -> None:
        """Have the page ask whether that time is meant; sent again unchanged, it is."""
        self.meant.data = self._at(zone).isoformat()

    def _at(self, zone: ZoneInfo) -> datetime:
        return datetime.combine(self.day.data, self.hour.data, zone).astimezone(UTC)

    def offer_times(self, week: Week, staff: Staff) -> None:
        """Who sees them, and where."""
        mine = [each for each in week.team if each.id == staff.id]
        team = [*mine, *(each for each in week.team if each.id != staff.id)]
        self.staff_id.choices = {each.id: each.first_name for each in team}
        self.office_id.choices = {office.id: french(office.name) for office in week.offices} or {
            0: "—"
        }
        self.place.choices = {code.value: label(PLACES, code) for code in Where}

    def wish(self, zone: ZoneInfo, key: str) -> Wish:
        """What was typed."""
        at = self._at(zone)
        return Wish(
            key=key,
            person_id=None,
            staff_id=self.staff_id.data,
            starts_at=at,
            minutes=self.minutes.data or 0,
            place=Where(self.place.data),
            office_id=self.office_id.data or None,
            elsewhere=self.elsewhere.data or "",
            agreed=bool(self.agreed.data),
            meant=self.meant.data == at.isoformat(),
        )


class AppointmentForm(MoveForm):
    """An appointment: with whom, when, where."""

    key = HiddenField()
    person_id = SelectField(_l("Avec"), coerce=int)

    def offer(self, people: dict[int, str], week: Week, staff: Staff) -> "AppointmentForm":
        """Whom it may be with, who sees them, and where."""
        self.person_id.choices = people
        self.offer_times(week, staff)
        return self

    def wish(self, zone: ZoneInfo, key: str) -> Wish:
        """What was typed, with whom."""
        return replace(super().wish(zone, key), person_id=self.person_id.data)
