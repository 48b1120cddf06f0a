"""`outreach task show`: one task, with the letter to print."""

from typing import Any

import click

from outreach.cli.errors import NotFoundError
from outreach.cli.frame import Frame
from outreach.cli.french import Command
from outreach.cli.output import day, json_option, moment, note, show, show_json, show_pairs
from outreach.fieldwork.services.sheet import Sheet, sheet_of, shown_sender
from outreach.parts import Parts
from outreach.web.labels import OUTCOMES, TASK_KINDS, label, reason_label
from outreach.worker.wiring import means_of

# Who can fill in what is left blank in a letter.
_HINTS = {
    "siege": "outreach programme set --siege",
    "dpo": "outreach programme set --dpo",
    "adil": "outreach programme set --adil-phone",
    "tel": "outreach programme set --contact-phone",
    "ts": "outreach programme set --contact-name",
    "bailleur": "outreach programme set --landlord",
    "prenom": "outreach case correct --first-name",
    "nom": "outreach case correct --last-name",
    "num": "le numéro du mobile de l'association, à écrire à la main",
    "d": "le jour de la visite, à écrire à la main",
    "h": "l'heure de la visite, à écrire à la main",
}


@click.command(
    "show", cls=Command, help="Une tâche : pour qui, où, quand, et la lettre à imprimer."
)
@click.argument("task_id", metavar="TÂCHE", type=int)
@json_option
@click.pass_obj
def command(frame: Frame, task_id: int, as_json: bool) -> None:
    """Show one task."""
    parts = frame.parts
    with parts.database.read() as session:
        sheet = sheet_of(session, means_of(parts), task_id, shown_sender(parts.settings))
    if sheet is None:
        raise NotFoundError(f"Tâche inconnue : {task_id}.")
    if as_json:
        show_json(_document(parts, sheet))
        return
    _show(parts, sheet)
    for name in sheet.missing:
        note(f"{{{name}}} est en blanc : {_HINTS.get(name, 'à écrire à la main')}.")


def _document(parts: Parts, sheet: Sheet) -> dict[str, Any]:
    visit = sheet.visit_at
    return {
        "id": sheet.id,
        "case": sheet.case,
        "kind": sheet.kind,
        "state": sheet.state,
        "reason": sheet.reason,
        "step": sheet.step,
        "due_on": sheet.due_on.isoformat(),
        "outcome": sheet.outcome,
        "visit_at": visit.astimezone(parts.zone).isoformat(timespec="seconds") if visit else None,
        "name": sheet.name,
        "address": list(sheet.address),
        "note": sheet.note,
        "advice": sheet.advice,
        "letters": dict(sheet.letters),
        "missing": list(sheet.missing),
    }


def _show(parts: Parts, sheet: Sheet) -> None:
    show(f"{sheet.id}  {label(TASK_KINDS, sheet.kind)}  {sheet.case or '—'}")
    visit = sheet.visit_at
    pairs = [
        ("Pour", sheet.name),
        ("Le", day(sheet.due_on)),
        ("Pourquoi", reason_label(sheet.reason)),
        ("Visite", moment(visit.astimezone(parts.zone)) if visit else ""),
        ("Note", sheet.note),
        ("Issue", label(OUTCOMES, sheet.outcome)),
    ]
    show_pairs([(title, text) for title, text in pairs if text])
    for block in ("\n".join(sheet.address), sheet.advice, *sheet.letters.values()):
        if block:
            show(f"\n{block}")
