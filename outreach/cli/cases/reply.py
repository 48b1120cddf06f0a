"""`outreach reply`: what the person said, written down by a worker."""

import sys

import click

from outreach.channels.base import Medium
from outreach.cli.errors import MisuseError, NotFoundError
from outreach.cli.frame import ACTOR, Frame
from outreach.cli.french import Command
from outreach.cli.output import note
from outreach.cli.values import one_of
from outreach.replies.services.noting import note_reply
from outreach.worker.wiring import ears_of


@click.command(
    "reply",
    cls=Command,
    help="Note ce que la personne a répondu, lu sur l'entrée standard : les envois s'arrêtent.",
)
@click.argument("reference", metavar="DOSSIER")
@click.option(
    "--channel",
    default=Medium.SMS.value,
    type=one_of(Medium),
    metavar="MOYEN",
    help="sms (aussi de vive voix) ou email.",
)
@click.pass_obj
def command(frame: Frame, reference: str, channel: str) -> None:
    """Take in a reply that reached the association another way."""
    if sys.stdin.isatty():
        note("Ce que la personne a dit, puis Ctrl-D :")
    text = sys.stdin.read().strip()
    if not text:
        raise MisuseError("Rien à noter : donnez le texte sur l'entrée standard.")
    ears = ears_of(frame.parts)
    if note_reply(ears, reference, text, Medium(channel), ACTOR) is None:
        raise NotFoundError(f"Dossier inconnu : {reference}.")
    note(f"{reference.strip().upper()} : réponse notée, les envois automatiques sont arrêtés.")
