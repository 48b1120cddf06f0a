"""Équipe: who works here, and who may what."""

from typing import Any, assert_never

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from outreach.clock import Clock
from outreach.database import Database
from outreach.staff.forms.team import InviteForm, RoleForm
from outreach.staff.models import Role, Staff
from outreach.staff.rules import Objection
from outreach.staff.services import team as services
from outreach.staff.services.accounts import Newcomer
from outreach.staff.services.team import INVITES, Colleague, Invited, Refusal
from outreach.staff.views.access import me, open_to
from outreach.staff.views.door.proofs import PUBLIC_URL


def staff_pages(database: Database, clock: Clock) -> Blueprint:
    """The pages of the team."""
    pages = Blueprint("staff", "outreach.staff", template_folder="templates")
    _reading(pages, database, clock)
    _inviting(pages, database, clock)
    _changing(pages, database, clock)
    return pages


def _reading(pages: Blueprint, database: Database, clock: Clock) -> None:
    @pages.get("/equipe")
    @open_to(Role.COORDINATOR, Role.ADMIN)
    def team() -> Any:
        """Everybody, active first."""
        with database.read() as session:
            colleagues = services.team(session, me(), clock.now())
        return render_template("staff/team/team.html", colleagues=colleagues)

    @pages.get("/equipe/<int:staff_id>")
    @open_to(Role.COORDINATOR, Role.ADMIN)
    def member(staff_id: int) -> Any:
        """One colleague, and what may be changed."""
        one = _wanted(database, clock, staff_id)
        form = RoleForm(formdata=None, role=one.staff.role, shown=one.staff.role)
        return render_template("staff/team/member.html", one=one, form=form.offer(list(Role)))


def _inviting(pages: Blueprint, database: Database, clock: Clock) -> None:
    def show_link(invited: Invited) -> Any:
        """Once: a page that nobody can come back to, not a redirection that would keep it."""
        site = current_app.config[PUBLIC_URL].rstrip("/")
        link = site + url_for("account.join", token=invited.token)
        return render_template("staff/team/link.html", staff=invited.staff, link=link)

    @pages.get("/equipe/inviter")
    @open_to(Role.COORDINATOR, Role.ADMIN)
    def invitation() -> Any:
        """Who is to join."""
        return _invitation(InviteForm(formdata=None, team=me().team), database)

    @pages.post("/equipe/inviter")
    @open_to(Role.COORDINATOR, Role.ADMIN)
    def invite() -> Any:
        """Make the account, and show its link."""
        form = InviteForm().offer(INVITES[me().role])
        if not form.team.data or me().role != Role.ADMIN:
            form.team.data = me().team
        if not form.validate():
            return _invitation(form, database), 422
        role, mail = Role(form.role.data), form.email.data
        newcomer = Newcomer(mail, form.first_name.data, role, "", team=form.team.data)
        done = services.invite(database, clock, me(), newcomer)
        if isinstance(done, Refusal):
            abort(403)
        if isinstance(done, Objection):
            _explain(form, done)
            return _invitation(form, database), 422
        return show_link(done)

    @pages.post("/equipe/<int:staff_id>/lien")
    @open_to(Role.COORDINATOR, Role.ADMIN)
    def renew_link(staff_id: int) -> Any:
        """A new link, which replaces the one before."""
        _wanted(database, clock, staff_id)
        done = services.renew_link(database, clock, me(), staff_id)
        return show_link(done) if isinstance(done, Invited) else _answered(staff_id, done, "")

    @pages.post("/equipe/<int:staff_id>/lien/retirer")
    @open_to(Role.COORDINATOR, Role.ADMIN)
    def withdraw_link(staff_id: int) -> Any:
        """Make the link that waits useless."""
        _wanted(database, clock, staff_id)
        done = services.withdraw_link(database, me(), staff_id)
        return _answered(staff_id, done, _("Le lien ne marche plus."))


