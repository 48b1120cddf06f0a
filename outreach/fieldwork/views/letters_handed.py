"""Letters handed over to whoever prints and posts them, where there is somebody."""

from flask import Blueprint, abort, current_app, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.channels.base import PostalDoor
from outreach.fieldwork.services.printing.handing import Handed, hand_over
from outreach.fieldwork.services.worklist.letters import open_letters
from outreach.fieldwork.views.letters_words import chosen, kept
from outreach.messages.services.means import Means
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.web.counting import ngettext


def add_handing(pages: Blueprint, means: Means, postal: PostalDoor | None) -> None:
    """The button of the batch; without a door there is none."""

    @pages.post("/taches/lettres/depot")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION)
    def hand_letters() -> Response:
        """Hand over the ticked ones; they stay open until they are noted as posted."""
        if postal is None:
            abort(404)
        ids = chosen(request.form.getlist("t"))
        if not ids:
            flash(_("Cochez les lettres à remettre."), "clay")
            return redirect(url_for("fieldwork.print_letters"), 303)
        with means.database.read() as session:
            letters = open_letters(session, means, me(), current_app.config["SMS_SENDER"], ids)
        day = means.clock.now().astimezone(means.database.zone).date()
        _tell(hand_over(means, postal, letters, day, me()))
        return redirect(url_for("fieldwork.print_letters", t=ids), 303)


def _tell(handed: Handed) -> None:
    """What became of each; references only."""
    if handed.done:
        told = ngettext(
            "%(num)s lettre est remise à l'envoi. Notez-la comme postée quand elle l'est.",
            "%(num)s lettres sont remises à l'envoi. Notez-les comme postées quand elles le sont.",
            len(handed.done),
        )
        flash(told)
    for reference, why in handed.kept:
        flash(f"{reference} : {kept(why)}", "sun")
