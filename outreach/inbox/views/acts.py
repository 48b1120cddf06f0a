"""What is done with a thread beside answering, a button each."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.inbox.forms import EntrustForm, NoteForm, PostponeForm, SettleForm
from outreach.inbox.services.acts.noting import Noted, note
from outreach.inbox.services.acts.pausing import Paused, pause_by_hand, postpone
from outreach.inbox.services.acts.settling import Settled, bring_back, needs_no_answer
from outreach.inbox.services.sight import find_thread
from outreach.inbox.views.queue import WRITERS
from outreach.inbox.views.thread import Answer, Typing, show
from outreach.replies.services.ears import Ears
from outreach.staff.views.access import me, open_to
from outreach.tasks.services import Entrusted, entrust
from outreach.web.labels import N_

_SETTLED = {
    Settled.SAME: N_("Rien n'attendait dans ce fil."),
    Settled.NEWER: N_("Un message est arrivé depuis : lisez-le d'abord."),
    Settled.ALERT: N_("Une alerte est ouverte : elle se décide dans sa tâche."),
    Settled.RESTRICTED: N_("Cette alerte est réservée au référent et à la coordination."),
    Settled.READ_FIRST: N_("Dites d'abord que vous avez lu ce message et fait le nécessaire."),
}
_BROUGHT_BACK = {Settled.SAME: N_("Ce fil est déjà à traiter, ou n'a aucun message.")}
_PAUSED = {
    Paused.SAME: N_("Les envois étaient déjà en pause."),
    Paused.STATE: N_("Dans cet état du dossier, rien d'automatique n'est en cours."),
    Paused.ALERT: N_("Une alerte ne se reporte pas : décidez-la d'abord."),
    Paused.NEWER: N_("Un message est arrivé depuis : lisez-le d'abord."),
    Paused.NO_CASE: N_("Ce fil n'a pas de dossier : rattachez-le d'abord."),
}
_ENTRUSTED = {
    Entrusted.SAME: N_("C'était déjà le cas : rien n'est changé."),
    Entrusted.CLOSED: N_("Ce dossier est clos : il n'est plus à confier."),
    Entrusted.NOBODY: N_("Choisissez quelqu'un de l'équipe."),
}


def add_acts(pages: Blueprint, ears: Ears) -> None:
    """Leave it, bring it back, take it on, put it off, stop the machine, write something down."""
    means = ears.means

    @pages.post("/fils/<int:thread_id>/sans-reponse")
    @open_to(*WRITERS)
    def no_answer(thread_id: int) -> Response:
        """Nothing is to be answered."""
        form = SettleForm()
        seen, read = form.seen.data or 0, bool(form.read.data)
        settled = needs_no_answer(means, me(), thread_id, seen, read=read)
        if settled is Settled.DONE:
            flash(_("C'est noté : sans réponse à donner. Le fil peut revenir à traiter."))
        else:
            _say(_SETTLED, settled, settled is Settled.GONE)
        return back(thread_id)

    @pages.post("/fils/<int:thread_id>/a-traiter")
    @open_to(*WRITERS)
    def again(thread_id: int) -> Response:
        """It was a slip: somebody must read it again."""
        settled = bring_back(means, me(), thread_id)
        if settled is Settled.DONE:
            flash(_("Ce fil est de nouveau à traiter."))
        else:
            _say(_BROUGHT_BACK, settled, settled is Settled.GONE)
        return back(thread_id)

    @pages.post("/fils/<int:thread_id>/referent")
    @open_to(*WRITERS)
    def give(thread_id: int) -> Response:
        """Give the case to a colleague, or take it."""
        form = EntrustForm()
        reference = _reference(ears, thread_id)
        wanted = form.to.data if form.to.data is not None else -1
        given = entrust(means.database, means.clock, me(), reference, wanted or None)
        if given is Entrusted.DONE:
            mine = wanted == me().id
            told = (
                _("Vous suivez ce dossier.") if mine else _("C'est noté : le dossier est confié.")
            )
            flash(told)
        else:
            _say(_ENTRUSTED, given, given is Entrusted.NO_CASE)
        return back(thread_id)

    @pages.post("/fils/<int:thread_id>/pause")
    @open_to(*WRITERS)
    def stop(thread_id: int) -> Response:
        """Nothing automatic any more, until somebody says so."""
        paused = pause_by_hand(means, me(), thread_id)
        if paused is Paused.DONE:
            flash(_("Les envois sont en pause. Une tâche vous le rappellera dans deux semaines."))
        else:
            _say(_PAUSED, paused, paused is Paused.GONE)
        return back(thread_id)

    @pages.post("/fils/<int:thread_id>/reporter")
    @open_to(*WRITERS)
    def put_off(thread_id: int) -> Answer:
        """Come back to it on a day."""
        form = PostponeForm()
        day = form.day if form.validate_on_submit() else None
        if day is None:
            return show(ears, thread_id, Typing(postpone=form)), 422
        paused = postpone(means, me(), thread_id, day, form.seen.data or 0)
        if paused is Paused.DAY:
            form.until.errors = [_("Choisissez un jour, demain au plus tôt, dans l'année.")]
            return show(ears, thread_id, Typing(postpone=form)), 422
        if paused is Paused.DONE:
            flash(_("C'est reporté. Une tâche s'ouvrira ce jour-là ; rien ne part d'ici là."))
        else:
            _say(_PAUSED, paused, paused is Paused.GONE)
        return back(thread_id)

    @pages.post("/fils/<int:thread_id>/note")
    @open_to(*WRITERS)
    def write_down(thread_id: int) -> Answer:
        """Something for the team."""
        form = NoteForm()
        if not form.validate_on_submit():
            return show(ears, thread_id, Typing(note=form)), 422
        noted = note(means, me(), thread_id, form.note.data, form.note_key.data)
        if noted is Noted.GONE:
            abort(404)
        flash(_("C'est noté, pour l'équipe seulement."))
        return back(thread_id)


def back(thread_id: int) -> Response:
    """To the end of the thread, where what was done stands."""
    return redirect(url_for("inbox.thread", thread_id=thread_id, _anchor="fin"), 303)


def _say(table: Mapping[Any, str], code: Any, gone: bool) -> None:
    if gone:
        abort(404)
    flash(_(table[code]), "sun")


def _reference(ears: Ears, thread_id: int) -> str:
    with ears.means.database.read() as session:
        found = find_thread(session, me(), thread_id)
        if found is None or found.case is None:
            abort(404)
        return found.case.reference
