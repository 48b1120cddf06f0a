"""The words of a landlord's file."""

from collections.abc import Iterable

from flask_babel import gettext as _

from outreach.web.labels import N_, label

COLUMNS = {
    "autre_personne": N_("un tout autre nom"),
    "nom": N_("nom"),
    "prenom": N_("prénom"),
    "telephone": N_("téléphone"),
    "email": N_("e-mail"),
    "adresse": N_("adresse"),
    "complement": N_("complément d'adresse"),
    "code_postal": N_("code postal"),
    "ville": N_("ville"),
    "date_entree": N_("date d'entrée"),
    "premier_impaye": N_("premier impayé"),
    "garant": N_("garant"),
    "tentatives_bailleur": N_("tentatives du bailleur"),
    "langue": N_("langue"),
    "remarque_visite": N_("remarque pour la visite"),
}


def columns_said(names: Iterable[str]) -> str:
    """``Change : téléphone, e-mail.``; "" for none."""
    said = [label(COLUMNS, name) for name in names]
    return _("Change : %(columns)s.", columns=", ".join(said)) if said else ""
