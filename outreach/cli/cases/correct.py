"""`outreach case correct`: the person's name and language, and who else reads their messages."""

import click

from outreach.cli.cases.acting import acting, as_option
from outreach.cli.errors import MisuseError, NotFoundError
from outreach.cli.frame import Frame
from outreach.cli.french import Command
from outreach.cli.output import note
from outreach.cli.values import Value, line
from outreach.fieldwork.services.discretion import Answer, set_discreet
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
    "correct",
    cls=Command,
    help="Corrige le nom ou la langue, ou note un numéro que d'autres lisent.",
)
@click.argument("reference", metavar="DOSSIER")
@click.option("--first-name", type=line(60), metavar="PRÉNOM", help="Le prénom, bien écrit.")
@click.option("--last-name", type=line(60), metavar="NOM", help="Le nom, bien écrit.")
@click.option(
    "--language",
    type=Value("langue", _language),
    metavar="LANGUE",
    help="La langue que la personne a confirmée : les messages ne partent plus que dans celle-là.",
)
@click.option(
    "--discreet",
    type=line(254),
    metavar="NUMÉRO",
    help="Quelqu'un d'autre lit ce numéro ou cette adresse : rien d'automatique n'y part.",
)
@click.option(
    "--not-discreet",
    "shown",
    type=line(254),
    metavar="NUMÉRO",
    help="Personne d'autre ne lit plus ce numéro ou cette adresse.",
)
@as_option
@click.pass_obj
def command(
    frame: Frame,
    reference: str,
    first_name: str | None,
    last_name: str | None,
    language: str | None,
    discreet: str | None,
    shown: str | None,
    member: str | None,
) -> None:
    """Write a correction down."""
    marks = [(way, on) for way, on in ((discreet, True), (shown, False)) if way is not None]
    named = any(each is not None for each in (first_name, last_name, language))
    if not (marks or named):
        raise MisuseError(
            "Rien à corriger : donnez --first-name, --last-name, --language ou --discreet."
        )
    actor = acting(frame, member).code
    for way, on in marks:
        _mark(frame, reference, way, actor, discreet=on)
    if named:
        _correct(frame, reference, Correction(first_name, last_name, language), actor)


def _mark(frame: Frame, reference: str, way: str, actor: str, *, discreet: bool) -> None:
    fictitious = frame.parts.settings.fictitious_numbers_allowed
    means = means_of(frame.parts)
    done = set_discreet(
        means, reference, way, actor, discreet=discreet, fictitious_allowed=fictitious
    )
    if done is Answer.NO_CASE:
        raise NotFoundError(f"Dossier inconnu : {reference}.")
    if done is Answer.NOT_THEIRS:
        raise NotFoundError("Ce numéro ou cette adresse n'est pas dans ce dossier.")
    told = "en mode discret" if discreet else "plus en mode discret"
    note(f"{reference.strip().upper()} : ce numéro ou cette adresse est {told}.")


def _correct(frame: Frame, reference: str, correction: Correction, actor: str) -> None:
    try:
        done = correct_person(means_of(frame.parts), reference, correction, actor)
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
