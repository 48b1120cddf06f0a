"""One click on a number or an address: who else reads it, whose it is."""

from collections.abc import Callable
from functools import partial

from flask import Blueprint, abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.fieldwork.services.discretion import Answer
from outreach.fieldwork.services.points.settling import confirm_point, disown_point, mark_point
from outreach.messages.services.means import Means
from outreach.staff.models import Role, Staff
from outreach.staff.views.access import me, open_to
from outreach.web.labels import N_

# What is clicked → what it does, and what is told once it is done.
_ACTS: dict[str, tuple[Callable[[Means, Staff, str, int], Answer], str]] = {
    "discret": (
        partial(mark_point, discreet=True),
        N_(
            "Mode discret : rien d'automatique ne part vers ce numéro ou cette adresse, ni message "
            "vocal ; aucun mot n'est laissé à la porte."
        ),
    ),
    "ordinaire": (
        partial(mark_point, discreet=False),
        N_("Ce numéro ou cette adresse n'est plus en mode discret."),
    ),
    "confirmer": (
        confirm_point,
        N_("C'est confirmé : ce numéro ou cette adresse peut servir."),
    ),
    "retirer": (
        disown_point,
        N_("C'est noté : quelqu'un d'autre y répond, plus rien n'y part."),
    ),
}
_SAME = N_("C'était déjà ainsi : rien n'est changé.")


def add_ways(pages: Blueprint, means: Means) -> None:
    """What a worker learned of one contact."""

    @pages.post("/dossiers/<reference>/contact/<int:point_id>/<act>")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def settle(reference: str, point_id: int, act: str) -> Response:
        """Do one thing to one contact."""
        if act not in _ACTS:
            abort(404)
        do, told = _ACTS[act]
        answer = do(means, me(), reference, point_id)
        if answer in (Answer.NO_CASE, Answer.NOT_THEIRS):
            abort(404)
        flash(_(told) if answer is Answer.DONE else _(_SAME))
        return redirect(url_for("expertise.case_page", reference=reference.upper()), 303)
