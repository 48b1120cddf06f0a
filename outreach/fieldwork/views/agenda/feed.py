"""Mon calendrier: a secret address for one's own calendar program; off until one asks for it."""

import re

from flask import Blueprint, Response, abort, current_app, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as Redirect

from outreach.fieldwork.services.appointments.feed import (
    READERS,
    close_feed,
    feed_of,
    file_of,
    has_feed,
    open_feed,
)
from outreach.fieldwork.views.agenda import words
from outreach.messages.services.means import Means
from outreach.staff.views.access import me, open_to
from outreach.web.labels import label

_TOKEN = re.compile(r"[a-z0-9]{26}")


def add_feed(pages: Blueprint, means: Means) -> None:
    """The page, and what a calendar program fetches."""
    database, clock = means.database, means.clock

    @pages.get("/agenda/calendrier")
    @open_to(*READERS)
    def calendar() -> str:
        """Whether there is an address, and what it shows."""
        with database.read() as session:
            exists = has_feed(session, me())
        return render_template("agenda/calendar.html", exists=exists, address="")

    @pages.post("/agenda/calendrier")
    @open_to(*READERS)
    def open_calendar() -> str:
        """A new address, shown once; an older one stops."""
        token = open_feed(database, clock, me())
        path = url_for("agenda.calendar_file", token=token)
        public = str(current_app.config["PUBLIC_ADDRESS"]).rstrip("/")
        return render_template("agenda/calendar.html", exists=True, address=f"{public}{path}")

    @pages.post("/agenda/calendrier/fermer")
    @open_to(*READERS)
    def close_calendar() -> Redirect:
        """The address stops."""
        close_feed(database, clock, me())
        return redirect(url_for("agenda.calendar"), 303)

    @pages.get("/agenda/<int:number>/rendez-vous.ics")
    @open_to(*READERS)
    def appointment_file(number: int) -> Response:
        """One appointment for one's own calendar program, without asking for an address."""
        titles = {kind: label(words.KINDS, kind) for kind in words.KINDS}
        found = file_of(database, me(), number, titles, _("AHU, agenda"), clock.now())
        return _file(found)

    @pages.get("/calendrier/<token>.ics")
    @open_to(anyone=True)
    def calendar_file(token: str) -> Response:
        """Kinds and references; a wrong secret is a page that does not exist."""
        titles = {kind: label(words.KINDS, kind) for kind in words.KINDS}
        known = _TOKEN.fullmatch(token) is not None
        name = _("AHU, agenda")
        found = feed_of(database, token, titles, name, clock.now()) if known else None
        return _file(found)


def _file(found: bytes | None) -> Response:
    if found is None:
        abort(404)
    return Response(found, mimetype="text/calendar", headers={"Cache-Control": "no-store"})
