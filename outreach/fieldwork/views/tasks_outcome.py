"""An outcome: its effect first, then the word that makes it so."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.fieldwork.forms.tasks import OutcomeForm
from outreach.fieldwork.rules import Problem
from outreach.fieldwork.services.outcomes import Outcome
from outreach.fieldwork.services.worklist.choices import Choice
from outreach.fieldwork.services.worklist.effect import Effect, confirm, foresee
from outreach.fieldwork.services.worklist.page import Page
from outreach.fieldwork.views import tasks_words
from outreach.fieldwork.views.tasks_one import found
from outreach.messages.services.means import Means
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.tasks.models import TaskKind
from outreach.web.labels import OUTCOMES, label
from outreach.web.navigation import may_open

Answer = str | Response | tuple[str, int]
_WRITTEN = "—"  # stands for a reason that is still to be written
_DATED = (TaskKind.LETTER, TaskKind.CALL, TaskKind.VISIT, TaskKind.MESSAGE)
# What a field is wrong about; anything else is wrong whatever one types.
_FIELDS = {
    Problem.NOTE: "note",
    Problem.NUMBER: "way",
    Problem.BLOCKED_NUMBER: "way",
    Problem.FUTURE: "on",
    Problem.EARLY: "on",
    Problem.VISIT_DAY: "visit_day",
    Problem.VISIT_SOON: "visit_day",
    Problem.LATE: "visit_day",
    Problem.VISIT_HOUR: "visit_hour",
    Problem.VISIT_DARK: "visit_hour",
    Problem.DRAFT: "note",
}


def add_outcomes(pages: Blueprint, means: Means) -> None:
    """Looking at what an outcome does, and making it so."""

    @pages.get("/taches/<int:task_id>/issue/<outcome>")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION)
    def outcome(task_id: int, outcome: str) -> Answer:
        """What would follow."""
        page = found(means, task_id)
        choice = _choice(page, outcome)
        if choice is None:
            return _too_late(page)
        form = tailored(means, page, choice)
        if choice.problem is not None or outcome == "corrected":
            return _show(page, choice, form)
        said = _said(means, page, choice, form)
        if choice.reasoned:
            said = replace(said, note=_WRITTEN)
        return _show(page, choice, form, _foresee(means, page, said))

    @pages.post("/taches/<int:task_id>/issue/<outcome>")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION)
    def note_outcome(task_id: int, outcome: str) -> Answer:
        """Make it so, if that does what was seen."""
        page = found(means, task_id)
        choice = _choice(page, outcome)
        if choice is None:
            return _too_late(page)
        form = tailored(means, page, choice)
        if not _is_whole(form):
            return _show(page, choice, form), 422
        said, seen = _said(means, page, choice, form), form.seen.data or ""
        if "revoir" in request.form:
            effect = _foresee(means, page, said)
        else:
            done, effect = confirm(
                means, task_id, said, me().code, seen, fictitious_allowed=_fictitious()
            )
            if done:
                return _noted(means, page, outcome, effect)
        if effect.closed.problem is not None:
            return _refused(means, page, choice, form, effect)
        return _show(page, choice, form, effect, changed=bool(seen) and seen != effect.seen)


def tailored(means: Means, page: Page, choice: Choice) -> OutcomeForm:
    """The form of one outcome: its own fields, filled in as things stand."""
    zone, outcome, at = means.database.zone, choice.outcome, page.line.visit_at
    local = at.astimezone(zone) if at is not None and outcome == "posted" else None
    today = means.clock.now().astimezone(zone).date()
    made = at.astimezone(zone).date() if at is not None and page.line.kind == "visit" else today
    form = OutcomeForm(
        on=min(made, today),
        visit_day=local.date() if local else choice.day,
        visit_hour=local.time() if local else None,
    )
    visit = local is not None or outcome == "new_visit"
    kept = {
        "on": page.line.kind in _DATED and outcome != "cancelled",
        "visit_day": visit,
        "visit_hour": visit,
        "way": outcome == "corrected",
        "note": outcome != "corrected",
        "cause": outcome == "returned",
    }
    for name in (name for name, keep in kept.items() if not keep):
        delattr(form, name)
    return form


def _choice(page: Page, outcome: str) -> Choice | None:
    return next((each for each in page.choices if each.outcome == outcome), None)


def _fictitious() -> bool:
    return bool(current_app.config["FICTITIOUS_NUMBERS"])


def _foresee(means: Means, page: Page, said: Outcome) -> Effect:
    return foresee(means, page.line.id, said, me().code, fictitious_allowed=_fictitious())


def _is_whole(form: OutcomeForm) -> bool:
    """Whether all can be read, and a visit has its day (a letter's, its hour too)."""
    whole = form.validate_on_submit()
    if "visit_day" in form and not form.visit_day.data and not form.visit_day.errors:
        form.visit_day.errors = [_("Choisissez le jour de la visite.")]
        whole = False
    return bool(whole)


def _said(means: Means, page: Page, choice: Choice, form: OutcomeForm) -> Outcome:
    """What the form says; a visit that stays as the letter proposed it is not said again."""
    on = form.on.data if "on" in form else None
    visit_at = None
    if "visit_day" in form:
        day, hour = form.visit_day.data, form.visit_hour.data
        if day and hour:
            visit_at = datetime.combine(day, hour, means.database.zone)
        if choice.outcome == "new_visit":
            on = day
    if choice.outcome == "posted" and visit_at == page.line.visit_at:
        visit_at = None
    cause = form.cause.data or "" if "cause" in form else ""
    return Outcome(choice.outcome, on, form.words, visit_at, me().role, cause)


def _show(
    page: Page, choice: Choice, form: OutcomeForm, effect: Effect | None = None, **more: Any
) -> str:
    if effect is not None:
        form.seen.data = effect.seen
    return render_template(
        "fieldwork/outcome.html",
        page=page,
        line=page.line,
        choice=choice,
        form=form,
        effect=effect if effect is not None and effect.closed.problem is None else None,
        words=tasks_words,
        **more,
    )


def _refused(means: Means, page: Page, choice: Choice, form: OutcomeForm, effect: Effect) -> Answer:
    problem = effect.closed.problem
    if problem in (Problem.CLOSED, Problem.UNKNOWN, Problem.OUTCOME):
        return _too_late(found(means, page.line.id))  # somebody closed it since it was looked at
    sentence = tasks_words.problem_label(problem, effect.closed.why)
    name = _FIELDS.get(problem) if problem is not None else None
    if name is not None and name in form:
        form[name].errors = [*form[name].errors, sentence]
    else:
        form.form_errors.append(sentence)
    return _show(page, choice, form), 422


def _noted(means: Means, page: Page, outcome: str, effect: Effect) -> Response:
    told = _("C'est noté : %(outcome)s.", outcome=label(OUTCOMES, outcome))
    if page.line.reference:
        told += " " + _("Dossier %(reference)s.", reference=page.line.reference)
    flash(" ".join([told, *tasks_words.afterwards(effect)]))
    return redirect(_next(means, page), 303)


def _next(means: Means, page: Page) -> str:
    """Calls are made one after the other, and so are visits: back to where the next one stands."""
    line = page.line
    if line.kind == TaskKind.CALL:
        return url_for("fieldwork.calls")
    if line.kind == TaskKind.VISIT and may_open("agenda.visits", me().role):
        at = line.visit_at
        day = at.astimezone(means.database.zone).date().isoformat() if at is not None else None
        return url_for("agenda.visits", jour=day, qui=request.args.get("qui"))
    return url_for("fieldwork.tasks")


def _too_late(page: Page) -> Response:
    """Somebody was faster, or the button was pressed twice: say what it became, do nothing."""
    if not page.line.acts:
        abort(403)
    if page.line.outcome:
        told = _("Cette tâche est déjà close (%(what)s).", what=tasks_words.already(page.line))
        flash(told + " " + _("Rien n'est noté deux fois."), "sun")
    else:
        flash(_("Choisissez un résultat parmi ceux de la tâche."), "sun")
    return redirect(url_for("fieldwork.task", task_id=page.line.id), 303)
