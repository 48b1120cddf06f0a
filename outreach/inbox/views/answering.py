"""Writing to a person: looked at, asked about, and only then sent."""

from collections.abc import Iterable

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from outreach.inbox.forms import AnswerForm
from outreach.inbox.services.answering.answer import Answered, Result, answer, look
from outreach.inbox.services.answering.ready import ready_texts
from outreach.inbox.services.answering.writing import Typed
from outreach.inbox.services.thread.opened import Opened
from outreach.inbox.views import words
from outreach.inbox.views.queue import WRITERS
from outreach.inbox.views.thread import Answer, Typing, fill, show
from outreach.replies.services.ears import Ears
from outreach.staff.views.access import me, open_to
from outreach.web import inbox_labels

_END = "ecrire"


def add_answering(pages: Blueprint, ears: Ears) -> None:
    """The one form by which a human writes."""

    @pages.post("/fils/<int:thread_id>/repondre")
    @open_to(*WRITERS)
    def write(thread_id: int) -> Answer:
        """See how it leaves, put in a ready-made text, or send."""
        form = AnswerForm()
        opened = fill(ears, thread_id, form)
        if "inserer" in request.form:
            _put_in(ears, opened, form)
            return show(ears, thread_id, Typing(form))
        if "revenir" in request.form:
            return show(ears, thread_id, Typing(form))
        if not form.validate_on_submit():
            return show(ears, thread_id, Typing(form)), 422
        typed = _typed(form)
        if "apercu" in request.form:
            return show(ears, thread_id, Typing(form, answered=_looked(ears, thread_id, typed)))
        return _sent(ears, thread_id, form, answer(ears.means, me(), thread_id, typed))


def _typed(form: AnswerForm) -> Typed:
    return Typed(
        point_id=form.point_id.data,
        text=form.text.data,
        key=form.key.data,
        seen=form.seen.data or 0,
        agreed=frozenset(form.agreed.data or ()),
    )


def _looked(ears: Ears, thread_id: int, typed: Typed) -> Answered:
    return look(ears.means, me(), thread_id, typed)


def _sent(ears: Ears, thread_id: int, form: AnswerForm, answered: Answered) -> Answer:
    match answered.result:
        case Result.RESERVED | Result.ALREADY:
            flash(*_told(answered))
            return redirect(url_for("inbox.thread", thread_id=thread_id, _anchor="fin"), 303)
        case Result.ASKS:
            return _ask(thread_id, form, answered)
        case Result.GONE:
            abort(404)
        case Result.NEWER:
            return show(ears, thread_id, Typing(form, newer=True)), 422
    return show(ears, thread_id, Typing(form, answered=answered)), 422


def _told(answered: Answered) -> tuple[str, str]:
    if answered.result is Result.ALREADY:
        return _("Ce message est déjà enregistré : rien ne part deux fois."), "sun"
    if answered.drafted:
        return _("C'est prêt : le texte vous attend dans Tâches, à envoyer du mobile."), "leaf"
    return _("C'est noté : votre message part dans un instant."), "leaf"


def _ask(thread_id: int, form: AnswerForm, answered: Answered) -> str:
    """Say why somebody must confirm, with the text as it would leave."""
    written = answered.written
    assert written is not None  # noqa: S101  it is what asks
    agreed: Iterable[str] = sorted({*(form.agreed.data or ()), *written.asks})
    return render_template(
        "inbox/confirm.html",
        form=form,
        thread_id=thread_id,
        written=written,
        agreed=agreed,
        words=words,
        told=inbox_labels,
        way=next(str(each.label) for each in form.point_id if each.checked),
    )


def _put_in(ears: Ears, opened: Opened, form: AnswerForm) -> None:
    """Add a ready-made text after what is typed."""
    with ears.means.database.read() as session:
        texts = ready_texts(session, ears.answers, me(), opened.found, ears.means.clock.now())
    chosen = next((each.text for each in texts if each.code == form.ready.data), "")
    form.text.data = "\n".join(part for part in (form.text.data or "", chosen) if part)
    form.ready.data = ""
