"""The words of one step in one language, with what is wrong with them beside."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.messages.services.means import Means
from outreach.sequences.forms import typed_words, words_form
from outreach.sequences.rules.check import Problem, check_script
from outreach.sequences.rules.script import Script, Step
from outreach.sequences.rules.studio.edit import (
    fields_of,
    mark_of_words,
    step_of,
    with_words,
    words_of,
)
from outreach.sequences.rules.studio.previews import Preview, previews
from outreach.sequences.rules.words.wordings import placeholders_of
from outreach.sequences.services.studio.drafts import Save, WordsEdit, save_words
from outreach.sequences.services.studio.shelf import (
    DraftMark,
    draft_mark,
    draft_of,
    draft_script,
    edition_script,
    ordered,
)
from outreach.sequences.views import naming
from outreach.sequences.views.drafts import no_draft
from outreach.sequences.views.reading import found
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to


@dataclass(frozen=True, slots=True)
class Page:
    """One step of a draft in one language, and the version the draft began from."""

    slug: str
    mark: DraftMark
    script: Script
    base: Script
    step: Step
    language: str

    @property
    def seen(self) -> str:
        """The mark of the words as they are kept."""
        return mark_of_words(self.script, self.step.id, self.language)


def add_words(pages: Blueprint, means: Means) -> None:
    """Looking at, trying and keeping new words."""
    address = "/scenarios/<slug>/brouillon/textes/<step>/<language>"

    @pages.get(address)
    @open_to(Role.COORDINATOR)
    def words(slug: str, step: str, language: str) -> str | Response:
        """The form, with findings and a preview beside each text."""
        page = _page(means, slug, step, language)
        if page is None:
            return no_draft(slug)
        form = words_form(page.step, language, words_of(page.script, step, language))
        return _shown(page, form, page.script, means)

    @pages.post(address)
    @open_to(Role.COORDINATOR)
    def keep_words(slug: str, step: str, language: str) -> Any:
        """Keep the words, whatever is wrong with them: only publishing is refused."""
        page = _page(means, slug, step, language)
        if page is None:
            return _gone(means, slug, step, language)
        form = words_form(page.step, language, words_of(page.script, step, language))
        typed = typed_words(form, page.step, language)
        tried = with_words(page.script, step, language, typed)
        if not form.validate_on_submit():
            return _shown(page, form, tried, means), 422
        edit = WordsEdit(step, language, typed, form.seen.data or "")
        saved = save_words(means.database, means.clock, slug, edit, me().code)
        if saved is Save.GONE:
            return _gone(means, slug, step, language)
        if saved is Save.CLASH:
            now = _page(means, slug, step, language) or page
            tried = with_words(now.script, step, language, typed)
            return _shown(now, form, tried, means, clash=True), 409
        _tell(saved, _problems(page, tried, means))
        return redirect(url_for("sequences.words", slug=slug, step=step, language=language), 303)

    @pages.post(f"{address}/relire")
    @open_to(Role.COORDINATOR)
    def try_words(slug: str, step: str, language: str) -> str:
        """What is wrong with words as they are typed: nothing is kept."""
        page = _page(means, slug, step, language)
        if page is None:
            abort(404)
        form = words_form(page.step, language, words_of(page.script, step, language))
        form.validate()
        typed = typed_words(form, page.step, language)
        short = {} if form.errors else typed  # what is far too long is not read, only told
        tried = with_words(page.script, step, language, short)
        beside = _beside(page, tried, means)
        return render_template("sequences/beside_all.html", **beside, errors=form.errors)


def _page(means: Means, slug: str, name: str, language: str) -> Page | None:
    """The page of a step in a language; None without a draft, 404 for a place it has not."""
    with means.database.read() as session:
        draft, mark = draft_of(session, slug), draft_mark(session, slug)
        if draft is None or mark is None:
            return None
        script = draft_script(draft)
        base = edition_script(session, slug, draft.base_number) or script
    step = step_of(script, name)
    if step is None or language not in script.texts or not fields_of(step.kind, language):
        abort(404)
    return Page(slug, mark, script, base, step, language)


def _shown(page: Page, form: Any, tried: Script, means: Means, *, clash: bool = False) -> str:
    """The page with what is typed; its marks are those of what is kept now."""
    form.seen.data, form.revision.data = page.seen, page.mark.revision
    return render_template(
        "sequences/words.html",
        form=form,
        clash=clash,
        mine=page.mark.editor_code == me().code,
        kept=words_of(page.script, page.step.id, page.language),
        published=words_of(page.base, page.step.id, page.language),
        french=words_of(page.script, page.step.id, "fr"),
        placeholders=sorted(placeholders_of(page.step.kind)),
        languages=_languages(page),
        steps=_steps(page),
        **_beside(page, tried, means),
    )


def _beside(page: Page, tried: Script, means: Means) -> dict[str, Any]:
    """Findings and previews of each field, of the words being tried."""
    shown: dict[str, Preview] = {
        one.field: one for one in previews(tried, page.step, page.language)
    }
    names, problems = fields_of(page.step.kind, page.language), _problems(page, tried, means)
    return {
        "names": names,
        "problems": {name: [one for one in problems if one.field == name] for name in names},
        "previews": shown,
        "page": page,
    }


def _problems(page: Page, tried: Script, means: Means) -> list[Problem]:
    place = (page.step.id, page.language)
    found = check_script(tried, means.lexicons).problems
    return [one for one in found if (one.step, one.language) == place]


def _tell(saved: Save, problems: list[Problem]) -> None:
    if problems:
        text = _("Enregistré. À corriger avant de publier : %(what)s.")
        flash(text % {"what": naming.findings(len(problems))}, "sun")
    elif saved is Save.SAME:
        flash(_("Rien n'a changé."))
    else:
        flash(_("Enregistré dans le brouillon. Rien n'est publié."))


def _gone(means: Means, slug: str, step: str, language: str) -> tuple[str, int]:
    """The draft went while somebody was typing: what they typed is shown, to be kept."""
    item = found(means, slug)
    kind = step_of(item.script, step)
    if kind is None or language not in item.script.texts:
        abort(404)
    form = words_form(kind, language, words_of(item.script, step, language))
    typed = [(name, text) for name, text in typed_words(form, kind, language).items() if text]
    shown = {"item": item, "step": step, "language": language, "typed": typed}
    return render_template("sequences/gone.html", **shown), 409


def _languages(page: Page) -> list[tuple[str, str, bool]]:
    return [
        (naming.language(code), _address(page, page.step, code), code == page.language)
        for code in ordered(page.script.texts)
        if fields_of(page.step.kind, code)
    ]


def _steps(page: Page) -> list[tuple[str, str, bool]]:
    return [
        (naming.step_name(page.script, step.id), _address(page, step, page.language), here)
        for step in page.script.steps
        for here in [step.id == page.step.id]
        if fields_of(step.kind, page.language)
    ]


def _address(page: Page, step: Step, language: str) -> str:
    return url_for("sequences.words", slug=page.slug, step=step.id, language=language)
