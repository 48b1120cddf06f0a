"""`outreach case correct`: how the person is called, and the language they speak."""

import click

from outreach.cli.errors import MisuseError, NotFoundError
from outreach.cli.frame import ACTOR, Frame
from outreach.cli.french import Command
from outreach.cli.output import note
from outreach.cli.values import Value, line
from outreach.fieldwork.services.names import Correction, DamagedNameError, correct_person
from outreach.people.rules.languages import read_language
from outreach.worker.wiring import means_of

_FIELDS = {"first_name": "prénom", "last_name": "nom", "language": "langue"}


def _language(text: str) -> str:
    found = read_language(text)
    if not found:
        raise ValueError("mettez une langue, par exemple arabe, turc ou pt.")
    return found


@click.command(
    "correct", cls=Command, help="Corrige le nom ou la langue : les messages peuvent partir."
)
@click.argument("reference", metavar="DOSSIER")
@click.option("--first-name", type=line(60), metavar="PRÉNOM", help="Le prénom, bien écrit.")
@click.option("--last-name", type=line(60), metavar="NOM", help="Le nom, bien écrit.")
@click.option(
    "--language",
    type=Value("langue", _language),
    metavar="LANGUE",
    help="La langue de la personne, qu'elle a confirmée : les messages ne partent plus qu'en elle.",
)
@click.pass_obj
def command(
    frame: Frame,
    reference: str,
    first_name: str | None,
    last_name: str | None,
    language: str | None,
) -> None:
    """Write a correction down."""
    if first_name is None and last_name is None and language is None:
        raise MisuseError("Rien à corriger : donnez --first-name, --last-name ou --language.")
    correction = Correction(first_name, last_name, language)
    try:
        done = correct_person(means_of(frame.parts), reference, correction, ACTOR)
    except DamagedNameError:
        raise MisuseError("Ce nom est abîmé lui aussi : écrivez-le avec toutes ses lettres.") from (
            None
        )
    if done is None:
        raise NotFoundError(f"Dossier inconnu : {reference}.")
    changed = ", ".join(_FIELDS[field] for field in done.fields)
    note(f"{done.reference} : {f'corrigé ({changed})' if changed else 'rien à changer'}.")
    if not done.ready:
        note("Le nom reste à corriger : les messages automatiques attendent.")
