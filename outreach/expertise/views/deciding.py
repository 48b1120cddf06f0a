"""What is decided about a whole case: who follows it, a pause, its end, the landlord's remark."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.cases.models import CloseReason
from outreach.expertise.forms import CloseForm, PauseForm
from outreach.expertise.services.casefile import CaseFile
from outreach.expertise.services.closing import Decided, close_case, hold_case
from outreach.expertise.services.remarks import Reviewed, review_remark
from outreach.expertise.views import words
from outreach.expertise.views.case import file_of
from outreach.messages.services.means import Means
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.tasks.services import Entrusted, entrust
from outreach.web.labels import N_
from outreach.web.numbers import bounded

Answer = str | Response | tuple[str, int]
_SAME = N_("C'était déjà ainsi : rien n'est changé.")
_PROBLEMS = {
    Decided.STATE: N_("Le dossier a changé depuis, ce n'est plus possible : relisez sa page."),
    Decided.DAY: N_("Choisissez un jour à venir, d'ici un an au plus."),
    Decided.ALERT: N_("Une alerte est ouverte sur ce dossier : décidez-la d'abord."),
}
_ENTRUSTED = {
    Entrusted.SAME: _SAME,
    Entrusted.CLOSED: N_("Ce dossier est clos : il n'est plus à confier."),
    Entrusted.NOBODY: N_("Choisissez quelqu'un de l'équipe qui suit des dossiers."),
}


def add_decisions(pages: Blueprint, means: Means) -> None:
    """Every decision is a page that says what it does, then a word that makes it so."""
    _add_small(pages, means)

    @pages.get("/dossiers/<reference>/pause")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def pause(reference: str) -> str:
        """What a pause does."""
        return _show("expertise/pause.html", file_of(means, reference), PauseForm(formdata=None))

    @pages.post("/dossiers/<reference>/pause")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def hold(reference: str) -> Answer:
        """Stop everything automatic."""
        file, form = file_of(means, reference), PauseForm()
        if form.validate():
            done = hold_case(means, me(), reference, form.until.data)
            if done is Decided.DONE:
                flash(_("Les envois de ce dossier sont arrêtés : ils ne reprennent pas sans vous."))
                return _back(reference)
            form.until.errors = [_(_PROBLEMS.get(done, _SAME))]
        return _show("expertise/pause.html", file, form), 422

    @pages.get("/dossiers/<reference>/clore")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def ending(reference: str) -> Answer:
        """What an end does."""
        file = file_of(means, reference)
        return _show("expertise/close.html", file, _close_form(file, empty=True))

    @pages.post("/dossiers/<reference>/clore")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def close(reference: str) -> Answer:
        """Close the case for a reason."""
        file = file_of(means, reference)
        form = _close_form(file)
        if form.validate():
            reason, note = CloseReason(form.reason.data), form.note.data or ""
            done = close_case(means, me(), reference, reason, note)
            if done in (Decided.DONE, Decided.SAME):
                flash(_("Le dossier est clos.") if done is Decided.DONE else _(_SAME))
                return _back(reference)
            form.reason.errors = [_(_PROBLEMS.get(done, _SAME))]
        elif not form.reason.data:
            form.reason.errors = [_("Choisissez une raison.")]
        return _show("expertise/close.html", file, form), 422


def _add_small(pages: Blueprint, means: Means) -> None:
    @pages.post("/dossiers/<reference>/confier")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def entrust_case(reference: str) -> Response:
        """Entrust the case to somebody, or to nobody (0)."""
        to = request.form.get("to", default=-1, type=bounded)
        done = entrust(means.database, means.clock, me(), reference, to or None)
        if done is Entrusted.NO_CASE:
            abort(404)
        if done is Entrusted.DONE:
            flash(_("Le dossier a changé de référent, ses tâches ouvertes aussi."))
        else:
            flash(_(_ENTRUSTED[done]), "sun")
        return _back(reference)

    @pages.post("/dossiers/<reference>/remarque")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def remark(reference: str) -> Response:
        """Keep the landlord's remark for the visit, or erase it."""
        word = request.form.get("word")
        if word not in ("garder", "effacer"):
            abort(400)
        done = review_remark(means, me(), reference, keep=word == "garder")
        if done is Reviewed.NO_CASE:
            abort(404)
        kept = _("La remarque est gardée : elle sera lue avant la visite.")
        told = kept if word == "garder" else _("La remarque est effacée.")
        flash(told if done is Reviewed.DONE else _(_SAME))
        return _back(reference)


def _close_form(file: CaseFile, *, empty: bool = False) -> CloseForm:
    form = CloseForm(formdata=None) if empty else CloseForm()
    form.offer(file.closings)
    return form


def _show(template: str, file: CaseFile, form: PauseForm | CloseForm) -> str:
    return render_template(template, file=file, form=form, words=words)


def _back(reference: str) -> Response:
    return redirect(url_for("expertise.case_page", reference=reference.upper()), 303)
