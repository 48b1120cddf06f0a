"""The town's time, and coming in as one of the team with one press."""

from typing import Any

from flask import Blueprint, abort, redirect, request, session, url_for

from outreach.demo.views.town import Town
from outreach.staff.views.access import open_to
from outreach.web import typography


def add_steering(pages: Blueprint, town: Town) -> None:
    """The clock's buttons, and the team's doors."""
    moves = {
        "hold": town.conductor.hold,
        "go": town.conductor.go_on,
        "hour": town.conductor.skip_hour,
        "morning": town.conductor.skip_to_morning,
    }

    @pages.get("/demonstration/heure")
    @open_to(anyone=True)
    def hour() -> str:
        """What time it is in town."""
        return hour_in(town)

    @pages.post("/demonstration/horloge")
    @open_to(anyone=True)
    def steer() -> Any:
        """Hold time, let it go, or hurry."""
        move = next((moves[name] for name in moves if name in request.form), None)
        if move is None:
            abort(400)
        move()
        return redirect(_back(), 303)

    @pages.post("/demonstration/entrer")
    @open_to(anyone=True)
    def come_in() -> Any:
        """Be one of the team: a door that only a demonstration has."""
        email = request.form.get("email", "")
        login = next((each for each in town.logins if each.email == email), None)
        if login is None:
            abort(404)
        session.clear()
        session.update({"_user_id": login.session_key, "_fresh": True})
        return redirect(_back(), 303)


def hour_in(town: Town) -> str:
    """The day and the hour of the town, as people say them."""
    local = town.means.clock.now().astimezone(town.means.database.zone)
    return f"{typography.day(local.date())}, {typography.hour(local)}"


def _back() -> str:
    """Where they came from, on this site."""
    asked = request.form.get("back", "")
    ours = asked.startswith("/") and not asked.startswith(("//", "/\\"))
    return asked if ours else url_for("demo.phones")
