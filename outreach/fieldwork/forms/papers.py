"""A paper that somebody brought: what it is and its days. There is no field for an amount."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField
from wtforms.validators import InputRequired, Optional

from outreach.cases.rules import CHOSEN_STRIKES, Facts, PaperKind, Strike
from outreach.web.case_labels import PAPER_HINTS, PAPERS, STRIKES
from outreach.web.fields import DayField
from outreach.web.forms import Form
from outreach.web.labels import label


class PaperForm(Form):
    """What stands on the paper."""

    kind = RadioField(_l("Quel courrier ?"), [InputRequired(_l("Choisissez ce que c'est."))])
    dated_on = DayField(
        _l("Date du courrier"), [InputRequired(_l("Écrivez la date qui est sur le courrier."))]
    )
    received_on = DayField(_l("Reçu le"), [Optional()])
    deadline = DayField(_l("Date fixée par le courrier"), [Optional()])
    seen = HiddenField()

    def offer(self) -> None:
        """The kinds to choose from; only the date of the paper is always needed."""
        self.kind.choices = [(kind.value, _named(kind)) for kind in PaperKind]
        self.received_on.flags.quiet = self.deadline.flags.quiet = False

    @property
    def facts(self) -> Facts:
        """What was said of it, once it is valid."""
        received, deadline = self.received_on.data, self.deadline.data
        return Facts(PaperKind(self.kind.data), self.dated_on.data, received, deadline)


class StrikeForm(Form):
    """Why an entry is wrong."""

    why = RadioField(_l("Pourquoi ?"), [InputRequired(_l("Choisissez une raison."))])

    def offer(self) -> None:
        """The reasons to choose from."""
        self.why.choices = [(why.value, label(STRIKES, why)) for why in CHOSEN_STRIKES]

    @property
    def reason(self) -> Strike:
        """The reason that was chosen."""
        return Strike(self.why.data)


def _named(kind: PaperKind) -> str:
    hint = label(PAPER_HINTS, kind) if kind in PAPER_HINTS else ""
    named = label(PAPERS, kind)
    return f"{named} ({hint})" if hint else named
