"""Letters: chosen, printed, and taken to the post, one or many."""

from collections.abc import Iterable
from datetime import datetime

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.channels.base import PostalDoor
from outreach.fieldwork.forms.tasks import LettersForm, VisitForm
from outreach.fieldwork.rules import Problem
from outreach.fieldwork.services.printing.handing import key_of
from outreach.fieldwork.services.worklist.letters import (
    Letter,
    Posted,
    announce_visit,
    letter_of,
    open_letters,
    post_letters,
)
from outreach.fieldwork.services.worklist.lines import posted_lines
from outreach.fieldwork.views import letters_words, tasks_words
from outreach.fieldwork.views.letters_words import chosen
from outreach.fieldwork.views.tasks_one import found
from outreach.messages.services.means import Means
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to

Answer = str | Response | tuple[str, int]


def add_letters(pages: Blueprint, means: Means, postal: PostalDoor | None) -> None:
    """The letters to post, their print, and the day of the visit that one announces."""

    @pages.get("/taches/lettres")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION, Role.DPO)
    def letters() -> str:
        """Every letter to post, to print and tick together."""
        return _show(means, LettersForm(formdata=None, on=_today(means)))

    @pages.post("/taches/lettres")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION)
    def post() -> Answer:
        """Note the ticked ones as posted, or go and print them."""
        form, ids = LettersForm(), chosen(request.form.getlist("t"))
        if "imprimer" in request.form:
            return redirect(url_for("fieldwork.print_letters", t=ids), 303)
        if not form.validate_on_submit():
            return _show(means, form, ids), 422
        if not ids:
            form.form_errors.append(_("Cochez les lettres qui sont postées."))
            return _show(means, form, ids), 422
        posted = post_letters(means, ids, form.on.data, me())
        if posted.refused and not posted.done:
            form.on.errors = [tasks_words.problem_label(posted.refused[0][1])]
            return _show(means, form, ids), 422
        _tell(posted)
        return redirect(url_for("fieldwork.letters"), 303)

    @pages.get("/taches/lettres/revenues")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION)
    def returned() -> str:
        """Which letter came back: found by the reference at its foot, or in the list."""
        asked = request.args.get("dossier", "").strip()
        with means.database.read() as session:
            lines = posted_lines(session, me(), means.clock.now(), asked)
        return render_template("fieldwork/returned.html", lines=lines, asked=asked)

    @pages.get("/taches/lettres/impression")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION, Role.DPO)
    def print_letters() -> str:
        """The batch that was chosen (all without a choice): print it, then note it as posted."""
        letters = _letters(means, chosen(request.args.getlist("t")))
        return _printed(letters, LettersForm(formdata=None, on=_today(means)), postal)

    @pages.get("/taches/<int:task_id>/lettre")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION, Role.DPO)
    def print_letter(task_id: int) -> Answer:
        """One letter, in the languages of its reader."""
        page = found(means, task_id)
        if not page.sheet.letters:
            return redirect(url_for("fieldwork.task", task_id=task_id), 303)
        with means.database.read() as session:
            letter = letter_of(session, means, page.line, page.sheet)
        return _printed([letter])

    @pages.post("/taches/<int:task_id>/visite")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION)
    def announce(task_id: int) -> Response:
        """Choose the day and hour that a letter proposes, before it is printed."""
        found(means, task_id)
        form = VisitForm()
        if not form.validate_on_submit():
            flash(_("Écrivez un jour et une heure, par exemple 14/04/2026 et 10:30."), "clay")
        else:
            at = datetime.combine(form.visit_day.data, form.visit_hour.data, means.database.zone)
            problem = announce_visit(means, task_id, at, me())
            if problem is Problem.UNKNOWN:
                abort(404)
            told = tasks_words.problem_label(problem)
            flash(told or _("La lettre annonce ce jour."), "clay" if problem else "leaf")
        return redirect(url_for("fieldwork.task", task_id=task_id), 303)


def _today(means: Means) -> object:
    return means.clock.now().astimezone(means.database.zone).date()


def _letters(means: Means, only: Iterable[int] = ()) -> tuple[Letter, ...]:
    with means.database.read() as session:
        return open_letters(session, means, me(), current_app.config["SMS_SENDER"], only)


def _show(means: Means, form: LettersForm, ticked: Iterable[int] = ()) -> str:
    return render_template(
        "fieldwork/letters.html",
        letters=_letters(means),
        form=form,
        ticked=set(ticked),
        posts=me().role != Role.DPO,
        words=tasks_words,
        paper=letters_words,
    )


def _printed(
    letters: Iterable[Letter], form: LettersForm | None = None, postal: PostalDoor | None = None
) -> str:
    handed = {each.line.id for each in letters if postal and postal.has(key_of(each))}
    return render_template(
        "fieldwork/letter_print.html",
        letters=letters,
        form=form,
        hands=postal is not None,
        handed=handed,
        posts=me().role != Role.DPO,
        words=tasks_words,
        paper=letters_words,
    )


def _tell(posted: Posted) -> None:
    """What became of each; references only."""
    if len(posted.done) == 1:
        flash(_("C'est noté : la lettre du dossier %(one)s est postée.", one=posted.done[0]))
    elif posted.done:
        flash(_("C'est noté : %(count)s lettres sont postées.", count=len(posted.done)))
    if posted.already:
        told = _("Déjà closes, rien n'est noté deux fois : %(which)s.")
        flash(told % {"which": ", ".join(posted.already)}, "sun")
    if posted.called_off:
        told = _(
            "Annulées entre-temps, pas notées : %(which)s. Si l'une est déjà à la boîte, dites-le "
            "sur la page de sa tâche."
        )
        flash(told % {"which": ", ".join(posted.called_off)}, "clay")
    for reference, problem in posted.refused:
        flash(f"{reference} : {tasks_words.problem_label(problem)}", "clay")
