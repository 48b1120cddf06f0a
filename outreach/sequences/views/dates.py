"""The days and preferred windows of a draft, with the calendar they give."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.messages.services.means import Means
from outreach.sequences.forms import dates_form, moves, shown_windows, typed_dates
from outreach.sequences.rules.script import Script
from outreach.sequences.rules.spread import fits
from outreach.sequences.rules.studio.edit import mark_of_dates, timings, with_dates
from outreach.sequences.services.studio.drafts import DatesEdit, Save, save_dates
from outreach.sequences.services.studio.publishing import Review
from outreach.sequences.views.drafts import no_draft, reviewed
from outreach.sequences.views.rehearsals import rehearsed, today_in
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to


def add_dates(pages: Blueprint, means: Means) -> None:
    """Looking at and keeping new dates."""
    address = "/scenarios/<slug>/brouillon/dates"

    @pages.get(address)
    @open_to(Role.COORDINATOR)
    def dates(slug: str) -> str | Response:
        """All days and windows in one form."""
        shown = reviewed(means, slug)
        if shown is None:
            return no_draft(slug)
        return _shown(means, shown, dates_form(shown.draft), shown.draft)

    @pages.post(address)
    @open_to(Role.COORDINATOR)
    def keep_dates(slug: str) -> Any:
        """Keep them, unless they can't be."""
        shown = reviewed(means, slug)
        if shown is None:
            return no_draft(slug)
        form = dates_form(shown.draft)
        wanted = typed_dates(form, shown.draft) if form.validate_on_submit() else None
        if wanted is None:
            return _shown(means, shown, form, shown.draft), 422
        edit = DatesEdit(wanted, form.seen.data or "")
        match save_dates(means.database, means.clock, slug, edit, me().code):
            case Save.CLASH:
                now = reviewed(means, slug) or shown
                return _shown(means, now, form, with_dates(now.draft, wanted), clash=True), 409
            case Save.GONE | Save.UNKNOWN:
                flash(_("Vos dates n'ont pas été enregistrées."), "clay")
                return no_draft(slug)
            case Save.SAME:
                flash(_("Rien n'a changé."))
            case _:
                flash(_("Dates enregistrées dans le brouillon. Rien n'est publié."))
        return redirect(url_for("sequences.dates", slug=slug), 303)


def _shown(means: Means, review: Review, form: Any, tried: Script, *, clash: bool = False) -> str:
    """The form, and the calendar of whoever would begin today."""
    form.seen.data, form.revision.data = mark_of_dates(review.draft), review.mark.revision
    today = means.clock.now().astimezone(means.database.zone)
    return render_template(
        "sequences/dates.html",
        review=review,
        form=form,
        clash=clash,
        mine=review.mark.editor_code == me().code,
        kept=timings(review.draft),
        moves=moves,
        shown_windows=shown_windows,
        fits=fits,
        **rehearsed(means, tried, today_in(tried, today), words=False),
    )
