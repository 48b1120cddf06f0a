"""Importer: choose a file, look at what it would do, then let it be done."""

from typing import Any

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.intake.forms import UploadForm
from outreach.intake.rules.columns import Column
from outreach.intake.rules.faults import FileError
from outreach.intake.rules.tables import MOST_ROWS
from outreach.intake.services.files import MOST_BYTES
from outreach.intake.services.pending import (
    Answer,
    Confirmed,
    choices,
    confirm,
    give_up,
    keep_pending,
    look,
)
from outreach.intake.services.told import past_imports, unsettled_count
from outreach.intake.views.lists import capacity_said, listings
from outreach.messages.services.means import Means
from outreach.sequences.services.enrolling import NoScriptError
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.web.counting import ngettext
from outreach.web.uploads import takes_file

_PAST = 8
_ROOM = 2 * MOST_BYTES  # a file that is somewhat too big is refused in a sentence, on the page


def add_upload(pages: Blueprint, means: Means) -> None:
    """The three steps."""

    @pages.get("/importer")
    @open_to(Role.COORDINATOR)
    def upload() -> str:
        """Choose a file."""
        return _upload_page(means, _form(means))

    @pages.post("/importer")
    @open_to(Role.COORDINATOR)
    @takes_file(_ROOM)
    def send() -> Response | tuple[str, int]:
        """Read it, and keep what it says until it is looked at."""
        form = _form(means)
        key = _kept(means, form) if form.validate_on_submit() else None
        if key is None:
            return _upload_page(means, form), 422
        return redirect(url_for("intake.preview", key=key), 303)

    @pages.get("/importer/apercu/<key>")
    @open_to(Role.COORDINATOR)
    def preview(key: str) -> Response | str:
        """What importing it would do."""
        return _preview_page(means, key) or _gone()

    @pages.post("/importer/apercu/<key>")
    @open_to(Role.COORDINATOR)
    def carry_out(key: str) -> Response | tuple[str, int]:
        """Do what was shown, once."""
        mark = request.form.get("seen", "")
        try:
            done = confirm(means, me(), key, mark, fictitious_allowed=_fictitious())
        except NoScriptError:
            flash(_("Aucun scénario n'est publié : rien n'a été importé."), "clay")
            return redirect(url_for("intake.preview", key=key), 303)
        return _answered(means, key, done)

    @pages.post("/importer/apercu/<key>/abandonner")
    @open_to(Role.COORDINATOR)
    def abandon(key: str) -> Response:
        """Forget the file."""
        give_up(means, me(), key)
        flash(_("Le fichier est oublié. Rien n'a été importé."))
        return redirect(url_for("intake.upload"), 303)


def _answered(means: Means, key: str, done: Confirmed) -> Response | tuple[str, int]:
    if done.answer is Answer.CHANGED:
        page = _preview_page(means, key, changed=True)
        return _gone() if page is None else (page, 422)
    if done.import_id is None:
        return _gone()
    if done.answer is Answer.ALREADY:
        flash(_("Ce fichier était déjà importé : voici ce qu'il a donné."), "sun")
    return redirect(url_for("intake.result", import_id=done.import_id), 303)


def _form(means: Means) -> UploadForm:
    form = UploadForm()
    form.programme.choices = [
        (
            row.code,
            _("%(landlord)s (%(code)s), complète", landlord=row.landlord, code=row.code)
            if left <= 0
            else ngettext(
                "%(landlord)s (%(code)s), %(num)s place libre",
                "%(landlord)s (%(code)s), %(num)s places libres",
                left,
                landlord=row.landlord,
                code=row.code,
            ),
        )
        for row, left in choices(means, me())
    ]
    return form


def _kept(means: Means, form: UploadForm) -> str | None:
    """The key of the preview; None when the file says no more than an error."""
    try:
        key = keep_pending(means, me(), form.file.data.read(), form.programme.data)
    except FileError as error:
        form.file.errors = [str(error)]
        return None
    if key is None:
        form.programme.errors = [_("Choisissez une convention dans la liste.")]
    return key


def _upload_page(means: Means, form: UploadForm) -> str:
    with means.database.read() as session:
        past, to_settle = past_imports(session, me(), _PAST), unsettled_count(session, me())
    return render_template(
        "intake/upload.html",
        form=form,
        past=past,
        most_bytes=MOST_BYTES,
        megabytes=MOST_BYTES // 1024**2,
        most_rows=MOST_ROWS,
        columns=list(Column),
        to_settle=to_settle,
    )


def _preview_page(means: Means, key: str, **more: Any) -> str | None:
    shown = look(means, me(), key, fictitious_allowed=_fictitious())
    if shown is None:
        return None
    return render_template(
        "intake/preview.html",
        preview=shown,
        listings=listings(shown),
        capacity=capacity_said(shown),
        **more,
    )


def _gone() -> Response:
    flash(_("Cet aperçu n'existe plus : choisissez de nouveau le fichier."), "sun")
    return redirect(url_for("intake.upload"), 303)


def _fictitious() -> bool:
    return bool(current_app.config["FICTITIOUS_NUMBERS"])
