"""Courriers apportés: noted after reading what follows, corrected or struck out, never lost."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.cases.rules import Doubt
from outreach.fieldwork.forms.papers import PaperForm, StrikeForm
from outreach.fieldwork.services.papers.noting import Answer as Became
from outreach.fieldwork.services.papers.noting import Noted, note_paper, strike_paper
from outreach.fieldwork.services.papers.shown import Folder, ShownPaper, folder_of
from outreach.fieldwork.views.papers import words as papers_words
from outreach.messages.services.means import Means
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.web.case_labels import PAPERS, STRIKES
from outreach.web.labels import label

Answer = str | Response | tuple[str, int]
_FIELDS = {
    Doubt.RECEIVED: "received_on",
    Doubt.DEADLINE: "deadline",
    Doubt.FAR: "deadline",
    Doubt.SHUT: "deadline",
}


def add_papers(pages: Blueprint, means: Means) -> None:
    """Noting one, and what may be done about an entry."""
    _add_noting(pages, means)

    @pages.get("/dossiers/<reference>/courriers/<int:number>")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.DPO)
    def paper(reference: str, number: int) -> str:
        """What it says, the days of the law, and what to do."""
        folder = _folder(means, reference)
        return _page(folder, _find(folder, number), _strikes(empty=True))

    @pages.post("/dossiers/<reference>/courriers/<int:number>/rayer")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def paper_strike(reference: str, number: int) -> Answer:
        """Strike the entry out."""
        folder, form = _folder(means, reference), _strikes()
        found = _find(folder, number)
        if not form.validate():
            return _page(folder, found, form), 422
        done = strike_paper(means, me(), reference, number, form.reason)
        if done is Became.DONE:
            flash(_("L'entrée est rayée : elle reste lisible, et n'est plus à traiter."))
        else:
            flash(_("C'était déjà ainsi : rien n'est changé."), "sun")
        return redirect(url_for("expertise.case_page", reference=folder.reference), 303)


def _add_noting(pages: Blueprint, means: Means) -> None:
    @pages.get("/dossiers/<reference>/courriers/nouveau")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def paper_new(reference: str) -> str:
        """What it is, and its days."""
        return _ask(_folder(means, reference), _form(empty=True))

    @pages.post("/dossiers/<reference>/courriers/nouveau")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def paper_note(reference: str) -> Answer:
        """Say what follows, then note it."""
        return _take(means, _folder(means, reference), None)

    @pages.get("/dossiers/<reference>/courriers/<int:number>/corriger")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def paper_edit(reference: str, number: int) -> Answer:
        """The entry, to be said better."""
        folder = _folder(means, reference)
        found = _find(folder, number)
        if found.struck_at is not None:
            return _gone(folder)
        return _ask(folder, _form(found), found)

    @pages.post("/dossiers/<reference>/courriers/<int:number>/corriger")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def paper_correct(reference: str, number: int) -> Answer:
        """Say what follows, then put another entry in its place."""
        folder = _folder(means, reference)
        return _take(means, folder, _find(folder, number))


def _folder(means: Means, reference: str) -> Folder:
    today = means.clock.now().astimezone(means.database.zone).date()
    with means.database.read() as session:
        found = folder_of(session, me(), reference, today)
    if found is None:
        abort(404)
    return found


def _find(folder: Folder, number: int) -> ShownPaper:
    found = folder.find(number)
    if found is None:
        abort(404)
    return found


def _form(paper: ShownPaper | None = None, *, empty: bool = False) -> PaperForm:
    form = PaperForm(formdata=None, obj=paper.facts if paper else None) if empty or paper else None
    form = form or PaperForm()
    form.offer()
    return form


def _strikes(*, empty: bool = False) -> StrikeForm:
    form = StrikeForm(formdata=None) if empty else StrikeForm()
    form.offer()
    return form


def _take(means: Means, folder: Folder, old: ShownPaper | None) -> Answer:
    """Note what the form says, once what follows from it was read."""
    form = _form()
    if not form.validate():
        return _ask(folder, form, old), 422
    seen = str(form.seen.data or "") if "garder" in request.form else ""
    instead_of = old.number if old else None
    noted = note_paper(means, me(), folder.reference, form.facts, seen, instead_of=instead_of)
    match noted.answer:
        case Became.DONE | Became.SAME:
            return _told(folder, form, noted)
        case Became.GONE:
            return _gone(folder)
        case Became.DOUBT:
            return _doubt(folder, form, noted, old)
    if noted.effect is not None:
        form.seen.data = noted.effect.seen
    return _ask(folder, form, old, effect=noted.effect, changed=bool(seen))


def _told(folder: Folder, form: PaperForm, noted: Noted) -> Response:
    name = label(PAPERS, form.facts.kind)
    if noted.answer is Became.DONE:
        flash(_("C'est noté : %(what)s.", what=name))
    else:
        flash(_("Ce courrier était déjà noté : rien n'est noté deux fois."), "sun")
    to = url_for("fieldwork.paper", reference=folder.reference, number=noted.number)
    return redirect(to, 303)


def _gone(folder: Folder) -> Response:
    flash(_("Cette entrée est rayée : elle ne se corrige plus."), "sun")
    return redirect(url_for("expertise.case_page", reference=folder.reference), 303)


def _doubt(folder: Folder, form: PaperForm, noted: Noted, old: ShownPaper | None) -> Answer:
    doubt = noted.doubt
    late = doubt is Doubt.FUTURE and form.received_on.data is not None
    late = late and form.received_on.data > form.dated_on.data
    name = "received_on" if late else _FIELDS.get(doubt or Doubt.OLD, "dated_on")
    form[name].errors = [label(papers_words.DOUBTS, doubt)]
    return _ask(folder, form, old), 422


def _ask(folder: Folder, form: PaperForm, old: ShownPaper | None = None, **more: Any) -> str:
    return render_template(
        "fieldwork/paper_new.html",
        folder=folder,
        form=form,
        old=old,
        facts=form.facts if more.get("effect") else None,
        words=papers_words,
        papers=PAPERS,
        **more,
    )


def _page(folder: Folder, paper: ShownPaper, form: StrikeForm) -> str:
    return render_template(
        "fieldwork/paper.html",
        folder=folder,
        paper=paper,
        form=form,
        words=papers_words,
        papers=PAPERS,
        strikes=STRIKES,
    )
