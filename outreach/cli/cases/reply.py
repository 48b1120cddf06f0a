"""`outreach reply`: what the person said, written down by a worker."""

import sys

import click

from outreach.channels.base import Medium
from outreach.cli.cases.acting import acting, as_option
from outreach.cli.errors import CommandError, MisuseError, NotFoundError
from outreach.cli.frame import Frame
from outreach.cli.french import Command
from outreach.cli.output import note
from outreach.cli.values import line, one_of, whole
from outreach.replies.services.noting import Doubt, Note, Unclear, note_reply
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
@click.option(
    "--person", type=whole(1, 99), metavar="N", help="Qui, quand le dossier a plusieurs personnes."
)
@click.option(
    "--from",
    "sender",
    type=line(254),
    metavar="NUMÉRO",
    help="Le numéro ou l'adresse e-mail de qui a répondu.",
)
@as_option
@click.pass_obj
def command(
    frame: Frame,
    reference: str,
    channel: str,
    person: int | None,
    sender: str | None,
    member: str | None,
) -> None:
    """Take in a reply that reached the association another way."""
    actor = acting(frame, member).code
    if sys.stdin.isatty():
        note("Ce que la personne a dit, puis Ctrl-D :")
    text = sys.stdin.read().strip()
    if not text:
        raise MisuseError("Rien à noter : donnez le texte sur l'entrée standard.")
    done = note_reply(
        ears_of(frame.parts),
        reference,
        Note(text, Medium(channel), person, sender or ""),
        actor,
        fictitious_allowed=frame.parts.settings.fictitious_numbers_allowed,
    )
    if done is None:
        raise NotFoundError(f"Dossier inconnu : {reference}.")
    if isinstance(done, Unclear):
        raise _error(done)
    note(f"{reference.strip().upper()} : réponse notée, les envois automatiques sont arrêtés.")


def _error(unclear: Unclear) -> CommandError:
    known = ", ".join(f"{rank} = {name}" for rank, name in enumerate(unclear.people, start=1))
    match unclear.doubt:
        case Doubt.WHO:
            return MisuseError(f"Qui a répondu ? Donnez --person ({known}), ou --from.")
        case Doubt.NOBODY:
            return NotFoundError(f"--person : ce dossier a {known}.")
        case Doubt.ADDRESS:
            return NotFoundError("--from : ce numéro ou cette adresse n'est pas dans ce dossier.")
        case Doubt.WHICH:
            return MisuseError(
                "À quel numéro quelqu'un d'autre répond-il ? Donnez-le avec --from : lui seul "
                "sera bloqué."
            )
