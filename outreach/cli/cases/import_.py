"""`outreach import`: the landlord's file in."""

from pathlib import Path
from typing import Any

import click

from outreach.cli.cases.acting import acting, as_option
from outreach.cli.errors import MisuseError, NotFoundError, NotReadyError
from outreach.cli.frame import Frame
from outreach.cli.french import Command
from outreach.cli.output import json_option, note, several, show, show_json
from outreach.intake.rules.faults import FileError
from outreach.intake.services.importing import Imported, import_file
from outreach.sequences.services.enrolling import NoScriptError
from outreach.worker.wiring import means_of


@click.command(
    "import",
    cls=Command,
    help="Lit le fichier d'un bailleur (CSV ou XLSX). Le fichier lui-même n'est pas gardé.",
)
@click.argument("file", metavar="FICHIER", type=click.Path(path_type=Path))
@click.option("--programme", metavar="CODE", help="La convention ; la première si rien n'est dit.")
@json_option
@as_option
@click.pass_obj
def command(
    frame: Frame, file: Path, programme: str | None, as_json: bool, member: str | None
) -> None:
    """Read a file into cases and say what became of every row."""
    data, actor = file.read_bytes(), acting(frame, member).code
    parts = frame.parts
    try:
        done = import_file(
            means_of(parts),
            data,
            programme,
            fictitious_allowed=parts.settings.fictitious_numbers_allowed,
            actor=actor,
        )
    except FileError as error:
        raise MisuseError(f"{file.name} : {error}") from None
    except NoScriptError:
        raise NotReadyError("Aucun scénario publié : lancez d'abord « outreach init ».") from None
    if done is None:
        raise NotFoundError(f"Convention inconnue : {programme or 'aucune'}.")
    if as_json:
        show_json(_document(done))
    else:
        _show(done)


def _document(done: Imported) -> dict[str, Any]:
    return {
        "accepted": [
            {
                "row": each.row,
                "reference": each.reference,
                "case": each.case,
                "eligible": each.eligible,
                "waiting": each.waiting,
                "reasons": list(each.reasons),
                "codes": [str(code) for code in each.codes],
            }
            for each in done.accepted
        ],
        "rejected": [
            {
                "row": each.row,
                "reference": each.reference,
                "reasons": list(each.reasons),
                "codes": [str(code) for code in each.codes],
            }
            for each in done.rejected
        ],
        "known": [
            {
                "row": each.row,
                "reference": each.reference,
                "case": each.case,
                "changes": list(each.changes),
            }
            for each in done.known
        ],
        "ignored_columns": list(done.ignored_columns),
    }


def _show(done: Imported) -> None:
    for each in done.accepted:
        state = (
            "en attente de place" if each.waiting else "" if each.eligible else "hors convention"
        )
        words = " ".join((state and f"({state})", *each.reasons)).strip()
        show(f"Ligne {each.row} : {each.case}{f' — {words}' if words else ''}")
    for bad in done.rejected:
        show(f"Ligne {bad.row} : rejetée — {' '.join(bad.reasons)}")
    for known in done.known:
        told = f" — différences à valider : {', '.join(known.changes)}" if known.changes else ""
        show(f"Ligne {known.row} : déjà connue, {known.case}{told}")
    if done.ignored_columns:
        note(f"Colonnes laissées de côté : {', '.join(done.ignored_columns)}.")
    note(
        f"{several(len(done.accepted), 'dossier')}, "
        f"{several(len(done.rejected), 'ligne rejetée', 'lignes rejetées')}, "
        f"{several(len(done.known), 'déjà connue', 'déjà connues')}."
    )
