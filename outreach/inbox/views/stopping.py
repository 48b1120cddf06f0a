"""« STOP probable »: a human says what the person meant."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from outreach.inbox.forms import StopForm
from outreach.inbox.services.acts.stopping import Said, is_asked, say_if_stop
from outreach.inbox.services.sight import find_thread
from outreach.inbox.services.thread.heard import last_reply, unhandled
from outreach.inbox.views import words
from outreach.inbox.views.queue import WRITERS
from outreach.inbox.views.thread import Answer
from outreach.replies.services.ears import Ears
from outreach.staff.views.access import me, open_to
from outreach.web.labels import N_

_SAID = {
    Said.NOT_ASKED: N_("C'est déjà dit : rien n'est changé."),
    Said.NEWER: N_("Un message est arrivé depuis : lisez-le d'abord."),
    Said.RESTRICTED: N_("Cette alerte est réservée au référent et à la coordination."),
}


def add_stopping(pages: Blueprint, ears: Ears) -> None:
    """The question, and the answer that cannot be taken back by a click."""

    @pages.get("/fils/<int:thread_id>/stop")
    @open_to(*WRITERS)
    def stopping(thread_id: int) -> Answer:
        """What they wrote, and what each answer does; only while it is asked."""
        with ears.means.database.read() as session:
            found = find_thread(session, me(), thread_id)
            if found is None:
                abort(404)
            if not is_asked(session, found):
                return redirect(url_for("inbox.thread", thread_id=thread_id, _anchor="fin"), 303)
            replies = unhandled(session, thread_id) if found.concerned else []
            seen = last_reply(session, thread_id)
        form = StopForm(formdata=None, seen=seen)
        return render_template(
            "inbox/stop.html", found=found, replies=replies, form=form, words=words
        )

    @pages.post("/fils/<int:thread_id>/stop")
    @open_to(*WRITERS)
    def say(thread_id: int) -> Answer:
        """It was one, or it was none."""
        form = StopForm()
        stop = form.stop.data == "1"
        said = say_if_stop(ears, me(), thread_id, form.seen.data or 0, stop=stop)
        if said is Said.GONE:
            abort(404)
        if said is not Said.DONE:
            flash(_(_SAID[said]), "sun")
        elif stop:
            flash(
                _("C'est noté : plus aucun message. Une tâche demande ce que devient le dossier.")
            )
        else:
            flash(_("C'est noté : ce n'était pas un STOP. Les envois attendent votre décision."))
        return redirect(url_for("inbox.thread", thread_id=thread_id, _anchor="fin"), 303)
