"""Tournée: the visits of a day, in and out of each, for a phone held in one hand and on paper."""

from collections.abc import Callable
from datetime import date, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.agenda.services.suspension import meetings_suspended
from outreach.fieldwork.services.visits import remarks, staying, watching
from outreach.fieldwork.services.visits.round import also_at_homes, round_of
from outreach.fieldwork.views.agenda import words
from outreach.messages.services.means import Means
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.tasks.services import followers
from outreach.web.labels import label
from outreach.web.numbers import bounded

_FARTHEST = timedelta(days=4000)


def add_round(pages: Blueprint, means: Means, working: Callable[[], bool]) -> None:
    """The sheet of a day, and what is noted on it."""

    @pages.get("/visites")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.DPO)
    def visits() -> str:
        """Every visit of a day, in the order of the streets."""
        now = means.clock.now()
        today = now.astimezone(means.database.zone).date()
        day, mine = _day(today), request.args.get("qui") == "moi"
        with means.database.read() as session:
            doors = round_of(session, me(), day, now, mine=mine)
            others = also_at_homes(session, me(), day, doors, mine=mine)
            suspended = meetings_suspended(session, others)
            team = followers(session, me().team)
            guard = watching.watch_of(session, means, me().team)
        return render_template(
            "agenda/round.html",
            doors=doors,
            others=others,
            suspended=suspended,
            day=day,
            today=today,
            before=day - timedelta(days=1),
            after=day + timedelta(days=1),
            mine=mine,
            team=team,
            guard=guard,
            working=working(),
            writes=me().role in staying.VISITORS,
        )

    @pages.post("/visites/<int:task_id>/<any(entree, mot):passage>")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def note_visit(task_id: int, passage: str) -> Response:
        """In, or a card left at the door."""
        note = staying.enter if passage == "entree" else staying.leave_card
        return back_to_round(note(means, me(), task_id), task_id)

    @pages.post("/visites/<int:task_id>/a-deux")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def accompany(task_id: int) -> Response:
        """Say who comes along."""
        who = request.form.get("with", 0, type=bounded) or None
        return back_to_round(staying.accompany(means, me(), task_id, who), task_id)

    @pages.post("/dossiers/<reference>/prudence")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def note_remark(reference: str) -> Response:
        """Write a fact to mind at the door."""
        done = remarks.write_remark(means, me(), reference, request.form.get("text", ""))
        if done is staying.Problem.UNKNOWN:
            abort(404)
        flash(label(words.VISITING, done) if done else _("Noté."), "clay" if done else "leaf")
        return redirect(url_for("expertise.case_page", reference=reference), 303)

    @pages.post("/dossiers/<reference>/prudence/<int:number>")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def review_remark(reference: str, number: int) -> Response:
        """It still holds, or it does not."""
        holds = request.form.get("holds") == "oui"
        if not remarks.review(means, me(), reference, number, holds=holds):
            abort(404)
        flash(_("Noté."))
        return redirect(url_for("expertise.case_page", reference=reference), 303)


def _day(today: date) -> date:
    """The day asked for; today when it is none, or one that no round can be of."""
    try:
        day = date.fromisoformat(request.args.get("jour", ""))
    except ValueError:
        return today
    return day if abs(day - today) <= _FARTHEST else today


def back_to_round(problem: staying.Problem | None, task_id: int) -> Response:
    """The round again, at this door."""
    if problem is staying.Problem.UNKNOWN:
        abort(404)
    if problem is not None:
        flash(label(words.VISITING, problem), "clay")
    day, who = request.form.get("jour"), request.form.get("qui")
    return redirect(url_for("agenda.visits", jour=day, qui=who, _anchor=f"v{task_id}"), 303)
