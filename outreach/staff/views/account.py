"""One's own account, and the link that opens it the first time."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, session, url_for
from flask_babel import gettext as _
from flask_login import current_user

from outreach.clock import Clock
from outreach.database import Database
from outreach.staff.forms.team import NameForm, PasswordForm
from outreach.staff.rules import Objection
from outreach.staff.services import accounts, invitations
from outreach.staff.services.factors import recovery_codes_left
from outreach.staff.views.access import me, open_to


def account_pages(database: Database, clock: Clock) -> Blueprint:
    """The pages of everybody's own account, and of those who join."""
    pages = Blueprint("account", "outreach.staff", template_folder="templates")
    _own(pages, database, clock)
    _joining(pages, database, clock)
    return pages


def _own(pages: Blueprint, database: Database, clock: Clock) -> None:
    @pages.get("/compte")
    @open_to(own=True)
    def own() -> Any:
        """Everything about one's own account."""
        return _account(NameForm(obj=me()))

    @pages.post("/compte/prenom")
    @open_to(own=True)
    def rename() -> Any:
        """Change one's first name."""
        form = NameForm()
        if not form.validate_on_submit():
            return _account(form), 422
        if not accounts.rename(database, me().id, form.first_name.data):
            form.first_name.errors = [_("Écrivez un prénom d'une ligne, de 1 à 60 caractères.")]
            return _account(form), 422
        flash(_("Votre prénom est changé."), "leaf")
        return redirect(url_for("account.own"), 303)

    @pages.post("/compte/deconnecter-partout")
    @open_to(own=True)
    def end_sessions() -> Any:
        """Sign out of every browser, this one too."""
        accounts.end_sessions(database, clock, me().id)
        session.clear()
        flash(_("Tous vos appareils sont déconnectés."), "leaf")
        return redirect(url_for("security.login"), 303)


def _joining(pages: Blueprint, database: Database, clock: Clock) -> None:
    @pages.get("/invitation/<token>")
    @open_to(anyone=True)
    def join(token: str) -> Any:
        """Choose a password; opening the link does not use it up."""
        return _join(token, PasswordForm(), 200)

    @pages.post("/invitation/<token>")
    @open_to(anyone=True)
    def joined(token: str) -> Any:
        """The password is chosen; they come in with it."""
        form = PasswordForm()
        if not form.validate_on_submit():
            return _join(token, form, 422)
        done = invitations.accept(database, clock, token, form.password.data)
        if done is None or isinstance(done, Objection):
            return _join(token, form, 422)
        flash(_("Votre mot de passe est enregistré. Connectez-vous."), "leaf")
        return redirect(url_for("security.login"), 303)

    def _join(token: str, form: PasswordForm, status: int) -> Any:
        with database.read() as reading:
            guest = invitations.guest(reading, database, clock, token)
        if guest is None:
            return render_template("staff/account/link_over.html"), 410
        return render_template("staff/account/join.html", form=form, guest=guest), status


def _account(form: NameForm) -> str:
    return render_template(
        "staff/account/account.html",
        form=form,
        keys=current_user.webauthn,
        codes_left=recovery_codes_left(me()),
    )
