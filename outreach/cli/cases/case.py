"""`outreach case`: the record of a household."""

import json
from pathlib import Path
from typing import Any

import click

from outreach.cli.cases.labels import (
    CASE_STATES,
    CHANNELS,
    OUTCOMES,
    PAUSES,
    POINT_STATUSES,
    PURPOSES,
    STATUSES,
    TASK_KINDS,
    label,
)
from outreach.cli.errors import MisuseError, NotFoundError
from outreach.cli.frame import Frame
from outreach.cli.french import Group
from outreach.cli.output import json_option, note, show, show_json, show_pairs, show_table
from outreach.expertise.services.dossier import dossier
from outreach.expertise.services.overview import overview


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
        _show(document)


@command.command("export", help="Le dossier dans un fichier.")
@click.argument("reference", metavar="DOSSIER")
@click.option("--format", "form", required=True, metavar="json", help="json.")
@click.option(
    "-o",
    "--output",
    required=True,
    metavar="FICHIER",
    type=click.Path(path_type=Path, dir_okay=False),
)
@click.pass_obj
def export_command(frame: Frame, reference: str, form: str, output: Path) -> None:
    """Write the record of one case to a file."""
    if form != "json":
        raise MisuseError("--format : mettez json.")
    document = _dossier(frame, reference)
    output.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    note(f"{document['reference']} écrit dans {output}.")


def _dossier(frame: Frame, reference: str) -> dict[str, Any]:
    with frame.parts.database.read() as session:
        document = dossier(session, reference)
    if document is None:
        raise NotFoundError(f"Dossier inconnu : {reference}.")
    return document


def _show(document: dict[str, Any]) -> None:
    tenant, sequence = document["tenant"], document["sequence"]
    name = " ".join(part for part in (tenant["first_name"], tenant["last_name"]) if part)
    show(f"{document['reference']}  {name}")
    show_pairs(
        [
            ("État", label(CASE_STATES, document["state"])),
            ("Référence bailleur", document["landlord_reference"] or "—"),
            ("Langue", tenant["language"] or "—"),
            ("Envois prévus", _sequence(sequence)),
            ("Journal", _journal(document["journal"])),
        ]
    )
    for title, lines in (
        ("Coordonnées", [_point(point) for point in document["contact_points"]]),
        ("Tentatives de contact", [_attempt(a) for a in document["attempts"]]),
        ("Réponses", [_reply(reply) for reply in document["replies"]]),
        ("Tâches", [_task(t) for t in document["tasks"]]),
    ):
        if lines:
            show(f"\n{title}")
            for line in lines:
                show(f"  {line}")


def _when(instant: str | None) -> str:
    return (instant or "")[:16].replace("T", " ")


def _sequence(sequence: dict[str, Any] | None) -> str:
    if sequence is None:
        return "aucun"
    if sequence["pause"] is not None:
        return f"en pause ({label(PAUSES, sequence['pause']['reason'])})"
    if sequence["state"] == "paused":
        return "en pause"
    if sequence["state"] == "finished":
        return "terminés"
    due = _when(sequence["due_at"])
    return f"{sequence['next_step'] or 'fin'}{f', le {due}' if due else ', en cours'}"


def _journal(journal: dict[str, Any]) -> str:
    return f"{journal['entries']} entrées, {'intact' if journal['intact'] else 'ABÎMÉ'}"


def _point(point: dict[str, Any]) -> str:
    return f"{point['value']} ({label(POINT_STATUSES, point['status'])})"


def _reply(reply: dict[str, Any]) -> str:
    return f"{_when(reply['at'])}  {label(CHANNELS, reply['channel']):<13} {reply['text']}"


def _attempt(attempt: dict[str, Any]) -> str:
    status = label(STATUSES | OUTCOMES, attempt["status"])
    rank = f"n° {attempt['number']}" if attempt["number"] else "—"
    why = f" : {attempt['error']}" if attempt["error"] else ""
    return (
        f"{rank:<6} {_when(attempt['at'])}  {label(CHANNELS, attempt['channel']):<13} "
        f"{attempt['step'] or label(PURPOSES, attempt['purpose']):<21} {status}{why}"
    )


def _task(task: dict[str, Any]) -> str:
    ended = label(OUTCOMES, task["outcome"]) if task["outcome"] else "à faire"
    return f"{task['id']:>5}  {task['due_on']}  {label(TASK_KINDS, task['kind'])} : {ended}"
