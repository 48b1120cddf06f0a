"""`outreach case`: the record of a household."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from outreach.cases.models import Case
from outreach.cli.cases import correct
from outreach.cli.cases.case_view import show_case
from outreach.cli.errors import MisuseError, NotFoundError
from outreach.cli.frame import Frame
from outreach.cli.french import Group
from outreach.cli.output import json_option, note, several, show_json, show_table
from outreach.expertise.services.dossier import dossier
from outreach.expertise.services.overview import overview
from outreach.expertise.services.statement import statement
from outreach.expertise.services.withheld import Withheld, withheld
from outreach.expertise.views.statement_paper import statement_pdf
from outreach.web.labels import CASE_STATES, label


@click.group(cls=Group, help="Les dossiers.")
def command() -> None:
    """The group; its commands stand below."""


@command.command("list", help="Tous les dossiers et ce qui vient ensuite.")
@json_option
@click.pass_obj
def list_command(frame: Frame, as_json: bool) -> None:
    """Show every case in one line."""
    with frame.parts.database.read() as session:
        rows = overview(session)
    if as_json:
        show_json(rows)
        return
    show_table(
        ("Dossier", "Référence bailleur", "État", "Prochaine étape", "Le"),
        [
            (
                row["reference"],
                row["landlord_reference"] or "",
                label(CASE_STATES, row["state"]),
                row["next_step"] or "",
                (row["due_at"] or "")[:16].replace("T", " "),
            )
            for row in rows
        ],
    )


@command.command("show", help="Un dossier : tentatives, réponses, tâches, journal.")
@click.argument("reference", metavar="DOSSIER")
@json_option
@click.pass_obj
def show_command(frame: Frame, reference: str, as_json: bool) -> None:
    """Show the record of one case."""
    document = _dossier(frame, reference)
    if as_json:
        show_json(document)
    else:
        show_case(document)


command.add_command(correct.command)


@command.command("export", help="Le dossier dans un fichier.")
@click.argument("reference", metavar="DOSSIER")
@click.option(
    "--format",
    "form",
    required=True,
    metavar="json|pdf",
    help="json : les échanges et leur suivi, en clair ; pdf : le relevé d'expertise, sans nom.",
)
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FICHIER",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Où l'écrire.",
)
@click.pass_obj
def export_command(frame: Frame, reference: str, form: str, output: Path) -> None:
    """Write the record of one case to a file."""
    if form not in _FORMATS:
        raise MisuseError("--format : mettez json ou pdf.")
    written, content = _FORMATS[form](frame, reference)
    output.write_bytes(content)
    note(f"{written} écrit dans {output}.")


def _as_json(frame: Frame, reference: str) -> tuple[str, bytes]:
    document = _dossier(frame, reference)
    text = json.dumps(document, ensure_ascii=False, indent=2) + "\n"
    with frame.parts.database.read() as session:
        _say_what_stays(withheld(session, document["reference"]))
    return document["reference"], text.encode()


def _say_what_stays(kept: Withheld) -> None:
    """Whoever hands the file out, to answer a request for access, knows what it does not hold."""
    kinds = (
        (kept.incidents, "incident de visite", "incidents de visite"),
        (kept.remarks, "consigne de prudence", "consignes de prudence"),
        (kept.notes, "note de l'équipe", "notes de l'équipe"),
    )
    told = [several(count, one, many) for count, one, many in kinds if count]
    if told:
        note(
            f"Pas dans ce fichier : {', '.join(told)}. Ces textes peuvent parler d'autres "
            "personnes : la coordination les relit avant d'en remettre quoi que ce soit."
        )


def _as_pdf(frame: Frame, reference: str) -> tuple[str, bytes]:
    parts = frame.parts
    with parts.database.read() as session:
        case = session.scalar(select(Case).where(Case.reference == reference.strip().upper()))
        stated = statement(session, case, parts.clock.now()) if case is not None else None
    if stated is None:
        raise NotFoundError(f"Dossier inconnu : {reference}.")
    return stated.reference, statement_pdf(stated, parts.database.zone)


_FORMATS: Mapping[str, Callable[[Frame, str], tuple[str, bytes]]] = {
    "json": _as_json,
    "pdf": _as_pdf,
}


def _dossier(frame: Frame, reference: str) -> dict[str, Any]:
    with frame.parts.database.read() as session:
        document = dossier(session, reference)
    if document is None:
        raise NotFoundError(f"Dossier inconnu : {reference}.")
    return document
