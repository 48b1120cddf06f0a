"""Différences à valider: what a later file says otherwise, taken over or left, one by one."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.fieldwork.services.differences.comparing import Compared, compared, unsettled
from outreach.fieldwork.services.differences.settling import Answer, Choice, settle
from outreach.fieldwork.views import differences_words as words
from outreach.intake.rules.columns import Column
from outreach.intake.views.words import COLUMNS
from outreach.messages.services.means import Means
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to

_TAKE, _LEAVE = "prendre", "laisser"


def add_differences(pages: Blueprint, means: Means) -> None:
    """The cases that wait, and one of them."""

    @pages.get("/importer/differences")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.DPO)
    def differences() -> str:
        """Every case of which a file says something else."""
        with means.database.read() as session:
            found = unsettled(session, me())
        return render_template("fieldwork/differences.html", found=found, columns=COLUMNS)

    @pages.get("/importer/differences/<reference>")
    @open_to(Role.WORKER, Role.COORDINATOR, Role.DPO)
    def difference(reference: str) -> str:
        """Ours and theirs, side by side."""
        return _page(_found(means, reference))

    @pages.post("/importer/differences/<reference>")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def settle_difference(reference: str) -> Response | tuple[str, int]:
        """Write down what was chosen."""
        shown = _found(means, reference)
        chosen = _chosen(shown)
        if None in chosen.values():
            return _page(shown, chosen, _("Choisissez quoi faire de chaque ligne.")), 422
        choice = Choice(
            frozenset(column for column, said in chosen.items() if said == _TAKE),
            request.form.get("seen", ""),
            same_person=bool(request.form.get("same_person")),
        )
        fictitious = current_app.config["FICTITIOUS_NUMBERS"]
        answer = settle(means, me(), reference, choice, fictitious_allowed=fictitious)
        if answer is Answer.NO_CASE:
            abort(404)
        if answer in words.AGAIN:
            return _page(_found(means, reference), chosen, _(words.AGAIN[answer])), 422
        flash(words.settled(answer, shown.reference, len(choice.taken)))
        return redirect(url_for("fieldwork.differences"), 303)


def _found(means: Means, reference: str) -> Compared:
    with means.database.read() as session:
        return compared(session, me(), reference) or abort(404)


def _chosen(shown: Compared) -> dict[Column, str | None]:
    """What was said of each column, or of all at once; None for nothing."""
    whole = request.form.get("tout")
    said = {each.column: whole or request.form.get(each.column.value) for each in shown.differences}
    return {column: word if word in (_TAKE, _LEAVE) else None for column, word in said.items()}


def _page(shown: Compared, chosen: dict[Column, str | None] | None = None, wrong: str = "") -> str:
    return render_template(
        "fieldwork/difference.html",
        shown=shown,
        chosen=chosen or {},
        wrong=wrong,
        same_person=bool(request.form.get("same_person")),
        words=words,
        columns=COLUMNS,
    )
