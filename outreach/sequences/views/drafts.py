"""The draft of a script: begun, looked over, compared, thrown away."""

from collections import Counter
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.messages.services.means import Means
from outreach.sequences.rules.studio.changes import languages_changed
from outreach.sequences.rules.studio.edit import fields_of, step_of
from outreach.sequences.services.studio.drafts import Save, begin, discard
from outreach.sequences.services.studio.publishing import Review, review
from outreach.sequences.services.studio.shelf import ordered
from outreach.sequences.views.reading import READERS, found
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.web.numbers import bounded


def add_drafts(pages: Blueprint, means: Means) -> None:
    """The draft as a whole."""

    @pages.post("/scenarios/<slug>/brouillon")
    @open_to(Role.COORDINATOR)
    def begin_draft(slug: str) -> Response:
        """Open the draft, made from the published version when there is none."""
        if not begin(means.database, means.clock, slug, me().code):
            abort(404)
        return redirect(url_for("sequences.draft", slug=slug), 303)

    @pages.get("/scenarios/<slug>/brouillon")
    @open_to(*READERS)
    def draft(slug: str) -> str | Response:
        """Each step and language: what changed, what is to be put right."""
        shown = reviewed(means, slug)
        if shown is None:
            return no_draft(slug)
        return render_template("sequences/draft.html", review=shown, **_board(shown))

    @pages.get("/scenarios/<slug>/brouillon/changements")
    @open_to(*READERS)
    def changes(slug: str) -> str | Response:
        """The draft beside the version that newcomers take."""
        shown = reviewed(means, slug)
        if shown is None:
            return no_draft(slug)
        return render_template("sequences/changes.html", review=shown, **compared(shown))

    @pages.get("/scenarios/<slug>/brouillon/abandonner")
    @open_to(Role.COORDINATOR)
    def discard_draft(slug: str) -> str | Response:
        """Ask before anything is lost."""
        shown = reviewed(means, slug)
        if shown is None:
            return no_draft(slug)
        return render_template("sequences/discard.html", review=shown, **compared(shown))

    @pages.post("/scenarios/<slug>/brouillon/abandonner")
    @open_to(Role.COORDINATOR)
    def discarded(slug: str) -> Response:
        """Throw the draft away as it was shown."""
        revision = request.form.get("revision", 0, type=bounded)
        match discard(means.database, slug, revision, me().code):
            case Save.CLASH:
                flash(
                    _("Ce brouillon a changé entre-temps : relisez-le avant d'abandonner."), "sun"
                )
                return redirect(url_for("sequences.discard_draft", slug=slug), 303)
            case Save.GONE:
                return no_draft(slug)
            case _:
                flash(_("Le brouillon est abandonné. La version publiée n'a pas changé."))
        return redirect(url_for("sequences.script", slug=slug), 303)


def reviewed(means: Means, slug: str) -> Review | None:
    """The draft of a script; without one, None; without such a script, no page."""
    with means.database.read() as session:
        shown = review(session, slug, means.lexicons)
    if shown is None:
        found(means, slug)
    return shown


def no_draft(slug: str) -> Response:
    """Back to the script: its draft was published or thrown away, or never begun."""
    flash(_("Il n'y a pas de brouillon de ce scénario en ce moment."), "sun")
    return redirect(url_for("sequences.script", slug=slug), 303)


def compared(shown: Review) -> dict[str, Any]:
    """What a page that compares shows beside the changes themselves."""
    return {
        "retitled": shown.draft.title != shown.published.title,
        "languages": languages_changed(shown.published, shown.draft),
    }


def _board(shown: Review) -> dict[str, Any]:
    """What each cell of the overview says: findings and changes by step and language."""
    changed = {change.step: change for change in shown.changes}
    return {
        "languages": ordered(shown.draft.texts),
        "elsewhere": [one for one in shown.problems if step_of(shown.draft, one.step) is None],
        "findings": Counter((one.step, one.language) for one in shown.problems),
        "reworded": {
            (change.step, word.language) for change in shown.changes for word in change.words
        },
        "moved": {name for name, change in changed.items() if change.days or change.windows},
        "written": lambda step, language: bool(fields_of(step.kind, language)),
    }
