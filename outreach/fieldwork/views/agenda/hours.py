"""Horaires: places, weekly hours, days away; what messages offer comes from here."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.agenda.services import hours as service
from outreach.agenda.services.hours import Problem, Week, week_of
from outreach.fieldwork.forms.agenda import AbsenceForm, OfficeForm, OpeningForm
from outreach.fieldwork.views.agenda import words
from outreach.messages.services.means import Means
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.web.counting import ngettext
from outreach.web.forms import Form
from outreach.web.labels import label

Answer = Response | tuple[str, int]


def add_hours(pages: Blueprint, means: Means) -> None:
    """The page, and each thing that it changes."""
    database = means.database

    @pages.get("/agenda/horaires")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION, Role.DPO)
    def hours() -> str:
        """The week of the team."""
        return _page(means)

    @pages.post("/agenda/horaires")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def add_opening() -> Answer:
        """Add hours."""
        form = OpeningForm().offer(_week(means), me())
        if not form.validate():
            return _page(means, opening=form), 422
        problem = service.add_opening(database, me(), form.opening())
        return _again(problem) or (_page(means, opening=_wrong(form, problem)), 422)

    @pages.post("/agenda/lieux")
    @open_to(Role.COORDINATOR)
    def add_office() -> Answer:
        """Add a place."""
        form = OfficeForm()
        if not form.validate():
            return _page(means, office=form), 422
        problem = service.add_office(database, me(), form.name.data, form.address.data or "")
        return _again(problem) or (_page(means, office=_wrong(form, problem)), 422)

    @pages.post("/agenda/absences")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def add_absence() -> Answer:
        """Note days away."""
        form = AbsenceForm().offer(_week(means), me())
        if not form.validate():
            return _page(means, absence=form), 422
        who, now = form.who.data or None, means.clock.now()
        done = service.add_absence(database, me(), who, *form.days(), now)
        if isinstance(done, Problem):
            return _page(means, absence=_wrong(form, done)), 422
        if done:
            flash(
                ngettext(
                    "Noté. Un rendez-vous tombe ces jours-là : déplacez-le avec la personne.",
                    "Noté. %(num)s rendez-vous tombent ces jours-là : déplacez-les avec les "
                    "personnes.",
                    done,
                ),
                "sun",
            )
        return redirect(url_for("agenda.hours"), 303)

    @pages.post("/agenda/<any(horaires, lieux, absences):what>/<int:number>/retirer")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def remove(what: str, number: int) -> Response:
        """Take one of them away; what is agreed stands."""
        remover = {
            "horaires": service.remove_opening,
            "lieux": service.close_office,
            "absences": service.remove_absence,
        }[what]
        problem = remover(database, me(), number)
        if problem is not None:
            flash(label(words.PROBLEMS, problem), "clay")
        return redirect(url_for("agenda.hours"), 303)


def _week(means: Means) -> Week:
    with means.database.read() as session:
        return week_of(session, me(), means.clock.now())


def _again(problem: Problem | None) -> Response | None:
    if problem is not None:
        return None
    flash(_("Noté."))
    return redirect(url_for("agenda.hours"), 303)


def _wrong(form: Form, problem: Problem | None) -> Form:
    form.form_errors.append(label(words.PROBLEMS, problem))
    return form


def _page(
    means: Means,
    opening: Form | None = None,
    office: Form | None = None,
    absence: Form | None = None,
) -> str:
    week = _week(means)
    return render_template(
        "agenda/hours.html",
        week=week,
        opening=opening or OpeningForm(formdata=None).offer(week, me()),
        office=office or OfficeForm(formdata=None),
        absence=absence or AbsenceForm(formdata=None).offer(week, me()),
        mine=service.may_change,
        changes=me().role in (Role.WORKER, Role.COORDINATOR),
    )
