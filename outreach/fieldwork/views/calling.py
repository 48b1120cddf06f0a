"""Appels à passer: the list of the day, and calling of one's own accord."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.fieldwork.services.calls.choosing import Bar, Chosen, choose_call
from outreach.fieldwork.services.calls.today import calls_of
from outreach.fieldwork.views import calling_words, tasks_words
from outreach.replies.services.ears import Ears
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to

Answer = str | Response | tuple[str, int]


def add_calling(pages: Blueprint, ears: Ears) -> None:
    """The calls to make, and one more."""
    means = ears.means

    @pages.get("/taches/appels")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def calls() -> str:
        """Today's, then the later ones."""
        now = means.clock.now()
        with means.database.read() as session:
            found = calls_of(session, means, ears.answers, me(), now)
        today = now.astimezone(means.database.zone).date()
        return render_template(
            "fieldwork/calls.html",
            today=[call for call in found if call.line.due_on <= today],
            later=[call for call in found if call.line.due_on > today],
            words=tasks_words,
            said=calling_words,
        )

    @pages.get("/dossiers/<reference>/appeler/<int:person_id>")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def calling(reference: str, person_id: int) -> Answer:
        """What a call would change."""
        _done, chosen = choose_call(means, me(), reference, person_id, "")
        return _show(reference, chosen)

    @pages.post("/dossiers/<reference>/appeler/<int:person_id>")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def call_them(reference: str, person_id: int) -> Answer:
        """Put it among the calls to make, if that does what was seen."""
        seen = request.form.get("seen", "")
        done, chosen = choose_call(means, me(), reference, person_id, seen)
        if done:
            return redirect(url_for("fieldwork.task", task_id=chosen.task_id), 303)
        return _show(reference, chosen, changed=True)


def _show(reference: str, chosen: Chosen, *, changed: bool = False) -> Answer:
    if chosen.bar is Bar.NO_CASE:
        abort(404)
    if chosen.bar is Bar.THERE:
        flash(_("Cet appel est déjà à passer : le voici."), "sun")
        return redirect(url_for("fieldwork.task", task_id=chosen.task_id), 303)
    return render_template(
        "fieldwork/calling.html",
        reference=reference.upper(),
        chosen=chosen,
        changed=changed and chosen.bar is None,
        said=calling_words,
    )
