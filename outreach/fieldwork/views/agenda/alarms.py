"""A visit that lasts, for whoever helps; and what happened at a door."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.fieldwork.services.visits import alarms, incidents, sounding, staying, watching
from outreach.fieldwork.views.agenda import words
from outreach.fieldwork.views.agenda.round import back_to_round
from outreach.messages.services.means import Means
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.web.labels import label
from outreach.web.navigation import may_open
from outreach.web.numbers import bounded

_BAD = 422


def add_alarms(pages: Blueprint, means: Means) -> None:
    """The alarm of a visit, whom it is told to, and the report of an incident."""

    @pages.get("/visites/<int:task_id>/alarme")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION)
    def alarm(task_id: int) -> str:
        """Who is inside since when, where, and how to reach them."""
        with means.database.read() as session:
            found = sounding.alarm_of(session, me(), task_id)
        if found is None:
            abort(404)
        return render_template("agenda/alarm.html", alarm=found)

    @pages.post("/visites/<int:task_id>/alarme")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION)
    def answer_alarm(task_id: int) -> Response:
        """Somebody takes care of it."""
        return _noted(alarms.answer(means, me(), task_id), url_for("agenda.alarm", task_id=task_id))

    @pages.post("/visites/<int:task_id>/sortie")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION)
    def leave_visit(task_id: int) -> Response:
        """They came out: who was there says so, or whoever rang them up."""
        done = staying.leave(means, me(), task_id)
        if may_open("agenda.visits", me().role):
            return back_to_round(done, task_id)
        return _noted(done, url_for("agenda.alarm", task_id=task_id))

    @pages.post("/visites/veille")
    @open_to(Role.COORDINATOR)
    def watch() -> Response:
        """Name whom a visit that lasts too long is told to, or nobody."""
        given = request.form
        done = watching.name_watch(
            means,
            me(),
            given.get("who", 0, type=bounded) or None,
            given.get("minutes", 0, type=bounded),
            given.get("patience", watching.USUAL, type=bounded),
            given.get("word", ""),
        )
        return _noted(done, url_for("agenda.visits", _anchor="alerte"))

    @pages.get("/visites/<int:task_id>/incident")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def incident(task_id: int) -> str:
        """What was told, and a form to tell it."""
        return _incident(means, task_id)

    @pages.post("/visites/<int:task_id>/incident")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def report_incident(task_id: int) -> Response | tuple[str, int]:
        """Write it down, once."""
        given = request.form
        at = _instant(given.get("day", ""), given.get("hour", ""), means.database.zone)
        account = incidents.Account(given.get("key", "")[:26], given.get("text", ""), at)
        done = incidents.report(means, me(), task_id, account)
        if done is staying.Problem.UNKNOWN:
            abort(404)
        if done is not None:
            flash(label(words.VISITING, done), "clay")
            return _incident(means, task_id), _BAD
        flash(_("Noté. La coordination est prévenue, les visites et les envois sont suspendus."))
        return redirect(url_for("agenda.incident", task_id=task_id), 303)


def _incident(means: Means, task_id: int) -> str:
    now = means.clock.now().astimezone(means.database.zone)
    with means.database.read() as session:
        found = incidents.reports_of(session, me(), task_id)
    if found is None:
        abort(404)
    typed = request.form
    return render_template(
        "agenda/incident.html",
        task_id=task_id,
        told=found,
        key=typed.get("key") or means.clock.key(),
        day=typed.get("day") or now.date().isoformat(),
        hour=typed.get("hour") or f"{now:%H:%M}",
        text=typed.get("text", ""),
        longest=incidents.LONGEST,
    )


def _instant(day: str, hour: str, zone: ZoneInfo) -> datetime | None:
    try:
        return datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=zone)
    except (ValueError, OverflowError):
        return None


def _noted(problem: staying.Problem | None, back: str) -> Response:
    if problem is staying.Problem.UNKNOWN:
        abort(404)
    flash(label(words.VISITING, problem) if problem else _("Noté."), "clay" if problem else "leaf")
    return redirect(back, 303)
