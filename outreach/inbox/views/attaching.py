"""Whose words these are: chosen by a human, never guessed."""

from collections.abc import Sequence

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from outreach.inbox.forms import AttachForm, FindForm
from outreach.inbox.services.acts.attaching import Attached, Choice, attach
from outreach.inbox.services.acts.whose import Holder, holders_of, people_of_cases
from outreach.inbox.services.sight import find_thread
from outreach.inbox.services.thread.heard import all_of, last_reply
from outreach.inbox.views import words
from outreach.inbox.views.queue import WRITERS
from outreach.inbox.views.thread import Answer
from outreach.replies.models import Reply
from outreach.replies.services.ears import Ears
from outreach.replies.services.searching import search
from outreach.staff.views.access import me, open_to
from outreach.web import inbox_labels
from outreach.web.labels import N_

_REFUSED = {
    Attached.NOTHING: N_("Choisissez au moins un message."),
    Attached.NEWER: N_("Un message est arrivé depuis : lisez-le, puis choisissez."),
    Attached.NO_TARGET: N_("Choisissez la personne."),
}


def add_attaching(pages: Blueprint, ears: Ears) -> None:
    """Choosing whose they are, and moving them."""

    @pages.get("/fils/<int:thread_id>/rattacher")
    @open_to(*WRITERS)
    def attaching(thread_id: int) -> Answer:
        """The messages, who has that number, and a search; only while nobody knows whose."""
        with ears.means.database.read() as session:
            found = find_thread(session, me(), thread_id)
        if found is not None and found.case is not None:
            return redirect(url_for("inbox.thread", thread_id=thread_id, _anchor="fin"), 303)
        return _show(ears, thread_id, AttachForm(formdata=None))

    @pages.post("/fils/<int:thread_id>/rattacher")
    @open_to(*WRITERS)
    def give_to(thread_id: int) -> Answer:
        """Move the chosen messages."""
        form = AttachForm()
        to = form.to.data or 0
        chosen = frozenset(
            int(each) for each in request.form.getlist("replies") if each.isdecimal()
        )
        choice = Choice(
            to_thread_id=to,
            reply_ids=chosen,
            seen=form.seen.data or 0,
            keep=bool(form.keep.data),
            fictitious_allowed=_fictitious(),
        )
        attached = attach(ears, me(), thread_id, choice)
        if attached is Attached.GONE:
            abort(404)
        if attached is Attached.OWNED:
            flash(_("Ce fil est déjà celui d'une personne."), "sun")
            return redirect(url_for("inbox.thread", thread_id=thread_id), 303)
        if attached is not Attached.DONE:
            form.form_errors.append(_(_REFUSED[attached]))
            return _show(ears, thread_id, form, chosen), 422
        flash(_("C'est rattaché. Les envois automatiques de ce dossier sont arrêtés."))
        return redirect(url_for("inbox.thread", thread_id=to, _anchor="fin"), 303)


def _fictitious() -> bool:
    return bool(current_app.config["FICTITIOUS_NUMBERS"])


def _show(
    ears: Ears, thread_id: int, form: AttachForm, chosen: frozenset[int] | None = None
) -> str:
    finder = FindForm(request.values)
    with ears.means.database.read() as session:
        found = find_thread(session, me(), thread_id)
        if found is None or found.case is not None:
            abort(404)
        replies = all_of(session, thread_id)
        holders = holders_of(session, me(), found)
        sought = _sought(session, finder.q.data or "")
        seen = last_reply(session, thread_id)
    form.seen.data = seen
    waiting = frozenset(reply.id for reply in replies if reply.handled_at is None)
    return render_template(
        "inbox/attach.html",
        found=found,
        replies=replies,
        chosen=chosen if chosen is not None else waiting or frozenset(r.id for r in replies),
        holders=holders,
        sought=_others(sought, holders),
        form=form,
        finder=finder,
        sender=_sender(replies),
        words=words,
        told=inbox_labels,
    )


def _sought(session: Session, text: str) -> tuple[Holder, ...]:
    if not text.strip():
        return ()
    found = search(session, me(), text, fictitious_allowed=_fictitious())
    return people_of_cases(session, me(), found.case_ids)


def _others(sought: Sequence[Holder], holders: Sequence[Holder]) -> list[Holder]:
    known = {each.thread_id for each in holders}
    return [each for each in sought if each.thread_id not in known]


def _sender(replies: Sequence[Reply]) -> str:
    return (replies[-1].sender or "") if replies else ""
