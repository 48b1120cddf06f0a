"""Appel reçu / Passage: what somebody says is a reply, and stops the messages at once."""

import re
from collections.abc import Sequence
from datetime import timedelta

from flask import Blueprint, abort, current_app, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.fieldwork.forms.calls import UNKNOWN, CallForm
from outreach.fieldwork.services.household import case_id_of
from outreach.fieldwork.services.talks.after import aftermath
from outreach.fieldwork.services.talks.callers import Caller, callers_of
from outreach.fieldwork.services.talks.noting import note_talk, note_unknown
from outreach.fieldwork.views import tasks_words
from outreach.messages.services.means import Means
from outreach.replies.services.ears import Ears
from outreach.replies.services.noting import Doubt
from outreach.replies.services.searching import By, Search, search
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.web.case_labels import CAME_BY
from outreach.web.labels import N_

Answer = str | Response | tuple[str, int]
_KEY = re.compile(r"[a-z0-9]{26}")
_LATEST, _LONGEST = timedelta(minutes=2), timedelta(days=366)
_DOUBTS = {
    Doubt.ADDRESS: N_(
        "Ce numéro ou cette adresse n'est pas dans ce dossier. Laissez vide pour noter "
        "maintenant : vous pourrez l'ajouter au dossier ensuite."
    ),
    Doubt.WHICH: N_(
        "À quel numéro, ou quelle adresse, quelqu'un d'autre répond-il ? Écrivez-le : lui seul "
        "sera bloqué."
    ),
}
_UNREADABLE = N_(
    "Ce numéro n'est pas lisible : corrigez-le, ou laissez vide pour noter maintenant."
)


def add_calls(pages: Blueprint, ears: Ears) -> None:
    """One page to find who speaks and to write their words down; another to say what follows."""
    means = ears.means

    @pages.get("/appel")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION)
    def call_received() -> str:
        """Somebody speaks, known or not."""
        now = means.clock.now().astimezone(means.database.zone)
        form = CallForm(
            formdata=None,
            day=now.date(),
            hour=now.time(),
            key=means.clock.key(),
            dossier=request.args.get("dossier", "")[:20],
        )
        return _show(means, form, choose=True)

    @pages.post("/appel/chercher")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION)
    def find_caller() -> str:
        """Who it may be; what was typed already stays."""
        return _show(means, CallForm(), searched=True, choose=True)

    @pages.post("/appel")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION)
    def note_call() -> Answer:
        """Take it in, once."""
        form = CallForm()
        form.offer(_callers(means, form))
        if form.validate() and _sound(means, form):
            done = _take(ears, form)
            if isinstance(done, int):
                return redirect(url_for("fieldwork.call_noted", reply_id=done), 303)
            _ask(form, done)
        return _show(means, form), 422

    @pages.get("/appel/<int:reply_id>")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.RECEPTION)
    def call_noted(reply_id: int) -> str:
        """What followed, and what comes next."""
        with means.database.read() as session:
            after = aftermath(session, me(), reply_id, means.clock.now())
        if after is None:
            abort(404)
        return render_template("fieldwork/noted.html", after=after, words=tasks_words, by=CAME_BY)


def _show(means: Means, form: CallForm, *, searched: bool = False, choose: bool = False) -> str:
    found = _search(means, form)
    form.offer(_callers(means, form, found), choose=choose)
    return render_template(
        "fieldwork/call.html", form=form, found=found, searched=searched, unknown=UNKNOWN, by=By
    )


def _search(means: Means, form: CallForm) -> Search:
    with means.database.read() as session:
        fictitious = current_app.config["FICTITIOUS_NUMBERS"]
        typed = (form.q.data or "")[:200]
        return search(session, me(), typed, fictitious_allowed=fictitious)


def _callers(means: Means, form: CallForm, found: Search | None = None) -> Sequence[Caller]:
    """Those of the case one came from, of the one that was chosen, and those found."""
    found = found or _search(means, form)
    named = (form.dossier.data or "", form.chosen[0] if form.chosen else "")
    with means.database.read() as session:
        ids = [case_id_of(session, me(), reference) for reference in named if reference]
        wanted = dict.fromkeys((*(each for each in ids if each), *found.case_ids))
        return callers_of(session, me(), list(wanted))


def _sound(means: Means, form: CallForm) -> bool:
    """What the fields can't tell by themselves."""
    if form.who.data is None:
        form.who.errors = [_("Choisissez la personne, ou « je ne sais pas qui c'est ».")]
        return False
    at, now = form.at(means.database.zone), means.clock.now()
    if at is not None and at > now + _LATEST:
        form.day.errors = [
            _("Ce moment n'est pas encore venu : mettez maintenant, ou un moment passé.")
        ]
        return False
    if at is not None and at < now - _LONGEST:
        form.day.errors = [_("C'était il y a plus d'un an : vérifiez le jour.")]
        return False
    return True


def _take(ears: Ears, form: CallForm) -> int | Doubt:
    typed = str(form.key.data or "")
    key = typed if _KEY.fullmatch(typed) else ears.means.clock.key()
    note = form.note(ears.means.database.zone, key)
    fictitious = current_app.config["FICTITIOUS_NUMBERS"]
    if form.chosen is None:
        called = str(form.called.data or "")
        return note_unknown(ears, me(), called, note, fictitious_allowed=fictitious)
    return note_talk(ears, me(), form.chosen[0], note, fictitious_allowed=fictitious)


def _ask(form: CallForm, doubt: Doubt) -> None:
    """Nothing was noted: say what must be told first."""
    if doubt in (Doubt.WHO, Doubt.NOBODY):
        form.who.errors = [_("Choisissez la personne, ou « je ne sais pas qui c'est ».")]
    elif form.chosen is None:
        form.sender.errors = [_(_UNREADABLE)]
    else:
        form.sender.errors = [_(_DOUBTS[doubt])]
