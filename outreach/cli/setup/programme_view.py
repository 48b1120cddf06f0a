"""How a programme is shown: as data, and as a page of text."""

from typing import Any

from sqlalchemy.orm import Session

from outreach.cli.output import several, show, show_pairs
from outreach.programmes import services
from outreach.programmes.models import Programme
from outreach.programmes.rules.parameters import Layout

_LAYOUTS = {
    Layout.BY_HAND: "adresse écrite à la main sur l'enveloppe",
    Layout.WINDOW: "adresse imprimée, pour une enveloppe à fenêtre",
}


def as_data(session: Session, programme: Programme, settings_hold: bool) -> dict[str, Any]:
    """Everything `programme show --json` gives."""
    return {
        "code": programme.code,
        "name": programme.name,
        "landlord": programme.landlord,
        "team": programme.team,
        "starts": programme.starts_on.isoformat() if programme.starts_on else None,
        "ends": programme.ends_on.isoformat() if programme.ends_on else None,
        "capacity": programme.capacity,
        "fee": programme.fee,
        "contact_name": programme.contact_name or None,
        "contact_phone": programme.contact_phone,
        "adil_phone": programme.adil_phone or None,
        "head_office": programme.head_office or None,
        "dpo": programme.dpo or None,
        "hours": programme.hours,
        "closures": [
            {"from": row.starts_on.isoformat(), "to": row.ends_on.isoformat()}
            for row in services.closures(session, programme)
        ],
        "terms": programme.terms,
        "policy": programme.policy,
        "categories": programme.categories,
        "letter_layout": programme.letter_layout,
        "hold": services.held(session, programme, settings_hold),
    }


def missing(data: dict[str, Any]) -> list[str]:
    """The options still to give before a first message can leave."""
    wanted = {"contact_name": "--contact-name", "contact_phone": "--contact-phone"}
    return [option for field, option in wanted.items() if not data[field]]


def show_programme(data: dict[str, Any]) -> None:
    """Print a programme for a person."""
    show(f"{data['code']}  {data['name']}")
    show_pairs(
        [
            ("Bailleur", data["landlord"]),
            ("Équipe", data["team"]),
            ("Convention", _dates(data)),
            ("Places", f"{several(data['capacity'], 'foyer')}, {data['fee']} € par expertise"),
            ("Contact", _contact(data)),
            ("ADIL", data["adil_phone"] or "à donner (--adil-phone)"),
            ("Siège", data["head_office"] or "à donner pour la lettre (--siege)"),
            ("DPO", data["dpo"] or "à donner pour la lettre (--dpo)"),
            ("Horaires", data["hours"]),
            ("Fermetures", _closures(data)),
            ("Public", _terms(data["terms"])),
            ("Rythme", _policy(data["policy"])),
            ("Lettres", _LAYOUTS[data["letter_layout"]]),
            ("Envois", "suspendus : rien d'automatique ne part" if data["hold"] else "permis"),
        ]
    )


def _dates(data: dict[str, Any]) -> str:
    starts = f"du {_day(data['starts'])}" if data["starts"] else ""
    ends = f"jusqu'au {_day(data['ends'])} compris" if data["ends"] else ""
    return " ".join(filter(None, (starts, ends))) or "ouverte, sans dates (--starts, --ends)"


def _contact(data: dict[str, Any]) -> str:
    known = ", ".join(filter(None, (data["contact_name"], data["contact_phone"])))
    wanted = missing(data)
    ask = f"à donner ({', '.join(wanted)})" if wanted else ""
    return " ; ".join(filter(None, (known, ask)))


def _closures(data: dict[str, Any]) -> str:
    spans = [f"{_day(row['from'])} au {_day(row['to'])}" for row in data["closures"]]
    return " ; ".join(["jours fériés", "24/12 au 02/01 chaque année", *spans])


def _terms(terms: dict[str, Any]) -> str:
    attempts = several(terms["min_landlord_attempts"], "tentative")
    return (
        f"garant : {' ou '.join(terms['guarantors'])} ; premier impayé dans les "
        f"{terms['months']} mois ; {attempts} du bailleur au moins"
    )


def _policy(policy: dict[str, Any]) -> str:
    return (
        f"{several(policy['max_contacts'], 'contact')} au plus en {policy['window_days']} jours, "
        f"{several(policy['spacing_days'], 'jour')} d'écart ; premier message "
        f"{several(policy['letter_working_days'], 'jour ouvré', 'jours ouvrés')} après la lettre"
    )


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"
