"""What is written down while somebody speaks: who, how, when, and their words."""

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, Optional

from outreach.channels.base import Medium
from outreach.fieldwork.services.talks.callers import Caller
from outreach.messages.models import AttemptChannel
from outreach.people.rules.emails import Email, read_email
from outreach.replies.services.noting import Note
from outreach.web.case_labels import CAME_BY
from outreach.web.fields import DayField, HourField
from outreach.web.forms import Form
from outreach.web.labels import N_, label

UNKNOWN = "?"
_NOBODY = N_("Je ne sais pas qui c'est, ou cette personne n'est pas dans la liste")


class CallForm(Form):
    """Somebody phoned, came by, wrote: all of it may be typed before anybody is found."""

    q = StringField(_l("Qui est-ce ?"), [Length(max=200)])
    who = RadioField(_l("La personne"), validate_choice=False)
    called = StringField(_l("Comment cette personne s'appelle, si elle l'a dit"), [Length(max=80)])
    sender = StringField(_l("Son numéro, ou son adresse e-mail"), [Length(max=254)])
    channel = RadioField(_l("Comment ?"), default=AttemptChannel.CALL.value)
    text = TextAreaField(
        _l("Ce que la personne a dit"),
        [
            DataRequired(_l("Écrivez ce que la personne a dit, même en deux mots.")),
            Length(max=4000),
        ],
    )
    day = DayField(_l("Quel jour"), [Optional()])
    hour = HourField(_l("À quelle heure"), [Optional()])
    worry = BooleanField(_l("Je m'inquiète pour cette personne : lever une alerte"))
    dossier = HiddenField()
    key = HiddenField()

    def offer(self, callers: Sequence[Caller], *, choose: bool = False) -> None:
        """The people to choose from; `choose`: the only one is chosen already."""
        self.day.flags.quiet = self.hour.flags.quiet = True  # now, unless one says otherwise
        self.channel.choices = [(code, label(CAME_BY, code)) for code in CAME_BY]
        known = [(caller.code, _told(caller)) for caller in callers]
        self.who.choices = [*known, (UNKNOWN, label({"": _NOBODY}, ""))]
        if self.who.data not in {code for code, _text in self.who.choices}:
            self.who.data = known[0][0] if choose and len(known) == 1 else None

    @property
    def chosen(self) -> tuple[str, int] | None:
        """The case and the person that were chosen; None for nobody known."""
        reference, _colon, person_id = str(self.who.data or "").partition(":")
        return (reference, int(person_id)) if person_id.isdecimal() else None

    def note(self, zone: ZoneInfo, key: str) -> Note:
        """What was said, as it is taken in; `key` names this try to say it."""
        chosen, sender = self.chosen, str(self.sender.data or "")
        by_mail = self.channel.data == AttemptChannel.EMAIL or isinstance(read_email(sender), Email)
        return Note(
            text=str(self.text.data),
            medium=Medium.EMAIL if by_mail else Medium.SMS,
            sender=sender,
            person_id=chosen[1] if chosen else None,
            channel=AttemptChannel(self.channel.data),
            at=self.at(zone),
            key=key,
            worry=bool(self.worry.data),
        )

    def at(self, zone: ZoneInfo) -> datetime | None:
        """When it was said, as far as that was typed."""
        if self.day.data is None or self.hour.data is None:
            return None
        return datetime.combine(self.day.data, self.hour.data, zone)


def _told(caller: Caller) -> str:
    more = [caller.reference]
    if caller.owner:
        more.append(str(_("suivi par %(name)s", name=caller.owner)))
    if caller.closed:
        more.append(str(_("dossier clos")))
    return f"{caller.name} ({', '.join(more)})"
