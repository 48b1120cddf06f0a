"""The people of a case: their name, their language, and what a worker gives to reach them."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from outreach.expertise.forms import AddressForm, PersonForm, WayForm
from outreach.expertise.services.people import Tenant
from outreach.expertise.views.case import file_of
from outreach.fieldwork.services.names import Correction, DamagedNameError, correct_person
from outreach.fieldwork.services.points.giving import Given, give_address, give_way
from outreach.messages.services.means import Means
from outreach.people.rules.addresses import read_address
from outreach.staff.models import Role
from outreach.staff.views.access import me, open_to
from outreach.web.labels import N_

Answer = str | Response | tuple[str, int]
_GIVEN = {
    Given.UNREADABLE: N_("Écrivez le numéro ou l'adresse e-mail, sans autre mot."),
    Given.BLOCKED: N_(
        "Ce numéro ou cette adresse a refusé tout contact, ou est à quelqu'un d'autre : "
        "rien n'est changé."
    ),
}
_DAMAGED = N_("Ce nom est abîmé : écrivez-le avec toutes ses lettres.")
_SAME = N_("C'était déjà ainsi : rien n'est changé.")
_UNKNOWN = N_("Cette personne n'est plus dans ce dossier : rouvrez la page du dossier.")
_NO_ADDRESS = N_("Il faut une rue, un code postal à cinq chiffres et une ville.")


def add_people(pages: Blueprint, means: Means) -> None:
    """Correcting a person, and giving a way to reach them."""

    @pages.get("/dossiers/<reference>/personne/<int:person_id>")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def person(reference: str, person_id: int) -> str:
        """What we hold of a person, to correct."""
        tenant = tenant_of(means, reference, person_id)
        form = PersonForm(
            formdata=None,
            first_name=tenant.first_name,
            last_name=tenant.last_name,
            language=tenant.language if tenant.language_confirmed else "",
            can_read=tenant.can_read,
        )
        form.offer(tenant.language, confirmed=tenant.language_confirmed)
        return _show("expertise/person.html", form, reference, tenant)

    @pages.post("/dossiers/<reference>/personne/<int:person_id>")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def correct(reference: str, person_id: int) -> Answer:
        """Write a correction down."""
        tenant, form = tenant_of(means, reference, person_id), PersonForm()
        form.offer(tenant.language, confirmed=tenant.language_confirmed)
        if form.validate():
            said, actor = _correction(form), me().code
            try:
                done = correct_person(means, reference, said, actor, person_id=person_id)
            except DamagedNameError:
                form.first_name.errors = [_(_DAMAGED)]
            else:
                flash(_("C'est corrigé.") if done and done.fields else _(_SAME))
                return _back(reference)
        return _show("expertise/person.html", form, reference, tenant), 422

    @pages.get("/dossiers/<reference>/personne/<int:person_id>/contact")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def way(reference: str, person_id: int) -> str:
        """A number or an e-mail to add."""
        tenant = tenant_of(means, reference, person_id)
        return _show("expertise/way.html", WayForm(formdata=None), reference, tenant)

    @pages.post("/dossiers/<reference>/personne/<int:person_id>/contact")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def give(reference: str, person_id: int) -> Answer:
        """Try it first from now on."""
        tenant, form = tenant_of(means, reference, person_id), WayForm()
        if form.validate():
            fictitious = current_app.config["FICTITIOUS_NUMBERS"]
            text = form.way.data or ""
            given = give_way(means, me(), reference, person_id, text, fictitious_allowed=fictitious)
            if given in (Given.DONE, Given.SAME):
                return _given(reference, given)
            form.way.errors = [_(_GIVEN.get(given, _UNKNOWN))]
        return _show("expertise/way.html", form, reference, tenant), 422

    @pages.get("/dossiers/<reference>/personne/<int:person_id>/adresse")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def address(reference: str, person_id: int) -> str:
        """Where letters go, to correct."""
        tenant = tenant_of(means, reference, person_id)
        home = next((way.address for way in tenant.ways if way.address), None)
        known: dict[str, Any] = {}
        if home is not None:
            known = {
                "line": home.line,
                "complement": home.complement,
                "postcode": home.postcode,
                "town": home.town,
            }
        form = AddressForm(formdata=None, **known)
        return _show("expertise/address.html", form, reference, tenant)

    @pages.post("/dossiers/<reference>/personne/<int:person_id>/adresse")
    @open_to(Role.WORKER, Role.COORDINATOR)
    def move(reference: str, person_id: int) -> Answer:
        """Send letters there from now on."""
        tenant, form = tenant_of(means, reference, person_id), AddressForm()
        if form.validate():
            read = read_address(
                *(str(f.data or "") for f in (form.line, form.complement, form.postcode, form.town))
            )
            given = give_address(means, me(), reference, person_id, read)
            if given in (Given.DONE, Given.SAME):
                return _given(reference, given)
            form.postcode.errors = [_(_NO_ADDRESS)]
        return _show("expertise/address.html", form, reference, tenant), 422


def tenant_of(means: Means, reference: str, person_id: int) -> Tenant:
    """Somebody of a case that whoever looks may know of; else there is no such page."""
    people = file_of(means, reference).people
    found = next((tenant for tenant in people if tenant.id == person_id), None)
    if found is None:
        abort(404)
    return found


def _correction(form: PersonForm) -> Correction:
    return Correction(
        form.first_name.data,
        form.last_name.data or None,
        form.language.data or None,
        form.can_read.data,
    )


def _show(template: str, form: Any, reference: str, tenant: Tenant) -> str:
    return render_template(template, form=form, reference=reference.upper(), tenant=tenant)


def _given(reference: str, given: Given) -> Response:
    flash(_("C'est noté.") if given is Given.DONE else _(_SAME))
    return _back(reference)


def _back(reference: str) -> Response:
    return redirect(url_for("expertise.case_page", reference=reference.upper()), 303)
