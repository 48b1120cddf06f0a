"""The entry of the command line: the list of commands, the global options, the exit codes."""

import os
import sys
from collections.abc import Sequence
from io import TextIOWrapper

import click

from outreach.cli.frame import Frame
from outreach.cli.french import Entry, LazyGroup, explain

# One file per noun under outreach/cli; a command's file is read only when it is called.
COMMANDS = (
    Entry("init", "Crée ou met à niveau la base, les scénarios et le programme.", "setup.init"),
    Entry("staff", "Les comptes de l'équipe : add.", "setup.staff"),
    Entry("programme", "L'accord avec le bailleur : show, set.", "setup.programme"),
    Entry("import", "Lit le fichier d'un bailleur.", "cases.import_"),
    Entry("inbox", "Les messages à traiter, les alertes d'abord.", "cases.inbox"),
    Entry("case", "Les dossiers : list, show, export, correct.", "cases.case"),
    Entry("task", "Le travail des humains : list, show, done.", "cases.task"),
    Entry("reply", "Note ce qu'une personne a répondu.", "cases.reply"),
    Entry("scripts", "Les scénarios de messages : check, export, load.", "words.scripts"),
    Entry(
        "rehearse",
        "Toutes les dates et tous les textes d'une personne qui se tait.",
        "words.rehearse",
    ),
    Entry("worker", "Le travail continu : lire les réponses, envoyer, créer les tâches."),
    Entry("serve", "L'application web et les appels du prestataire."),
    Entry("journal", "Le journal des dossiers : verify.", "upkeep.journal"),
    Entry("demo", "Une ville fictive sur cette machine, pour essayer. --headless : en texte."),
    Entry(
        "simulate",
        "Un programme entier, du premier fichier au dernier jour : promesses, travail, coût.",
        "simulate.command",
    ),
    Entry("doctor", "Vérifie l'installation, et dit comment corriger.", "upkeep.doctor"),
    Entry("reconcile", "Après une restauration : reprendre ce qui est parti.", "upkeep.reconcile"),
    Entry("classify", "Les intentions de messages lus sur l'entrée standard.", "words.classify"),
)

_SIGPIPE = 128 + 13  # what a shell reports for `yes | head`
_INTERRUPTED = 128 + 2


@click.group(
    cls=LazyGroup,
    entries=COMMANDS,
    help="Prendre contact, avec tact, avec des locataires que personne n'arrive à joindre.",
    epilog="Sortie : 0 fait ; 1 constat, ou refus d'une règle ; 2 commande, fichier ou réglage "
    "à corriger ; 3 introuvable ; 4 base ou prestataire injoignable. Réglages : variables "
    "OUTREACH_… ou fichier .env.",
)
@click.option(
    "--at",
    metavar="INSTANT",
    help="L'horloge part de cet instant (ISO 8601), par exemple 2026-03-02T10:00. Refusé avec "
    "le prestataire réel.",
)
@click.pass_context
def outreach(context: click.Context, at: str | None) -> None:
    """Hold what the commands share; what it opens is closed when the command ends."""
    frame = context.obj = Frame(at)
    context.call_on_close(frame.close)
    if at is not None:
        _ = frame.settings  # read now: a command that needs none must refuse a bad instant too


def main(args: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code (design.md §7); never raises, never a traceback."""
    _speak_utf8()
    try:
        # Not `outreach.main`, which has exit codes of its own.
        given = [_in_utf8(arg) for arg in sys.argv[1:]] if args is None else list(args)
        with outreach.make_context("outreach", given) as context:
            outreach.invoke(context)
        sys.stdout.flush()
    except click.exceptions.Exit as end:  # --help
        return _tell(end.exit_code, "")
    except BrokenPipeError:
        _drop_stdout()
        return _SIGPIPE
    except (KeyboardInterrupt, click.Abort):
        return _INTERRUPTED
    except click.ClickException as error:
        return _tell(*explain(error))
    except Exception as error:
        from outreach.cli.verdict import verdict  # here: it reads SQLAlchemy, slow to import

        return _tell(*verdict(error))
    return 0


def _tell(code: int, line: str) -> int:
    """Print `line`, unless it is empty, and give back `code`; ends well on a closed stdout."""
    if line:
        click.echo(line, err=True)
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _drop_stdout()
    return code


def _speak_utf8() -> None:
    # Under LANG=C, Python may read and write ASCII, and stop at the first accent.
    for stream, errors in (
        (sys.stdin, "replace"),
        (sys.stdout, "backslashreplace"),
        (sys.stderr, "backslashreplace"),
    ):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors=errors)


def _in_utf8(argument: str) -> str:
    try:
        return os.fsencode(argument).decode("utf-8")
    except UnicodeError:
        return argument


def _drop_stdout() -> None:
    # The interpreter flushes stdout once more on its way out, and would complain.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
