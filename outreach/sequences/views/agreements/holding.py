"""Suspending what is automatic, and letting it go on."""

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.messages.services.means import Means
from outreach.programmes.models import known_to
from outreach.sequences.services.agreements.holding import (
    go_on,
    go_on_all,
    suspend,
    suspend_all,
)
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to

_LONGEST = 200


def add_holding(pages: Blueprint, means: Means) -> None:
    """The switch of one agreement, and the switch of all."""

    @pages.post("/conventions/<code>/suspendre")
    @open_to(Role.COORDINATOR)
    def hold(code: str) -> Response:
        """Let nothing automatic leave for one agreement."""
        done = suspend(means, code, actor=me().code, reason=_reason(), known=known_to(me()))
        if done is None:
            abort(404)
        flash(_("Les envois automatiques de cette convention sont suspendus."), "sun")
        return redirect(url_for("programmes.agreement", code=code), 303)

    @pages.post("/conventions/<code>/reprendre")
    @open_to(Role.COORDINATOR)
    def release(code: str) -> Response:
        """Let them go on."""
        done = go_on(means, code, actor=me().code, known=known_to(me()))
        if done is None:
            abort(404)
        flash(_("Les envois automatiques de cette convention reprennent, aux dates ci-dessous."))
        return redirect(url_for("programmes.agreement", code=code), 303)

    @pages.post("/conventions/tout-suspendre")
    @open_to(Role.COORDINATOR)
    def hold_all() -> Response:
        """Let nothing automatic leave at all."""
        suspend_all(means, actor=me().code, reason=_reason())
        flash(_("Tous les envois automatiques sont suspendus."), "sun")
        return redirect(url_for("programmes.listing"), 303)

    @pages.post("/conventions/tout-reprendre")
    @open_to(Role.COORDINATOR)
    def release_all() -> Response:
        """Lift what suspends all."""
        go_on_all(means, actor=me().code)
        flash(_("La suspension générale est levée."))
        return redirect(url_for("programmes.listing"), 303)


def _reason() -> str:
    return " ".join(request.form.get("reason", "").split())[:_LONGEST]
