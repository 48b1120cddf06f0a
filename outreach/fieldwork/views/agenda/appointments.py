"""One appointment: made with somebody of a case, then told what became of it."""

import re

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from outreach.agenda.models import AppointmentState
from outreach.agenda.rules import Slot
from outreach.agenda.services.diary import Diary
from outreach.agenda.services.hours import week_of
from outreach.agenda.services.listing import one
from outreach.agenda.services.suspension import meetings_suspended
from outreach.cases.models import Case
from outreach.fieldwork.forms.agenda import AppointmentForm
from outreach.fieldwork.services.appointments.making import Problem, make
from outreach.fieldwork.services.appointments.moving import may_move
from outreach.fieldwork.services.appointments.settling import choices_of, settle_appointment
from outreach.fieldwork.services.days import calendar_of
from outreach.fieldwork.services.household import case_id_of, people_of
from outreach.fieldwork.views.agenda import words
from outreach.fieldwork.views.agenda.slots import SHOWN, choose_slot
from outreach.messages.services.means import Means
from outreach.people.models import Person
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.web.labels import label

_KEY = re.compile(r"[a-z0-9]{26}")


def add_appointments(pages: Blueprint, means: Means) -> None:
    """Making one, its page, and its end."""

    @pages.get("/dossiers/<reference>/rendez-vous")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def new_appointment(reference: str) -> str:
        """With whom, when, where; what is free stands beside."""
        form = AppointmentForm(formdata=None, key=means.clock.key())
        choose_slot(form, means.database.zone)
        return _page(means, reference, form)

    @pages.post("/dossiers/<reference>/rendez-vous")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def make_appointment(reference: str) -> Response | str | tuple[str, int]:
        """Write it down, once."""
        form, zone = AppointmentForm(), means.database.zone
        with means.database.read() as session:
            _offer(session, means, form, reference)
        if not form.reads(zone):
            return _page(means, reference, form), 422
        key = form.key.data or ""
        wish = form.wish(zone, key if _KEY.fullmatch(key) else means.clock.key())
        problem = make(means, me(), reference, wish)
        if problem is Problem.NO_CASE:
            abort(404)
        if problem is Problem.UNUSUAL:
            form.ask(zone)
            return _page(means, reference, form)
        if problem is not None:
            form.form_errors.append(label(words.MAKING, problem))
            return _page(means, reference, form), 422
        flash(_("Le rendez-vous est dans l'agenda."))
        return redirect(url_for("expertise.case_page", reference=reference), 303)

    @pages.get("/agenda/<int:number>")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION, Role.DPO)
    def appointment(number: int) -> str:
        """When, where, with whom, and what may be said of it."""
        with means.database.read() as session:
            entry = one(session, me(), number) or abort(404)
            suspended = bool(meetings_suspended(session, [entry]))
        writes = me().role in (Role.WORKER, Role.COORDINATOR)
        now = means.clock.now()
        choices = choices_of(entry.kind, entry.state, entry.starts_at, now) if writes else ()
        moves = writes and may_move(entry.kind, entry.state, entry.starts_at, now)
        return render_template(
            "agenda/one.html", entry=entry, choices=choices, moves=moves, suspended=suspended
        )

    @pages.post("/agenda/<int:number>")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def settle(number: int) -> Response:
        """Say what became of it."""
        wanted = request.form.get("state", "")
        if wanted not in words.STATE_ACTS:
            abort(400)
        problem = settle_appointment(means, me(), number, AppointmentState(wanted))
        if problem == "unknown":
            abort(404)
        if problem is not None:
            flash(label(words.SETTLING, problem), "clay")
        else:
            flash(_("Noté."))
        return redirect(url_for("agenda.appointment", number=number), 303)


def _offer(session: Session, means: Means, form: AppointmentForm, reference: str) -> Case:
    """Fill in what may be chosen; gives the case."""
    case_id = case_id_of(session, me(), reference)
    case = session.get(Case, case_id) if case_id is not None else None
    if case is None:
        abort(404)
    rows = select(Person).where(Person.id.in_(people_of(session, case))).order_by(Person.id)
    people = {
        each.id: " ".join(part for part in (each.first_name, each.last_name) if part) or "—"
        for each in session.scalars(rows)
    }
    form.offer(people, week_of(session, me(), means.clock.now()), me())
    return case


def _page(means: Means, reference: str, form: AppointmentForm) -> str:
    with means.database.read() as session:
        case = _offer(session, means, form, reference)
        calendar = calendar_of(session, case)
        diary = Diary(session, means.clock.now())
        own = diary.free(case.team, calendar, case.owner_id) if case.owner_id else []
        free: list[Slot] = own or diary.free(case.team, calendar)
        team = {each.id: each.first_name for each in week_of(session, me(), means.clock.now()).team}
    return render_template(
        "agenda/new.html",
        reference=case.reference,
        form=form,
        free=[(slot, team.get(slot.staff_id, "")) for slot in free[:SHOWN]],
    )