def _changing(pages: Blueprint, database: Database, clock: Clock) -> None:
    @pages.post("/equipe/<int:staff_id>/role")
    @open_to(Role.ADMIN)
    def change_role(staff_id: int) -> Any:
        """Give another role."""
        one = _wanted(database, clock, staff_id)
        form = RoleForm().offer(list(Role))
        if not form.validate_on_submit():
            return render_template("staff/team/member.html", one=one, form=form), 422
        role = Role(form.role.data)
        done = services.change_role(database, me(), staff_id, form.shown.data, role)
        return _answered(staff_id, done, _("Le rôle est changé."))

    @pages.post("/equipe/<int:staff_id>/fermer")
    @open_to(Role.ADMIN)
    def deactivate(staff_id: int) -> Any:
        """Close an account."""
        _wanted(database, clock, staff_id)
        done = services.set_active(database, clock, me(), staff_id, active=False)
        said = _("Le compte est fermé, et déconnecté partout.")
        return _answered(staff_id, done, said)

    @pages.post("/equipe/<int:staff_id>/rouvrir")
    @open_to(Role.ADMIN)
    def activate(staff_id: int) -> Any:
        """Open it again."""
        _wanted(database, clock, staff_id)
        done = services.set_active(database, clock, me(), staff_id, active=True)
        return _answered(staff_id, done, _("Le compte est rouvert."))

    @pages.post("/equipe/<int:staff_id>/second-facteur")
    @open_to(Role.ADMIN)
    def forget_factor(staff_id: int) -> Any:
        """Forget a lost phone."""
        _wanted(database, clock, staff_id)
        done = services.forget_factor(database, clock, me(), staff_id)
        said = _("Son téléphone et ses clés d'accès sont oubliés, et ses appareils déconnectés.")
        return _answered(staff_id, done, said)


def _wanted(database: Database, clock: Clock, staff_id: int) -> Colleague:
    """The colleague of an address, if one may see them."""
    with database.read() as session:
        found = services.colleague(session, me(), staff_id, clock.now())
    if found is None:
        abort(404)
    return found


def _invitation(form: InviteForm, database: Database) -> str:
    with database.read() as session:
        teams = services.teams(session)
    form.offer(INVITES[me().role])
    return render_template("staff/team/invite.html", form=form, teams=teams)


def _explain(form: InviteForm, objection: Objection) -> None:
    match objection:
        case Objection.BAD_EMAIL:
            form.email.errors = [_("Écrivez une adresse, par exemple valerie@example.org.")]
        case Objection.EMAIL_TAKEN:
            form.email.errors = [
                _("Un compte a déjà cette adresse. Vous pouvez lui donner un nouveau lien.")
            ]
        case Objection.NO_FIRST_NAME:
            form.first_name.errors = [_("Écrivez un prénom d'une ligne, de 1 à 60 caractères.")]
        case Objection.SHORT_PASSWORD:
            raise ValueError("nobody is invited with a password")
        case _:
            assert_never(objection)


def _answered(staff_id: int, done: Staff | Refusal, said: str) -> Any:
    if isinstance(done, Refusal):
        flash(_refused(done), "sun")
    else:
        flash(said, "leaf")
    return redirect(url_for("staff.member", staff_id=staff_id), 303)


def _refused(refusal: Refusal) -> str:
    match refusal:
        case Refusal.NOT_YOURS:
            return str(
                _("Votre rôle ne permet pas ce changement : demandez à l'administration technique.")
            )
        case Refusal.YOURSELF:
            return str(
                _(
                    "Demandez à une autre personne de l'administration technique : on ne change "
                    "pas sa propre place."
                )
            )
        case Refusal.STALE:
            return str(_("Quelqu'un d'autre vient de changer ce compte : relisez, puis décidez."))
        case Refusal.ALREADY:
            return str(_("C'était déjà fait."))
        case Refusal.INACTIVE:
            return str(_("Ce compte est fermé : rouvrez-le d'abord."))
        case _:
            assert_never(refusal)
