"""`outreach journal`: is the record whole?"""

import click

from outreach.cli.errors import FindingError, NotFoundError
from outreach.cli.frame import Frame
from outreach.cli.french import Group
from outreach.cli.output import several, show
from outreach.record import services as record
from outreach.record.rules import Problem

_SENTENCES = {
    Problem.MISSING: "cette entrée manque",
    Problem.UNLINKED: "cette entrée ne suit pas la précédente",
    Problem.CHANGED: "cette entrée a été modifiée",
    Problem.HEAD: "la fin du journal ne correspond pas au dossier",
    Problem.ANCHOR: "cette entrée n'est plus celle relevée un jour précédent",
    Problem.STRAY: "cette entrée n'appartient à aucun dossier",
}


@click.group(cls=Group, help="Le journal des dossiers.")
def command() -> None:
    """The group; its commands stand below."""


@command.command("verify", help="Vérifie le journal d'un dossier, ou tous : 0 intact, 1 abîmé.")
@click.argument("reference", metavar="[DOSSIER]", required=False)
@click.pass_obj
def verify_command(frame: Frame, reference: str | None) -> None:
    """Check the chains, and name the first broken row of each."""
    with frame.parts.database.read() as session:
        try:
            verdict = record.verify(session, reference and reference.strip().upper())
        except LookupError:
            raise NotFoundError(f"Dossier inconnu : {reference}.") from None
    for found in verdict.findings:
        show(f"{found.reference}, entrée {found.number} : {_SENTENCES[found.problem]}.")
    if not verdict.intact:
        raise FindingError(f"Journal abîmé : {several(len(verdict.findings), 'dossier')}.")
    entries = several(verdict.entries, "entrée")
    show(f"Journal intact : {entries}, {several(verdict.cases, 'dossier')}.")
