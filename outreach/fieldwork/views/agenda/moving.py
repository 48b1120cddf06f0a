"""Déplacer: another day, hour or place of an appointment, in one act."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.agenda.rules import Slot
from outreach.agenda.services.diary import Diary
from outreach.agenda.services.hours import Week, week_of
from outreach.agenda.services.listing import Entry, one
from outreach.cases.models import Case
from outreach.fieldwork.forms.agenda import MoveForm
from outreach.fieldwork.services.appointments.making import Problem
from outreach.fieldwork.services.appointments.moving import may_move, move_appointment
from outreach.fieldwork.services.days import calendar_of
from outreach.fieldwork.services.household import case_id_of
from outreach.fieldwork.views.agenda import words
from outreach.fieldwork.views.agenda.slots import SHOWN, choose_slot
from outreach.messages.services.means import Means
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.web.labels import label


def add_moving(pages: Blueprint, means: Means) -> None:
    """The form, and what it does."""

    @pages.get("/agenda/<int:number>/deplacer")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def move_form(number: int) -> str | Response:
        """As it stands now, ready for another time; what is free stands beside."""
        with means.database.read() as session:
            entry = one(session, me(), number) or abort(404)
            week = week_of(session, me(), means.clock.now())
        if not may_move(entry.kind, entry.state, entry.starts_at, means.clock.now()):
            return redirect(url_for("agenda.appointment", number=number), 303)
        form = _filled(means, entry, week)
        choose_slot(form, means.database.zone)
        return _page(means, entry, form)

    @pages.post("/agenda/<int:number>/deplacer")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def move(number: int) -> Response | str | tuple[str, int]:
        """Move it, once."""
        with means.database.read() as session:
            entry = one(session, me(), number) or abort(404)
            week = week_of(session, me(), means.clock.now())
        form, zone = MoveForm(), means.database.zone
        form.offer_times(week, me())
        if not form.reads(zone):
            return _page(means, entry, form), 422
        problem = move_appointment(means, me(), number, form.wish(zone, ""))
        if problem is Problem.NO_CASE:
            abort(404)
        if problem is Problem.UNUSUAL:
            form.ask(zone)
            return _page(means, entry, form)
        if problem is not None:
            form.form_errors.append(label(words.MAKING, problem))
            return _page(means, entry, form), 422
        flash(_("Le rendez-vous est déplacé. Le rappel suit le nouveau jour."))
        return redirect(url_for("agenda.appointment", number=number), 303)


def _filled(means: Means, entry: Entry, week: Week) -> MoveForm:
    form = MoveForm(formdata=None)
    form.offer_times(week, me())
    at = entry.starts_at.astimezone(means.database.zone)
    form.day.data, form.hour.data = at.date(), at.time()
    form.minutes.data = int((entry.ends_at - entry.starts_at).total_seconds() // 60)
    form.staff_id.data, form.place.data = entry.staff_id, entry.place
    form.office_id.data, form.elsewhere.data = entry.office_id, entry.elsewhere
    return form


def _page(means: Means, entry: Entry, form: MoveForm) -> str:
    with means.database.read() as session:
        case = session.get_one(Case, case_id_of(session, me(), entry.reference))
        now = means.clock.now()
        free = Diary(session, now).free(case.team, calendar_of(session, case))
        own: list[Slot] = [slot for slot in free if slot.staff_id == entry.staff_id] or free
        team = {each.id: each.first_name for each in week_of(session, me(), now).team}
    return render_template(
        "agenda/move.html",
        entry=entry,
        form=form,
        free=[(slot, team.get(slot.staff_id, "")) for slot in own[:SHOWN]],
    )
