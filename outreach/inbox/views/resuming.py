"""Going on by machine: the dates first, then the word."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.inbox.forms import ResumeForm
from outreach.inbox.services.acts.resuming import Plan, foresee, resume
from outreach.inbox.services.sight import find_thread
from outreach.inbox.views import words
from outreach.inbox.views.queue import WRITERS
from outreach.inbox.views.thread import Answer
from outreach.replies.services.ears import Ears
from outreach.staff.views.access import me, open_to
from outreach.web import inbox_labels


def add_resuming(pages: Blueprint, ears: Ears) -> None:
    """Looking at the dates, and letting them be."""

    @pages.get("/fils/<int:thread_id>/reprendre")
    @open_to(*WRITERS)
    def resuming(thread_id: int) -> str:
        """Every date to come, if the person stays silent."""
        return _show(ears, thread_id, _found(foresee(ears.means, me(), thread_id)))

    @pages.post("/fils/<int:thread_id>/reprendre")
    @open_to(*WRITERS)
    def go_on(thread_id: int) -> Answer:
        """Resume what was shown."""
        form = ResumeForm()
        shown = form.shown.data or ""
        plan = _found(resume(ears.means, me(), thread_id, shown))
        if plan.done:
            flash(_("Les envois reprennent, aux dates montrées. Toute réponse les arrêtera."))
            return _back(thread_id)
        return _show(ears, thread_id, plan, changed=bool(shown) and plan.bar is None), 422


def _found(plan: Plan | None) -> Plan:
    if plan is None:
        abort(404)
    return plan


def _back(thread_id: int) -> Response:
    return redirect(url_for("inbox.thread", thread_id=thread_id, _anchor="fin"), 303)


def _show(ears: Ears, thread_id: int, plan: Plan, *, changed: bool = False) -> str:
    with ears.means.database.read() as session:
        found = find_thread(session, me(), thread_id)
    return render_template(
        "inbox/resume.html",
        found=found,
        plan=plan,
        form=ResumeForm(formdata=None, shown=plan.seen),
        changed=changed,
        words=words,
        told=inbox_labels,
    )
